"""Finds the patrols in a sentence: their number, who ran them, how far they came, and the ends of their route."""

import re
from dataclasses import dataclass
from functools import lru_cache

from etl.feeds.articles.language.numbers import find_ordinals
from etl.feeds.articles.language.words import find, has

NUMBERED = re.compile(
    r"(?:patrol(?:\s+mission)?|devriyesi|devriye|الدورية|دورية)\s*,?\s*(?:\(?\s*)(?:no\.?|number|nr\.?|#|№|رقم)\s*[:.]?\s*(?P<after>\d{1,3})(?!\d)"
    r"|patrol (?:of \w+ \w+ )?(?:was|is|being) (?:the )?(?P<was>\d{1,3})(?:st|nd|rd|th)"
    r"|(?:no\.?|number|#|№)\s?(?P<before>\d{1,3})\s+(?:[\w-]+\s+){0,4}patrol",
    re.IGNORECASE,
)
TURKISH = re.compile(
    r"(?<![\w.])(?P<number>\d{1,3})(?:\.|['’]?\s?(?:inci|ıncı|uncu|üncü|nci|ncı|ncu|ncü)\w*)\s+(?:[\w-]+\s+){0,6}devriye",
    re.IGNORECASE,
)
ARABIC = re.compile(
    r"(?:الدورية|دورية)(?:\s+\w+){0,3}\s+(?:ال|رقم\s*)?ـ?\s?(?P<number>\d{1,3})(?!\d|\s*(?:جنود|آب|أغسطس|تموز))"
)
RUSSIAN = re.compile(
    r"(?<!\w)(?P<number>\d{1,3})-?(?:й|е|го|я|м|ое)?\s+(?!(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*)(?:[\w-]+\s+){0,3}патрул",
    re.IGNORECASE,
)
NO_NUMBER = re.compile(
    r"\s*(?:[\w-]+\s+){0,4}patrols?\s+(?:\w+\s+){0,3}?(?:since|this|in\s+(?:a|two|three|as)|of the (?:week|month|day)|after|for\s+\w+\s+(?:weeks|days))",
    re.IGNORECASE,
)
# “After the second on March 23 had been shortened”
NUMBERED_DAY = re.compile(r"\bthe (?P<number>first|second|third)(?=,? on (?:\w+ \d|\d))", re.IGNORECASE)
ELLIPTIC = re.compile(
    r"(?<!\bon )(?<!\bof )(?<!day, )(?<!day )\bthe\s+(?P<number>\d{1,3}(?:st|nd|rd|th)|twenty-\w+|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|twentieth)(?=\s+(?:was|had|came|one|on|ran|since|in\b|hit|took|set|did|is|suffered|struck|turned|met|reached|last|a week)|,|\.|$|\))",
    re.IGNORECASE,
)
# “The patrol, the thirteenth since March”; “a patrol by both armies on the highway, the tenth of its kind”.
APPOSED = re.compile(r"\bpatrol(?: [\w'-]+){0,16},\s+(?:the|its|their)\s+$", re.IGNORECASE)
NO_PATROL = re.compile(
    r"-|\s+(?:routes?|paths?|bases?|boats?|vessels?|ships?|posts?|areas?|agreements?|güzergah\w*)\b", re.IGNORECASE
)
DURING = re.compile(
    r"\b(?:during|in the course of)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE
)  # “during joint patrolling” is one patrol
OF_OTHERS = re.compile(r"\s+(?:of|by|from)\s")  # “a patrol of the UN mission”
APPOSED_CHARACTERS = 140
PLURAL = re.compile(
    r"^(?:patrols|devriyeler\w*|دوريات|الدوريات|دورياتها|патрули|патрулей|patrouilles|patrullas|patrouillen|patrolling|patrol's)$",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"(?<!km )(?<!kilometres )(?<!kilometers )(?<!miles )\b(?:from|between|set off from|set out from|started (?:in|at|from)|began (?:in|at|from)|departed (?:from)?|left|reached|as far as|further than|farther than|starting (?:in|from|at)|ended (?:in|at)|to|at|off from|out from)\s+(?:the\s+)?(?:(?:town|village|city|area)\s+of\s+)?$|(?:من|إلى|الى|بين)\s+(?:بلدة|قرية|مدينة|بوابة|معبر)?\s*$",
    re.IGNORECASE,
)
# “Gerib köyünden hareket eden”, “Trumba ile Ayn el-Havr arasında”
TURKISH_ENDS = re.compile(
    r"[A-ZÇĞİÖŞÜ]\w+(?:[ -](?:[A-ZÇĞİÖŞÜ]\w+|el-?))*(?:(?:'[dt][ae]n| köyünden)\s+(?:hareket|başla|yola|[A-Z]\w+(?:[ -][\w-]+)?'\w+\s+kadar)| ile [\w -]{3,25} arasında)"
)


@dataclass(frozen=True)
class Patrol:
    """A patrol that a sentence mentions. `start` and `end` are positions in its text."""

    start: int
    end: int
    number: int | None
    who: str | None
    is_plural: bool = False


