"""Proposes records that a person may add from a report: reads it sentence by sentence, then lists what was found."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from etl.feeds.articles.clauses import attacks
from etl.feeds.articles.clauses.listing import is_list, mention_listed_days
from etl.feeds.articles.clauses.losses import casualties, tolls
from etl.feeds.articles.clauses.losses.vehicles import find_vehicles
from etl.feeds.articles.clauses.mentions import mention_by_evidence, mention_in
from etl.feeds.articles.clauses.parts import ATTACK, ATTACKS
from etl.feeds.articles.clauses.speakers import find_claimant
from etl.feeds.articles.clauses.void import DENIED_TOLL, EDITORS_NOTE, find_void
from etl.feeds.articles.dating import find_near_places, give_days, inherit_days, list_days
from etl.feeds.articles.events import ATTACKERS, FIRST_REPORTS, OFFICIAL, OTHERS, OWN, Event, Mention
from etl.feeds.articles.headings import find_heading, give_day_of_heading
from etl.feeds.articles.language.days import Calendar
from etl.feeds.articles.language.sentences import Clause, Sentence, split_sentences
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.language.written_days import Found
from etl.feeds.articles.linking import ENTRY, link, mark
from etl.feeds.articles.places import Gazetteer, KnownCorridor, Place
from etl.feeds.articles.reading import Reading, Report, Setting
from etl.feeds.articles.records import Proposals, make_records

NO_EVENT = re.compile(
    rf"\b(?:there (?:was|were|had been) )?no\s+(?:\w+\s+){{0,2}}(?:{ATTACK}|{ATTACKS})\s+(?:had\s+|has\s+|was\s+)?(?:took|taken|happened|occurred|on\b)"
    r"|\b(?:was|had|has) not (?:been )?(?:attacked|targeted|come under)",
    re.IGNORECASE,
)
# “The group claims to have killed seven, but a spokesman said that nobody died”: two speakers.
BUT = re.compile(r"(?=;|,\s+(?:but|while|whereas|although|though)\b)", re.IGNORECASE)
INDEFINITE = re.compile(r"\b(?:that|of) (?:an?|any|one of its|its) \w+", re.IGNORECASE)
NO_CORRIDOR = (None, "area", "elsewhere")
# A destination is not the place of an event.
AHEAD = re.compile(
    r"\b(?:on (?:its|their|his|her|the) way to|head(?:ing|ed) (?:to|for|towards?)|bound for|en route to|travelling to|traveling to|destined for|(?:flown|taken|evacuated|transferred|airlifted|moved|rushed) (?:by \w+ )?to|treated in)\s+(?:the\s+)?(?:[a-z]+\s+)*$"
)


def propose(report: Report, corridors: Sequence[KnownCorridor] = ()) -> Proposals:
    """Return the records that a report gives, in order, and what is left out. A field that it does not give is None."""
    sentences = split_sentences(report.text, report.title)
    reading = Reading(report, sentences, Calendar(report.published), Gazetteer(corridors))
    if report.published and has("speaker", report.publisher or "", "turkish", "russian", "official"):
        reading.announced.add(report.published)  # the report is the announcement
    for index in range(len(sentences)):
        _read(reading, index)
    _use_stamp(reading)
    return make_records(reading)


def _read(reading: Reading, index: int) -> None:
    """Read a sentence: each clause, then the toll of the whole sentence."""
    sentence = reading.sentences[index]
    if index and EDITORS_NOTE.match(sentence.text):
        return
    base = reading.calendar.anchor
    days, places = reading.calendar.find(sentence.text), _find_places(reading, sentence)
    heading = find_heading(sentence, days)
    if heading:
        reading.heading = heading
        reading.found.begin()
    if ENTRY.match(sentence.text) and days:
        reading.entries.append(index)
    reading.near = next((each.hint for each in places if each.hint not in NO_CORRIDOR), reading.corridor)
    clauses, void = sentence.clauses, find_void(sentence)
    reading.has_days = bool(days)
    reading.announced |= {day.first for day in days if day.is_of_statement and day.first}
    _carry_drill(reading, index, days, void)
    found = _find_mentions(reading, index, days, void)
    occupied = [bool(mentions) for mentions in found]
    linked: list[tuple[Mention, Event]] = []
    for number, mentions in enumerate(found):
        for mention in mentions:
            give_days(reading, sentence, clauses, number, mention, days, occupied, found, base)
            mention.places = find_near_places(clauses, number, occupied, places)
            mark(reading, sentence, clauses[number], mention, not linked)
            link(reading, mention, linked, index, sentence)
            inherit_days(reading, mention, sentence)
            others = [] if mention.number or mention.kind == "milestone" else list_days(sentence.text, mention, days)
            for each in (mention, *(replace(mention, first=first, last=last) for first, last in others)):
                event = reading.found.add(each)
                if each.kind == "attack" and not each.is_item and is_list(sentence.text):
                    reading.listed = event
                give_day_of_heading(reading, event, each)
                linked.append((each, event))
    if is_list(sentence.text) and not any(mention.kind == "attack" for mention, _ in linked):
        kind, weapon = attacks.choose_weapon(find("weapon", sentence.text))
        reading.listed = Event("attack", [Mention("attack", index, 0, attack_kind=kind, weapon=weapon)])
    of_milestones = {each.first for each, _ in linked if each.kind == "milestone"}
    days_of_events = [
        day
        for day in days
        if day.is_one_day and not (day.is_limit or day.is_of_statement or day.first in of_milestones)
    ]
    if days_of_events and not sentence.is_title and not heading:
        reading.last_day = (index, days_of_events[-1])
    _learn_corridor(reading, places, linked)
    _read_denial(reading, sentence, index, void, linked)
    _read_toll(reading, sentence, index, clauses, linked, void)
    _read_claim(reading, sentence, linked)


def _find_mentions(reading: Reading, index: int, days: list[Found], void: list[set[str]]) -> list[list[Mention]]:
    """List what each clause of a sentence mentions, or if none mentions anything, what the whole sentence does."""
    sentence = reading.sentences[index]
    clauses = sentence.clauses
    found = _drop_tolls(
        [mention_in(Setting(reading, sentence, index, clause, void[at], days)) for at, clause in enumerate(clauses)]
    )
    if any(found) or not clauses:
        return found
    attack = mention_by_evidence(Setting(reading, sentence, index, clauses[0], set().union(*void), days))
    if attack:
        found[next(at for at, clause in enumerate(clauses) if clause.start <= attack.at < clause.end)].append(attack)
    else:
        for each in mention_listed_days(reading, sentence.text, index, days):
            reading.found.add(each)
    return found


def _carry_drill(reading: Reading, index: int, days: list[Found], void: list[set[str]]) -> None:
    """Treat the sentences after one about a drill as part of it, up to another day or paragraph."""
    before = reading.sentences[index - 1] if index else None
    if before and reading.drilled == index - 1 and before.paragraph == reading.sentences[index].paragraph and not days:
        for each in void:
            each.add("drill")
    if any("drill" in each for each in void):
        reading.drilled = index


def _drop_tolls(found: list[list[Mention]]) -> list[list[Mention]]:
    """Drop attacks known only from their toll beside one that is described: “two were killed when gunmen opened fire”."""
    if not any(each.kind == "attack" and not each.is_toll for mentions in found for each in mentions):
        return found
    return [[each for each in mentions if not each.is_toll or each.attack_kind != "attack"] for mentions in found]


def _use_stamp(reading: Reading) -> None:
    """Give events without days the day on the last line, where posts have their date."""
    last = reading.sentences[-1] if reading.sentences else None
    if last and (stamp := find_heading(last, reading.calendar.find(last.text))):
        reading.heading = stamp
        for event in reading.found.events:
            give_day_of_heading(reading, event, event.mentions[0])


def _find_places(reading: Reading, sentence: Sentence) -> list[Place]:
    found = [
        place for place in reading.gazetteer.find(sentence.text) if not AHEAD.search(sentence.text[: place.start][-40:])
    ]
    return [replace(place, text=sentence.written[place.start : place.end]) for place in found]


def _learn_corridor(reading: Reading, places: list[Place], linked: list[tuple[Mention, Event]]) -> None:
    hints = [place.hint for place in places if place.hint not in NO_CORRIDOR]
    for _, event in linked:
        if event.corridor is None:
            event.corridor = hints[0] if hints and not event.hint else reading.corridor
    if hints:
        reading.corridor = hints[0]
    reading.hints |= {place.hint for place in places if place.hint}


def _read_denial(
    reading: Reading, sentence: Sentence, index: int, void: list[set[str]], linked: list[tuple[Mention, Event]]
) -> None:
    """Remove an attack that a later sentence denies."""
    focus = reading.found.focus("attack")
    if focus is None or any(each.kind == "attack" for each, _ in linked):
        return
    if _is_elsewhere(reading, sentence, focus) or (index and _is_of_toll(reading, sentence, index)):
        return
    denies = any("denied" in each for each in void) and (
        has("attack", sentence.text, "strong")
        or (
            not casualties.gives_toll(sentence.text)  # “rumours of a dead are false” keeps the attack
            and re.search(
                r"\b(?:reports?|claims?|rumou?rs?|it|this)\b(?! that\b)|\biddia", sentence.text, re.IGNORECASE
            )
        )
    )
    if denies and INDEFINITE.search(sentence.text) and any(claim.value for _, _, claim in focus.claims):
        return  # “denied that a base had been attacked” is about another attack than the one that killed
    if denies or NO_EVENT.search(sentence.text):
        focus.is_denied = True


def _is_of_toll(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Return whether a sentence denies reports of which the previous sentence gave only the dead and wounded."""
    before = reading.sentences[index - 1]
    is_report = re.search(r"\b(?:reports?|claims?|rumou?rs?)\b", sentence.text, re.IGNORECASE) is not None
    return is_report and casualties.gives_toll(before.text) and not has("attack", before.text, "strong", "weak")


