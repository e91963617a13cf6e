"""Finds days in reports: written, named by a weekday, or counted from the day of the report or of another event.

A day without a year is the last such day before the report. If the day of the report is unknown, only days with a year are resolved.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from etl.feeds.articles.language.day_names import find_names, look_up
from etl.feeds.articles.language.day_roles import NIGHT, SINCE, mark_role
from etl.feeds.articles.language.numbers import find_numbers
from etl.feeds.articles.language.words import Index, read_rows
from etl.feeds.articles.language.written_days import (
    Found,
    find_figures,
    find_months,
    find_short_figures,
    find_years,
    make_day,
)
from etl.feeds.common.days.words import tidy

AGO = re.compile(
    r"\b(?:(\d{1,2}|[a-z]+)\s+(minute|hour|day|week|month|year)s?|a fortnight)\s+(ago|earlier|before(?: that| this)?(?=[,.]|$|\s+(?:an?|the|one|two|three|another)\b)|previously|later(?! than)|afterwards|after(?=[,.]|$))\b",
    re.IGNORECASE,
)
YEARS_AGO_TODAY = re.compile(r"\b(\d{1,2}|[a-z]+)\s+(year|week)s?\s+ago\s+(?:today|to the day)\b", re.IGNORECASE)
# “On the 14th”, “the 27th of that month”: a day in the month named last.
DAY_OF_MONTH = re.compile(
    r"(?:(?<=\d[snrt][tdh], )|\b(?:on|[A-Z][a-z]+day,?|(?:attack|blast|explosion|bombing|ambush|incident|patrol|night|morning|evening|events|shelling|strike|clash|raid) of|by|since|and) )the (?P<day>\d{1,2})(?:st|nd|rd|th)(?=[,.;:)]|$|\s*\(|\s+(?:when|in|near|at|on|and|after|was|were|a|an|the|they|it|there|gunmen|militants|unknown|two|three|of (?:that|this|the same) month)\b)"
    r"|\bthe (?P<other>\d{1,2})(?:st|nd|rd|th) of (?:that|the same|this) month",
    re.IGNORECASE,
)
BEFORE_THAT = re.compile(
    r"\b(?:days?|weeks?|months?) after\b[^;.]*$", re.IGNORECASE
)  # “two weeks after an attack had … on July 14”
DAY_OF_ENTRY = re.compile(r"\W*(?P<weekday>[A-Z][a-z]{2,8})\.?,? (?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*[:–—-]")
TO = re.compile(r"\s*(?:to|and|on|into)\s*", re.IGNORECASE)
# “Between 27 September and 3 October” is one period.
PERIOD, UP_TO = (
    re.compile(r"\b(?:between|from)\s+(?:the )?$", re.IGNORECASE),
    re.compile(r"\s+(?:and|to|until)\s+", re.IGNORECASE),
)
LAST = re.compile(r"\b(?:last|previous|the past|geçen|geçtiğimiz|en son)\s*$", re.IGNORECASE)
FORWARD = ("later", "afterwards", "after")
ANOTHER_PHRASE = re.compile(
    r"(?: than|(?<=night) (?:from|of|between))\b"
)  # “earlier this week than”, “during the night from Saturday to Sunday”
OPEN = re.compile(r"\b(?:after|before|eve|eve of)$", re.IGNORECASE)


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
    """Resolves the days in the sentences of a report, in order."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.anchor = published
        self.event_day = published
        self.named: date | None = None  # the day named last
        self.night: tuple[date, date] | None = None  # the two days of a night, if no other day was named since
        self.month = published  # a day in the month named last
        self.year: int | None = None  # the year named last, with a day or a month

    def find(self, text: str) -> list[Found]:
        """List the days in a sentence, from left to right."""
        found: list[Found] = []
        readers = (
            find_figures,
            lambda text: find_short_figures(text, self.published),
            self._find_months,
            self._find_days_of_entries,
            self._find_weekdays,
            lambda text: _find_anniversaries(text, self.published),
            lambda text: self._find_days_of_month(text, found),
            lambda text: self._find_relative(text, found),
            lambda text: self._find_ago(text, found),
            find_years,
        )
        for read in readers:
            for each in list(read(text)):
                if not any(each.start < other.end and other.start < each.end for other in found):
                    found.append(each)
        found = [
            mark_role(text, each, self.published)
            for each in _join_neighbours(text, sorted(found, key=lambda each: each.start))
        ]
        for number, each in enumerate(found):
            is_of_before = any(other.is_one_day for other in found[:number]) and BEFORE_THAT.search(text[: each.start])
            is_older = any(_is_long_before(each, other) for other in found[:number])
            if each.is_one_day and not each.is_limit and not is_of_before and not is_older:
                self.anchor = self.named = each.first
                self.event_day = self.event_day if each.is_of_statement else each.first
            if each.is_short and each.first and each.last and not each.is_limit:
                self.night = None if each.is_one_day else (each.first, each.last)
            if each.first and each.last and (each.last - each.first).days < 31:
                self.month = each.first
        return found

    def _find_months(self, text: str) -> Iterator[Found]:
        for found, year in list(find_months(text, self.published, self.year)):
            is_since = SINCE.search(text[: found.start][-100:]) is not None  # “surrounded since August 2019”
            self.year = year if year and not is_since else self.year
            yield found

    def _find_weekdays(self, text: str) -> Iterator[Found]:
        for start, end, weekday in find_names(text, "weekday"):
            word = text[start:end]
            is_name = word[0].isupper() and word.isascii()  # “tués” is not Tuesday
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

    def _find_days_of_entries(self, text: str) -> Iterator[Found]:
        """Yield the day of an entry with a weekday and a day of the month, such as “Mon 12: …”: the last such day."""
        hit = DAY_OF_ENTRY.match(text)
        weekday = look_up(hit["weekday"], "weekday") if hit else None
        if hit is None or weekday is None or self.published is None:
            return
        recent = (self.published - timedelta(days=back) for back in range(62))
        days = (day for day in recent if day.day == int(hit["day"]) and day.weekday() == weekday)
        if day := next(days, None):
            yield Found(hit.start("weekday"), hit.end("day"), day, day)

    def _find_days_of_month(self, text: str, found: list[Found]) -> Iterator[Found]:
        for hit in DAY_OF_MONTH.finditer(text):
            month = next((each.first for each in reversed(found) if each.first and each.end <= hit.start()), self.month)
            if month is None or self.published is None:
                yield Found(hit.start(), hit.end(), None, None)
            else:
                day = int(hit["day"] or hit["other"])
                if month != self.published or day <= self.published.day:
                    yield from make_day(hit.start(), hit.end(), month.year, month.month, day)
                else:  # after the day of the report, so it is that of the month before
                    last = self.published.replace(day=1) - timedelta(days=1)
                    yield from make_day(hit.start(), hit.end(), last.year, last.month, day)

    def _choose_base(self, at: int, found: list[Found], steps: list[str]) -> date | None:
        """Return the day from which "a day later" counts: the last one named before it, in this or an earlier sentence."""
        before = [each for each in found if each.is_one_day and each.end <= at]
        kept = self.event_day  # “the same day” is not the day of a statement
        return max(before, key=lambda each: each.start).first if before else kept

    def _find_relative(self, text: str, found: list[Found]) -> Iterator[Found]:
        for hit in _read_relative().find(text):
            unit, *steps = hit.meaning.split()
            if ANOTHER_PHRASE.match(text, hit.end):
                continue
            if unit == "anchor" and any(each.start - hit.end in range(1, 5) for each in found):
                continue  # “at dawn on Tuesday”
            if OPEN.search(hit.text) and not re.match(r"[,.;)]|$", text[hit.end :]):
                continue  # “minutes after the president had left”
            if unit == "anchor" and steps == ["0"] and self.night and not any(each.end <= hit.start for each in found):
                yield Found(hit.start, hit.end, *self.night)
                continue
            base = self._choose_base(hit.start, found, steps) if unit == "anchor" else self.published
            if base is None:
                yield Found(hit.start, hit.end, None, None)
                continue
            yield Found(hit.start, hit.end, *_count(base, unit, [int(step) for step in steps]))

    def _find_ago(self, text: str, found: list[Found]) -> Iterator[Found]:
        for hit in AGO.finditer(text):
            if hit[1] is None:
                number, unit = 2, "week"
            else:
                values = [each.value for each in find_numbers(hit[1]) if isinstance(each.value, int)]
                number, unit = int(hit[1]) if hit[1].isdigit() else (values[0] if values else 0), hit[2].lower()
            steps = ["0"] if unit in ("minute", "hour") else []
            base = self.published if hit[3].lower() == "ago" else self._choose_base(hit.start(), found, steps)
            if hit[3].lower().split()[0] in FORWARD:
                number = -number
            days = _count_back(base, unit, number) if number and base else (None, None)
            yield Found(hit.start(), hit.end(), *days)


