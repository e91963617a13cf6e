"""Days in reports: written, named by a weekday, or counted from the day of the report or of another event.

A year that a text leaves out is that of the last such day before the report. Without the day of the report nothing is resolved but
days with their year.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from etl.feeds.articles.language.numbers import find_numbers
from etl.feeds.articles.language.words import Index, read_rows
from etl.feeds.common.days.words import read_names, tidy

WORD = re.compile(r"[^\W\d_]+")
ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
YEAR = re.compile(r"(?:\b(?:in|of|since|during|early|late)|عام)\s+((?:19|20)\d{2})(?![\d-])", re.IGNORECASE)
AGO = re.compile(
    r"\b(?:(\d{1,2}|[a-z]+)\s+(day|week|month|year)s?|a fortnight)\s+(ago|earlier|before(?=[,.]|$)|previously)\b",
    re.IGNORECASE,
)
YEARS_AGO_TODAY = re.compile(r"\b(\d{1,2}|[a-z]+)\s+years?\s+ago\s+(?:today|to the day)\b", re.IGNORECASE)
DAY_LEFT = re.compile(
    r"(?:(?<![\d.:/])(?P<first>\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to|and|ve|و|или|и|/)\s*)?(?<![\d.:/])(?P<day>\d{1,2})"
    r"(?:st|nd|rd|th|-?го|\.|er)?(?:\s+(?:of|de|من|شهر))?\s+$",
    re.IGNORECASE,
)
DAY_RIGHT = re.compile(r"\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|\s*(?:soldiers|people|[ap]\.?m))"
                       r"(?:\s*(?:-|–|to|and)\s*(?P<last>\d{1,2})(?:st|nd|rd|th)?(?!\d|\s+[a-z]*(?:soldier|people|were|vehicle)))?")  # fmt: skip
YEAR_RIGHT = re.compile(r",?\s+(?:of\s+|de\s+|عام\s+)?(?P<year>(?:19|20)\d{2})(?!\d)")
PART = re.compile(r"\b(early|mid|late|beginning of|end of|middle of|start of)[ -](?:in )?$", re.IGNORECASE)
LIMIT = re.compile(r"\b(since|until|till|from|by|before|after|through|starting|منذ|حتى|от|beri)(?: the)?(?: early| late)?\s*$", re.IGNORECASE)  # fmt: skip
# The day on which somebody said so is not that of what is told.
SAID = re.compile(
    r"\b(?:said|says|announced|told (?:reporters|journalists|the press|the agency)|confirmed|reported|stated|tweeted|added|wrote|claimed (?:the|this|responsibility for the) \w+|(?:a|in a) statement|statement issued|briefing|açıkladı|bildirdi)"
    r"(?:\s+(?:in a statement|late|early|here|in (?:Moscow|Ankara)|that))?,?(?:\s+on)?(?:\s+(?:late|early))?\s+$",
    re.IGNORECASE,
)
LAST = re.compile(r"\b(?:last|previous|the past|geçen|geçtiğimiz|en son)\s*$", re.IGNORECASE)
OPENS_MONTH = re.compile(
    r"\b(?:in|since|last|of|early|mid|late|until|this|by|during|from|and|to|next|on|every)[ -]$", re.IGNORECASE
)
# Names that are other words too: a month of them needs a day or a preposition beside it.
DOUBTFUL = {"may", "march", "mart", "mai", "ocak", "mars", "marzo", "maio"}
THIRDS = {"early": (1, 10), "beginning of": (1, 10), "start of": (1, 10), "mid": (11, 20), "middle of": (11, 20),
          "late": (21, 31), "end of": (21, 31)}  # fmt: skip
ARABIC_PREFIXES = ("", "و", "ب", "ل", "في")


@dataclass(frozen=True)
class Found:
    """Days that a text names, from one of its signs to another. `is_limit` says that something began or ended then."""

    start: int
    end: int
    first: date | None
    last: date | None
    is_limit: bool = False
    is_weekday: bool = False
    is_said: bool = False  # when somebody said so

    @property
    def is_one_day(self) -> bool:
        """Whether it is one known day."""
        return self.first is not None and self.first == self.last


@cache
def _read_relative() -> Index:
    return Index(
        [
            (phrase, row["language"], row["meaning"])
            for row in read_rows("relative_days")
            for phrase in row["phrases"].split("|")
        ]
    )


class Calendar:
    """The days of a report: resolves what its sentences say, in their order."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.anchor = published

    def find(self, text: str) -> list[Found]:
        """List the days that a sentence names, from left to right."""
        found: list[Found] = []
        readers = (
            _find_figures,
            self._find_months,
            self._find_weekdays,
            self._find_anniversaries,
            self._find_relative,
            self._find_ago,
            _find_years,
        )
        for read in readers:
            for each in read(text):
                if not any(each.start < other.end and other.start < each.end for other in found):
                    found.append(each)
        found = [_mark_limit(text, each) for each in _join_neighbours(text, sorted(found, key=lambda each: each.start))]
        for each in found:
            if each.is_one_day and not each.is_limit:
                self.anchor = each.first
        return found

    def _find_months(self, text: str) -> Iterator[Found]:
        for start, end, month in _find_names(text, "month"):
            before, after = text[max(0, start - 40) : start], text[end : end + 40]
            left, right = DAY_LEFT.search(before), DAY_RIGHT.match(after)
            word = text[start:end]
            if left is None and right is None and not _stands_alone(text, start, end, before, after):
                continue
            if left:
                begin, finish = start - len(before) + left.start(), end
                first, last = int(left["first"] or left["day"]), int(left["day"])
            elif right:
                begin, finish = start, end + right.end()
                first, last = int(right["day"]), int(right["last"] or right["day"])
            else:
                begin, finish, first, last = start, end, 0, 0
            year = YEAR_RIGHT.match(text[finish : finish + 20])
            if year:
                finish += year.end()
            part = PART.search(text[max(0, start - 20) : start]) if not first else None
            begin = start - len(part[0]) if part else begin
            yield _resolve_month(
                self.published, begin, finish, month, (first, last), int(year["year"]) if year else None, part, word
            )

    def _find_weekdays(self, text: str) -> Iterator[Found]:
        for start, end, weekday in _find_names(text, "weekday"):
            word = text[start:end]
            is_name = word[0].isupper() and word.isascii()  # “tués” is no Tuesday
            if (not is_name and tidy(word) in ENGLISH_DAYS) or len(tidy(word)) < 4:
                continue
            if self.published is None:
                yield Found(start, end, None, None, is_weekday=True)
                continue
            before, after = text[max(0, start - 24) : start], text[end : end + 30]
            back = (self.published.weekday() - weekday) % 7
            if back == 0 and (LAST.search(before) or re.match(r"(?:'s)?\s+(?:before|الماضي|الفائت)\b", after)):
                back = 7
            week = re.match(
                r"\s+(?:of\s+)?last week|\s+a week ago|\s+the week before|\s+of the previous week", after, re.IGNORECASE
            )
            if week:
                monday = self.published - timedelta(days=self.published.weekday() + 7)
                day = monday + timedelta(days=weekday)
                yield Found(start, end + week.end(), day, day)
                continue
            if re.search(r"\b(?:next|coming|upcoming|following)\s+$", before, re.IGNORECASE):
                back -= 7
            day = self.published - timedelta(days=back)
            yield Found(start, end, day, day, is_weekday=True)

    def _find_relative(self, text: str) -> Iterator[Found]:
        for hit in _read_relative().find(text):
            unit, *steps = hit.meaning.split()
            base = self.anchor if unit == "anchor" else self.published
            if base is None:
                yield Found(hit.start, hit.end, None, None)
                continue
            yield Found(hit.start, hit.end, *_count(base, unit, [int(step) for step in steps]))

    def _find_anniversaries(self, text: str) -> Iterator[Found]:
        for hit in YEARS_AGO_TODAY.finditer(text):
            for number in find_numbers(hit[1]):
                if self.published and isinstance(number.value, int):
                    day = self.published
                    yield from _make(hit.start(), hit.end(), day.year - number.value, day.month, day.day)

    def _find_ago(self, text: str) -> Iterator[Found]:
        for hit in AGO.finditer(text):
            if hit[1] is None:
                number, unit = 2, "week"
            else:
                values = [each.value for each in find_numbers(hit[1]) if isinstance(each.value, int)]
                number, unit = int(hit[1]) if hit[1].isdigit() else (values[0] if values else 0), hit[2].lower()
            base = self.published if hit[3].lower() == "ago" else self.anchor
            if not number or base is None:
                yield Found(hit.start(), hit.end(), None, None)
            elif unit == "day":
                day = base - timedelta(days=number)
                yield Found(hit.start(), hit.end(), day, day)
            elif unit == "week":
                day = base - timedelta(weeks=number)
                yield Found(hit.start(), hit.end(), day - timedelta(days=3), day + timedelta(days=3))
            else:
                yield Found(hit.start(), hit.end(), *_count(base, unit, [-number]))


