"""Finds what an attack hit."""

import re
from collections.abc import Sequence

from etl.feeds.articles.clauses.patrols import find_outcome
from etl.feeds.articles.clauses.void import is_negated
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import Hit, find, has

PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|came|come|got)\s+(?:\w+ly\s+|also\s+)?$", re.IGNORECASE)
AT_VILLAGE = re.compile(
    r"\b(?:near|in|at|outside|between|to|from|of|towards)\s+(?:the\s+)?(?:[\w'-]+\s+){0,3}$", re.IGNORECASE
)
# “Convoy attacked near …”: a headline leaves out “was”.
SHORT = re.compile(r"\s*(?:$|(?:near|in|on|by|with|at|again|overnight)\b)", re.IGNORECASE)
SPEAKS = re.compile(r"\s+(?:say|said|says|told|reported|claimed|heard|confirmed)\b", re.IGNORECASE)
BY = re.compile(r"\b(?:by|from)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
ONE_OF_THEM = re.compile(r"\s*(?:on |upon |against )?(?:one of|another of) (?:them|these|the patrols)\b", re.IGNORECASE)
BY_IT = re.compile(r"\bby\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
# “The officers were on a routine patrol when gunmen opened fire on their van”
ON_PATROL = re.compile(
    r"\b(?:on|during) (?:an? |the |their )?(?:[\w-]+ ){0,2}patrol\b(?! (?:route|base|area))", re.IGNORECASE
)
# “The last patrol, on 25 August, | was hit by a bomb”
BEGINS_PASSIVE = re.compile(r"\W*(?:(?:was|were|had been|has been)\s+)(?:\w+ly\s+)?$", re.IGNORECASE)


def choose_target(sentence: Sentence, clause: Clause, trigger: Hit, objects: Sequence[Hit]) -> str | None:
    """Return what an attack hit, by the things that its clause names, or otherwise its sentence."""
    on_patrol = ON_PATROL.search(sentence.text)
    if on_patrol:
        return _name_patrolled(sentence.text[: on_patrol.end()])
    if BEGINS_PASSIVE.match(clause.text[: trigger.start]) and re.search(
        r"\bpatrol\b[^.;]{0,60},\s*$", sentence.text[: clause.start]
    ):
        return _name_patrolled(sentence.text[: clause.start])
    objects = [
        hit
        for hit in objects
        if not SPEAKS.match(clause.text[hit.end : hit.end + 12])
        and not (hit.meaning == "patrol" and is_negated(clause.text, hit.start))
    ]
    found = [
        hit
        for hit in objects
        if hit.meaning != "vehicle"
        and not _is_where(hit, clause.text)
        and not _is_plural(hit)
        and not BY.search(clause.text[max(0, hit.start - 40) : hit.start])
    ]
    hunted = next(
        (
            hit
            for hit in objects
            if hit.meaning == "patrol"
            and not _is_plural(hit)
            and not BY_IT.search(clause.text[max(0, hit.start - 40) : hit.start])
        ),
        None,
    )
    if hunted:
        close = clause.text[max(0, hunted.start - 40) : hunted.start]
        return _name_patrolled(
            sentence.text[: clause.start] + close if re.search(r"\b(?:their|its|his|the)\s+$", close) else close
        )
    if ONE_OF_THEM.search(clause.text[trigger.end :]) and has("patrols", sentence.text):
        return "patrol"
    after = [hit for hit in found if hit.start >= trigger.end]
    before = [hit for hit in found if hit.end <= trigger.start]
    if PASSIVE.search(clause.text[: trigger.start]) and before:
        return before[-1].meaning
    if after:
        return after[0].meaning
    is_active = re.match(r"(?:to target|attacked|opened|fired|shelled|bombed|clashed)", trigger.text, re.IGNORECASE)
    if before and (not is_active or SHORT.match(clause.text[trigger.end :])):
        return before[-1].meaning
    if before:  # the attackers
        return None
    return found[0].meaning if found else _find_around(sentence.text)


def _find_around(text: str) -> str | None:
    """Return the only thing in a sentence that may have been hit. A patrol takes precedence."""
    around = [
        hit.meaning
        for hit in find("object", text)
        if hit.meaning != "vehicle"
        and not (_is_plural(hit) or _is_where(hit, text) or is_negated(text, hit.start))
        and not BY.search(text[max(0, hit.start - 40) : hit.start])
        and not SPEAKS.match(text[hit.end : hit.end + 12])
        and not (hit.meaning == "patrol" and find_outcome(text) == "cancelled")
    ]
    return "patrol" if "patrol" in around else around[0] if len(set(around)) == 1 else None


def _name_patrolled(before: str) -> str:
    """Return the target that a patrol stands for, by the words before it. A patrol of another army is not one of a corridor."""
    if has("who", before, "joint"):
        return "patrol"
    if has("foreign", before):
        return "other"
    return "patrol"


def _is_where(hit: Hit, text: str) -> bool:
    """Return whether a village is the place of an attack, and not its target."""
    return hit.text.startswith("village") and AT_VILLAGE.search(text[: hit.start]) is not None


def _is_plural(hit: Hit) -> bool:
    return hit.text.lower() in ("patrols", "patrolling") or hit.text in ("دوريات", "الدوريات")
