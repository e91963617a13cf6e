"""What is said of a mark under the pointer, and of the days that a click has picked."""

from datetime import date, timedelta
from typing import Any

from analysis.questions.timeline import TimelineAnswers
from views.words.figures.road import name_kind
from views.words.phrases import format_count, format_day, format_possible_days

MOST_NAMED = 3  # attacks in one mark


def name_attacks(rows: list[dict[str, Any]]) -> str:
    """Name the attacks of a mark, to be put after how many they are; nothing where none is known one by one."""
    named = [f"; {_name_attack(row)}" for row in rows[:MOST_NAMED]]
    return "".join(named) + (f"; and {len(rows) - MOST_NAMED:,} more" if len(rows) > MOST_NAMED else "")


def _name_attack(row: dict[str, Any]) -> str:
    where = f" at {row['place']}" if row["place"] else ""
    return f"{name_kind(row['kind'])}{where}, {format_possible_days(row)}"


def describe_picked(answers: TimelineAnswers, first: date, last: date) -> str:
    """Say what the picked days hold: `July 2020: 4 patrols, 1 attack on them, 2 other attacks`.

    Only whole periods can be summed; of other days their name alone is said.
    """
    rows = [row for row in answers.series.to_pylist() if row["start"] >= first and row["end"] <= last]
    name = format_picked(first, last)
    if not rows or rows[0]["start"] != first or rows[-1]["end"] != last:
        return name
    counts = [
        _count(rows, "patrols", "patrol", "patrols"),
        _count(rows, "on_patrols", "attack on them", "attacks on them"),
        _count(rows, "other", "other attack", "other attacks"),
    ]
    said = ", ".join(filter(None, counts))
    return f"{name}: {said}" if said else name


def _count(rows: list[dict[str, Any]], column: str, one: str, many: str) -> str:
    known = [row[column] for row in rows if row[column] is not None]
    return format_count(sum(known), one, many) if known else ""


def format_picked(first: date, last: date) -> str:
    """Return days as short as they can be told: `July 2020` for a whole month, one day, or from one to another."""
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return format_day(first) if first == last else f"{format_day(first)} to {format_day(last)}"
