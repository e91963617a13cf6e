"""The fields with the choices of every page, and functions that set several at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from analysis.links.codec import format_value
from analysis.links.keys import SELECTION_KEYS
from analysis.selection import Choices, Selection
from views.state import cache
from views.state.keys import SELECTION, SessionKey, make_widget_key
from views.state.refusals import begin_refusals

FIELDS: Mapping[str, SessionKey[Any]] = {key.name: make_widget_key(key.name) for key in SELECTION_KEYS}
DAY_FORMAT = "YYYY-MM-DD"


def set_choices(selection: Selection) -> None:
    """Set the fields that differ from a selection.

    Leave the others alone: Streamlit makes the browser show every value that is set, which would undo a click made just before.
    Every field is drawn with `persist_state`, so it keeps its value on pages that do not draw it.
    """
    for key in SELECTION_KEYS:
        field, value = FIELDS[key.name], getattr(selection, key.choice)
        if key.name == "release":
            value = f"R{value}"
        if not field.is_set() or field.get() != value:
            field.set(value)


def read_choices() -> dict[str, list[str]]:
    """Return the fields as values of an address. A field that was not drawn because of an error keeps its choice."""
    values = {}
    for key in SELECTION_KEYS:
        field, chosen = FIELDS[key.name], SELECTION.find()
        value = field.get() if field.is_set() or not chosen else getattr(chosen, key.choice)
        if value is not None:
            values[key.name] = [format_value(value)]
    return values


def have_changed() -> bool:
    """Whether a field was changed since the page was drawn."""
    chosen = SELECTION.get()
    drawn = {key.name: getattr(chosen, key.choice) for key in SELECTION_KEYS} | {"release": f"R{chosen.release}"}
    return any(FIELDS[name].is_set() and FIELDS[name].get() != value for name, value in drawn.items())


def read_release_number() -> int:
    """Return the number of the chosen release."""
    name = FIELDS["release"].find()
    return int(name[1:]) if name else SELECTION.get().release


def set_days(first: date, last: date) -> None:
    """Choose other days, with all of their records."""
    FIELDS["from"].set(first)
    FIELDS["to"].set(last)
    FIELDS["records_from"].set(None)
    FIELDS["records_to"].set(None)
    follow_days()


def follow_days() -> None:
    """Adjust the grain to the new number of days if it was the default for the old ones. A grain that the reader chose stays."""
    before, grain, offered = SELECTION.get(), FIELDS["grain"], _read_offered()
    first, last = FIELDS["from"].get(), FIELDS["to"].get()
    if first and last and grain.get() == offered.choose_grain(before):
        corridor, feed = FIELDS["corridor"].get(), FIELDS["feed"].get()
        now = replace(before, corridor=corridor, feed=feed, from_day=first, to_day=last)
        grain.set(offered.choose_grain(now))


def begin_corridor() -> None:
    """Reset the days, since another corridor is covered on other days."""
    fresh = _read_offered().make_default(FIELDS["corridor"].get())
    values = {"feed": fresh.feed, "from": fresh.from_day, "to": fresh.to_day}
    for name in ("feed", "from", "to", "records_from", "records_to", "km_from", "km_to"):
        FIELDS[name].set(values.get(name))
    follow_days()
    begin_refusals()


def reset() -> None:
    """Reset to the default choices of a page."""
    set_choices(make_default(_read_offered()))
    begin_refusals()


def make_default(offered: Choices, corridor: str | None = None, feed: str | None = None) -> Selection:
    """Return the default selection of a page, with a grain that suits its days."""
    usual = offered.make_default(corridor, feed)
    return replace(usual, grain=offered.choose_grain(usual))


def _read_offered() -> Choices:
    return cache.list_choices(cache.get_release(read_release_number()))
