"""Reads a single written date as days with a precision. Ambiguous dates are not read.

One text does not show the order of day and month in digits, so `read` takes it as an argument or raises `OrderNeeded`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from etl.feeds.common.days.calendar import PART_OF_MONTH, Days, add_time, make_days, make_range, make_year, read_fixed
from etl.feeds.common.days.times import take_times
from etl.feeds.common.days.words import Token, list_tokens, tidy

ORDERS = ("dmy", "mdy", "ymd")
MARKS = {"-", "/", ".", ",", ":", " - ", "/-", ".-", "-/"}
LONGEST = 120
BETWEEN_MOMENTS = re.compile(r" - | to | until |/|\.\.")


class OrderNeeded(Exception):
    """Day and month are numbers in unknown order."""


@dataclass(frozen=True)
class _Fields:
    """The parts of one side of a range. None if left out and implied by the other side."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekdays: tuple[int, ...] = ()
    year_first: bool = False


def read(text: str, order: str | None = None) -> Days | None:
    """Read a written date. Return None if it is invalid or ambiguous. Raises OrderNeeded."""
    if len(text) > LONGEST:
        return None
    text = tidy(text)
    if found := read_fixed(text):
        return found
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:2]}/{text[2:4]}/{text[4:]}"
    taken = take_times(text)
    if taken is None:
        return None
    times, rest = taken
    if len(times) > 1:
        return _read_moments(text, order)
    if not times:
        return read_fixed(rest) or _read_days(rest, order)
    days = read_fixed(rest) or _read_days(rest, order)
    return add_time(days, times[0]) if days else None


def _read_moments(text: str, order: str | None) -> Days | None:
    """Read two days that each have a time."""
    parts = BETWEEN_MOMENTS.split(re.sub("^(from|between) ", "", text).replace(" and ", " to "))
    # a slash may also be part of a day
    middle = len(parts) // 2
    if len(parts) % 2:
        return None
    joined = ["/".join(parts[:middle]), "/".join(parts[middle:])]
    first, last = (read(part, order) for part in joined)
    if not first or not last or {first.precision, last.precision} != {"day"} or first.instant or last.instant:
        return None
    return make_range(first.first, last.last)


def _read_days(text: str, order: str | None) -> Days | None:
    text, is_part = re.subn(PART_OF_MONTH, "", re.sub(r"[()\[\]]", " ", text))
    found = list_tokens(text)
    if not found:
        return None
    tokens = [token for token in found if token.role not in ("part", "daytime", "night", "between", "from")]
    is_part += sum(token.role == "part" for token in found)
    is_night = any(token.role == "night" for token in found)
    while tokens and (tokens[-1].role in MARKS or (is_part and tokens[-1].role == "to")):
        tokens.pop()
    while tokens and (tokens[0].role in MARKS or (is_part and tokens[0].role == "to")):
        tokens.pop(0)
    has_between = any(token.role == "between" for token in found)
    meanings = set()
    for choice in _choose_roles(tokens):
        if (meaning := _read_tokens(choice, order, has_between)) is not None:
            meanings.add(meaning)
    if len(meanings) != 1:
        return None
    [days] = meanings
    # A part of a month is only known to the month, and a night covers two days.
    if (is_part and days.precision not in ("month", "year")) or (is_night and days.precision != "range"):
        return None
    return days


