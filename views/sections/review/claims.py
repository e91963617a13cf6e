"""Claims that disagree with their record, beside the value of the record."""

import pyarrow as pa
import streamlit as st

from analysis.answer import label_field
from analysis.questions.records.review import Disagreement, list_disagreements
from analysis.release import Release
from etl.review.entries import list_correctable, read_value
from etl.review.publish import DecisionRequest
from etl.tables.columns import Column
from etl.tables.labels import format_count, label_word
from etl.tables.records import REVIEWED_TABLES
from views.parts import tables
from views.parts.view import View
from views.sections.review import deciding, words
from views.sections.review.pages import choose_page
from views.state import cache
from views.state.navigation import open_record
from views.words.markup import escape_markdown

FIELDS_A_PAGE = 5


def count_claims(view: View) -> int:
    """Count the fields where claims disagree with a record of the chosen corridor."""
    return len(cache.answer(list_disagreements, view.opened, view.selection.corridor))


def show_claims(view: View) -> None:
    """Show these fields, each with its claims."""
    found = cache.answer(list_disagreements, view.opened, view.selection.corridor)
    if not found:
        st.info(words.NO_CLAIMS)
        return
    st.text(f"Claims disagree with records on {format_count(len(found), 'field')}.")
    for each in choose_page(found, FIELDS_A_PAGE, "claims"):
        with st.container(border=True):
            _show_disagreement(view.opened, each)


def _show_disagreement(opened: Release, found: Disagreement) -> None:
    key, field = f"{found.record_id}-{found.field}", label_field(found.field)
    name = ", ".join(
        filter(None, (cache.name_record(opened, found.opens), label_word(found.record_id.partition(" / ")[2])))
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        sentence = f"**{escape_markdown(name)}**, {escape_markdown(field)}: the record says "
        st.markdown(sentence + escape_markdown(words.label_text(found.field, found.chosen)), width="stretch")
        st.button("Open", on_click=open_record, args=(found.opens,), type="tertiary", key=f"open-{key}")
    rows = [
        {
            "claimed_by_side": claim["claimed_by_side"],
            "value": words.label_text(found.field, claim["value"]),
            "differs": None if claim["agrees"] else "≠",
            "publisher": claim["publisher"],
        }
        for claim in found.claims
    ]
    if not any(claim["agrees"] for claim in found.claims):  # all of them differ
        rows = [{name: cell for name, cell in row.items() if name != "differs"} for row in rows]
    schema = pa.schema([(name, pa.string()) for name in rows[0]])
    tables.show_table(pa.Table.from_pylist(rows, schema), f"claims-{key}", f"Claims on {field}", height="content")
    offered = _list_values(found)
    if not offered:
        st.caption(words.NOT_CORRECTED_HERE if found.table not in REVIEWED_TABLES else words.NOT_A_VALUE)
        return
    with st.form(f"claim-{key}", border=False):
        value = st.selectbox("Correct it to", offered, format_func=lambda text: words.label_text(found.field, text))
        reason = deciding.ask_reason()
        is_sent = st.form_submit_button("Correct the record")
    if is_sent:
        deciding.publish(DecisionRequest("change", found.record_id, values={found.field: value}), reason)


def _list_values(found: Disagreement) -> list[str]:
    """Return the claimed values that are valid for the column."""
    table = REVIEWED_TABLES.get(found.table)
    columns = {column.name: column for column in list_correctable(table)} if table else {}
    if found.field not in columns:
        return []
    values = dict.fromkeys(claim["value"] for claim in found.claims if not claim["agrees"])
    return [value for value in values if _can_be(columns[found.field], value)]


def _can_be(column: Column, value: str) -> bool:
    try:
        read_value(column, value)
    except ValueError:
        return False
    return True
