"""The section of the Data page with the audit log, for editors."""

import pyarrow as pa
import streamlit as st

from etl.lake.private.audit import read_changes
from etl.tables.labels import format_count
from views.parts import tables
from views.parts.view import write_note
from views.server.adding.permission import may_write
from views.state.served_lake import get_lake
from views.words import data as words
from views.words.phrases import capitalise

LISTED = 200
KNOWN = ("at", "what", "by", "account")  # other fields of a line go into the last column


def show_audit_log() -> None:
    """List who published, and who made and revoked tokens, newest first. Shows nothing to readers."""
    changes = read_changes(get_lake().root) if may_write(st.context.cookies) else []
    if not changes:
        return
    st.subheader("Who changed what")
    rows = [
        {
            "made_at": change.get("at", "").replace("T", " ").removesuffix("Z"),
            "what": capitalise(change["what"]),
            "made_by": " · ".join(dict.fromkeys(filter(None, (change.get("by"), change.get("account"))))),
            "details": ", ".join(str(value) for key, value in change.items() if key not in KNOWN and value),
        }
        for change in changes[:LISTED]
    ]
    entries = format_count(len(changes), "entry", "entries")
    with st.expander(f"{len(rows):,} of {entries}" if len(rows) < len(changes) else entries):
        tables.show_table(pa.Table.from_pylist(rows), "audit", "Who changed what")
        write_note(words.describe_audit_log(len(rows), len(changes)))