def _mark_limit(text: str, found: Found) -> Found:
    before = text[max(0, found.start - 24) : found.start]
    after = text[found.end : found.end + 10]
    is_limit = bool(LIMIT.search(before)) and not re.match(r",?\s+(?:when|in which|after|attack|blast)|'s\b", after)
    return replace(found, is_limit=is_limit, is_said=bool(SAID.search(before)))


def _find_figures(text: str) -> Iterator[Found]:
    for hit in ISO.finditer(text):
        yield from _make(hit.start(), hit.end(), int(hit[1]), int(hit[2]), int(hit[3]))
    for hit in FIGURES.finditer(text):
        one, two = int(hit[1]), int(hit[3])
        if hit[2] == "." or one > 12 or one == two:
            yield from _make(hit.start(), hit.end(), int(hit[4]), two, one)
        elif two > 12:
            yield from _make(hit.start(), hit.end(), int(hit[4]), one, two)
        else:  # either order is a day: nothing is guessed
            yield Found(hit.start(), hit.end(), None, None)


def _resolve_month(
    published: date | None,
    start: int,
    end: int,
    month: int,
    days: tuple[int, int],
    year: int | None,
    part: re.Match[str] | None,
    word: str,
) -> Found:
    year = year or _supply_year(published, month, days[0] or 1)
    if year is None:
        return Found(start, end, None, None)
    length = calendar.monthrange(year, month)[1]
    if part:
        first, last = THIRDS[part[1].lower()]
    else:
        first, last = (days[0], days[1]) if days[0] else (1, length)
    if not 1 <= first <= last <= max(length, 31) or first > length:
        return Found(start, end, None, None)
    return Found(start, end, date(year, month, first), date(year, month, min(last, length)))


