"""Finds announced suspensions and resumptions of patrols, and milestones, in a clause."""

import re
from collections.abc import Sequence

from etl.feeds.articles.clauses.parts import A_FEW_WORDS, BREAK, DECIDED, HALT, PERIODS
from etl.feeds.articles.clauses.sums import COUNTED
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import Hit, find, has
from etl.feeds.articles.language.written_days import Found

# Something other than patrols stops, “once Russia stops its bombing”, or a single patrol turned back.
OTHER_STOP = re.compile(
    r"\s+(?:(?:its|the|all|their|any|to)\s+)?(?:[\w-]+\s+)?(?:bomb\w*|attack\w*|shell\w*|fir(?:e|ing)|fight\w*|hostilities|advance|offensive|operations?|strikes|violence|support\w*)\b",
    re.IGNORECASE,
)
TURNED_BACK = re.compile(r"вернул|возврати|geri dön|أدراجها|عادت", re.IGNORECASE)
# “ending a halt it had announced on 15 December”: a stop named by a noun.
NOUN_STOP = re.compile(
    rf"\b(?:{DECIDED}|called)\s+(?:on\s+)?(?:an?|the|this|that)\s+{A_FEW_WORDS}{HALT}\b|\b{HALT}\b[^.;]{{0,40}}\b{DECIDED}\b",
    re.IGNORECASE,
)
# “Patrols on the M4, suspended since mid-August, resumed on Monday.”
PARTICIPLE_FIRST = re.compile(
    r"\W*(?:(?:which|that|and|but|then)\s+)*(?:(?:were|was|had been|have been|have|has|had)\s+)?(?P<what>suspended|halted|paused|frozen|stopped|interrupted|resumed|restarted)\b",
    re.IGNORECASE,
)
SOFT = re.compile(r"^(?:stop|halt|paus|interrupt|ceas|durdur|توقف|وقف|stand|stood)", re.IGNORECASE)
# “It announced on 23 April that they would stop until the bridge was safe.”
TO_STOP_UNTIL = re.compile(
    r"\b(?:announced|notice|notified|informed|told|said|declared|ordered|decided)\b[^.;]*\bwould (?:stop|cease|halt|pause|end|be (?:stopped|suspended|halted|paused))\b"
    r"[^.;]*\b(?:until|for the time being|for now|indefinitely)\b",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"\b(?:[a-z]+ed|got|went|ran|drove|took|began|are|were|is|was)\b(?:\s+[\w-]+){0,4}\s+(?:again|anew|once more|afresh)\b",
    re.IGNORECASE,
)
REMAINS = re.compile(r"\b(?:remain\w*|still|stay\w*)\s+$", re.IGNORECASE)
PRONOUN = re.compile(
    r"\b(?:they|these|it|which|that)\s+(?:(?:were|was|are|is|had|have|has|been|being)\s+){0,3}(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
THEM = re.compile(
    r"\s+(?:(?:taking part|participating) in )?(?:them|it|these|all of them|(?:its|their) (?:participation|part|involvement|role))\b",
    re.IGNORECASE,
)
AFTER_A_PAUSE = re.compile(
    rf"\bend(?:ing|ed) (?:a|an|the|their) (?:[\w-]+\s+){{0,3}}?(?:{BREAK}|halt|suspension)\b"
    r"|\bafter (?:being absent|an absence|staying away|not taking place|not running) (?:for|of)\b"
    rf"|\bafter (?:\w+[\s-]+){{0,3}}?(?:{BREAK} of (?:[\w-]+\s+){{1,4}}?{PERIODS}"
    rf"|(?:[\w-]+[\s-])?(?:week|month|day)s?[\s-](?:long[\s-])?{BREAK})\b",
    re.IGNORECASE,
)
PARTICIPLE = re.compile(r"(?:verilen|alınan|durdurulan)$")
# “On 22 October Erdogan and Putin agreed that …”, “the two presidents signed on 5 March”
TWO = r"(?:[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?\s+and\s+(?:[A-Z][\w'-]+\s){1,2}|\b[Tt]he\s+(?:two\s+|\w+\s+and\s+\w+\s+)(?:presidents|leaders|countries|governments|sides)\s+)"
AGREED_THEN = re.compile(
    TWO + r"(?:had\s+|have\s+)?(?:agreed|signed)\s+(?:(?:on|to|in)\s+(?:\w+\s+){1,3}){0,2}(?:on\s+)?(?:the\s+)?$"
)
THEN_AGREED = re.compile(r"[^.;:]{0,30}?" + TWO + r"(?:agreed|signed)\b")
LINK = re.compile(
    r"\s*(?:(?:[\w'():]+[\s,-]+){0,15}?)(?:of|on|from|dated|in|since|effect|منذ|في|بتاريخ)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
REACH_CHARACTERS, VERB_CHARACTERS = 90, 60  # most characters from an agreement to its day, and from its verb to it
KEPT = re.compile(
    r"\s+(?:\w+\s+)?(?:must|should|has to|be (?:preserved|upheld|maintained)|holds|is holding)\b", re.IGNORECASE
)


def find_stop(sentence: Sentence, clause: Clause, is_spoken_of: bool) -> str | None:
    """Return `suspension` or `resumption` if a clause says that patrols stopped or started, otherwise None.

    `is_spoken_of`: a suspension was reported just before, so that “they” are patrols.
    """
    text = clause.text
    if COUNTED.search(text) or has("times", text):
        return None
    patrols = [
        hit
        for hit in find("patrols", text)
        if not re.match(r"devriye(?:si|nin|ye|yi|de)?$", hit.text, re.IGNORECASE)
        or any(not each.text.startswith("iptal") for each in find("stop", text))
        or has("start", text)
    ]
    is_before = bool(find("patrols", sentence.text[: clause.start]))
    if (patrols or is_spoken_of or is_before) and TO_STOP_UNTIL.search(text):
        return "suspension"
    if (is_spoken_of or is_before) and NOUN_STOP.search(text) and not has("unsure", text):
        return "suspension"
    if not patrols and (is_spoken_of or is_before):
        for hit in sorted((*find("stop", text), *find("start", text)), key=lambda hit: hit.start):
            is_theirs = PRONOUN.search(text[: hit.start]) or THEM.match(text[hit.end :])
            if is_theirs and not has("promise", text[: hit.start]) and not OTHER_STOP.match(text[hit.end :]):
                return "suspension" if has("stop", hit.text) else "resumption"
    if AFTER_A_PAUSE.search(sentence.text) and has("object", text, "patrol", "traffic") and has("run", text):
        return "resumption"
    if not patrols:
        return _find_stop_of_patrols_before(text) if is_before else None
    if any(_is_start(text, hit, patrols) for hit in find("start", text)) or _is_again(text, patrols):
        return "resumption"
    return (
        "suspension"
        if any(_is_stop(sentence, clause, hit, patrols, is_spoken_of) for hit in find("stop", text))
        else None
    )


def _find_stop_of_patrols_before(text: str) -> str | None:
    """Return what a clause reports about patrols named in the previous one: “… devriyeleri, 5 Ocak'ta yeniden başladı”."""
    found = PARTICIPLE_FIRST.match(text)
    if found and not has("promise", text[: found.start("what")]):
        return "suspension" if has("stop", found["what"]) else "resumption"
    return "resumption" if any(not hit.text.isascii() for hit in find("start", text)) else None


def _is_start(text: str, hit: Hit, patrols: Sequence[Hit]) -> bool:
    is_talk = re.match(
        r"\w*\s+(?:için|konusunda|hakkında)\b|\s+(?:of|in)\b.*\b(?:would|will|was discussed|is expected)\b",
        text[hit.end :],
    )
    return not has("promise", text[: hit.start]) and not _has_between(text, hit, patrols) and not is_talk


def _is_again(text: str, patrols: Sequence[Hit]) -> bool:
    """Return whether patrols resume what they did before: “the escorts got going again”."""
    again = AGAIN.search(text, patrols[0].end)
    return again is not None and not has("promise", text[: again.start()]) and not has("stop", text)


def _is_stop(sentence: Sentence, clause: Clause, hit: Hit, patrols: Sequence[Hit], is_spoken_of: bool) -> bool:
    text, after = clause.text, clause.text[hit.end :]
    before = has("unsure", sentence.text[max(0, clause.start - 40) : clause.start], "doubt")
    if has("unsure", text[: hit.start]) or before or _has_between(text, hit, patrols) or OTHER_STOP.match(after):
        return False
    if REMAINS.search(text[: hit.start]) and (is_spoken_of or not has("lasting", after)):
        return False  # one already reported
    if not hit.text.isascii() and has("outcome", sentence.text, "cut_short") and TURNED_BACK.search(sentence.text):
        return False
    if PARTICIPLE.search(hit.text) and has("start", sentence.text[clause.start :]):
        return False
    is_single = re.match(
        r"\s*(?:in|at|near|on the way|by protesters|by demonstrators|for \w+ (?:minutes|hours?))\b", after
    )
    is_lasting = has("lasting", sentence.text) or has("speaker", sentence.text) or has("saying", sentence.text)
    return not SOFT.match(hit.text) or is_lasting or not is_single


def _has_between(text: str, stop: Hit, patrols: Sequence[Hit]) -> bool:
    """Return whether attacks on patrols stop, and not the patrols."""
    near = min(patrols, key=lambda hit: min(abs(hit.start - stop.end), abs(stop.start - hit.end)))
    between = text[min(stop.end, near.end) : max(stop.start, near.start)]
    return bool(re.search(r"\battacks?\b|\bsupport\b|\bprotest\w*\b", between))


def find_milestone(text: str, days: list[Found], is_attack: bool) -> tuple[Found, int] | None:
    """Return the days of an agreement that a text dates, and the position of the agreement.

    If the text also reports an attack, the day must follow the agreement directly.
    """
    hits = find("milestone", text)
    nouns = [hit for hit in hits if hit.meaning == "noun" and not KEPT.match(text[hit.end :])]
    verbs = [hit for hit in hits if hit.meaning == "verb"]
    for day in days:
        is_agreed = AGREED_THEN.search(text[: day.start]) or (day.start <= 3 and THEN_AGREED.match(text[day.end :]))
        if day.is_one_day and not day.is_limit and is_agreed:
            return day, day.start
    for noun in nouns:
        for day in sorted(days, key=lambda day: day.start < noun.end):
            if day.first is None:
                continue
            if _follows(text, noun, day, verbs, is_attack) or (not is_attack and _is_before(text, noun, day)):
                return day, noun.start
    return None


def _follows(text: str, noun: Hit, day: Found, verbs: Sequence[Hit], is_attack: bool) -> bool:
    """Return whether a day after an agreement is its day: “the deal of 5 March”, “the deal was signed in Sochi on …”."""
    between = text[noun.end : day.start]
    if day.start < noun.end or len(between) >= REACH_CHARACTERS:
        return False
    if not is_attack and re.fullmatch(r"\s*(?:of|on|from|dated|in|for)?\s*(?:the\s+)?", between, re.IGNORECASE):
        return True
    has_verb = any(noun.end <= verb.start < day.start or 0 <= noun.start - verb.end < VERB_CHARACTERS for verb in verbs)
    return has_verb and LINK.fullmatch(between) is not None


def _is_before(text: str, noun: Hit, day: Found) -> bool:
    """Return whether a day before an agreement is its day: “the 5 March truce”."""
    return bool(
        day.end <= noun.start
        and re.fullmatch(r"\s*(?:[\w'-]+\s+){0,3}", text[day.end : noun.start])
        and (not day.is_weekday or re.match(r"'s\s", text[day.end :]))
        and re.search(r"\b(?:the|of|an?|last)\s+$|Mart|في\s*$|^$|آذار", text[: day.start][-5:], re.IGNORECASE)
    )
