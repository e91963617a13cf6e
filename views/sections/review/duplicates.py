"""Incidents that may be one event, side by side with their differences marked, to link or keep apart."""

import pyarrow as pa
import streamlit as st

from analysis.answer import label_field
from analysis.questions.records.review import Pair, find_duplicates
from analysis.questions.records.review.decisions import COMPARED
from analysis.release import Release
from etl.errors import QueryStopped
from etl.review.publish import Asked
from views.parts import tables
from views.parts.view import View, write_note
from views.sections.review import deciding, words
from views.sections.review.pages import choose_page
from views.state import cache
from views.state.navigation import open_record
from views.words.markup import escape_markdown
from views.words.phrases import format_count

PAIRS_A_PAGE = 5
DAYS_APART = 1
DAYS = ("date", "date_end", "date_precision")  # shown as one row
IN_FULL = ("note",)  # too long for a cell


def show_duplicates(view: View) -> None:
    """Show the pairs of the chosen corridor, the most similar first."""
    try:
        pairs, total = cache.answer(_find, view.opened, view.selection.corridor)
    except QueryStopped:
        st.warning("This corridor has too many incidents to compare them all.")
        return
    if not pairs:
        st.info(words.NO_PAIRS)
        return
    st.text(f"{format_count(total, 'pair')} may be one event.")
    for pair in choose_page(pairs, PAIRS_A_PAGE, "pairs"):
        with st.container(border=True):
            _show_pair(pair)


def _find(opened: Release, corridor: str) -> tuple[list[Pair], int]:
    return find_duplicates(opened, days=DAYS_APART, corridor=corridor)


def _show_pair(pair: Pair) -> None:
    one, other = pair.one["incident_id"], pair.other["incident_id"]
    with st.container(horizontal=True, vertical_alignment="center"):
        named = (escape_markdown(words.name_incident(incident)) for incident in (pair.one, pair.other))
        st.markdown(" and ".join(f"**{name}**" for name in named), width="stretch")
        for incident in (one, other):
            label = f"Open {escape_markdown(incident)}"
            st.button(
                label, on_click=open_record, args=(incident,), type="tertiary", key=f"open-{one}-{other}-{incident}"
            )
    write_note(words.explain_pair(pair))
    tables.show_table(_compare(pair), f"pair-{one}-{other}", f"{one} beside {other}", height="content")
    _show_texts(pair)
    with st.form(f"decide-{one}-{other}", border=False):
        is_of_one_feed = pair.one["feed"] == pair.other["feed"]
        if is_of_one_feed:
            keeps = st.radio("If they are one event, keep the values of", [one, other], horizontal=True)
        else:
            keeps = one
            st.caption(words.FEEDS_APART)
        reason = deciding.ask_reason()
        with st.container(horizontal=True):
            is_linked = st.form_submit_button("Link as one event", type="primary")
            is_kept_apart = st.form_submit_button("Keep apart")
    if is_linked or is_kept_apart:
        joins = other if keeps == one else one
        deciding.publish(Asked("link" if is_linked else "keep_apart", keeps, joins), reason)


def _compare(pair: Pair) -> pa.Table:
    """List the values of both incidents by column, with the columns that differ marked and first."""
    rows = [_mark("date", *map(words.describe_days, (pair.one, pair.other)))]
    for name in COMPARED:
        if name not in DAYS and name not in IN_FULL:
            rows.append(_mark(name, *(words.describe_cell(name, each[name]) for each in (pair.one, pair.other))))
    said = [row for row in rows if row["first_says"] or row["second_says"]]
    said.sort(key=lambda row: row["differs"] is None)
    return pa.Table.from_pylist(said, pa.schema([(name, pa.string()) for name in rows[0]]))


def _mark(name: str, one: str | None, other: str | None) -> dict[str, str | None]:
    differs = "≠" if one and other and one != other else None
    return {"what": label_field(name), "first_says": one, "second_says": other, "differs": differs}


def _show_texts(pair: Pair) -> None:
    """Show the notes of both in full, side by side."""
    for column, each in zip(st.columns(2), (pair.one, pair.other), strict=True):
        for name in IN_FULL:
            if each[name]:
                column.text(each[name])
