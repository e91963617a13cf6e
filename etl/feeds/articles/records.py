"""Turns the events of a report into records, as they are printed, and these into rows that a person may add."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from etl.feeds.articles.clauses import patrols
from etl.feeds.articles.clauses.losses.casualties import gives_toll
from etl.feeds.articles.clauses.losses.sides import find_own_side, find_side_of_serving
from etl.feeds.articles.events import Event, is_news, settle_toll
from etl.feeds.articles.language.numbers import SOME
from etl.feeds.articles.language.words import has
from etl.feeds.articles.left_out import LeftOut, find_reason
from etl.feeds.articles.places import Place, choose_place
from etl.feeds.articles.reading import Reading
from etl.feeds.articles.undated import give_bounded_days

FIELDS = ("kind", "date_from", "date_to", "patrol_no", "patrol_count", "participants", "outcome", "corridor_hint", "place",
          "attack_kind", "target", "weapon", "claimed_by", "killed", "wounded", "by_side", "vehicles_damaged", "announced_by",
          "is_new", "evidence")  # fmt: skip
TARGET_OF_SIDE = {"russian": "party_forces", "turkish": "party_forces", "syrian_army": "government_forces", "civilian": "civilian",
                  "armed_group": "armed_group", "other": "other", "force": "government_forces"}  # fmt: skip

# Before a place that shells or people came from. “20 km from Macina” is near Macina.
FROM = re.compile(r"(?<!km )(?<!kilometres )(?<!kilometers )(?<!miles )\b(?:from|than|in response to)\s+(?:the\s+)?$")

RECORD_OF_ROW = {"patrol": "patrol", "attack": "incident", "suspension": "suspension"}
# Fields of a proposal with the same name as the column, and with another one.
SAME = ("target", "weapon", "claimed_by", "killed", "wounded", "vehicles_damaged", "outcome", "announced_by")
RENAMED = {"patrol_no": "number", "patrol_count": "counted_by", "attack_kind": "kind"}


@dataclass(frozen=True)
class Proposals:
    """What a report gives: the records that a person may add, in order, and what is not proposed."""

    records: list[dict[str, object]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def make_records(reading: Reading) -> Proposals:
    """Make records of the events of a report, and a patrol for each attack on one. Leave out what is too uncertain."""
    events = [event for event in reading.found.events if not (event.is_denied or event.is_listed_singly)]
    for attack in [event for event in events if event.kind == "attack"]:
        _number(attack, events)
        if not any(each.target == "patrol" for each in attack.mentions):
            continue
        ours = [event for event in events if event.kind == "patrol" and _is_patrol_of(event, attack)]
        for patrol in ours:
            _share_days(patrol, attack)
        if attack.target == "patrol" and not ours:
            patrol = Event(
                "patrol",
                [replace(each, kind="patrol", target=None, places=[]) for each in attack.mentions],
                corridor=attack.hint or attack.corridor,
            )
            events.insert(events.index(attack), patrol)
    for event in events:
        _keep_out_of_the_future(event, reading.report.published)
    give_bounded_days(reading, events)
    main = next(
        (event for event in events if event.kind in ("attack", "suspension", "resumption") and not event.is_background),
        events[0] if events else None,
    )
    has_dated = any(event.days[0] for event in events)
    proposals = Proposals()
    for event in (*events, *(event for event in reading.found.events if event.is_denied)):
        is_new = is_news(event, reading.report.published, main or event)
        reason = find_reason(event, reading, is_new, has_dated)
        if reason is None:
            proposals.records.append(_make_record(reading, event, is_new))
        else:
            proposals.left_out.append(LeftOut(event.kind, _choose_evidence(reading, event), reason))
    return proposals


def _keep_out_of_the_future(event: Event, published: date | None) -> None:
    """Move an event back a year if its nearest such day is in the future: “attacked on 20 November” in October."""
    last = event.days[1]
    if published is None or last is None or last <= published or event.kind == "patrol":
        return
    for each in event.mentions:
        if each.first and each.last and each.first <= published < each.last:
            each.last = published  # “in August” in August
        elif each.first and each.last and each.last > published:
            each.first, each.last = (day.replace(year=day.year - 1) for day in (each.first, each.last))


def _make_record(reading: Reading, event: Event, is_new: bool) -> dict[str, object]:
    first, last = event.days
    record: dict[str, object] = dict.fromkeys(FIELDS)
    record |= {"kind": event.kind, "date_from": first and first.isoformat(), "date_to": last and last.isoformat(),
               "is_new": is_new, "evidence": _choose_evidence(reading, event)}  # fmt: skip
    if event.kind != "milestone":
        record["corridor_hint"] = event.hint or event.corridor or reading.corridor or reading.region
    if event.kind in ("patrol", "attack"):
        record["patrol_no"] = event.number
        record["patrol_count"] = event.find_value("count")
    if event.kind == "patrol":
        record["participants"] = _find_participants(reading, event, record["corridor_hint"])
        record["outcome"] = event.find_value("outcome")
        record["place"] = _find_end(reading, event)
    if event.kind == "attack":
        record |= _describe_attack(reading, event)
    if event.kind in ("suspension", "resumption"):
        record["announced_by"] = event.find_value("announced_by")
    return record


def _describe_attack(reading: Reading, event: Event) -> dict[str, object]:
    mentions = sorted(event.mentions, key=lambda each: each.is_title)  # a headline gives the place less precisely
    texts = {id(place): reading.sentences[each.sentence].text for each in mentions for place in each.places}
    places = [
        place
        for each in mentions
        for place in each.places
        if place.text not in (event.claimed_by or "")  # “the Companions of Abu Bakr”
        and not _is_origin(texts[id(place)], place)
    ]
    place = choose_place(places)
    killed, killed_sides = settle_toll(event.claims, "killed")
    wounded, wounded_sides = settle_toll(event.claims, "wounded")
    sides = {what: values for what, values in (("killed", killed_sides), ("wounded", wounded_sides)) if values}
    sides = _add_sides(reading, event, {"killed": killed, "wounded": wounded}, sides)
    weapons = [each.weapon for each in event.mentions if each.weapon and each.attack_kind == event.attack_kind]
    return {
        "place": place.text if place else None,
        "attack_kind": event.attack_kind,
        "target": event.target or _guess_target(sides),
        "weapon": weapons[0] if weapons else None,
        "claimed_by": event.claimed_by,
        "killed": killed,
        "wounded": wounded,
        "by_side": sides or None,
        "vehicles_damaged": event.vehicles[-1][1] if event.vehicles else None,
    }


def _add_sides(
    reading: Reading, event: Event, totals: dict[str, int | None], sides: dict[str, dict[str, int | str]]
) -> dict[str, dict[str, int | str]]:
    """Add the side of people whose nation or force the text gives elsewhere: “our comrades”, the crew of a ship, soldiers."""
    indexes = sorted({index for _, index, _ in event.claims} | {each.sentence for each in event.mentions})
    texts = [reading.sentences[index].text for index in indexes]
    own = None if sides else find_own_side(texts, reading.report.publisher)
    is_far = not reading.hints & {"m4", "ne-border", "area"}
    added: dict[str, dict[str, int | str]] = {}
    for what, total in totals.items():
        known = sides.get(what, {})
        rest = (total or 0) - sum(n for n in known.values() if isinstance(n, int))
        claims = [claim for _, _, claim in event.claims]
        claims.sort(key=lambda claim: (claim.what != what, claim.value not in (total, rest)))
        people = [claim.people for claim in claims]
        side = own or find_side_of_serving(people, texts, event.target, is_far)
        is_open = rest > 0 and (known or not sides) and side not in known and SOME not in known.values()
        added[what] = known | {side: rest} if side and is_open else known
    return {what: values for what, values in added.items() if values}


def _is_origin(text: str, place: Place) -> bool:
    """Return whether shells or people came from a place. On a road from it to another, something happened there."""
    return FROM.search(text[: place.start][-30:]) is not None and not text[place.end :].startswith(" to ")


def _find_participants(reading: Reading, event: Event, hint: object) -> str | None:
    """Return who ran a patrol, as the report says about it or about all its patrols. Elsewhere it is neither of the two parties."""
    forces = {each.who for each in event.mentions if each.who}
    if not forces:
        forces = {patrol.who for each in reading.sentences for patrol in patrols.find_patrols(each.text) if patrol.who}
        if len(forces) > 1:
            forces = {"joint"} & forces if event.number is not None else set()
    if not forces and hint == "elsewhere":
        return "other"
    named_first = next((each.who for each in event.mentions if each.who), None) or next(iter(forces), None)
    return "joint" if "joint" in forces else named_first


def _find_end(reading: Reading, event: Event) -> str | None:
    """Return an end of a patrol's route. The next sentence may say where its vehicles went."""
    named = [(reading.sentences[each.sentence].text, each.places) for each in event.mentions]
    following = event.mentions[-1].sentence + 1
    if following < len(reading.sentences) and following not in reading.found.sentences:
        text = reading.sentences[following].text
        if has("object", text, "vehicle", "patrol") and not gives_toll(text):
            named.append((text, reading.gazetteer.find(text)))
    for text, places in named:
        for place in places:
            if place.hint != "area" and place.name not in ("M4", "Syria") and patrols.is_end(text, place.start):
                return place.text
    return None