def _is_elsewhere(reading: Reading, sentence: Sentence, attack: Event) -> bool:
    """Return whether a sentence names only places other than that of an attack."""
    places = [place for place in _find_places(reading, sentence) if place.name and not place.is_broad]
    ours = {place.name for place in attack.places if not place.is_broad}
    return bool(places and ours) and not any(place.name in ours for place in places)


def _read_toll(
    reading: Reading,
    sentence: Sentence,
    index: int,
    clauses: list[Clause],
    linked: list[tuple[Mention, Event]],
    void: list[set[str]],
) -> None:
    if not casualties.gives_toll(sentence.text):
        return
    if any(each & {"drill", "sum"} for each in void) and not any(each.kind == "attack" for each, _ in linked):
        return
    hits = [(mention.at, event) for mention, event in linked if mention.kind == "attack"]
    focus = reading.found.focus("attack")
    if not hits and "accident" in set().union(*void):
        return
    if not hits and focus and _is_of_entry_above(reading, focus):
        return
    claims = casualties.find_claims(sentence.text)
    has_dead = focus is not None and any(claim.what == "killed" and claim.value for _, _, claim in focus.claims)
    if has_dead and tolls.LATER_DEATH.search(sentence.text):
        following = tolls.find_next_death(sentence.text)
        claims = [claim for claim in claims if claim.what != "killed"]  # one of those in the toll
        claims += [following] if following else []
    if DENIED_TOLL.search(sentence.text):
        claims = [tolls.Claim(what, None, 0, 0) for what in ("killed", "wounded")]
    for claim in claims:
        event = _choose_event(hits, claim.at, clauses) or focus
        if event is not None:
            event.claims.append((_rank(reading, sentence, claim), index, claim))
    vehicles = find_vehicles(sentence.text)
    if vehicles is not None:
        event = _choose_event(hits, vehicles[1], clauses) or focus
        if event is not None:
            event.vehicles.append((index, vehicles[0]))


