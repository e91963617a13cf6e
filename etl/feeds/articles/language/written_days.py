"""Finds written days: in digits, with the name of a month, or only a month or a year."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from etl.feeds.articles.language.day_names import find_names
from etl.feeds.articles.language.numbers import find_ordinals
from etl.feeds.common.days.words import tidy

ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
SHORT_FIGURES = re.compile(r"^[\W_]*(\d{1,2})[/.](\d{1,2})(?=\s*[-–—:,)]|\s+[A-Z])")
YEAR = re.compile(r"(?:\b(?:in|of|since|during|early|late)|عام)\s+((?:19|20)\d{2})(?![\d-])", re.IGNORECASE)
DAY_LEFT = re.compile(
    r"(?P<list>(?:(?<![\d.:/])\d{1,2}(?:st|nd|rd|th)?(?:\s*,\s*|\s+(?:and|ve|и)\s+))*)"
    r"(?:(?<![\d.:/])(?P<first>\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to|or|или|veya|/)\s*)?(?<![\d.:/])(?P<day>\d{1,2})"
    r"(?:st|nd|rd|th|-?го|\.|er)?(?:\s+(?:of|de|من|شهر))?\s+$",
    re.IGNORECASE,
)
DAY_RIGHT = re.compile(r"\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d|:\d|%|\s*(?:soldiers|people|[ap]\.?m))"
                       r"(?:\s*(?:-|–|to|or)\s*(?P<last>\d{1,2})(?:st|nd|rd|th)?(?!\d|\s+[a-z]*(?:soldier|people|were|vehicle)))?"
                       r"(?P<list>(?:,\s*\d{1,2}(?:st|nd|rd|th)?)*,?\s+and\s+\d{1,2}(?:st|nd|rd|th)?(?=[,.;)]|$|\s+(?:on|in|near|at|of|when|by|with|as|between)\b))?")  # fmt: skip
YEAR_RIGHT = re.compile(r",?\s+(?:of\s+|de\s+|عام\s+)?(?P<year>(?:19|20)\d{2})(?!\d)")
LAST_YEAR = re.compile(r",?\s+(?:of\s+)?(?P<which>last|this) year\b", re.IGNORECASE)
SPELLED = re.compile(
    r"\bthe (?P<day>(?:twenty-|thirty-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|\w+teenth|twentieth|thirtieth) of $",
    re.IGNORECASE,
)
PART = re.compile(r"\b(early|mid|late|beginning of|end of|middle of|start of)[ -](?:in )?$", re.IGNORECASE)
OPENS_MONTH = re.compile(
    r"\b(?:in|since|last|of|early|mid|late|until|this|by|during|from|and|to|next|on|every)[ -]$", re.IGNORECASE
)
# Names that are also other words. As a month they need a day or a preposition beside them.
DOUBTFUL = {"may", "march", "mart", "mai", "ocak", "mars", "marzo", "maio"}
THIRDS = {"early": (1, 10), "beginning of": (1, 10), "start of": (1, 10), "mid": (11, 20), "middle of": (11, 20),
          "late": (21, 31), "end of": (21, 31)}  # fmt: skip
PARTS_OF_OTHERS = {
    "early": "в начале|начало|başında|başlarında|başı|أوائل|مطلع|بداية",
    "mid": "в середине|середина|ortasında|ortalarında|ortası|منتصف",
    "late": "в конце|конец|sonunda|sonlarında|sonu|أواخر|نهاية",
}
AND = re.compile(
    r"(?:\s+(?:near|in|at) [A-Z][\w'-]+(?:[ -][A-Z][\w'-]+)?)?(?:\s*\([^()]{1,80}\))?\s*(?:,|,?\s*(?:and|as well as|then|ve|и|و))?\s*(?:again\s*|also\s*)?(?:(?:by|with)\s+(?:an?\s+|two\s+)?[\w-]+\s+)?(?:on\s*|في\s*|يوم\s*|يومي\s*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """Days that a text names, with their position in it. `is_limit`: something began or ended then."""

    start: int
    end: int
    first: date | None
    last: date | None
    is_limit: bool = False
    is_weekday: bool = False
    is_of_statement: bool = False  # the day of a statement
    is_due: bool = False  # something had been planned for it

    def continues(self, other: "Found", text: str) -> bool:
        """Return whether this and an earlier one are days of one list: "on Monday and Tuesday", "on 5, 7 and again on 12 May"."""
        return self.is_one_day and other.is_one_day and AND.fullmatch(text[other.end : self.start]) is not None

    @property
    def is_one_day(self) -> bool:
        """Whether it is one known day."""
        return self.first is not None and self.first == self.last

    @property
    def is_short(self) -> bool:
        """Whether it is one known day, or two, such as a night or a weekend."""
        return self.first is not None and self.last is not None and (self.last - self.first).days <= 1


def find_figures(text: str) -> Iterator[Found]:
    """Yield the days written in digits. An ambiguous date gives no days."""
    for hit in ISO.finditer(text):
        yield from make_day(hit.start(), hit.end(), int(hit[1]), int(hit[2]), int(hit[3]))
    for hit in FIGURES.finditer(text):
        one, two = int(hit[1]), int(hit[3])
        if hit[2] == "." or one > 12 or one == two:
            yield from make_day(hit.start(), hit.end(), int(hit[4]), two, one)
        elif two > 12:
            yield from make_day(hit.start(), hit.end(), int(hit[4]), one, two)
        else:  # a date in either order, so it is not guessed
            yield Found(hit.start(), hit.end(), None, None)


def find_short_figures(text: str, published: date | None) -> Iterator[Found]:
    """Yield days without a year that start an entry, “05/09 - Jebel Zawiya”, if only one order is within the last month."""
    for hit in SHORT_FIGURES.finditer(text):
        recent = []
        for day, month in {(int(hit[1]), int(hit[2])), (int(hit[2]), int(hit[1]))}:
            for each in make_day(hit.start(), hit.end(), (published or date.min).year, month, day) if published else ():
                recent += [each] if published and each.first and 0 <= (published - each.first).days <= 31 else []
        yield recent[0] if len(recent) == 1 else Found(hit.start(), hit.end(), None, None)


def find_months(text: str, published: date | None, year_before: int | None) -> Iterator[tuple[Found, int | None]]:
    """Yield the days written with the name of a month, each with its year if the text names one.

    A day without a year is in `year_before`, which the text named last, or otherwise the last such day before the report.
    """
    for start, end, month in find_names(text, "month"):
        before, after = text[max(0, start - 40) : start], text[end : end + 40]
        left, right = DAY_LEFT.search(before), DAY_RIGHT.match(after)
        spelled = SPELLED.search(before)
        if spelled and (number := _read_ordinal(spelled["day"])):
            where = (start - len(before) + spelled.start(), end)
            yield (
                _resolve_month(published, where, month, (number, number), year_before if published else None, None),
                None,
            )
            continue
        if left is None and right is None and not _stands_alone(text, start, end, before, after):
            continue
        listed = []
        if left:
            begin, finish = start - len(before) + left.start(), end
            first, last = int(left["first"] or left["day"]), int(left["day"])
            listed = [int(each) for each in re.findall(r"\d+", left["list"])]
            if listed and re.search(r"\bbetween\s+$", text[:begin], re.IGNORECASE):
                first, listed = listed[0], []
        elif right:
            begin, finish = start, end + right.end()
            first, last = int(right["day"]), int(right["last"] or right["day"])
            listed = [int(each) for each in re.findall(r"\d+", right["list"] or "")]
            if listed and re.search(r"\bbetween\s+$", before, re.IGNORECASE):
                last, listed = listed[-1], []
            if listed:
                first = last = listed.pop()
                listed.insert(0, int(right["day"]))
        else:
            begin, finish, first, last = start, end, 0, 0
        year = YEAR_RIGHT.match(text[finish : finish + 20])
        finish += year.end() if year else 0
        last_year = LAST_YEAR.match(text[finish : finish + 20]) if published and not year else None
        finish += last_year.end() if last_year else 0
        part = _find_part(text, start, end) if not first else None
        begin = start - (part[1] if part else 0) if not first else begin
        named = int(year["year"]) if year else None
        if published and last_year:
            named = published.year - (last_year["which"].lower() in ("last", "geçen"))
        known = named or (year_before if published else None)
        for number, each in enumerate(listed):  # “on 5, 7 and 12 May”: a position in the list for each day
            where = (begin + number, begin + number + 1)
            yield _resolve_month(published, where, month, (each, each), known, None), named
        yield _resolve_month(published, (begin + len(listed), finish), month, (first, last), known, part), named


def _read_ordinal(word: str) -> int | None:
    return next((each.value for each in find_ordinals(word) if isinstance(each.value, int)), None)


def _resolve_month(
    published: date | None,
    where: tuple[int, int],
    month: int,
    days: tuple[int, int],
    year: int | None,
    part: tuple[str, int] | None,
) -> Found:
    year = year or _supply_year(published, month, days[0] or 1)
    if year is None:
        return Found(*where, None, None)
    length = calendar.monthrange(year, month)[1]
    if part:
        first, last = THIRDS[part[0]]
    else:
        first, last = (days[0], days[1]) if days[0] else (1, length)
    if not 1 <= first <= last <= max(length, 31) or first > length:
        return Found(*where, None, None)
    return Found(*where, date(year, month, first), date(year, month, min(last, length)))


def _find_part(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return which part of a month is meant, and how many characters before the month say so: “late July”, “в конце июля”, “Temmuz başında”."""
    before = PART.search(text[max(0, start - 20) : start])
    if before:
        return before[1].lower(), len(before[0])
    for part, words in PARTS_OF_OTHERS.items():
        found = re.search(rf"(?:{words})\s+(?:شهر\s+)?$", text[max(0, start - 16) : start], re.IGNORECASE)
        if found or re.match(rf"\w*\s+(?:{words})", text[end : end + 20], re.IGNORECASE):
            return part, len(found[0]) if found else 0
    return None


