"""Adding a record by hand: its fields, checked by the loader as they are filled in."""

import streamlit as st

from views.parts.choosing import choose
from views.sections.add import form, steps, words
from views.sections.add.draft import Draft, find_draft, keep_draft
from views.state.keys import FORMS

KIND = "record"


def show_record() -> None:
    """Ask for the fields of a record, and preview its effect once the required ones are filled."""
    draft = find_draft(KIND)
    if draft and draft.is_publishing:
        steps.show_draft(KIND, draft)
        return
    kind = choose("What it is", words.RECORDS, "record-kind", default="patrol")
    key = f"record-{FORMS.find() or 0}-{kind}"
    row = form.ask_row(kind, {}, key)
    if claims := form.ask_claims(kind, key):
        row["other_claims"] = claims
    if missing := form.list_missing(row):
        st.caption(f"Still needed: {', '.join(missing)}.")
        keep_draft(KIND, None)
        return
    if draft is None or draft.rows != [row]:
        draft = Draft.of_rows([row], f"{words.RECORDS[kind]} of {row['date']}, by hand")
        keep_draft(KIND, draft)
    steps.show_draft(KIND, draft)