def _is_long_before(one: Found, other: Found) -> bool:
    """Return whether a day lies more than a month before another: “on Sunday, almost a year after it fell on 12 August 2020”."""
    return bool(one.last and other.first and other.is_one_day and (other.first - one.last).days > 31)


def _find_anniversaries(text: str, published: date | None) -> Iterator[Found]:
    for hit in YEARS_AGO_TODAY.finditer(text):
        for number in find_numbers(hit[1]):
            if published and isinstance(number.value, int):
                day = published
                if hit[2].lower() == "week":
                    day -= timedelta(weeks=number.value)
                    yield Found(hit.start(), hit.end(), day, day)
                else:
                    yield from make_day(hit.start(), hit.end(), day.year - number.value, day.month, day.day)


def _count_back(base: date, unit: str, number: int) -> tuple[date, date]:
    """Return the first and last day of a time that is a number of days, weeks, … before a day."""
    if unit in ("minute", "hour"):
        return base, base
    if unit == "day":
        day = base - timedelta(days=number)
        return day, day
    if unit == "week":
        day = base - timedelta(weeks=number)
        return day - timedelta(days=3), day + timedelta(days=3)
    return _count(base, unit, [-number])


ENGLISH_DAYS = {"monday", "tuesday", "tues", "wednesday", "thursday", "thurs", "friday", "saturday", "sunday"}


