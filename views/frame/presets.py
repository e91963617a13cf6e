"""The presets of the days: the latest ones, and those around a suspension. Where counts span weeks or months, they cut none."""

from datetime import date, timedelta
from typing import Any

from analysis.questions.comparison import find_first_day, find_last_day
from etl.tables.labels import format_count

LATEST = {"day": (30, 90, 365), "week": (4, 13, 52), "month": (1, 3, 12)}
DAYS_AROUND = 30  # before and after a suspension
Days = tuple[date, date]


def list_presets(first: date, last: date, grain: str) -> dict[str, Days]:
    """Return the presets for a corridor with this coverage, whose counts span days of this grain: all days, and the latest ones."""
    presets = {"All covered days": (first, last)}
    for number in LATEST[grain]:
        start = _go_back(last, number, grain)
        if start > first:
            presets[f"Last {grain if number == 1 else format_count(number, grain)}"] = (start, last)
    return presets


def _go_back(last: date, number: int, grain: str) -> date:
    """Return the first day of the last so many days, weeks or months."""
    start = find_first_day(last, grain)
    if grain != "month":
        return start - timedelta(days=(number - 1) * (7 if grain == "week" else 1))
    months = 12 * start.year + start.month - number
    return date(months // 12, months % 12 + 1, 1)


def frame_suspension(row: dict[str, Any], first: date, last: date, grain: str) -> Days:
    """Return the days around a suspension, made whole weeks or months of the grain and clipped to the given days."""
    around = timedelta(days=DAYS_AROUND)
    begin, end = find_first_day(row["start"] - around, grain), find_last_day((row["end"] or last) + around, grain)
    return max(begin, first), min(end, last)
