"""Finds the days of each mention."""

import re
from dataclasses import replace
from datetime import date, timedelta

from etl.feeds.articles.clauses.parts import A_FEW_WORDS, ATTACK
from etl.feeds.articles.clauses.sums import PROTEST
from etl.feeds.articles.events import Mention
from etl.feeds.articles.language.numbers import find_numbers
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.language.written_days import Found
from etl.feeds.articles.places import Place
from etl.feeds.articles.reading import Reading

FROM = re.compile(
    r"\b(?:منذ|со?|since|from|as of|starting|effective)(?: the)?(?: (?:beginning|start|end) of(?: the)?)?\s+$",
    re.IGNORECASE,
)
AFTER_THE = re.compile(
    rf"(?:after|following|despite|since)\s+(?:the|that|this|its|their)\s+{A_FEW_WORDS}{ATTACK}\b",
    re.IGNORECASE,
)
# A sentence with an hour, or about what came before, is about the day named last.
SAME_DAY = re.compile(
    r"\W*(?:(?:(?:at|around) (?:around |about )?(?:\d{1,2}[.:]\d\d|\d{1,2} ?[ap]\.?m|noon|midnight|dawn|dusk|midday)|in the (?:afternoon|evening)|towards (?:noon|evening)"
    r"|after the (?:exercise|drill|meeting|ceremony|patrol|talks|manoeuvre))\b"
    r"|(?:(?:some |a few |two |three )?(?:hours|minutes)|shortly|an hour|half an hour|soon) (?:after|before)\s+\w)",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?:(?:a few|several|some) (?:days|weeks|months|years)|(?<!\w )(?:days|weeks|months|years)|[,;] (?:days|weeks|months|years))\s*$",
    re.IGNORECASE,
)
# “a week after …”, “the day after …”
OFFSET = re.compile(r"\b(?P<number>\w+)\s+(?P<unit>day|week|month)s?\s*$", re.IGNORECASE)
AFTER = re.compile(r"after\b", re.IGNORECASE)
OF_A_LIST = re.compile(r"[A-Z][\w' -]{2,20}: ")  # “Raqqa: An explosion …” has no day of the entry above
RELATIVE = re.compile(r",\s+(?:which|where|who|that)\b[^,]*$", re.IGNORECASE)
WHEN = re.compile(r"(?:when|in which|on which|as|that)\b", re.IGNORECASE)  # “until Tuesday, when a bomb …”
# Words that separate a day from what follows: “yesterday and another attack today”, “on Saturday on a tanker which was hit”.
PARTING, FAR = re.compile(r"\s(?:and|which|who|ve|و|и)\s"), 1000
BARE = 6  # characters beside a day: “on”, “last”
LINKED = re.compile(r"(?:after|following|since|before|followed|بعد|عقب|после)", re.IGNORECASE)


def give_days(
    reading: Reading, sentence: Sentence, clauses: list[Clause], number: int, mention: Mention, days: list[Found], occupied: list[bool],
    found: list[list[Mention]], base: date | None,
) -> None:  # fmt: skip
    """Give a mention the days of its clause, or otherwise those of a clause of its sentence that reports nothing else."""
    clause = clauses[number]
    if mention.kind == "milestone" or _is_reason(sentence, clause, mention, found[number]):
        return
    days = _drop_days_of_others(clause, mention, days)
    if mention.outcome != "cancelled":
        days = [day for day in days if not day.is_due] or days
    days = _choose_listed(sentence.text, mention, days)
    taken = {(each.first, each.last) for each in found[number] if each.kind == "milestone"}
    own = [
        day
        for day in days
        if clause.start <= day.start < clause.end
        and (not day.is_limit or _begins(sentence.text, day, mention))
        and (day.first, day.last) not in taken
    ]
    if own:
        _set_days(
            mention,
            min(
                own,
                key=lambda day: (
                    day.first is None,
                    not _begins(sentence.text, day, mention),
                    _measure(sentence.text, day, mention.at),
                ),
            ),
        )
        return
    before = [
        day for day in days if 0 <= clause.start - day.end <= 3 and (mention.kind == "attack" or not day.is_limit)
    ]
    if before and WHEN.match(clause.text):
        _set_days(mention, before[-1])
        return
    earlier = [each.first for group in reversed(found[:number]) for each in group if each.first]
    if _count_days(reading, sentence, clause, mention, earlier[0] if earlier else base, base):
        return
    if mention.kind == "suspension" and has("at_once", sentence.text) and not days:
        mention.first = mention.last = reading.report.published
        return
    if mention.kind == "attack" and mention.at - clause.start < 30 and AFTER_THE.match(clause.text):
        _give_days_of_next_clause(clauses[number + 1 : number + 2], mention, days)
        return
    of_statement = [day for day in days if day.is_of_statement and not day.is_limit]
    if of_statement and mention.kind in ("suspension", "resumption"):
        _set_days(mention, of_statement[0])
        return
    _take_days_beside(mention, clauses, number, days, occupied, found)


