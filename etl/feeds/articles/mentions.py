"""What each clause of a report mentions: patrols, attacks, stops and milestones, before their days are known."""

import re
from dataclasses import replace

from etl.feeds.articles import attacks, patrols, stops
from etl.feeds.articles.events import Event, Mention
from etl.feeds.articles.language.days import Found
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.reading import Reading

SAYS = re.compile(
    r"\b(?:said|says|announced|according|ministry|statement|counts?|reported|added|told|bakanlı|msb|минобороны)|وزارة",
    re.IGNORECASE,
)
HAPPENED = re.compile(
    r"\b(?:incident|this|it)\s+(?:happened|occurred|took place)\b|\bincident\b.{0,20}\b(?:happened|occurred|took place)",
    re.IGNORECASE,
)
# “It was the first deadly attack since November” says how an attack that was told compares, and when others began.
RANKED = re.compile(
    r"\W*(?:It|This|That|The (?:attack|blast|incident|ambush|raid|strike))\s+(?:was|is|marks|marked|comes as|became)\s+(?:only\s+|at least\s+)?"
    r"(?:the|its|their|a)\s+(?:[\w-]+\s+){0,2}?(?:first|second|third|fourth|fifth|\w+th|latest|deadliest|worst|biggest|largest|most|only|last|heaviest|bloodiest)\b",
    re.IGNORECASE,
)
COMES = re.compile(
    r"\W*(?:It|This|The (?:attack|blast|incident|ambush|raid|strike))\s+(?:comes|came|follows|followed)\b",
    re.IGNORECASE,
)
IT = re.compile(r"\W*(?:It|The (?:convoy|run|route|mission|column|two sides|forces|vehicles))\b")
PUBLISHERS = (("turkish", r"turk|t\.c\.|milli savunma|msb|türk"), ("russian", r"russia|россии|минобороны|rus "))


def mention_in(
    reading: Reading, sentence: Sentence, index: int, number: int, clause: Clause, void: set[str], days: list[Found]
) -> list[Mention]:
    """List what a clause mentions."""
    found: list[Mention] = []
    has_day = any(clause.start <= day.start < clause.end and day.is_one_day and not day.is_limit for day in days)
    if sentence.text.rstrip(" \"'»”").endswith(("?", "؟")):
        return []
    spoken_of = reading.told.focus("suspension")
    is_spoken_of = spoken_of is not None and index - spoken_of.mentions[-1].sentence <= 1
    stop = stops.find_stop(sentence, clause, is_spoken_of) if not void & {"denied"} else None
    if stop:
        found.append(Mention(stop, index, clause.start, announced_by=_find_speaker(sentence.text)))
    is_ranked = RANKED.match(sentence.text) or (clause.start == 0 and COMES.match(clause.text))
    attack = (
        None if is_ranked and reading.told.focus("attack") else attacks.find_attack(sentence, clause, void, has_day)
    )
    found += _mention_patrols(reading, sentence, index, clause, void, attack, days)
    found += _refer(reading, sentence, index, clause, attack, found)
    if attack:
        hit = next((each for each in found if each.kind == "patrol"), None)
        found.append(
            Mention("attack", index, attack.at, attack_kind=attack.kind, weapon=attack.weapon, target=attack.target,
                    number=hit.number if hit and hit.number and attack.target in (None, "patrol") else None)
        )  # fmt: skip
    if not void & {"denied"}:
        inside = [
            replace(day, start=day.start - clause.start, end=day.end - clause.start)
            for day in days
            if clause.start <= day.start < clause.end
        ]
        milestone = stops.find_milestone(clause.text, inside, attack is not None)
        if milestone:
            day, at = milestone
            found.append(Mention("milestone", index, clause.start + at, day.first, day.last, has_days=True))
    return found


