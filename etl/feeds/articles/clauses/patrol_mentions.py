"""Patrols that a clause mentions: those that ran, were hit or did not run, and not those planned, denied or practised."""

import re

from etl.feeds.articles.clauses import attacks, patrols
from etl.feeds.articles.events import Mention
from etl.feeds.articles.language.sentences import Clause
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.reading import Reading, Setting

SAYS = re.compile(
    r"\b(?:said|says|announced|according|ministry|statement|counts?|reported|added|told|bakanlı|msb|минобороны)|وزارة",
    re.IGNORECASE,
)
PUBLISHERS = (("turkish", r"turk|t\.c\.|mill[iî] savunma|msb|türk"), ("russian", r"russia|россии|минобороны|rus "))
# A number told of the patrol before: “The first one, on March 15, was cut short”.
FIRST_ONE = re.compile(
    r"\W*The (?P<number>first|second|third|last|latest|previous)(?: one| patrol)?,?\s+(?:which|on|in)\s", re.IGNORECASE
)
FIRST = {"first": 1, "second": 2, "third": 3}  # the last one has no number
RESTED = re.compile(
    r"\W*(?:since|after|which|who|on|held|conducted|carried out)\b|\s*$", re.IGNORECASE
)  # the verb stands further on
THE_PATROL = re.compile(r"\b(?:the|this)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
ANOTHER = re.compile(r"\b(?:previous|earlier|preceding|next|following|other)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
IT_WAS = re.compile(r"\W*(?:It|This|That|The patrol|The run) (?:was|is|marks|marked|became) (?:also )?the\b")
NO_RUN = re.compile(
    r"\bto\s+$|\b(?:attack|bombing|strike|assault)s? on (?:a|the) (?:[\w-]+\s+)?$", re.IGNORECASE
)  # “began to patrol”, “the worst attack on a patrol”
NOTE_WORDS = 12
TARGETS = ("patrol", "other", "government_forces")  # of an attack that may have hit a patrol


def mention_patrols(setting: Setting, attack: attacks.Attack | None) -> list[Mention]:
    """List the patrols that a clause says ran, were hit by `attack`, or did not run."""
    found: list[Mention] = []
    reading, sentence, clause = setting.reading, setting.sentence, setting.clause
    outcome = patrols.find_outcome(clause.text)
    if outcome is None and patrols.find_outcome(sentence.text) == "cancelled" and has("due", clause.text):
        outcome = "cancelled"
    for patrol in patrols.find_patrols(sentence.text):
        if patrol.is_plural:
            reading.series = patrol.who or reading.series
        if not clause.start <= patrol.start < clause.end or not _is_run(setting, patrol, outcome, attack):
            continue
        if any(patrol.number in (None, each.number) for each in found):
            continue
        before = sentence.text[max(0, patrol.start - 40) : patrol.start]
        found.append(
            Mention(
                "patrol",
                setting.index,
                patrol.start,
                number=patrol.number,
                who=patrol.who or reading.series,
                outcome=outcome,
                count=_find_count(reading, sentence.text) if patrol.number is not None else None,
                is_another=bool(ANOTHER.search(before)),
                is_same=outcome != "cancelled"
                and bool(_is_it(setting, patrol) if patrol.number else THE_PATROL.search(before)),
            )
        )
    first = FIRST_ONE.match(sentence.text)
    if first and not found and (outcome or has("run", clause.text)) and _speaks_of_patrols(reading, setting.index - 1):
        found.append(
            Mention(
                "patrol",
                setting.index,
                clause.start,
                number=FIRST.get(first["number"].lower()),
                is_another=True,
                who=reading.series,
                outcome=outcome,
            )
        )
    return found


def _is_it(setting: Setting, patrol: patrols.Patrol) -> bool:
    """Tell whether a sentence gives the number of the patrol that was told: “It was the fifth joint patrol”."""
    return IT_WAS.match(setting.sentence.text) is not None and patrol.start < 60


def _speaks_of_patrols(reading: Reading, index: int) -> bool:
    return index >= 0 and has("object", reading.sentences[index].text, "patrol")


def _is_run(setting: Setting, patrol: patrols.Patrol, outcome: str | None, attack: attacks.Attack | None) -> bool:
    reading, clause, void, text = setting.reading, setting.clause, setting.void, setting.sentence.text
    is_dated = any(day.is_one_day and not day.is_limit for day in setting.days_of_clause)
    is_rested = clause.start == 0 and RESTED.match(text[clause.end :])
    is_running = (
        has("run", clause.text)
        or bool(patrols.DURING.search(text[: patrol.start]))
        or (is_rested is not None and is_rested is not False and has("run", text))
    )
    if patrol.is_plural:
        is_several = is_dated and patrol.who is not None and is_running and not void & {"sum"}
        return is_several and attack is None and not has("start", clause.text)
    if attacks.is_negated(text, patrol.start):
        return False
    if outcome != "cancelled" and (_is_planned(clause, patrol) or void & {"plan", "drill"}):
        return False
    if patrol.number is not None:
        return True
    if outcome != "cancelled" and "denied" in void:
        return False
    if NO_RUN.search(text[max(0, patrol.start - 40) : patrol.start]) and not attack:
        return False
    is_known = bool(reading.series or reading.found.focus("patrol"))
    is_note = len(text.split()) <= NOTE_WORDS and any(
        day.is_one_day for day in setting.days
    )  # “Monday: joint patrol near Kobani”
    if attack:
        return attack.target in TARGETS
    if outcome:
        return bool(patrol.who or is_known or reading.near)
    return (
        is_running or (is_note and patrol.who) or (is_dated and reading.found.focus("patrol") is not None)
    ) and bool(patrol.who or is_known or reading.near)


def _is_planned(clause: Clause, patrol: patrols.Patrol) -> bool:
    near = Clause(clause.start, clause.end, clause.text[: patrol.end - clause.start + 40])
    return attacks.is_planned(clause, patrol.start) or attacks.is_planned(near, clause.end)


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