def _choose_evidence(reading: Reading, event: Event) -> str:
    """Return the sentence that a record is based on: the one that names its days, in the text rather than in the headline."""
    best = min(event.mentions, key=lambda each: (not each.has_days, each.is_title))
    return reading.sentences[best.sentence].written


def _guess_target(sides: dict[str, dict[str, int | str]]) -> str | None:
    """Return whom an attack hit, if only one side lost people."""
    hurt = {side for values in sides.values() for side, value in values.items() if value}
    return TARGET_OF_SIDE.get(hurt.pop()) if len(hurt) == 1 else None


def _number(attack: Event, events: list[Event]) -> None:
    """Give an attack on a patrol the number of the only numbered patrol on its days."""
    if attack.number is not None or attack.target != "patrol":
        return
    numbered = [
        event for event in events if event.kind == "patrol" and event.number is not None and event.days == attack.days
    ]
    near = [
        event
        for event in numbered
        if abs(event.mentions[0].sentence - attack.mentions[0].sentence) <= 3 or attack.days[0]
    ]
    if attack.days[0] is None and attack.has_days:  # two unresolved days may be different days
        near = [event for event in near if event.mentions[0].sentence == attack.mentions[0].sentence]
    if len(near) == 1:
        attack.mentions[0].number = near[0].number


