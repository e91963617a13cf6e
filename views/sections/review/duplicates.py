"""Records that may be one event, side by side with their differences marked, to link or keep apart."""

import streamlit as st

from analysis.answer import label_field
from analysis.questions.records.review import Pair, find_duplicates
from analysis.release import Release
from etl.errors import QueryStopped
from etl.review.publish import DecisionRequest
from etl.tables.labels import format_count
from etl.tables.records import TABLES
from views.parts import tables
from views.parts.view import View, write_note
from views.sections.review import deciding, words
from views.sections.review.comparison import compare, show_texts
from views.sections.review.pages import choose_page
from views.state import cache
from views.state.navigation import open_record
from views.words.markup import escape_markdown
from views.words.phrases import uncapitalise

PAIRS_A_PAGE = 5
DAYS_APART = 1


def count_duplicates(view: View) -> int | None:
    """Count the pairs of the chosen corridor. None if there are too many incidents to compare."""
    found = _find_pairs(view)
    return found and found[1]


def show_duplicates(view: View) -> None:
    """Show the pairs of the chosen corridor, the most similar of each table first."""
    found = _find_pairs(view)
    if found is None:
        st.warning("This corridor has too many incidents to compare them all.")
        return
    pairs, total = found
    if not pairs:
        st.info(words.NO_PAIRS)
        return
    st.text(f"{format_count(total, 'pair')} may be one event.")
    for pair in choose_page(pairs, PAIRS_A_PAGE, "pairs"):
        with st.container(border=True):
            _show_pair(view.opened, pair)


def _find_pairs(view: View) -> tuple[list[Pair], int] | None:
    try:
        found: tuple[list[Pair], int] = cache.answer(_find, view.opened, view.selection.corridor)
    except QueryStopped:
        return None
    return found


def _find(opened: Release, corridor: str) -> tuple[list[Pair], int]:
    return find_duplicates(opened, days=DAYS_APART, corridor=corridor)


def _show_pair(opened: Release, pair: Pair) -> None:
    key = TABLES[pair.table].id_column
    one, other = pair.one[key], pair.other[key]
    names = [cache.name_record(opened, record_id) for record_id in (one, other)]
    labels = dict(zip((one, other), (label_field(name) for name in ("first_says", "second_says")), strict=True))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" and ".join(f"**{escape_markdown(name)}**" for name in names), width="stretch")
        for record_id, label in labels.items():
            st.button(
                f"Open {uncapitalise(label)}", on_click=open_record, args=(record_id,), type="tertiary",
                key=f"open-{one}-{other}-{record_id}",
            )  # fmt: skip
    write_note(words.explain_pair(pair))
    tables.show_table(compare(opened, pair), f"pair-{one}-{other}", " beside ".join(names), height="content")
    show_texts(pair)
    with st.form(f"decide-{one}-{other}", border=False):
        is_of_one_feed = pair.one["feed"] == pair.other["feed"]
        if is_of_one_feed:
            keeps = st.radio(
                "If they are one event, keep the values of",
                [one, other],
                format_func=labels.__getitem__,
                horizontal=True,
            )
        else:
            keeps = one
            st.caption(words.FEEDS_APART)
        reason = deciding.ask_reason()
        with st.container(horizontal=True):
            is_linked = st.form_submit_button("Link as one event", type="primary")
            is_kept_apart = st.form_submit_button("Keep apart")
    if is_linked or is_kept_apart:
        joins = other if keeps == one else one
        deciding.publish(DecisionRequest("link" if is_linked else "keep_apart", keeps, joins), reason)