@lru_cache(maxsize=1024)  # called for each clause of a sentence
def find_patrols(text: str) -> tuple[Patrol, ...]:
    """List the patrols in a sentence. Plurals are marked."""
    numbers = _find_numbers(text)
    nouns = [
        hit
        for hit in find("object", text)
        if (has("object", hit.text, "patrol") or "patrol" in hit.text.lower()) and not NO_PATROL.match(text[hit.end :])
    ]
    found = []
    used = set()
    for noun in nouns:
        number = next((value for start, end, value in numbers if start <= noun.start < end), None)
        who = find_who(text, noun.start + max(0, noun.text.lower().rfind("patrol")), noun.end)
        if number is not None:
            used.add(number)
        is_plural = bool(PLURAL.match(noun.text.split()[-1])) and not DURING.search(
            text[max(0, noun.start - 50) : noun.start]
        )
        found.append(Patrol(noun.start, noun.end, number, who, is_plural))
    elliptic = [*ELLIPTIC.finditer(text), *(NUMBERED_DAY.finditer(text) if used else ())]
    for hit in elliptic:
        number_found = next((each.value for each in find_ordinals(hit["number"])), None)
        if not isinstance(number_found, int) or number_found in used or (number_found <= 3 and hit.re is ELLIPTIC):
            continue
        if not any(patrol.start - 60 < hit.start() < patrol.end and patrol.number == number_found for patrol in found):
            found.append(Patrol(hit.start("number"), hit.end("number"), number_found, None))
    return tuple(sorted(found, key=lambda patrol: patrol.start))


def _find_numbers(text: str) -> list[tuple[int, int, int]]:
    """List the numbers of patrols, each with the start and end of the text from the number to the noun."""
    found = []
    for pattern in (NUMBERED, TURKISH, ARABIC, RUSSIAN):
        for hit in pattern.finditer(text):
            value = next(int(part) for part in hit.groups() if part)
            found.append((hit.start(), hit.end() + 1, value))
    for ordinal in find_ordinals(text):
        window = text[ordinal.end : ordinal.end + 70]
        arabic = re.search(
            r"(?:الدورية|دورية)(?:\s+[^\W\d_]+){0,4}\s*$", text[max(0, ordinal.start - 60) : ordinal.start]
        )
        if arabic and isinstance(ordinal.value, int):
            found.append((max(0, ordinal.start - 60) + arabic.start(), ordinal.end, ordinal.value))
            continue
        apposed = APPOSED.search(text[max(0, ordinal.start - APPOSED_CHARACTERS) : ordinal.start])
        if (
            apposed
            and isinstance(ordinal.value, int)
            and re.match(r"\s+(?:since|of|so far|to date|such|this|in|,)|[,.)]", window)
        ):
            found.append((max(0, ordinal.start - APPOSED_CHARACTERS) + apposed.start(), ordinal.end, ordinal.value))
            continue
        reach = re.match(r"\s*(?:\(?[\w'&-]+\)?\s+){0,7}?(?:patrol)(?!\w)", window, re.IGNORECASE)
        if not reach or re.search(
            r"\b(?:attack|blast|explosion|since|by|against|on|of|was|were|hit|anniversary|time)\b", reach[0]
        ):
            continue
        if isinstance(ordinal.value, int) and (
            ordinal.value > 3
            or (
                not NO_NUMBER.match(window)
                and re.search(r"\b(?:the|their|its)\s+$", text[: ordinal.start][-7:], re.IGNORECASE)
            )
        ):
            found.append((ordinal.start, ordinal.end + reach.end(), ordinal.value))
    return found


def find_who(text: str, start: int, end: int) -> str | None:
    """Return who ran a patrol, by the words around it: joint takes precedence over a single party, which must be close by."""
    after = text[end : end + (50 if not text[start].isascii() else 0)]
    if has("who", text[max(0, start - 60) : start] + " " + after, "joint"):
        return "joint"
    if re.search(r"\b(?:their|its|our)\s+(?:[\w-]+\s+)?$", text[:start][-24:]):
        earlier = [hit.meaning for hit in find("who", text[:start])]
        return earlier[0] if earlier and not {"turkish", "russian"} <= set(earlier) else ("joint" if earlier else None)
    close = re.split(
        r"[,;:]|\b(?:in|on|at|near|as|when|by|hits?|of|soldiers?|servicemen|injured|wounded|killed)\b",
        text[max(0, start - 45) : start],
    )[-1]
    if re.match(
        r".{0,30}\b(?:with|together with|by) (?:the )?(?:Russia|Turk|Russian|Turkish)", text[end : end + 50]
    ) and has("who", text[max(0, start - 60) : start], "turkish", "russian"):
        return "joint"
    if OF_OTHERS.match(text[end : end + 12]) and has("foreign", text[end : end + 30]):
        return "other"
    hits = [hit.meaning for hit in find("who", close + " " + after)]
    if "joint" in hits:
        return "joint"
    if {"turkish", "russian"} <= set(hits):
        return "joint"
    for who in ("other", "turkish", "russian"):
        if who in hits:
            return who
    return None


def find_outcome(text: str) -> str | None:
    """Return how far a patrol came. Of two outcomes the worse applies, since a patrol that turned back did not complete its route."""
    found = {hit.meaning for hit in find("outcome", text)}
    return next((outcome for outcome in ("cancelled", "cut_short", "partial", "full") if outcome in found), None)


def is_end(text: str, start: int) -> bool:
    """Return whether a place at a position is an end of a route. An attack “between” two places is on the route, at neither end."""
    if TURKISH_ENDS.match(text[start:]):
        return True
    found = ENDS.search(text[max(0, start - 60) : start])
    return found is not None and (has("run", text) or not found[0].lower().startswith("between"))