def _is_of_entry_above(reading: Reading, attack: Event) -> bool:
    """Return whether a list has moved on to another entry since it last mentioned an attack."""
    last = attack.mentions[-1].sentence
    return bool(reading.entries) and reading.entries[0] <= last < reading.entries[-1]


def _rank(reading: Reading, sentence: Sentence, claim: tolls.Claim) -> int:
    if has("early", sentence.text):
        return FIRST_REPORTS
    cuts = [0, *(each.start() for each in BUT.finditer(sentence.text)), len(sentence.text) + 1]
    part = next(sentence.text[start:end] for start, end in pairwise(cuts) if claim.at < end)
    is_of_all = any(each.end() == claim.at for each in tolls.TOLL.finditer(sentence.text))  # “the toll rose to 29”
    hits = find("speaker", part) or (() if is_of_all else find("speaker", sentence.text))
    speakers = {hit.meaning for hit in hits}
    if "attackers" in speakers and not speakers & {"turkish", "russian"}:
        return ATTACKERS
    if claim.side in speakers:
        return OWN
    return OFFICIAL if is_of_all or speakers & {"turkish", "russian", "official"} else OTHERS


def _read_claim(reading: Reading, sentence: Sentence, linked: list[tuple[Mention, Event]]) -> None:
    """Read who claimed an attack: the first in the sentence, or otherwise the one mentioned last."""
    event = next((event for each, event in linked if each.kind == "attack"), None) or reading.found.focus("attack")
    if event and not event.claimed_by:
        event.claimed_by = find_claimant(sentence.text)


def _choose_event(hits: list[tuple[int, Event]], at: int, clauses: list[Clause]) -> Event | None:
    """Choose the attack in a sentence that a number belongs to: the one in its clause, otherwise the last before it or the first."""
    if not hits:
        return None
    clause = next((each for each in clauses if each.start <= at < each.end), None)
    inside = [event for start, event in hits if clause and clause.start <= start < clause.end]
    before = [event for start, event in hits if start <= at]
    return (inside or before[-1:] or [hits[0][1]])[0]