def _take_days_beside(
    mention: Mention, clauses: list[Clause], number: int, days: list[Found], occupied: list[bool], found: list[list[Mention]]
) -> None:  # fmt: skip
    """Give a mention the days of the nearest clause before it that reports nothing else, or otherwise after it."""
    is_dated_next = number + 1 < len(clauses) and _is_bare_day(clauses[number + 1], days)
    nearest = [number + 1] if is_dated_next else []  # “the fourteenth, last Friday, went further”
    for other in (*nearest, *range(number - 1, -1, -1), *range(number + 1, len(clauses))):
        inside = [day for day in days if clauses[other].start <= day.start < clauses[other].end and not day.is_limit]
        if inside and (not occupied[other] or _shares(mention, found[other], inside)):
            _set_days(mention, inside[-1] if other < number else inside[0])
            return


def _give_days_of_next_clause(following: list[Clause], mention: Mention, days: list[Found]) -> None:
    """Give an attack the day that the next clause states: “after the attack, in which 71 died on 10 December”."""
    for clause in following:
        stated = [day for day in days if clause.start <= day.start < clause.end]
        if stated and WHEN.match(clause.text):
            _set_days(mention, stated[0])


def _is_bare_day(clause: Clause, days: list[Found]) -> bool:
    """Return whether a clause names a day and little else."""
    inside = [day for day in days if clause.start <= day.start and day.end <= clause.end]
    return bool(inside) and len(clause.text) - (inside[-1].end - inside[0].start) <= BARE


def _choose_listed(text: str, mention: Mention, days: list[Found]) -> list[Found]:
    """Return the single days if three or more are listed: “in July and August, on 14 July, 28 July and 17 August”."""
    single = [day for day in days if day.is_one_day and not day.is_limit]
    if mention.kind != "attack" or not single:
        return days
    others = list_days(text, replace(mention, first=single[0].first, last=single[0].last), days)
    return single if len(others) >= 2 else days


def _is_reason(sentence: Sentence, clause: Clause, mention: Mention, beside: list[Mention]) -> bool:
    """Return whether an attack is only the reason for a stop of patrols: “halted on Tuesday because of an attack”."""
    is_stop = any(each.kind in ("suspension", "resumption") for each in beside)
    return mention.kind == "attack" and is_stop and has("because", sentence.text[clause.start : mention.at])


def _drop_days_of_others(clause: Clause, mention: Mention, days: list[Found]) -> list[Found]:
    """Drop the days of statements: “on Tuesday the group said it was behind the ambush”."""
    if mention.kind in ("suspension", "resumption"):
        return days
    acts = [hit.start + clause.start for hit in find("claim", clause.text)] if mention.kind == "attack" else []
    protest = PROTEST.search(clause.text[: mention.at - clause.start]) if mention.kind == "attack" else None
    acts += [clause.start + protest.start()] if protest else []
    return [day for day in days if not day.is_of_statement and not any(day.end <= at for at in acts)]


def _count_days(
    reading: Reading, sentence: Sentence, clause: Clause, mention: Mention, previous: date | None, base: date | None
) -> bool:
    """Count the days of a mention from another event: “a week after …”, “hours after …”. Return whether the text does so."""
    named = reading.calendar.named
    if named and SAME_DAY.match(sentence.text):
        mention.first, mention.last, mention.has_days = named, named, True
        return True
    before = sentence.text[: clause.start]
    if VAGUE.search(before) and LINKED.match(clause.text.removeprefix("days ")):
        mention.has_days = True  # after which days is not clear
        mention.is_another = mention.is_another or not mention.is_same
        return True
    shift = OFFSET.search(before.rstrip(" ,")) if LINKED.match(clause.text) else None
    is_next_day = shift is not None and shift["number"].lower() == "the" and AFTER.match(clause.text) is not None
    values = [1] if is_next_day else [each.value for each in find_numbers(shift["number"])] if shift else []
    if not shift or not base or (previous is base and named is None) or not values or not isinstance(values[0], int):
        return False
    is_second = re.search(
        r"\band\s+$", before[: shift.start()], re.IGNORECASE
    )  # “three days after … and five weeks after …”
    mention.is_another = mention.is_another or not mention.is_same
    _shift(mention, base if is_second else previous or base, values[0], shift["unit"].lower())
    return True


