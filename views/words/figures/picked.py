"""Hover text of marks, and names of the days selected by a click."""

from datetime import date, timedelta
from typing import Any

from analysis.selection import Selection
from views.words.figures.road import format_kilometres, name_kind
from views.words.phrases import format_day, format_possible_days, mark_corrected

MOST_NAMED = 3  # attacks in one mark


def name_attacks(rows: list[dict[str, Any]]) -> str:
    """Name the attacks of a mark, to follow their number. Empty if single attacks are unknown."""
    named = [f"; {_name_attack(row)}" for row in rows[:MOST_NAMED]]
    return "".join(named) + (f"; and {len(rows) - MOST_NAMED:,} more" if len(rows) > MOST_NAMED else "")


def _name_attack(row: dict[str, Any]) -> str:
    where = f" at {row['place']}" if row["place"] else ""
    return f"{name_kind(row['kind'])}{where}, {format_possible_days(row)}{mark_corrected(row)}"


def name_picked(selection: Selection) -> str:
    """Name the days and the stretch to which records are narrowed: `July 2020, km 10.4 to 20.9`."""
    days = format_picked(*selection.records_days) if selection.records_from or selection.records_to else ""
    stretch = format_kilometres(selection.km_from, selection.km_to) if selection.is_on_a_stretch else ""
    return ", ".join(filter(None, (days, stretch)))


def format_picked(first: date, last: date) -> str:
    """Return days in the shortest form: `July 2020` for a whole month, one day, or from one to another."""
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return format_day(first) if first == last else f"{format_day(first)} to {format_day(last)}"