def _count(base: date, unit: str, steps: list[int]) -> tuple[date, date]:
    """Return the first and last day of something counted from a day."""
    step = steps[0]
    if unit == "day":
        return base + timedelta(days=step), base + timedelta(days=steps[1])
    if unit == "feast":  # a day of the year: the last such day before the report
        day = date(base.year, step, steps[1])
        day = day if day <= base else date(base.year - 1, step, steps[1])
        return day, day
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


def _join_neighbours(text: str, found: list[Found]) -> list[Found]:
    """Join a weekday with the date beside it, which is more precise: “Tuesday, 25 August”, also “today, Tuesday”."""
    joined: list[Found] = []
    for each in found:
        previous = joined[-1] if joined else None
        gap = text[previous.end : each.start] if previous else ""
        before = text[: previous.start] if previous else ""
        if (
            previous
            and previous.first
            and each.last
            and previous.is_one_day
            and each.is_one_day
            and (previous.first <= each.last or previous.is_weekday)
            and ((NIGHT.search(before) and TO.fullmatch(gap)) or (PERIOD.search(before[-20:]) and UP_TO.fullmatch(gap)))
        ):
            first = previous.first if previous.first <= each.last else each.last - timedelta(days=1)
            joined[-1] = replace(previous, end=each.end, first=first, last=each.last, is_weekday=False)
            continue
        if (
            previous
            and len(gap) <= 8
            and re.fullmatch(r"[\s,(]*(?:the |on |في )?(?:يوم\s*|günü\s*)?", gap)
            and (previous.is_weekday or each.is_weekday)
        ):
            is_nearer = each.is_one_day and not previous.is_one_day  # “this week, on Tuesday”
            is_fuller = previous.is_weekday and not each.is_weekday and (each.is_one_day or not previous.is_one_day)
            better = each if is_nearer or is_fuller else previous
            joined[-1] = replace(better, start=previous.start, end=each.end, is_weekday=False)
        else:
            joined.append(each)
    return joined