def inherit_days(reading: Reading, mention: Mention, sentence: Sentence) -> None:
    """Give an attack without days those of the previous one, if the text puts them side by side: “Kharkiv was also hit”."""
    if mention.kind not in ("attack", "patrol") or mention.has_days:
        return
    is_repeated = mention.is_same or mention.is_toll or mention.is_background or mention.number is not None
    if mention.first is None and not is_repeated and reading.last_day and not reading.has_days:
        before, day = reading.last_day
        is_entry = all(OF_A_LIST.match(text) for text in (sentence.text, reading.sentences[before].text))
        lead = reading.sentences[before]
        if mention.sentence - before == 1 and not is_entry and lead.paragraph == sentence.paragraph:
            mention.first, mention.last = day.first, day.last
    if mention.kind == "patrol":
        return
    focus_before = reading.found.focus("attack")
    if (
        focus_before
        and not (mention.is_another or mention.is_item or mention.places or mention.is_title)
        and mention.attack_kind == "attack"
    ):
        mention.is_same = (
            mention.is_same or mention.sentence - focus_before.mentions[-1].sentence == 1
        )  # “Several trucks were torched.”
    listed = reading.listed
    is_of_list = listed is not None and 0 < mention.sentence - listed.mentions[0].sentence <= 1
    focus = listed if mention.is_item or is_of_list else reading.found.focus("attack")
    if focus and not focus.is_background and (mention.is_item or is_of_list or has("beside", sentence.text)):
        mention.first, mention.last = focus.days


def list_days(text: str, mention: Mention, days: list[Found]) -> list[tuple[date, date]]:
    """List the other days in a list that contains the day of a mention. Each is a separate event."""
    days = [day for day in days if not day.is_limit and not day.is_of_statement]
    runs: list[list[Found]] = []
    for day in days:
        if runs and day.continues(runs[-1][-1], text):
            runs[-1].append(day)
        else:
            runs.append([day])
    own = (mention.first, mention.last)
    run = next((run for run in runs if own in [(day.first, day.last) for day in run]), [])
    return list(
        dict.fromkeys((day.first, day.last) for day in run if (day.first, day.last) != own and day.first and day.last)
    )


def _measure(text: str, day: Found, at: int) -> int:
    """Return how far a day is from an event. A day after “and” or “which” belongs to another part of the sentence."""
    between = text[day.end : at] if day.end <= at else text[at : day.start]
    return abs(day.start - at) + (FAR if day.is_due or (day.end <= at and PARTING.search(between)) else 0)


def _begins(text: str, day: Found, mention: Mention) -> bool:
    """Return whether a stop or start applies from a day on: “suspended since 20 August”."""
    before = text[: day.start]
    is_of_others = RELATIVE.search(before) is not None and re.match(
        r"\s*,\s*(?:has|have|had|were|was|is|are)\b", text[day.end :]
    )
    return mention.kind in ("suspension", "resumption") and FROM.search(before) is not None and not is_of_others


def _set_days(mention: Mention, day: Found) -> None:
    mention.first, mention.last, mention.has_days = day.first, day.last, True


def _shift(mention: Mention, base: date, number: int, unit: str) -> None:
    length, slack = {"day": (1, 0), "week": (7, 3), "month": (30, 15)}[unit]
    middle, mention.has_days = base - timedelta(days=number * length), True
    mention.first, mention.last = middle - timedelta(days=slack), middle + timedelta(days=slack)


def _shares(mention: Mention, others: list[Mention], days: list[Found]) -> bool:
    """Return whether a mention has the days of another clause, as a patrol and an attack do if no word separates them."""
    kinds = {each.kind for each in others}
    if mention.kind in ("patrol", "attack") and kinds <= {"patrol", "attack"}:
        numbers = {each.number for each in others if each.number is not None}
        return mention.number is None or not numbers or mention.number in numbers
    is_long = not any(day.is_one_day for day in days)  # “suspended last month following an attack”
    return is_long and mention.kind == "attack" and kinds <= {"suspension", "resumption"}


def find_near_places(clauses: list[Clause], number: int, occupied: list[bool], places: list[Place]) -> list[Place]:
    """List the places in a clause, and in neighbouring clauses that report nothing else."""
    found = [place for place in places if clauses[number].start <= place.start < clauses[number].end]
    for step in (1, -1):
        other = number + step
        while 0 <= other < len(clauses) and not occupied[other]:
            found += [place for place in places if clauses[other].start <= place.start < clauses[other].end]
            other += step
    return found