def _choose_roles(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens with each word that may be a month or a weekday read both ways."""
    choices = [
        [
            Token("month", token.text, token.numbers),
            Token("weekday", token.text, tuple(map(int, token.text.split()))),
        ]
        if token.role == "month or weekday"
        else [token]
        for token in tokens
    ]
    return (list(choice) for choice in product(*choices))


def _read_tokens(tokens: list[Token], order: str | None, has_between: bool) -> Days | None:
    roles = [token.role for token in tokens]
    if roles.count("to") + roles.count(" - ") > 1 or not tokens:
        return None
    if "to" in roles or " - " in roles:
        place = roles.index("to" if "to" in roles else " - ")
        left, right = tokens[:place], tokens[place + 1 :]
        if any(side and all(token.role == "weekday" for token in side) for side in (left, right)):
            return _read_single(left + right, order)
        return _read_span(left, right, order)
    if "and" in roles and has_between and roles.count("and") == 1:
        place = roles.index("and")
        return _read_span(tokens[:place], tokens[place + 1 :], order)
    if listed := _read_list(tokens):
        return listed
    if "and" in roles:
        return None
    if single := _read_single(tokens, order):
        return single
    dash = _find_dash(roles)
    if dash is None or (roles[dash] == "/" and not any(map(_is_year, tokens[:dash]))):
        return None  # `14/16 August 2020` may be two days or three
    return _read_span(tokens[:dash], tokens[dash + 1 :], order)


def _find_dash(roles: list[str]) -> int | None:
    """Find the dash that separates two days: the only one, or the middle one; otherwise the only slash, as in ISO 8601."""
    dashes = [place for place, role in enumerate(roles) if role in ("-", ".-", "-/", "/-")]
    if len(dashes) % 2 and (len(dashes) == 1 or len(dashes) == 5):
        return dashes[len(dashes) // 2]
    slashes = [place for place, role in enumerate(roles) if role == "/"]
    return slashes[0] if len(slashes) == 1 and len(dashes) != 1 else None


def _read_single(tokens: list[Token], order: str | None) -> Days | None:
    marks = [token.role for token in tokens if token.role in MARKS]
    has_month = any(token.role == "month" for token in tokens)
    if has_month and marks.count("-") == 1 and tokens[-1].role == "number" and len(tokens[-1].text) == 2:
        return None  # `14 Aug-20` may be a day in 2020, or a week in August
    fields = _read_side(tokens, order)
    return _make_days(fields) if fields and fields.year else None


def _make_days(fields: _Fields) -> Days | None:
    """Return the days of fields with a year. Return None if the weekday does not match."""
    days = make_days(fields.year, fields.month, fields.day) if fields.year else None
    if days and fields.weekdays and (fields.day is None or days.first.isoweekday() not in fields.weekdays):
        return None
    return days


def _read_list(tokens: list[Token]) -> Days | None:
    """Read consecutive days of one month: `14, 15 and 16 August 2020`, `25/26 August 2020`."""
    months = [place for place, token in enumerate(tokens) if token.role == "month"]
    if len(months) != 1:
        return None
    [place] = months
    before, after = tokens[:place], tokens[place + 1 :]
    if len(before) < 3 or any(token.role == "weekday" for token in tokens):
        return None
    days = [token.value for token in before if token.role in ("number", "ordinal")]
    signs = [token.role for token in before if token.role not in ("number", "ordinal")]
    signs = [sign for sign in signs if sign != "."]
    is_list = len(days) > 1 and 0 < len(signs) <= len(days) and set(signs) <= {",", "/", "and", "./"}
    if not is_list or any(later != earlier + 1 for earlier, later in pairwise(days)):
        return None
    first, last = (
        _read_single([Token("number", str(day), (day,)), tokens[place], *after], None) for day in (days[0], days[-1])
    )
    return make_range(first.first, last.last) if first and last and first.precision == last.precision == "day" else None


# One side of a range, or a single date


def _read_side(tokens: list[Token], order: str | None) -> _Fields | None:
    weekdays = [token for token in tokens if token.role == "weekday"]
    items = [token for token in tokens if token.role not in MARKS and token.role != "weekday"]
    if len(weekdays) > 1 or any(token.role not in ("number", "ordinal", "month") for token in items):
        return None
    if any(len(token.text) not in (1, 2, 4) for token in items if token.role != "month"):
        return None
    months = [place for place, token in enumerate(items) if token.role == "month"]
    # The United Nations give months both names: آب/أغسطس.
    while len(months) > 1 and months[1] == months[0] + 1 and items[months[0]].numbers == items[months[1]].numbers:
        items.pop(months[1])
        months = [place for place, token in enumerate(items) if token.role == "month"]
    if len(months) > 1 or (months and len(items[months[0]].numbers) > 1):
        return None
    if months:
        place = months[0]
        fields = _read_words(items[:place], items[place].value, items[place + 1 :])
    else:
        fields = _read_figures(items, order)
    if fields is None or not weekdays:
        return fields
    return _Fields(fields.year, fields.month, fields.day, weekdays[0].numbers, fields.year_first)


def _is_year(token: Token) -> bool:
    return token.role == "number" and len(token.text) == 4 and make_year(token.value, 4) is not None


def _is_day(token: Token) -> bool:
    return len(token.text) <= 2 and 1 <= token.value <= 31


def _is_short_year(token: Token) -> bool:
    return token.role == "number" and len(token.text) == 2


def _full_year(token: Token) -> int | None:
    return make_year(token.value, len(token.text))


def _read_words(before: list[Token], month: int, after: list[Token]) -> _Fields | None:
    """Read a side with the name of a month and the numbers before and after it."""
    match before, after:
        case [], []:
            return _Fields(month=month)
        case [year], [] if _is_year(year):
            return _Fields(year.value, month, year_first=True)
        case [day], [] if _is_day(day):
            return _Fields(None, month, day.value)
        case [], [year] if _is_year(year):
            return _Fields(year.value, month)
        case [], [day] if _is_day(day):
            return _Fields(None, month, day.value)
        case [year], [day] if _is_year(year) and _is_day(day):
            return _Fields(year.value, month, day.value, year_first=True)
        case [day], [year] if _is_day(day) and (_is_year(year) or _is_short_year(year)):
            return _Fields(_full_year(year), month, day.value)
        case [], [day, year] if _is_day(day) and (_is_year(year) or _is_short_year(year)):
            return _Fields(_full_year(year), month, day.value)
        case [year, day], [] if _is_year(year) and _is_day(day):
            return _Fields(year.value, month, day.value, year_first=True)
    return None


def _read_figures(items: list[Token], order: str | None) -> _Fields | None:
    """Read a side of numbers only. Raises OrderNeeded if their order matters."""
    if any(token.role == "ordinal" for token in items[1:]):
        return None
    match items:
        case [year] if _is_year(year):
            return _Fields(year.value)
        case [day] if _is_day(day):
            return _Fields(day=day.value)
        case [year, month] if _is_year(year) and _is_day(month):
            return _Fields(year.value, month.value, year_first=True) if month.value <= 12 else None
        case [month, year] if _is_year(year) and _is_day(month):
            return _Fields(year.value, month.value) if month.value <= 12 else None
        case [year, month, day] if _is_year(year) and _is_day(month) and _is_day(day):
            return _Fields(year.value, month.value, day.value, year_first=True)
        case [first, second] if _is_day(first) and _is_day(second):
            return _order(None, first.value, second.value, order)
        case [first, second, year] if _is_year(year) and _is_day(first) and _is_day(second):
            return _order(year.value, first.value, second.value, order)
        case [year, month, day] if order == "ymd" and _is_short_year(year) and _is_day(month) and _is_day(day):
            return _Fields(_full_year(year), month.value, day.value) if month.value <= 12 else None
        case [first, second, year] if _is_short_year(year) and len(first.text) <= 2 and len(second.text) <= 2:
            return _order(_full_year(year), first.value, second.value, order)
    return None


def _order(year: int | None, first: int, second: int, order: str | None) -> _Fields | None:
    match order:
        case None:
            raise OrderNeeded
        case "dmy":
            day, month = first, second
        case "mdy":
            month, day = first, second
        case _:
            return None
    return _Fields(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


# Ranges


def _read_span(left: list[Token], right: list[Token], order: str | None) -> Days | None:
    first = _read_side(left, order)
    if not first or (
        order == "mdy" and first.day and first.month is None and all(token.role != "month" for token in right)
    ):
        return None  # `8-14/16/2020` is not a usual notation for two days of August
    last = _read_right(right, first, order)
    return _join(first, last) if last else None


def _read_right(tokens: list[Token], first: _Fields, order: str | None) -> _Fields | None:
    items = [token for token in tokens if token.role not in MARKS and token.role != "weekday"]
    weekdays = tuple(token.numbers for token in tokens if token.role == "weekday")
    is_day_and_year = [token.role in ("number", "ordinal") for token in items] == [True, True] and _is_year(items[1])
    # `August 14-16, 2020`: after the dash come a day and a year, which alone could be a month and a year.
    if is_day_and_year and first.month and first.day and first.year is None:
        return (
            _Fields(items[1].value, None, items[0].value, weekdays[0] if weekdays else ())
            if _is_day(items[0])
            else None
        )
    return _read_side(tokens, order)


def _join(first: _Fields, last: _Fields) -> Days | None:
    """Return the days from one side to the other, each completed with what only the other has."""
    if last.day and last.month is None and first.year and not first.year_first:
        return None  # `14 August 2020 - 16`
    whole_first = _Fields(first.year or last.year, first.month or last.month, first.day, first.weekdays)
    whole_last = _Fields(last.year or first.year, last.month or first.month, last.day, last.weekdays)
    if (first.day is None) != (last.day is None):
        return None
    if first.day is None and (first.month is None) != (last.month is None):
        return None
    days = _make_days(whole_first), _make_days(whole_last)
    if not days[0] or not days[1] or days[0].precision != days[1].precision:
        return None
    return make_range(days[0].first, days[1].last)
