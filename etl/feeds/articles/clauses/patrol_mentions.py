"""Finds patrols that a clause mentions: those that ran, were hit or did not run, but not planned, denied or practised ones."""

import re

from etl.feeds.articles.clauses import attacks, patrols
from etl.feeds.articles.clauses.void import PLANNED_AND_DONE, is_negated, is_planned
from etl.feeds.articles.events import Mention
from etl.feeds.articles.language.sentences import Clause
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.reading import Reading, Setting

SAYS = re.compile(
    r"\b(?:said|says|announced|according|ministry|statement|counts?|reported|added|told|bakanlı|msb|минобороны)|وزارة",
    re.IGNORECASE,
)
PUBLISHERS = (("turkish", r"turk|t\.c\.|mill[iî] savunma|msb|türk"), ("russian", r"russia|россии|минобороны|rus "))
TOOK_PLACE = r"(?:followed|took place|came|ran|went|passed|left|departed|returned|reached|set (?:off|out)|(?:was|were) (?:held|run|conducted|carried out|(?=on\b|last\b|yesterday\b)))"
# One of the patrols in the previous sentence, by its position: “The first one, on March 15, was cut short”.
FIRST_ONE = re.compile(
    rf"\W*The (?P<number>first|second|third|last|latest|previous|other|earlier|one)"
    rf"(?:(?: ones?| two| three| patrols?)?,?\s+(?:which|on|in|of)\s|(?: ones?| two| three)?\s+{TOOK_PLACE}\b)",
    re.IGNORECASE,
)
WAS_ON = re.compile(r"\W*The \w+(?: ones?)? (?:was|were|came) (?:on|last|yesterday)\b")  # “The first was on Monday”
# “The Turks went out alone”
ALONE = re.compile(
    r"\b(?P<side>Turk|Russia)\w*\b.*?\b(?:alone|on (?:its|their) own|by (?:itself|themselves)|without (?:the |its |their )?(?:Russian|Turk)\w*)\b",
    re.IGNORECASE,
)
# “Russian and Turkish vehicles drove along the M4”
DROVE = re.compile(
    r"\b(?:vehicles|forces|troops|soldiers|servicemen|convoys?|columns?|armou?r|units|police|mission|outing|drive|tour)\b[^.;]{0,40}?"
    r"\b(?:drove|went out|were (?:back|out) on|have been (?:back|out) on|ventured|toured|travelled|traveled|rolled|passed through|set off|set out|moved along|made their way|crossed|covered|took to|returned to)\b",
    re.IGNORECASE,
)
NUMBERED_ENTRY = re.compile(
    r"\W*(?:No\.?|Number|Nr\.?|#|Patrol|Patrol no\.?)\s?(?P<number>\d{1,3})(?!\d)", re.IGNORECASE
)
FIRST = {"first": 1, "second": 2, "third": 3}  # the last one has no number
RESTED = re.compile(
    r"\W*(?:since|after|which|who|on|of|with|made up|consisting|composed|comprising|held|conducted|carried out)\b|\s*$",
    re.IGNORECASE,
)  # the verb follows later
THE_PATROL = re.compile(r"\b(?:the|this)\s+(?!month|week|year|morning)(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
ANOTHER = re.compile(
    r"\b(?:previous|earlier|preceding|next|following|other)\s+(?:[\w-]+\s+){0,2}$|(?:آخر|önceki|последний|последнее|предыдущий|предыдущее)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
IT_WAS = re.compile(
    r".{0,60}\b(?:calls?|called|counts?|counted|describes?|described) (?:this|it|that) (?:as )?[\"“]?(?:the|its)\b"
    r"|\W*(?:و?(?:تعد|تعتبر|كانت|هي|هذه)\s|Bu\b|Bu,|Это\b|Это\s)|\W*(?:It|This|That|The patrol|The run) (?:was|is|marks|marked|became) (?:also )?the\b"
)
# “The patrol, which was scheduled for Thursday, was conducted”
WAS_DUE = re.compile(
    r",? (?:which|that) (?:had been |was |were )?(?:scheduled|planned|due|expected|set)\b[^,]*,", re.IGNORECASE
)
NO_RUN = re.compile(
    r"\bto\s+$|\b(?:attack|bombing|strike|assault)s? on (?:a|the) (?:[\w-]+\s+)?$", re.IGNORECASE
)  # “began to patrol”, “the worst attack on a patrol”
AHEAD_OF = re.compile(
    r"\b(?:ahead of|in preparation for|in advance of|(?:hours?|days?|weeks?) before) (?:the|a|today's|tomorrow's) (?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
# “A patrol was sent to the area” after an attack
SENT = re.compile(
    r"(?: of [\w ]{2,20})? (?:was|were) (?:sent|dispatched|deployed) to the (?:area|scene|site|spot)\b", re.IGNORECASE
)
NOTE_WORDS = 15
TARGETS = ("patrol", "other", "government_forces")  # kinds of attack that may hit a patrol


def mention_patrols(setting: Setting, attack: attacks.Attack | None) -> list[Mention]:
    """List the patrols that a clause says ran, were hit by `attack`, or did not run."""
    outcome = patrols.find_outcome(setting.clause.text)
    if (
        outcome is None
        and patrols.find_outcome(setting.sentence.text) == "cancelled"
        and has("due", setting.clause.text)
    ):
        outcome = "cancelled"
    return _mention_named(setting, attack, outcome) or _mention_implied(setting, attack, outcome)


def _mention_named(setting: Setting, attack: attacks.Attack | None, outcome: str | None) -> list[Mention]:
    """List the patrols that a clause names by that word or by their number."""
    found: list[Mention] = []
    reading, sentence, clause = setting.reading, setting.sentence, setting.clause
    for patrol in patrols.find_patrols(sentence.text):
        if patrol.is_plural:
            reading.series = patrol.who or reading.series
        if not clause.start <= patrol.start < clause.end or not _is_run(setting, patrol, outcome, attack):
            continue
        if any(patrol.number in (None, each.number) for each in found):
            continue
        before = sentence.text[max(0, patrol.start - 40) : patrol.start]
        is_known = _is_it(setting, patrol) if patrol.number else bool(THE_PATROL.search(before))
        count = _find_count(reading, sentence.text) if patrol.number is not None else None
        found.append(
            Mention("patrol", setting.index, patrol.start, number=patrol.number, who=patrol.who or reading.series, count=count,
                    outcome=outcome, is_another=bool(ANOTHER.search(before)), is_same=outcome != "cancelled" and is_known)
        )  # fmt: skip
    return found


def _mention_implied(setting: Setting, attack: attacks.Attack | None, outcome: str | None) -> list[Mention]:
    """List a patrol reported without that word: “No. 14: from Trumba”, “vehicles of both armies drove”, “the first one”."""
    reading, sentence, clause, index = setting.reading, setting.sentence, setting.clause, setting.index
    series, is_running = reading.series, has("run", clause.text)
    entry = (
        NUMBERED_ENTRY.match(sentence.text)
        if clause.start == 0 and (series or _speaks_of_patrols(reading, index - 1))
        else None
    )
    if entry:
        of_entry = patrols.find_outcome(sentence.text)
        return [Mention("patrol", index, 0, number=int(entry["number"]), who=series, outcome=of_entry)]
    drove = DROVE.search(clause.text) if attack is None and reading.near and not setting.void else None
    at = clause.start + (drove.start() if drove else 0)
    sides = {hit.meaning for hit in find("who", clause.text[: drove.start() + 60])} if drove else set()
    if drove and ("joint" in sides or {"turkish", "russian"} <= sides) and not is_planned(clause, at):
        return [Mention("patrol", index, at, who="joint", outcome=outcome)]
    is_of_patrols = _speaks_of_patrols(reading, index - 1)
    alone = ALONE.search(clause.text) if is_running else None
    if alone and (has("object", sentence.text[: clause.start], "patrol") or reading.found.focus("patrol")):
        side = "turkish" if alone["side"].lower().startswith("turk") else "russian"
        return [Mention("patrol", index, clause.start + alone.start(), who=side)]
    first = FIRST_ONE.match(sentence.text)
    is_dated = WAS_ON.match(sentence.text) is not None
    is_of_attacks = is_dated and has("attack", reading.sentences[index - 1].text)
    if first and is_of_patrols and not is_of_attacks and (outcome or is_running or attack or is_dated):
        number = FIRST.get(first["number"].lower())
        return [Mention("patrol", index, clause.start, number=number, is_another=True, who=series, outcome=outcome)]
    return []


def _is_it(setting: Setting, patrol: patrols.Patrol) -> bool:
    """Return whether a sentence gives the number of a patrol already reported: “It was the fifth joint patrol”."""
    return IT_WAS.match(setting.sentence.text) is not None and patrol.start < 60


def _speaks_of_patrols(reading: Reading, index: int) -> bool:
    return index >= 0 and has("object", reading.sentences[index].text, "patrol")


def _is_run(setting: Setting, patrol: patrols.Patrol, outcome: str | None, attack: attacks.Attack | None) -> bool:
    """Return whether a named patrol ran, was hit or did not run, rather than being planned, denied, practised or only discussed."""
    reading, clause, void, text = setting.reading, setting.clause, setting.void, setting.sentence.text
    before = text[max(0, patrol.start - 40) : patrol.start]
    if patrol.is_plural:
        return attack is None and _are_several(setting, patrol)
    if SENT.match(text[patrol.end :]) and not attack:
        return False
    if is_negated(text, patrol.start) or AHEAD_OF.search(before):
        return False
    is_cancelled = outcome == "cancelled"
    is_void = void & {"plan", "drill", "unconfirmed"} or _is_planned(clause, patrol)
    if is_void and not is_cancelled and not PLANNED_AND_DONE.search(text):
        return False
    if patrol.number is not None:  # “the 11th” is a patrol only if the text is about patrols
        return has("object", text, "patrol") or reading.is_of_patrols
    if "denied" in void and not is_cancelled:
        return False
    if attack:
        return attack.target in TARGETS
    is_known = bool(patrol.who or reading.series or reading.found.focus("patrol") or reading.near)
    return not NO_RUN.search(before) and is_known and (outcome is not None or _says_that_it_ran(setting, patrol))


def _are_several(setting: Setting, patrol: patrols.Patrol) -> bool:
    """Return whether “patrols” are those that ran on one day, and not the whole series."""
    reading, text = setting.reading, setting.clause.text
    is_known = bool(patrol.who or reading.series or reading.found.focus("patrol"))
    is_of_deal = has("milestone", text, "noun")  # “The patrols are part of a deal reached on 5 March”
    is_series = "sum" in setting.void or is_of_deal or has("start", text)
    return is_known and not is_series and _is_dated(setting) and _is_running(setting, patrol)


def _says_that_it_ran(setting: Setting, patrol: patrols.Patrol) -> bool:
    if _is_running(setting, patrol) or (_is_dated(setting) and setting.reading.found.focus("patrol")):
        return True
    text = setting.sentence.text
    is_short = len(text.split()) <= NOTE_WORDS and not has("start", text)
    is_note = is_short and any(day.is_one_day for day in setting.days)  # “Monday: joint patrol near Kobani”
    return is_note and patrol.who is not None


def _is_dated(setting: Setting) -> bool:
    return any(day.is_one_day and not day.is_limit for day in setting.days_of_clause)


def _is_running(setting: Setting, patrol: patrols.Patrol) -> bool:
    clause, text = setting.clause, setting.sentence.text
    if has("run", clause.text) or patrols.DURING.search(text[: patrol.start]):
        return True
    return clause.start == 0 and RESTED.match(text[clause.end :]) is not None and has("run", text)


def _is_planned(clause: Clause, patrol: patrols.Patrol) -> bool:
    near = Clause(
        clause.start,
        clause.end,
        WAS_DUE.sub(" ", clause.text[: patrol.end - clause.start + 60])[: patrol.end - clause.start + 40],
    )
    return is_planned(clause, patrol.start) or is_planned(near, clause.end)


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