def _supply_year(published: date | None, month: int, day: int) -> int | None:
    if published is None:
        return None
    near = published + timedelta(days=45)  # a date just ahead is planned, not eleven months ago
    return near.year if (month, day) <= (near.month, near.day) else near.year - 1


def find_years(text: str) -> Iterator[Found]:
    """Yield the years."""
    for hit in YEAR.finditer(text):
        year = int(hit[1])
        yield Found(hit.start(1), hit.end(), date(year, 1, 1), date(year, 12, 31))


def _stands_alone(text: str, start: int, end: int, before: str, after: str) -> bool:
    """Return whether a name without a day is a month, and not a verb (may, march) or an abbreviation."""
    word, name = text[start:end], tidy(text[start:end])
    if re.search(r"\b(?:geçen|geçtiğimiz)\s+$", before, re.IGNORECASE) or re.match(r"\s+ay(?:ı|ın)", after):
        return True
    if name in DOUBTFUL or (not word[0].isupper() and word.isascii()):
        return word[0].isupper() and bool(OPENS_MONTH.search(before) or YEAR_RIGHT.match(after))
    return len(name) > 3 or not word.isascii()


def make_day(start: int, end: int, year: int, month: int, day: int) -> Iterator[Found]:
    """Yield a day, or nothing if there is no such day."""
    try:
        yield Found(start, end, date(year, month, day), date(year, month, day))
    except ValueError:
        return
