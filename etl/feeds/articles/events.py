"""The events of a report: mentions of the same event, joined."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from etl.feeds.articles.clauses.losses.tolls import Claim
from etl.feeds.articles.language.numbers import SOME
from etl.feeds.articles.places import Place, choose_hint, choose_place

RECALLED = 100  # events: a text refers to earlier ones only by number, and this keeps the time linear in the length of the text
MOST_MENTIONS = 100  # of one event: beyond these only the last is kept, so that the time stays linear
FORCES = {"patrol", "party_forces"}
OF_THE_GROUND = {"ied", "shelling", "shooting"}  # attacks other than air strikes
# Whose figure applies, best first: officials on their own losses, other officials, all others, the attackers, first reports.
OWN, OFFICIAL, OTHERS, ATTACKERS, FIRST_REPORTS = 4, 3, 2, 1, 0


@dataclass
class Mention:
    """What one clause says about an event. `sentence` is the number of its sentence, `at` the position of the event in it."""

    kind: str
    sentence: int
    at: int
    first: date | None = None
    last: date | None = None
    has_days: bool = False  # the text names days, even if they cannot be resolved
    number: int | None = None
    places: list[Place] = field(default_factory=list)
    is_another: bool = False
    is_item: bool = False  # one of several that the text numbers
    is_same: bool = False  # “the attack”: one that was already found
    is_toll: bool = False  # an attack known only from its killed or wounded
    is_background: bool = False
    is_title: bool = False
    attack_kind: str | None = None
    weapon: str | None = None
    target: str | None = None
    who: str | None = None
    count: str | None = None
    outcome: str | None = None
    announced_by: str | None = None


@dataclass
class Event:
    """An event, with everything that the report says about it."""

    kind: str
    mentions: list[Mention] = field(default_factory=list)
    claims: list[tuple[int, int, Claim]] = field(default_factory=list)  # rank, number of the sentence, claim
    vehicles: list[tuple[int, int]] = field(default_factory=list)
    claimed_by: str | None = None
    is_denied: bool = False
    is_listed_singly: bool = False  # a sum of attacks that are then reported one by one
    corridor: str | None = None  # of the report, if the event names none

    def find_value(self, name: str) -> object:
        """Return the first value that any mention gives for a field."""
        return next((getattr(each, name) for each in self.mentions if getattr(each, name) is not None), None)

    @property
    def number(self) -> int | None:
        """The number of the patrol."""
        return next((each.number for each in self.mentions if each.number is not None), None)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The shortest span of days that a mention gives; of several equally short ones, the first."""
        known = [each for each in self.mentions if each.first is not None and each.last is not None]
        if known:
            best = min(known, key=lambda each: (each.last or date.max) - (each.first or date.min))
            return best.first, best.last
        return None, None

    @property
    def target(self) -> str | None:
        """What an attack hit. A headline may name a vehicle, and a first sentence police, although the text names a patrol."""
        targets = [each.target for each in sorted(self.mentions, key=lambda each: each.is_title) if each.target]
        first = targets[0] if targets else None
        return "patrol" if first == "government_forces" and "patrol" in targets else first

    @property
    def has_days(self) -> bool:
        """Whether the report names its days."""
        return any(each.has_days for each in self.mentions)

    @property
    def places(self) -> list[Place]:
        """The places of its mentions."""
        return [place for each in self.mentions for place in each.places]

    @property
    def hint(self) -> str | None:
        """The corridor on which its places lie."""
        return choose_hint(self.places)

    @property
    def attack_kind(self) -> str | None:
        """The first kind that is more specific than “attack”."""
        kinds = [each.attack_kind for each in self.mentions if each.attack_kind]
        return next((kind for kind in kinds if kind != "attack"), kinds[0] if kinds else None)

    @property
    def is_background(self) -> bool:
        """Whether every mention gives it as an earlier event."""
        return all(each.is_background for each in self.mentions)

    def takes(self, mention: Mention) -> bool:
        """Return whether a mention may be about this event."""
        if self.kind != mention.kind:
            return False
        if self.number is not None and mention.number is not None:
            return self.number == mention.number
        if not self.may_be_on(mention) or mention.is_another:
            return False
        if self._is_at_another_place(mention):
            return False
        who = self.find_value("who")
        is_named = mention.number is not None or self.number is not None or mention.is_same
        if (
            who
            and mention.who
            and who != mention.who
            and not (is_named or self._is_headline)
            and mention.sentence != self.mentions[-1].sentence
        ):
            return False
        if self._is_of_another_kind(mention):
            return False
        if self._is_headline and not mention.is_title:  # a headline gives the place less precisely, or a larger one
            is_lead = mention.sentence == 1 and not self.has_days
            return is_lead or (self._fits_target(mention) and (mention.sentence == 1 or self._fits_time(mention)))
        return self._fits_place(mention) and self._fits_target(mention) and self._fits_time(mention)

    def _is_of_another_kind(self, mention: Mention) -> bool:
        """Return whether a mention describes an attack with other weapons."""
        kinds = {self.attack_kind, mention.attack_kind}
        is_repeated = (
            mention.is_same or mention.is_toll or self._is_headline or mention.sentence == self.mentions[-1].sentence
        )
        return "air_strike" in kinds and bool(kinds & OF_THE_GROUND) and not is_repeated

    def _is_at_another_place(self, mention: Mention) -> bool:
        """Return whether a mention with a day, a place and a weapon is another event than an attack without a place."""
        kinds = {self.attack_kind, mention.attack_kind}
        is_full = mention.has_days and any(not place.is_broad for place in mention.places)
        is_bare = all(place.is_broad for place in self.places) and not (self._is_headline or mention.is_title)
        return is_full and is_bare and len(kinds - {None, "attack"}) > 1 and not mention.is_same

    def may_be_on(self, mention: Mention) -> bool:
        """Return whether its days and those of a mention overlap, as far as both are known."""
        first, last = self.days
        return not (
            mention.first and mention.last and first and last and (mention.last < first or last < mention.first)
        )

    @property
    def _is_headline(self) -> bool:
        return all(each.is_title for each in self.mentions)

    def _fits_place(self, mention: Mention) -> bool:
        hint = choose_hint(mention.places)
        if hint and (self.hint or self.corridor) and hint != (self.hint or self.corridor):
            return False
        if self.kind != "attack":
            return True
        ours, theirs = choose_place(self.places), choose_place(mention.places)
        if ours and theirs and not (ours.is_broad or theirs.is_broad) and ours.name != theirs.name:
            return any(place.name == theirs.name for place in self.places)
        return True

    def _fits_target(self, mention: Mention) -> bool:
        ours = self.target
        if not ours or not mention.target or ours == mention.target:
            return True
        return ours in FORCES and mention.target in FORCES

    def _fits_time(self, mention: Mention) -> bool:
        if mention.number is not None and self.number == mention.number:
            return True
        if mention.is_background and mention.has_days and not self.has_days:
            return False
        return not (
            self.is_background
            and self.has_days
            and mention.has_days
            and not mention.first
            and not mention.is_background
        )


