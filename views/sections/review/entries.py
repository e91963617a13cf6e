"""Decisions of editors, newest first, each with a way to undo it."""

from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.records.review import list_entries
from etl.review.publish import DecisionRequest
from etl.tables.columns import Table
from etl.tables.labels import format_count
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.records import REVIEWED_TABLES
from views.parts import tables
from views.parts.view import View
from views.sections.review import deciding, words
from views.sections.review.pages import choose_page
from views.server.adding.permission import may_write
from views.state import cache
from views.state.navigation import go_to_correction, open_record
from views.words.markup import escape_markdown

ENTRIES_A_PAGE = 20


def count_entries(view: View) -> int:
    """Count the entries of the release."""
    return len(list_entries(view.opened))


def show_entries(view: View) -> None:
    """List them."""
    found, name = list_entries(view.opened), partial(cache.name_record, view.opened)
    if not found:
        st.info(words.NO_ENTRIES)
        return
    for row in choose_page(found, ENTRIES_A_PAGE, "entries"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"entry-{row['entry']}"):
            standing = words.describe_standing(row)
            named = f"**{escape_markdown(name(row['record_id']))}** · " if row["action"] == "change" else ""
            text = named + escape_markdown(words.describe_change(row, name))
            st.markdown(text + (f"  \n:small[{escape_markdown(standing)}]" if standing else ""), width="stretch")
            st.button(
                "Open", on_click=open_record, args=(row["record_id"],), type="tertiary", key=f"open-{row['entry']}"
            )
            if row["is_in_force"]:
                _offer_to_undo(row)
    columns = [name for name in REVIEW_ENTRIES.column_names if name in found[0]]
    rows = pa.Table.from_pylist([{name: row[name] for name in columns} for row in found])
    label = f"CSV ({format_count(len(found), 'entry', 'entries')})"
    tables.download_all(lambda: rows, view.opened.manifest.name, "review_entries", label=label, total=len(found))


def show_entries_on(view: View, table: Table, record_id: str) -> None:
    """Show the decisions on one record, and a button to correct it to those who may."""
    if table.name not in REVIEWED_TABLES:
        return
    for row in list_entries(view.opened, record_id):
        if row["action"] != "undo" and row["is_in_force"] and row["standing"] != "superseded":
            standing = words.describe_standing(row)
            show = st.warning if standing else st.info
            change = words.describe_change(row, partial(cache.name_record, view.opened))
            show(escape_markdown(f"{change} {standing}".strip()), icon=":material/edit_note:")
    if may_write(st.context.cookies):
        st.button(
            "Correct or withdraw this record", on_click=go_to_correction, args=(record_id,), icon=":material/edit:"
        )


def _offer_to_undo(row: dict[str, Any]) -> None:
    number = row["entry"]
    with st.popover("Undo", key=f"undo-{number}"), st.form(f"undo-form-{number}", border=False):
        reason = deciding.ask_reason()
        is_undone = st.form_submit_button(f"Undo entry {number}")
    if is_undone:
        deciding.publish(DecisionRequest("undo", undoes=number), reason)
