"""Announced suspensions and resumptions of patrols, and milestones, in a clause."""

import re

from etl.feeds.articles.attacks import COUNTED
from etl.feeds.articles.language.days import Found
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import find, has

UNSURE = re.compile(
    r"\b(?:threaten\w*|threat|warn\w*|if|could|might|may|den(?:y|ied|ies)|called? for|calls for|urged|demand\w*|considering|not|never|no|despite|without|rumou?rs?|unless|risk|demanded)\b"
    r"|tehdit|تهد|نفت|угрож",
    re.IGNORECASE,
)
PROMISE = re.compile(
    r"\b(?:will|would|to|agree\w*|discuss\w*|plan\w*|expect\w*|hope\w*|talks?|negotiat\w*|ready|want\w*|call\w*|conditions?|prepar\w*|should|may|might|could|until|promise\w*|no date|before|not|never|vow\w*)\b"
    r"|سوف|بحث|اتفاق على|планир|будут|договор",
    re.IGNORECASE,
)
SOFT = re.compile(r"^(?:stop|halt|paus|interrupt|ceas|durdur|توقف|وقف|stand|stood)", re.IGNORECASE)
PRONOUN = re.compile(
    r"\b(?:they|these|it) (?:were|was|had been|have been)?\s*(?:\w+ly )?(?:suspended|halted|paused|stopped|resumed|restarted)\b"
    r"|\b(?:resumed|restarted|suspended|halted|paused) (?:them|it|these)\b",
    re.IGNORECASE,
)
AFTER_A_PAUSE = re.compile(
    r"\bafter (?:\w+[\s-]+){0,3}?(?:(?:pause|break|hiatus|interruption|gap|lull) of (?:[\w-]+\s+){1,4}?(?:weeks?|months?|days)"
    r"|(?:[\w-]+[\s-])?(?:week|month|day)s?[\s-](?:long[\s-])?(?:pause|break|hiatus|interruption|gap|lull))\b",
    re.IGNORECASE,
)
PARTICIPLE = re.compile(r"(?:verilen|alınan|durdurulan)$")
TIMES = re.compile(r"\b(?:twice|three times|four times|several times|repeatedly|often)\b", re.IGNORECASE)
LINK = re.compile(
    r"\s*(?:(?:[\w'()]+[\s,-]+){0,9}?)(?:of|on|from|dated|in|since|effect|منذ|في|بتاريخ)?\s*(?:the\s+)?$", re.IGNORECASE
)


def find_stop(sentence: Sentence, clause: Clause, is_spoken_of: bool = False) -> str | None:
    """Return `suspension` or `resumption` where a clause tells that patrols stopped or started; None otherwise.

    `is_spoken_of` says that a suspension was told just before, so that “they” are patrols.
    """
    text = clause.text
    patrols = [
        hit
        for hit in find("patrols", text)
        if not re.match(r"devriye(?:si|nin|ye|yi|de)?$", hit.text, re.IGNORECASE)
        or has("stop", text)
        or has("start", text)
    ]
    if COUNTED.search(sentence.text) or TIMES.search(text):
        return None
    is_known = is_spoken_of or find("patrols", sentence.text[: clause.start])
    pronoun = PRONOUN.search(text) if not patrols and is_known else None
    if pronoun and not PROMISE.search(text[: pronoun.start()]):
        return "suspension" if has("stop", pronoun[0]) else "resumption"
    if AFTER_A_PAUSE.search(sentence.text) and has("object", text, "patrol") and has("run", text):
        return "resumption"
    if not patrols and find("patrols", sentence.text[: clause.start]):  # “… devriyeleri, 5 Ocak'ta yeniden başladı”
        return "resumption" if any(not hit.text.isascii() for hit in find("start", text)) else None
    if not patrols:
        return None
    for hit in find("start", text):
        before = text[: hit.start]
        if (
            not PROMISE.search(before)
            and not _has_between(text, hit.start, hit.end, patrols)
            and not re.match(r"\s+(?:of|in)\b.*\b(?:would|will|was discussed|is expected)\b", text[hit.end :])
        ):
            return "resumption"
    for hit in find("stop", text):
        if (
            UNSURE.search(text[: hit.start])
            or _has_between(text, hit.start, hit.end, patrols)
            or UNSURE.search(sentence.text[max(0, clause.start - 40) : clause.start])
        ):
            continue
        if PARTICIPLE.search(hit.text) and has("start", sentence.text[clause.start :]):
            continue
        is_said = has("speaker", sentence.text) or "until further notice" in sentence.text.lower()
        if SOFT.match(hit.text) and not is_said:
            continue
        if (
            re.match(r"\s*(?:in|at|near|on the way|by protesters|by demonstrators|for)\b", text[hit.end :])
            and SOFT.match(hit.text)
            and not has("speaker", sentence.text)
        ):
            continue
        return "suspension"
    return None


def _has_between(text: str, start: int, end: int, patrols: list) -> bool:  # type: ignore[type-arg]
    """Tell whether it is attacks on patrols that stop, and not patrols."""
    near = min(patrols, key=lambda hit: min(abs(hit.start - end), abs(start - hit.end)))
    between = text[min(end, near.end) : max(start, near.start)]
    return bool(re.search(r"\battacks?\b|\bsupport\b|\bprotest\w*\b", between))


def find_milestone(text: str, days: list[Found], is_attack: bool = False) -> tuple[Found, int] | None:
    """Return the days of an agreement that a text dates, and where it names the agreement.

    Where the text tells of an attack too, the day has to follow upon the agreement.
    """
    nouns = find("milestone", text)
    verbs = [hit for hit in nouns if hit.meaning == "verb"]
    nouns = tuple(hit for hit in nouns if hit.meaning == "noun")
    for noun in nouns:
        for day in days:
            if day.first is None:
                continue
            if day.start >= noun.end and day.start - noun.end < 90:
                between = text[noun.end : day.start]
                is_close = re.fullmatch(r"\s*(?:of|on|from|dated|in|for)?\s*(?:the\s+)?", between, re.IGNORECASE)
                if (is_close and not is_attack) or (
                    LINK.fullmatch(between)
                    and any(noun.end <= verb.start < day.start or 0 <= noun.start - verb.end < 60 for verb in verbs)
                ):
                    return day, noun.start
            if is_attack:
                continue
            if (
                day.end <= noun.start
                and re.fullmatch(r"\s*(?:[\w'-]+\s+){0,3}", text[day.end : noun.start])
                and not day.is_weekday
                and re.search(r"\b(?:the|of|a)\s+$|Mart|في\s*$|^$|آذار", text[: day.start][-5:], re.IGNORECASE)
            ):
                return day, noun.start
            if (
                any(verb.start < noun.start and noun.start - verb.end < 60 for verb in verbs)
                and day.end <= noun.start
                and day.is_one_day
                and not day.is_limit
            ):
                return day, noun.start
    return None