def _refer(
    reading: Reading,
    sentence: Sentence,
    index: int,
    clause: Clause,
    attack: attacks.Attack | None,
    found: list[Mention],
) -> list[Mention]:
    """List what a clause says of an event that it does not name: “the incident happened”, “it started at”."""
    if attack or found:
        return []
    hit, run = reading.told.focus("attack"), reading.told.focus("patrol")
    if hit and HAPPENED.search(clause.text) and index - hit.mentions[-1].sentence <= 2:
        return [Mention("attack", index, clause.start)]
    outcome = patrols.find_outcome(clause.text)
    is_of_it = clause.start < 3 and IT.match(clause.text) and (outcome or has("run", clause.text))
    if run and is_of_it and index - run.mentions[-1].sentence == 1 and not _is_after(hit, run):
        return [Mention("patrol", index, clause.start, number=run.number, outcome=outcome)]
    return []


def _mention_patrols(
    reading: Reading,
    sentence: Sentence,
    index: int,
    clause: Clause,
    void: set[str],
    attack: attacks.Attack | None,
    days: list[Found],
) -> list[Mention]:
    found: list[Mention] = []
    outcome = patrols.find_outcome(clause.text)
    if outcome is None and patrols.find_outcome(sentence.text) == "cancelled" and has("due", clause.text):
        outcome = "cancelled"
    is_known = bool(reading.series or reading.told.focus("patrol"))
    for patrol in patrols.find_patrols(sentence.text):
        if patrol.is_plural:
            reading.series = patrol.who or reading.series
        if not clause.start <= patrol.start < clause.end or patrol.is_plural:
            continue
        cancelled = outcome == "cancelled"
        planned = attacks.is_planned(clause, patrol.start) or attacks.is_planned(
            Clause(clause.start, clause.end, clause.text[: patrol.end - clause.start + 40]), clause.end
        )
        if not cancelled and (planned or void & {"plan", "drill"} or ("denied" in void and patrol.number is None)):
            continue
        if attacks.is_negated(sentence.text, patrol.start):
            continue
        if patrol.number is None and not cancelled and not attack and not outcome:
            dated = any(clause.start <= day.start < clause.end and day.is_one_day for day in days)
            if not (has("run", clause.text) or (dated and reading.told.focus("patrol"))) or not (
                patrol.who or is_known
            ):
                continue
        if (
            patrol.number is None
            and not patrol.who
            and not attack
            and not is_known
            and not (outcome and reading.corridor)
        ):
            continue
        if attack and patrol.number is None and attack.target not in ("patrol", "other", "government_forces"):
            continue
        if patrol.number is not None and any(each.number == patrol.number for each in found):
            continue
        if patrol.number is None and found:
            continue
        count = _find_count(reading, sentence.text) if patrol.number is not None else None
        found.append(
            Mention(
                "patrol",
                index,
                patrol.start,
                number=patrol.number,
                who=patrol.who or reading.series,
                outcome=outcome,
                count=count,
            )
        )
    return found


def _is_after(event: Event | None, other: Event) -> bool:
    return event is not None and event.mentions[-1].sentence >= other.mentions[-1].sentence


def _find_count(reading: Reading, text: str) -> str | None:
    speakers = {hit.meaning for hit in find("speaker", text)}
    sides = speakers & {"turkish", "russian"}
    if len(sides) == 1 and SAYS.search(text):
        return sides.pop()
    if not sides and "local" in speakers:
        return "local"
    if (
        not sides
        and reading.report.publisher
        and re.search(
            r"ministry|bakanl|\bmsb\b|savunma|defen[cs]e|минобороны|وزارة", reading.report.publisher, re.IGNORECASE
        )
    ):
        return next(
            (side for side, words in PUBLISHERS if re.search(words, reading.report.publisher, re.IGNORECASE)), None
        )
    return None


def _find_speaker(text: str) -> str | None:
    """Return who speaks in a sentence, as printed; the first official, else the first of all."""
    hits = [hit for hit in find("speaker", text) if hit.meaning in ("turkish", "russian", "official")]
    if not hits:
        return None
    named = (
        re.match(r"(?: [A-Z][\w-]+){1,3}", text[hits[0].end :])
        if hits[0].text.lower().endswith(("admiral", "minister", "official"))
        else None
    )
    return hits[0].text + (named[0] if named else "")
