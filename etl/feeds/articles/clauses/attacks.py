"""Finds attacks in a sentence: whether a clause reports one, its kind, weapon and target, and what only looks like one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.feeds.articles.clauses.losses.casualties import find_claims
from etl.feeds.articles.clauses.sums import is_sum
from etl.feeds.articles.clauses.targets import BY, PASSIVE, choose_target
from etl.feeds.articles.clauses.void import is_negated, is_planned
from etl.feeds.articles.language.numbers import find_numbers
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import Hit, begins_with, find, has, is_phrase

KINDS = (
    "air_strike",
    "ied",
    "rocket",
    "shelling",
    "battle",
    "shooting",
    "clash",
    "violence_against_civilians",
    "attack",
)
# “Tuesday's car bombing” was not just planned
OF_A_DAY = re.compile(r"\b(?:\w+day|yesterday|today|week|month|night|morning)'s (?:[\w-]+ ){0,3}$", re.IGNORECASE)
DEEDS = ("battle", "violence_against_civilians")  # named by its action
DESTROYED = re.compile(r"destroyed|damaged|triggered|set off", re.IGNORECASE)
# “14 July: IED on the road to Aleppo”, an entry in a list
DATED_ENTRY = re.compile(
    r"[\W_]*(?:\w{3,9}\.?,? )?(?:\d{1,2}(?:st|nd|rd|th)? [A-Z]\w{2,8}\.?|[A-Z]\w{2,8}\.? \d{1,2}|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)(?:,? \d{4})?\s*[:–—-]"
)
EXPLOSIVE = ("ied", "rocket", "shelling", "air_strike")
EFFECT = re.compile(
    r"\s*,?\s*(?:(?:but|and|reportedly|slightly|lightly)\s+)?(?:killing|wounding|injuring|hurting|damaging|destroying|leaving|causing|without causing|shredding|disabling)\b",
    re.IGNORECASE,
)
# “IED vs army pick-up near Lafoole, 2 soldiers KIA”
VERSUS = re.compile(r"\s+(?:vs?\.?|versus|against|targeting|on)\s", re.IGNORECASE)
TELEGRAM = re.compile(
    r"\s*[,;:(–-]+\s*(?:\d+|no|one|two|three|four|five|six|at least \w+)\s+(?:[\w-]+\s+){0,3}(?:killed|dead|wounded|injured|hurt|kia|wia|cas|casualties|injuries|damage\w*|destroyed)\b",
    re.IGNORECASE,
)
REDUCED = re.compile(
    r"\b(?:soldiers?|generals?|officers?|servicem[ae]n|peacekeepers?|policem[ae]n|commander|adviser)\s+(?:killed|wounded)\s+(?:in|on|near|at)\b",
    re.IGNORECASE,
)
ACTIVE = re.compile(r"[\w' -]{0,40}")
BY_WHOM = re.compile(r"\s+(?:and \w+ )?(?:[\w-]+ ){0,4}?by (?P<who>(?:[\w-]+[ ,.]?){1,6})", re.IGNORECASE)
# “We won't let those who bombed us pass”
THOSE_WHO = re.compile(r"\b(?:those|the ones|people|anyone|the [A-Z]\w+) who (?:have |had )?$")


@dataclass(frozen=True)
class Attack:
    """An attack that a clause reports: the position of its first word, and the details in the clause."""

    at: int
    kind: str
    weapon: str | None
    target: str | None
    is_toll: bool = False  # known only from its killed or wounded


def find_attack(sentence: Sentence, clause: Clause, void: set[str], has_day: bool, is_listed: bool) -> Attack | None:
    """Return the attack that a clause reports, or None. `is_listed`: the sentence lists the days of attacks."""
    text = clause.text
    weapons: Sequence[Hit] = [hit for hit in find("weapon", text) if hit.meaning != "none"]
    objects = find("object", text)
    trigger = _find_trigger(text, weapons, objects, sentence.text[: clause.start], has_day) or _find_cause(
        sentence, clause, weapons, has_day
    )
    if trigger is None or _is_void(sentence, clause, trigger, void, weapons, has_day):
        return None
    at = clause.start + trigger.start
    if is_negated(sentence.text, at) or (is_planned(clause, at) and not OF_A_DAY.search(sentence.text[:at])):
        return None
    if THOSE_WHO.search(sentence.text[:at]) and not (has_day or _has_victims(text)):
        return None
    if not is_listed and is_sum(sentence, clause, trigger, has_day):
        return None
    if not weapons and trigger.meaning != "toll":
        weapons = _find_near(sentence, clause)
    kind, weapon = choose_weapon(weapons)
    return Attack(at, kind, weapon, choose_target(sentence, clause, trigger, objects), trigger.meaning == "toll")


def _find_trigger(text: str, weapons: Sequence[Hit], objects: Sequence[Hit], before: str, has_day: bool) -> Hit | None:
    figures = [hit for hit in find("void", text) if hit.meaning == "figure"]
    hits = [
        hit for hit in find("attack", text) if not any(figure.start <= hit.start < figure.end for figure in figures)
    ]
    hits.sort(key=lambda hit: hit.meaning != "strong")
    return next((hit for hit in hits if _is_trigger(text, hit, weapons, objects, before, has_day)), None)


def _is_trigger(
    text: str, hit: Hit, weapons: Sequence[Hit], objects: Sequence[Hit], before: str, has_day: bool
) -> bool:
    """Return whether a word for an attack reports one, judging by the rest of its clause."""
    word, things = hit.text.lower(), {each.meaning for each in objects}
    is_passive = PASSIVE.search(text[: hit.start]) is not None
    if hit.meaning == "strong":
        return not ("patrol" in things and word.startswith("execut"))  # “the patrol was executed”
    if word.endswith("seized"):
        return "traffic" in things or has("person", text[hit.end : hit.end + 40])
    if hit.meaning == "weak":
        is_blow = word in ("hit", "struck", "targeted")
        is_hurt = has("hurt", text, "done") and not begins_with("hurt", hit.text)
        is_on_things = bool(things - {"vehicle"}) or (is_blow and bool(things))
        return bool(weapons) or is_hurt or is_on_things or (is_blow and has_day and is_passive)
    if hit.meaning == "armed":
        has_doer = any(each.start < hit.start and not BY.search(text[: each.start]) for each in objects)
        is_wreck = is_passive and DESTROYED.match(hit.text) is not None and not has_doer
        return bool(weapons) and not is_wreck
    is_none = re.search(r"\b(?:no|without)\s*$", text[: hit.start])
    return not _is_general(text, hit) and not is_none and (bool(weapons) or _is_killing(text, hit, before))


def _find_cause(sentence: Sentence, clause: Clause, weapons: Sequence[Hit], has_day: bool) -> Hit | None:
    """Return the weapon of a clause that continues with its effect: “a bomb tore through a truck, wounding one soldier”."""
    causes = [hit for hit in weapons if hit.meaning in EXPLOSIVE and not hit.text.endswith("ing")]
    if not causes:
        return None
    after = sentence.text[clause.end :]
    is_entry = DATED_ENTRY.match(sentence.text) is not None and not has("void", sentence.text)
    is_of_a_day = is_entry or (
        has_day and re.match(r"\s+of\s", clause.text[causes[0].end :])
    )  # “the car bomb of 14 July”
    is_short = (
        is_of_a_day
        or VERSUS.match(clause.text[causes[0].end :])
        or (TELEGRAM.match(after) and not has("void", clause.text))
    )
    return Hit(causes[0].start, causes[0].end, "strong", causes[0].text) if is_short or EFFECT.match(after) else None


def _is_general(text: str, hit: Hit) -> bool:
    """Return whether a toll is a general statement, without a time: “mines kill more than shells do”."""
    return hit.text.lower() in ("kill", "wound", "injure") and not find_numbers(text[hit.end : hit.end + 30])


def _is_killing(text: str, hit: Hit, before: str) -> bool:
    """Return whether armed people killed or wounded somebody, or soldiers were killed or wounded."""
    if not begins_with("hurt", hit.text):
        return False
    if any(each.start() < hit.start < each.end() for each in REDUCED.finditer(text)):
        return True
    if PASSIVE.search(text[: hit.start]):
        who = before if re.match(r"(?:who|which|that|all of whom)\b", text) else text[: hit.start]
        return _is_by_armed(text[hit.end :]) or has("person", who)
    who = before[-60:] + " " + text[: hit.start] if hit.start < 6 else text[: hit.start]
    return any(ACTIVE.fullmatch(who[armed.end :]) for armed in find("armed", who))


def _is_by_armed(after: str) -> bool:
    """Return whether the words after a verb say that armed people did it."""
    by = BY_WHOM.match(after)
    return by is not None and has("armed", by["who"])


def _is_void(
    sentence: Sentence, clause: Clause, trigger: Hit, void: set[str], weapons: Sequence[Hit], has_day: bool
) -> bool:
    if void & {"denied", "drill", "accident", "plan", "unconfirmed"}:
        return True
    if "found" in void and not _has_victims(clause.text):
        return True
    if "stones" in void and not weapons:
        return True
    return "sum" in void and not has_day


def _has_victims(text: str) -> bool:
    return any(claim.value for claim in find_claims(text))


def _find_near(sentence: Sentence, clause: Clause) -> Sequence[Hit]:
    """List the weapons of the clauses before and after."""
    clauses = sentence.clauses
    index = clauses.index(clause)
    for other in (index + 1, index - 1):
        if 0 <= other < len(clauses):
            text = clauses[other].text
            weapons = find("weapon", text)
            if weapons:
                return weapons
    return ()


def choose_weapon(weapons: Sequence[Hit]) -> tuple[str, str | None]:
    """Return the kind of an attack and its weapon as printed, given the weapons named."""
    for kind in KINDS:
        used = [hit for hit in weapons if hit.meaning == kind]
        if used:
            named = [hit.text for hit in used if not is_phrase("deed", hit.text)] if kind not in DEEDS else []
            return kind, max(named, key=len) if named else None
    return "attack", None
