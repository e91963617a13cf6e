"""A form to correct one record, or to withdraw it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from analysis.answer import label_field
from analysis.export.terms import is_withheld
from analysis.questions.records.review import find_correctable, list_entries
from etl.review.entries import list_correctable
from etl.review.publish import DecisionRequest
from etl.tables.columns import Column, Table
from etl.tables.labels import label_value
from views.parts.view import View
from views.sections.review import deciding, words
from views.state import cache
from views.state.keys import PAGE_VALUES
from views.state.navigation import open_record
from views.words.links import describe_withheld
from views.words.markup import escape_markdown
from views.words.records import name_record

LONGEST = 2000


def show_correction(view: View) -> None:
    """Ask which record to correct, and show its form."""
    state = st.session_state
    state.setdefault("correct", PAGE_VALUES.get().get("correct") or "")
    with st.expander("Correct or withdraw a record", expanded=bool(state["correct"])):
        record_id = st.text_input("Id of the record, as its page shows it", key="correct", max_chars=300).strip()
        if not record_id:
            st.caption(words.FIND_IT)
            return
        if is_withheld(record_id, view.opened.withheld):
            st.info(describe_withheld(record_id.partition(":")[0]))
            return
        found = find_correctable(view.opened, record_id)
        if not found:
            name = view.opened.manifest.name
            st.info(
                f"{name} holds no current patrol, incident, suspension or count with the id {escape_markdown(record_id)}. "
                "If an editor withdrew or linked it, undo that under Decisions."
            )
            return
        _show_forms(view, *found)


def _show_forms(view: View, table: Table, row: Mapping[str, Any]) -> None:
    record_id = row[table.id_column]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escape_markdown(name_record(table.name, record_id, dict(row)))}**", width="stretch")
        st.button("Open", on_click=open_record, args=(record_id,), type="tertiary", key="open-corrected")
    for entry in list_entries(view.opened, record_id):
        st.text(words.describe_change(entry, partial(cache.name_record, view.opened)))
        st.caption(escape_markdown(words.describe_standing(entry)))
    columns = {column.name: column for column in list_correctable(table)}
    chosen = st.multiselect("What is wrong", list(columns), format_func=label_field, key=f"wrong-{record_id}")
    written = words.list_written(row)
    if chosen:
        with st.form(f"correct-{record_id}", border=False):
            values = {name: _ask(columns[name], written[name], record_id) for name in chosen}
            reason = deciding.ask_reason()
            is_sent = st.form_submit_button("Publish the correction", type="primary")
        if is_sent:
            deciding.publish(DecisionRequest("change", record_id, values=values), reason)
    with st.popover("Withdraw this record"), st.form(f"withdraw-{record_id}", border=False):
        st.caption(words.WITHDRAW)
        reason = deciding.ask_reason()
        is_withdrawn = st.form_submit_button("Withdraw it")
    if is_withdrawn:
        deciding.publish(DecisionRequest("withdraw", record_id), reason)


def _ask(column: Column, written: str, record_id: str) -> str | None:
    """Ask for another value of a column, starting from the value of the record."""
    key, label = f"correct-{record_id}-{column.name}", label_field(column.name)
    if column.words and column.type == "VARCHAR":
        offered = [*column.words] if column.required else ["", *column.words]
        place = offered.index(written) if written in offered else 0
        show = lambda word: label_value(column.name, word) or "—"  # noqa: E731
        return st.selectbox(label, offered, index=place, format_func=show, help=column.meaning, key=key) or None
    return st.text_input(label, value=written, max_chars=LONGEST, help=column.meaning, key=key).strip() or None
