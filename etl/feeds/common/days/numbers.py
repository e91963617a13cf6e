"""Reads dates that are single numbers. All such numbers of a table together decide the unit, since one may be ambiguous."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from etl.feeds.common.days.calendar import Days

NUMBER = re.compile(r"\d{9,19}(\.0+)?|\d\.\d+[eE]\+?1\d")
SERIAL = re.compile(r"[2-5]\d{4}(\.\d+)?")
FIRST_SERIAL = date(1899, 12, 30)  # spreadsheets count a 29 February 1900 (60)
FIRST_YEAR = 1971


def _count_since_1970(per_second: int) -> Callable[[str], datetime | None]:
    def read(text: str) -> datetime | None:
        return datetime.fromtimestamp(int(text) // per_second, UTC)

    return read


def _read_digits(form: str) -> Callable[[str], datetime | None]:
    length = {"%Y%m%d%H": 10, "%Y%m%d%H%M": 12, "%Y%m%d%H%M%S": 14}[form]

    def read(text: str) -> datetime | None:
        return datetime.strptime(text, form) if len(text) == length else None

    return read


# Tried in order. If all numbers with 12 digits can be year to minute, they are hardly milliseconds in 1976.
UNITS: dict[str, Callable[[str], datetime | None]] = {
    "year to hour": _read_digits("%Y%m%d%H"),
    "year to minute": _read_digits("%Y%m%d%H%M"),
    "year to second": _read_digits("%Y%m%d%H%M%S"),
    "seconds since 1970": _count_since_1970(1),
    "milliseconds since 1970": _count_since_1970(1_000),
    "microseconds since 1970": _count_since_1970(1_000_000),
    "nanoseconds since 1970": _count_since_1970(1_000_000_000),
}
NEEDS_ALL = {"seconds since 1970", "year to hour"}  # numbers this short may be ids in the wrong column


def read_numbers(texts: Iterable[str], are_all: bool) -> tuple[str | None, dict[str, Days]]:
    """Read numbers in the only unit that gives all of them a plausible day. `are_all`: the table has no other dates.

    Returns the unit, or None, and the days.
    """
    whole = {text: _make_whole(text) for text in texts}
    for unit, read in UNITS.items():
        if unit in NEEDS_ALL and not are_all:
            continue
        moments = {text: _try(read, digits) for text, digits in whole.items()}
        if moments and all(moments.values()):
            return unit, {text: _make_days(moment) for text, moment in moments.items() if moment}
    return None, {}


def read_serial(text: str) -> Days | None:
    """Read a spreadsheet's serial number of a day."""
    if not SERIAL.fullmatch(text):
        return None
    day = FIRST_SERIAL + timedelta(int(text.partition(".")[0]))
    return Days(day, day, "day")


def _make_whole(text: str) -> str:
    return f"{float(text):.0f}" if "e" in text.lower() else text.partition(".")[0]


def _try(read: Callable[[str], datetime | None], digits: str) -> datetime | None:
    try:
        moment = read(digits)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment and FIRST_YEAR <= moment.year <= datetime.now(UTC).year + 1 else None


def _make_days(moment: datetime) -> Days:
    day = moment.date()
    return Days(day, day, "day", moment, moment.time()) if moment.tzinfo else Days(day, day, "day")
