"""Links each mention to earlier ones: whether it is another event or an earlier one, and which patrol was hit."""

import re
from datetime import timedelta

from etl.feeds.articles.clauses.void import gives_account
from etl.feeds.articles.events import Event, Mention
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.places import choose_place
from etl.feeds.articles.reading import Reading

ENTRY = re.compile(
    r"[•●▪◾‣*►▶-]|\d{1,2}[/.]\d{1,2}\b|\d{4}-\d{2}-\d{2}|\(?[1-9a-z][.)]\s"
)  # an item of a list, which is a separate event


def mark(reading: Reading, sentence: Sentence, clause: Clause, mention: Mention, is_first: bool) -> None:
    """Mark a mention as in a headline, as another event or as an earlier one. `is_first`: it is the first in its sentence."""
    mention.is_title = sentence.is_title
    mention.is_another = (
        mention.is_another
        or (is_first and not mention.is_toll and ENTRY.match(sentence.text) is not None)
        or mention.is_item
        or any(hit.start <= 60 for hit in find("new", clause.text))
        or bool(
            is_first
            and re.match(
                r"(?:meanwhile|separately|elsewhere|in a separate|towards evening|(?:on )?the same (?:morning|afternoon|evening|night|day)\b|(?:\w+ ){0,2}(?:hours?|days?) (?:later|afterwards))\b",
                sentence.text,
                re.IGNORECASE,
            )
        )
    )
    older = has("old", clause.text) or has("old", sentence.text[:40])
    published = reading.report.published
    if mention.last and published:
        older = mention.last < published - timedelta(days=4) or (older and mention.last < published - timedelta(days=1))
    mention.is_background = older


def link(
    reading: Reading, mention: Mention, linked: list[tuple[Mention, Event]], index: int, sentence: Sentence
) -> None:
    """Link an attack to the patrol that it hit, in this sentence or just before."""
    hit = reading.found.focus("attack")
    if (
        mention.kind == "patrol"
        and mention.is_same
        and hit
        and hit.target == "party_forces"
        and not reading.found.focus("patrol")
    ):
        hit.mentions[0].target = "patrol"  # the convoy that was hit was a patrol
        hit.mentions[0].number = mention.number
    if mention.kind == "patrol" and hit and not mention.has_days and gives_account(sentence.text, index, hit):
        mention.first, mention.last = hit.days
    if mention.kind == "suspension" and any(event.kind == "resumption" for _, event in linked):
        mention.is_background = True  # “resumed ten days after they were stopped”
    if mention.kind == "patrol" and not mention.has_days and not _is_numbered(reading, mention.number):
        again = reading.found.focus("resumption")
        if again and index - again.mentions[-1].sentence <= 1 and not reading.found.focus("patrol"):
            mention.first, mention.last = again.days
            mention.who = mention.who or "joint"
        return
    if mention.kind == "attack" and not mention.is_another:
        _join_clauses(mention, linked, sentence)
    if mention.kind != "attack" or mention.number is not None or mention.target not in (None, "patrol"):
        return
    here = [event for each, event in linked if each.kind == "patrol"]
    if here:
        event = here[-1]
        if event.number is not None and _overlaps(mention, event):
            mention.target = "patrol"
            mention.number = event.number
            if not mention.has_days:
                mention.first, mention.last = event.days
        return
    focus = reading.found.focus("patrol")
    is_before_stop = any(event.kind == "suspension" for _, event in linked)  # “stopped in April after a shell hit …”
    if (
        focus
        and not is_before_stop
        and not mention.has_days
        and not mention.is_another
        and index - focus.mentions[-1].sentence <= 2
        and not sentence.is_title
    ):
        attack = reading.found.focus("attack")
        if attack and (attack.number == focus.number or attack.mentions[-1].sentence >= focus.mentions[-1].sentence):
            return
        if mention.target == "patrol" or not mention.places or focus.places:
            mention.target, mention.number = "patrol", focus.number
            mention.first, mention.last = focus.days


def _join_clauses(mention: Mention, linked: list[tuple[Mention, Event]], sentence: Sentence) -> None:
    """Mark an attack as that of the previous clause if the two are joined: “two were shot dead when gunmen opened fire”."""
    before = [(each, event) for each, event in linked if each.kind == "attack"]
    if not before:
        return
    last, event = before[-1]
    between = sentence.text[last.at : mention.at]
    ours, theirs = choose_place(last.places), choose_place(mention.places)
    has_two_places = ours and theirs and ours.name != theirs.name and not (ours.is_broad or theirs.is_broad)
    is_effect = (
        last.is_same
        and not (mention.has_days or mention.places)
        and mention.attack_kind in (None, "attack", last.attack_kind)
    )  # “after the blast soldiers opened fire, and two were wounded”
    # “They boarded the ship after firing at the bridge”
    is_of_one = between.endswith(" after ") and re.match(r"\w+ing\b", sentence.text[mention.at :])
    if (is_effect or is_of_one or has("joined", between)) and event.may_be_on(mention) and not has_two_places:
        mention.is_same = True
        target = event.target
        mention.target = target if isinstance(target, str) else mention.target


def _overlaps(mention: Mention, event: Event) -> bool:
    first, last = event.days
    return not (mention.first and mention.last and first and last) or not (mention.last < first or last < mention.first)


def _is_numbered(reading: Reading, number: int | None) -> bool:
    """Return whether a patrol with this number was already found."""
    return number is not None and any(
        event.kind == "patrol" and event.number == number for event in reading.found.events
    )
