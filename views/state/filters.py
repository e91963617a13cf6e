"""Names by which the pages still know this room."""

from analysis.release import Release
from analysis.selection import Selection
from views.parts.narrowing import draw_narrowing_fields as records_days  # noqa: F401
from views.state.address import list_own_choices, make_late_link, read_page_address, state_choices  # noqa: F401
from views.state.keys import PAGE_VALUES, QUERY, RELEASE, SELECTION
from views.state.navigation import (  # noqa: F401
    go_to_record_if_asked,
    go_to_release,
    narrow_records,
    narrow_to_stretch,
    open_record,
)
from views.state.page_choices import settle_day as page_day  # noqa: F401
from views.state.page_choices import settle_number as page_number  # noqa: F401
from views.state.page_choices import settle_word as page_word  # noqa: F401

page_address = read_page_address
link = make_late_link


def selection() -> Selection:
    return SELECTION.get()


def opened() -> Release:
    return RELEASE.get()


def page_values() -> dict[str, str]:
    return PAGE_VALUES.get()


def address_of_run() -> dict[str, str]:
    return QUERY.get()


def write_address(**values: str | None) -> None:
    state_choices(**values)