def _is_patrol_of(event: Event, attack: Event) -> bool:
    together = {each.sentence for each in event.mentions} & {each.sentence for each in attack.mentions}
    if together and event.days[0] is None and event.number in (None, attack.number):
        return True
    if attack.number is not None or event.number is not None:
        if event.number == attack.number:
            return True
        if attack.number is not None and event.number is not None:
            return False
    # Of two in a row, the later may be another patrol. Only a patrol reported before the attack is the one that was hit.
    since = attack.mentions[0].sentence - event.mentions[0].sentence
    return event.days == attack.days or bool(together) or (attack.days[0] is None and since == 1)


def _share_days(patrol: Event, attack: Event) -> None:
    """Give the days of one to the other if only one is known, since a patrol is hit on its day."""
    for one, other in ((patrol, attack), (attack, patrol)):
        if one.days[0] is None and other.days[0] is not None:
            one.mentions[0].first, one.mentions[0].last = other.days


def make_row(
    proposal: Mapping[str, Any],
    parties: Mapping[str, Sequence[str]],
    *,
    publisher: str | None = None,
    url: str | None = None,
) -> dict[str, str] | None:
    """Return the row of a proposal, with every cell as text. None if the table has no such rows, as for a milestone.

    `parties` names who patrols each corridor of the release. The evidence becomes the note.
    """
    if proposal["kind"] not in RECORD_OF_ROW:
        return None
    record = RECORD_OF_ROW[proposal["kind"]]
    corridor = _name_corridor(proposal.get("corridor_hint"), parties)
    row: dict[str, Any] = {"record": record, "corridor": corridor, "note": proposal["evidence"]}
    if proposal["date_to"] == proposal["date_from"]:
        row["date"] = proposal["date_from"]
    elif record != "suspension":  # it begins on one day, and a person has to say which
        row |= {"date": proposal["date_from"], "date_end": proposal["date_to"]}
    row |= {name: proposal[name] for name in SAME if name in proposal}
    row |= {ours: proposal[theirs] for theirs, ours in RENAMED.items() if theirs in proposal}
    row["place_to" if record == "patrol" else "place"] = proposal.get("place")
    if record == "patrol":
        row["participants"] = _list_participants(proposal.get("participants"), parties.get(corridor or "", ()))
    row |= {"source": publisher, "source_url": url}
    return {name: str(cell) for name, cell in row.items() if cell not in (None, "")}


def _name_corridor(hint: str | None, corridors: Collection[str]) -> str | None:
    """Return the corridor that a hint means, if the release has it."""
    name = (hint or "").replace("-", "_")
    return name if name in corridors else None


def _list_participants(who: str | None, parties: Sequence[str]) -> str | None:
    if who == "joint":
        return "; ".join(parties) or None
    return who if who in parties else None