def _supply_year(published: date | None, month: int, day: int) -> int | None:
    if published is None:
        return None
    near = published + timedelta(days=45)  # a date just ahead is a plan, and not eleven months ago
    return near.year if (month, day) <= (near.month, near.day) else near.year - 1


def _find_years(text: str) -> Iterator[Found]:
    for hit in YEAR.finditer(text):
        year = int(hit[1])
        yield Found(hit.start(1), hit.end(), date(year, 1, 1), date(year, 12, 31))


ENGLISH_DAYS = {"monday", "tuesday", "tues", "wednesday", "thursday", "thurs", "friday", "saturday", "sunday"}


def is_month(word: str) -> bool:
    """Tell whether a word names a month."""
    return _look_up(word, "month") is not None


def _stands_alone(text: str, start: int, end: int, before: str, after: str) -> bool:
    """Tell whether a month without a day is one: not the verbs may and march, and no short form."""
    word, name = text[start:end], tidy(text[start:end])
    if name in DOUBTFUL or (not word[0].isupper() and word.isascii()):
        return word[0].isupper() and bool(OPENS_MONTH.search(before) or YEAR_RIGHT.match(after))
    return len(name) > 3 or not word.isascii()


def _count(base: date, unit: str, steps: list[int]) -> tuple[date, date]:
    """Return the first and the last day of something counted from a day."""
    step = steps[0]
    if unit == "day":
        return base + timedelta(days=step), base + timedelta(days=steps[1])
    if unit == "anchor":
        return base + timedelta(days=step), base + timedelta(days=step)
    if unit == "week":
        monday = base + timedelta(weeks=step, days=-base.weekday())
        return monday, (monday + timedelta(days=6) if step else base)
    if unit == "weekend":
        sunday = base - timedelta(days=(base.weekday() + 1) % 7 or 7) if base.weekday() != 6 else base
        return sunday - timedelta(days=1), sunday
    if unit == "month":
        months = base.year * 12 + base.month - 1 + step
        year, month = divmod(months, 12)
        return date(year, month + 1, 1), (
            date(year, month + 1, calendar.monthrange(year, month + 1)[1]) if step else base
        )
    return date(base.year + step, 1, 1), (date(base.year + step, 12, 31) if step else base)


def _make(start: int, end: int, year: int, month: int, day: int) -> Iterator[Found]:
    try:
        yield Found(start, end, date(year, month, day), date(year, month, day))
    except ValueError:
        return


@lru_cache(maxsize=20_000)
def _look_up(word: str, role: str) -> int | None:
    """Return the month (from 1) or the weekday (from 0, Monday) that a word names."""
    for prefix in ARABIC_PREFIXES:
        if word.startswith(prefix):
            token = read_names().get(tidy(word[len(prefix) :]))
            if token and token.role == role and len(token.numbers) == 1:
                return token.value if role == "month" else token.value - FIRST
    return None


FIRST = read_names()["monday"].value  # what the file calls Monday


def _find_names(text: str, role: str) -> Iterator[tuple[int, int, int]]:
    words = list(WORD.finditer(text))
    skip = -1
    for index, word in enumerate(words):
        if index == skip:
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        if following and following.start() - word.end() == 1 and not word[0].isascii():
            number = _look_up(text[word.start() : following.end()], role)
            if number is not None:
                skip = index + 1
                yield word.start(), following.end(), number
                continue
        number = _look_up(word[0], role)
        if number is not None:
            yield word.start(), word.end(), number


def _join_neighbours(text: str, found: list[Found]) -> list[Found]:
    """Join a weekday with the date beside it, which says more: “Tuesday, 25 August”; and “today, Tuesday”."""
    joined: list[Found] = []
    for each in found:
        previous = joined[-1] if joined else None
        gap = text[previous.end : each.start] if previous else ""
        if (
            previous
            and len(gap) <= 8
            and re.fullmatch(r"[\s,(]*(?:the |on |في )?(?:يوم\s*|günü\s*)?", gap)
            and (previous.is_weekday or each.is_weekday)
        ):
            better = each if previous.is_weekday and not each.is_weekday else previous
            joined[-1] = replace(better, start=previous.start, end=each.end, is_weekday=False)
        else:
            joined.append(each)
    return joined
