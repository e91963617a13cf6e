"""Days as all readers of dates return them, and dates in fixed notations: weeks, days of a year, quarters, military groups."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from etl.feeds.common.days.times import LETTERS, TimeOfDay
from etl.feeds.common.days.words import read_names

FIRST_YEAR, LAST_YEAR = 1900, 2100
PIVOT = 69  # two-digit years from here on are in the last century

WEEK = re.compile(
    r"(?P<year>\d{4})-?w(?P<week>\d{2})(?:-?(?P<day>[1-7]))?|(?:iso[ -]week|kw) ?(?P<week_2>\d{1,2})[ /,-]+(?P<year_2>\d{4})"
)
DAY_OF_YEAR = re.compile(r"(\d{4})-(\d{3})")
NUMBERED = {"first": 1, "second": 2, "third": 3, "fourth": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
QUARTER = re.compile(
    r"(?P<year>\d{4})[ /-]?[qt](?P<nth>[1-4])|[qt](?P<nth_2>[1-4])[ /,-]*(?P<year_2>\d{4})"
    r"|(?P<nth_3>[1-4]|first|second|third|fourth|i{1,3}|iv)(?:st|nd|rd|th|er|eme|e|\.|-и)? ?"
    r"(?:quarter|quartal|trimestre|квартал|кв\.?)(?: of| de| du)? ?(?P<year_3>\d{4})(?: ?г\.?| года)?"
)
HALF = re.compile(r"h([12])[ /-]?(\d{4})|(\d{4})[ /-]?h([12])")
PART_OF_MONTH = re.compile(
    r"(?:the )?(?:(?:first|second) half|(?:first|second|third|fourth|last) week|1st half|2nd half) of "
)
MILITARY = re.compile(r"(\d{2}) ?(\d{2})(\d{2}) ?([a-z]) ?([a-z]{3,4})\.? ?(\d{4}|\d{2})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[t ](\d{2}):?(\d{2}):?(\d{2})?(z|[+-]\d{2}:?\d{2})?")
DAY_IN_DIGITS = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})")
DAY_WITH_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True)
class Days:
    """The first and last day that a text means, with a precision (day, range, month or year).

    For a time with a UTC offset, `instant` is the moment, `clock` its time and the day its day, both as written.
    """

    first: date
    last: date
    precision: str
    instant: datetime | None = None
    clock: time | None = None


def make_year(text: int, digits: int) -> int | None:
    """Return the year for a number of two or four digits, or None if no record can be of that year."""
    if digits == 2:
        return text + (1900 if text >= PIVOT else 2000)
    return text if digits == 4 and FIRST_YEAR <= text <= LAST_YEAR else None


def make_days(year: int, month: int | None = None, day: int | None = None) -> Days | None:
    """Return a day, month or year, or None if it is not in the calendar."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not (month is None or 1 <= month <= 12):
        return None
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31), "year")
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return Days(date(year, month, 1), date(year, month, length), "month")
    return Days(date(year, month, day), date(year, month, day), "day") if 1 <= day <= length else None


def make_range(first: date, last: date) -> Days | None:
    """Return the days from one to another, or None if the first is after the last."""
    if first > last:
        return None
    return Days(first, last, "day" if first == last else "range")


def add_time(days: Days, at: TimeOfDay) -> Days | None:
    """Return a day with its time, or None if it is not a single day."""
    if days.precision != "day":
        return None
    if at.ahead is None:
        return days
    moment = datetime.combine(days.first, at.at, UTC) - at.ahead
    return Days(days.first, days.last, "day", moment, at.at)


def read_fixed(text: str) -> Days | None:
    """Read a tidied text in a fixed notation: `2020-W35`, `2020-238`, `Q3 2020`, `251430ZAUG20`, `20200825T143000Z`."""
    if found := WEEK.fullmatch(text):
        return _read_week(found)
    if found := DAY_OF_YEAR.fullmatch(text):
        first = date(int(found[1]), 1, 1) + timedelta(int(found[2]) - 1) if 0 < int(found[2]) <= 366 else None
        return make_range(first, first) if first and first.year == int(found[1]) else None
    if found := QUARTER.fullmatch(text):
        nth = found["nth"] or found["nth_2"] or found["nth_3"]
        return _read_months(int(found["year"] or found["year_2"] or found["year_3"]), int(NUMBERED.get(nth, nth)), 3)
    if found := HALF.fullmatch(text):
        return _read_months(int(found[2] or found[3]), int(found[1] or found[4]), 6)
    if found := DAY_IN_DIGITS.fullmatch(text):
        return make_days(*map(int, found.groups()))
    if found := DAY_WITH_ZONE.fullmatch(text):
        return make_days(*map(int, found[1].split("-")))
    if found := MILITARY.fullmatch(text):
        return _read_military(found)
    if found := COMPACT.fullmatch(text):
        return _read_compact(found)
    return None


def _read_week(found: re.Match[str]) -> Days | None:
    year, week = int(found["year"] or found["year_2"]), int(found["week"] or found["week_2"])
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    first = monday + timedelta(int(found["day"] or 1) - 1)
    return make_range(first, first if found["day"] else monday + timedelta(6))


def _read_months(year: int, nth: int, length: int) -> Days | None:
    """Return the nth part of a year that is divided into parts of `length` months."""
    first, last = make_days(year, (nth - 1) * length + 1), make_days(year, nth * length)
    return make_range(first.first, last.last) if first and last else None


def _read_military(found: re.Match[str]) -> Days | None:
    day, hour, minute, letter, name, year = found.groups()
    month = read_names().get(name)
    full_year = make_year(int(year), len(year))
    if not month or not month.role.startswith("month") or full_year is None or int(hour) > 23 or int(minute) > 59:
        return None
    days = make_days(full_year, month.value, int(day))
    if letter == "j" or days is None:
        return days
    return add_time(days, TimeOfDay(time(int(hour), int(minute)), timedelta(hours=LETTERS[letter])))


def _read_compact(found: re.Match[str]) -> Days | None:
    year, month, day, hour, minute, second, zone = found.groups()
    days = make_days(int(year), int(month), int(day))
    if days is None or int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    ahead = None
    if zone:
        digits = zone[1:].replace(":", "")
        ahead = timedelta(hours=int(digits[:2] or 0), minutes=int(digits[2:] or 0)) * (-1 if zone[0] == "-" else 1)
    return add_time(days, TimeOfDay(time(int(hour), int(minute), int(second or 0)), ahead))
