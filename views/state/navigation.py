"""Callbacks of clicks, which change the choices of the next run."""

from datetime import date

import streamlit as st

from views.state import cache, fields
from views.state.keys import (
    NEWEST_SEEN,
    PAGE_VALUES,
    PICKED_FORGOTTEN,
    RECORD_TO_CORRECT,
    RECORD_TO_OPEN,
    SessionKey,
    make_page_key,
)
from views.state.sent_number import read_sent_selection


def narrow_records(first: date | None, last: date | None) -> None:
    """Restrict lists of records to these days. None, None shows all chosen days again."""
    fields.FIELDS["records_from"].set(first)
    fields.FIELDS["records_to"].set(last)


def narrow_to_stretch(km_from: float | None, km_to: float | None) -> None:
    """Restrict lists of records to this stretch. None, None shows the whole corridor again."""
    fields.FIELDS["km_from"].set(km_from)
    fields.FIELDS["km_to"].set(km_to)


def forget_picked() -> None:
    """Clear the selected marks and rows of figures and tables."""
    PICKED_FORGOTTEN.set((PICKED_FORGOTTEN.find() or 0) + 1)


def name_pickable(what: str) -> str:
    """Return the key of a figure or table whose marks or rows can be selected."""
    return f"{what}-{PICKED_FORGOTTEN.find() or 0}"


def undo_narrowing() -> None:
    """Show the records of all chosen days and the whole corridor again."""
    narrow_records(None, None)
    narrow_to_stretch(None, None)


def go_to_release(number: int) -> None:
    """Open another release with the same choices."""
    fields.FIELDS["release"].set(f"R{number}")
    NEWEST_SEEN.set(cache.get_lake().list_numbers()[-1])


def go_back_to_sent(number: int) -> None:
    """Open the release that the link was sent from, with all choices of the link."""
    fields.set_choices(read_sent_selection(number))


def open_record(record_id: str) -> None:
    """Make the Records page open a record at the next run, since a callback may not switch pages."""
    forget_picked()
    RECORD_TO_OPEN.set(record_id)


def go_to_correction(record_id: str) -> None:
    """Make the Review page open the form to correct a record at the next run."""
    RECORD_TO_CORRECT.set(record_id)


def go_to_correction_if_requested() -> None:
    """Switch to the Review page if a click has asked to correct a record."""
    _go_if_requested(RECORD_TO_CORRECT, "correct", "views/pages/review.py")


def go_to_record_if_requested() -> None:
    """Switch to the Records page if a click has asked for a record."""
    _go_if_requested(RECORD_TO_OPEN, "record", "views/pages/records.py")


def _go_if_requested(requested: SessionKey[str], field: str, page: str) -> None:
    """Switch to a page if a click has asked for it, with the id of the record in a field of its own."""
    if record_id := requested.pop():
        PAGE_VALUES.set({field: record_id})
        make_page_key(field).set(record_id)  # otherwise the record last shown on the page would take precedence
        st.switch_page(page)
