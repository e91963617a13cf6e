"""Hover text of marks, and names of the days selected by a click."""

from datetime import date, timedelta
from typing import Any

from analysis.exposure import Unit
from analysis.selection import Selection
from views.words.figures.road import format_kilometres, name_kind
from views.words.phrases import format_days_known, format_from_to, format_possible_days, label_target, mark_corrected

MOST_NAMED = 3  # attacks in one mark
LAST_ATTACKS = 10


def name_attacks(rows: list[dict[str, Any]]) -> str:
    """Name the attacks of a mark, to follow their number. Empty if single attacks are unknown."""
    named = [f"; {_name_attack(row)}" for row in rows[:MOST_NAMED]]
    return "".join(named) + (f"; and {len(rows) - MOST_NAMED:,} more" if len(rows) > MOST_NAMED else "")


def name_last_attacks(rows: list[dict[str, Any]], unit: Unit) -> list[tuple[str, str]]:
    """Name the day of each of the last attacks, newest first, and what is known of it."""
    return [
        (format_days_known(row["date"], row["date_end"], row["date_precision"]), _describe_attack(row, unit))
        for row in rows[: -LAST_ATTACKS - 1 : -1]
    ]


def _describe_attack(row: dict[str, Any], unit: Unit) -> str:
    target = label_target(row["target"], unit) if row["target"] != "unknown" else ""
    doubt = "in doubt" if row["lane"].endswith("in_doubt") else ""
    return " · ".join(filter(None, (name_kind(row["kind"]), target, row["place"], doubt))) + mark_corrected(row)


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
    return format_from_to(first, last)