class FoundEvents:
    """The events found in a report, in the order of their first mention."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.sentences: set[int] = set()  # those that mention an event
        self._focus: dict[str, Event] = {}
        self._begun = 0  # number of events before the current heading

    def focus(self, kind: str) -> Event | None:
        """Return the event of a kind that was mentioned last."""
        return self._focus.get(kind)

    def begin(self) -> None:
        """Begin the text under another heading, which refers to events above the heading only by number."""
        self._focus, self._begun = {}, len(self.events)

    def add(self, mention: Mention) -> Event:
        """Add a mention to the event that it is about, or to a new event."""
        event = self._find(mention)
        if event is None:
            event = Event(mention.kind)
            self.events.append(event)
        if len(event.mentions) == MOST_MENTIONS:
            event.mentions.pop()
        event.mentions.append(mention)
        self.sentences.add(mention.sentence)
        self._focus[mention.kind] = event
        return event

    def _find(self, mention: Mention) -> Event | None:
        if mention.number is not None:
            for event in self.events:
                if event.kind == mention.kind and event.number == mention.number:
                    return event
        if mention.is_same and mention.first:
            for event in reversed(self.events[max(self._begun, len(self.events) - RECALLED) :]):
                if event.kind == mention.kind and event.days == (mention.first, mention.last):
                    return event  # “Wednesday's attack”, after another one
        focus = self._focus.get(mention.kind)
        if (
            mention.is_same
            and focus
            and focus.may_be_on(mention)
            and not focus.is_background
            and (mention.number is None or focus.number in (None, mention.number))
        ):
            return focus
        recent = self.events[max(self._begun, len(self.events) - RECALLED) :]
        others = [event for event in reversed(recent) if event is not focus]
        return next((event for event in ([focus] if focus else []) + others if event.takes(mention)), None)


def settle_toll(claims: Iterable[tuple[int, int, Claim]], what: str) -> tuple[int | None, dict[str, int | str]]:
    """Return how many people were killed or wounded, in all and by side. The best-ranked claim applies; of equal ones, the later."""
    claims = [claim for claim in claims if claim[2].what == what]
    sides: dict[str, tuple[int, int | str]] = {}
    total: tuple[int, int | str] | None = None
    for rank, _, claim in sorted(claims, key=lambda claim: (claim[0], claim[1])):
        if claim.side:
            sides[claim.side] = (rank, claim.value)
        elif not (total and total[0] >= rank and claim.value == SOME):
            total = (rank, claim.value)
    values = {side: value for side, (_, value) in sides.items()}
    numbers = [value for value in values.values() if isinstance(value, int)]
    summed = sum(numbers) if numbers and len(numbers) == len(values) else None
    if total is None:
        return summed, values
    value = total[1] if isinstance(total[1], int) else None
    best = max((rank for rank, _ in sides.values()), default=-1)
    if summed is None:
        if values and value == 0 and any(each for each in values.values()):
            return None, values
        return value, values
    if value == 0 and best <= ATTACKERS < total[0]:  # “nobody died” from an official outweighs the claims of attackers
        return value, {}
    if best > total[0] or value is None:
        return summed, values
    return max(summed, value), values


def is_news(event: Event, published: date | None, main: Event) -> bool:
    """Return whether an event is the news of the report, and not an earlier one given as background."""
    last, main_first = event.days[1], main.days[0]
    if last is not None and published is not None and last < published - timedelta(days=10):
        return False
    if event is main:
        return True
    if last is not None and main_first is not None:
        return last >= main_first - timedelta(days=3) and not (event.is_background and last < main_first)
    if last is not None and published is not None:
        return last >= published - timedelta(days=4) and not event.is_background
    return not event.is_background and (last is None or published is None)
