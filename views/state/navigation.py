"""Where a click leads: callbacks that change the choices of the next run."""

from datetime import date

import streamlit as st

from views.state import cache, fields
from views.state.keys import (
    NEWEST_SEEN,
    PAGE_VALUES,
    PICKED_FORGOTTEN,
    RECORD_TO_CORRECT,
    RECORD_TO_OPEN,
    make_page_key,
)
from views.state.sent_number import read_sent_selection


def narrow_records(first: date | None, last: date | None) -> None:
    """Let the lists show the records of these days alone; None, None shows all chosen days again."""
    fields.FIELDS["records_from"].set(first)
    fields.FIELDS["records_to"].set(last)


def narrow_to_stretch(km_from: float | None, km_to: float | None) -> None:
    """Let the lists show the records of this stretch alone; None, None shows the whole corridor again."""
    fields.FIELDS["km_from"].set(km_from)
    fields.FIELDS["km_to"].set(km_to)


def forget_picked() -> None:
    """Let figures and tables forget which of their marks and rows are picked."""
    PICKED_FORGOTTEN.set((PICKED_FORGOTTEN.find() or 0) + 1)


def name_pickable(what: str) -> str:
    """Return the key of a figure or a table whose marks or rows can be picked."""
    return f"{what}-{PICKED_FORGOTTEN.find() or 0}"


def undo_narrowing() -> None:
    """Let the lists show all records of the chosen days and of the whole corridor again."""
    narrow_records(None, None)
    narrow_to_stretch(None, None)


def go_to_release(number: int) -> None:
    """Stay with all choices and look at another release."""
    fields.FIELDS["release"].set(f"R{number}")
    NEWEST_SEEN.set(cache.lake().numbers()[-1])


def go_back_to_sent(number: int) -> None:
    """Show the release that the link was sent from with all choices of the link."""
    fields.set_choices(read_sent_selection(number))


def open_record(record_id: str) -> None:
    """Let the Records page open a record at the next run; a callback may not change the page itself."""
    forget_picked()
    RECORD_TO_OPEN.set(record_id)


def go_to_correction(record_id: str) -> None:
    """Let the Review page open the form that corrects a record at the next run."""
    RECORD_TO_CORRECT.set(record_id)


def go_to_correction_if_asked() -> None:
    """Change to the Review page where a click has asked to correct a record."""
    if record_id := RECORD_TO_CORRECT.pop():
        PAGE_VALUES.set({"correct": record_id})
        make_page_key("correct").set(record_id)
        st.switch_page("views/pages/review.py")


def go_to_record_if_asked() -> None:
    """Change to the Records page where a click has asked for a record."""
    if record_id := RECORD_TO_OPEN.pop():
        PAGE_VALUES.set({"record": record_id})
        # The Records page keeps the record it last showed, which would win over the one asked for here.
        make_page_key("record").set(record_id)
        st.switch_page("views/pages/records.py")
