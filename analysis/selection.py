"""The reader's choices as one value, and what a release offers to choose from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from etl.errors import NoCorridor
from etl.tables.vocabulary import TARGETS

GRAINS = ("day", "week", "month")
DAYS_BY_DAY = 45  # shorter periods are shown by day by default
PARTICIPANTS = ("joint", "any")
VERIFICATION_CHOICES = {
    "confirmed": ("confirmed", "coded"),
    "any": ("confirmed", "coded", "disputed", "unconfirmed"),
}
TARGET_CHOICES = ("any", *TARGETS)
COUNT_BY = ("attacks", "episodes")
SOURCE_CHOICES = ("any", "independent", "official")  # also `side:` with each party of the corridor


@dataclass(frozen=True)
class Selection:
    """A reader's choices for one release. `to_day` is the as-of day.

    `records_from` and `records_to` only narrow the lists of records, not the numbers. So do `km_from` and `km_to`, the first
    and last kilometre of a stretch; without one of them the stretch ends where the corridor does.
    """

    release: int
    corridor: str
    feed: str
    from_day: date
    to_day: date
    grain: str = "month"
    target: str = "any"
    verification: str = "confirmed"
    participants: str = "joint"
    sources: str = "any"
    count_by: str = "attacks"
    records_from: date | None = None
    records_to: date | None = None
    km_from: float | None = None
    km_to: float | None = None
    has_one_party: bool = False  # of the corridor, not chosen: patrols by its one party are not called joint

    @property
    def counts_joint(self) -> bool:
        """Whether only patrols by all of several parties count."""
        return self.participants == "joint" and not self.has_one_party

    @property
    def is_on_a_stretch(self) -> bool:
        """Whether the records are narrowed to a stretch of the corridor."""
        return self.km_from is not None or self.km_to is not None

    @property
    def is_narrowed(self) -> bool:
        """Whether the records are narrowed to some of the chosen days or to a stretch."""
        return self.is_on_a_stretch or self.records_from is not None or self.records_to is not None

    @property
    def verifications(self) -> tuple[str, ...]:
        """The values of `incidents.verification` that count."""
        return VERIFICATION_CHOICES[self.verification]

    @property
    def records_days(self) -> tuple[date, date]:
        """The first and last day of the records shown."""
        return self.records_from or self.from_day, self.records_to or self.to_day

    @property
    def with_all_records(self) -> "Selection":
        """Return the same choices with the records of all chosen days and the whole corridor."""
        return replace(self, records_from=None, records_to=None, km_from=None, km_to=None)

    def list_parameters(self) -> dict[str, Any]:
        """Return the parameters for the SQL of the questions, of which a query is given those that it names."""
        records_from, records_to = self.records_days
        days = {"records_from": records_from, "records_to": records_to}
        parameters = vars(self) | days | {"verifications": list(self.verifications)}
        del parameters["release"]  # the one that is asked
        return parameters


@dataclass(frozen=True)
class Choices:
    """What one release offers: its corridors and feeds, and the days covered by each."""

    release: int
    days: Mapping[tuple[str, str], tuple[date, date]]  # (corridor, feed) -> first and last day of any coverage
    opening_days: Mapping[tuple[str, str], tuple[date, date]]  # the same -> default days of a page
    titles: Mapping[str, str]  # corridor -> display name; the default corridor comes first
    kilometres: Mapping[str, tuple[float, float]]  # corridor -> its first and last kilometre, if it has any
    parties: Mapping[str, Sequence[str]]  # corridor -> the parties that patrol it
    counted: Collection[str] = ()  # the corridors whose exposure is only known as counts
    without_officials: Collection[str] = ()  # the corridors where no incident has a known official source
    with_episodes: Collection[str] = ()  # the corridors with a known episode of more than one attack
    # Where counts are longer than a day, what holds them.
    grains_of_counts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def corridors(self) -> list[str]:
        """The corridors, with the default of a page first."""
        return list(self.titles)

    @property
    def opening_corridor(self) -> str:
        """The default corridor of a page. Raises NoCorridor."""
        if not self.titles:
            raise NoCorridor(self.release)
        return self.corridors[0]

    def list_feeds(self, corridor: str) -> list[str]:
        """Return the feeds that cover a corridor."""
        return [feed for other, feed in self.days if other == corridor]

    def list_sources(self, corridor: str) -> list[str]:
        """Return the choices of who must report an attack for it to count."""
        of_anyone = [
            choice for choice in SOURCE_CHOICES if choice != "official" or corridor not in self.without_officials
        ]
        return [*of_anyone, *(f"side:{party}" for party in self.parties[corridor])]

    def list_ways_to_count(self, corridor: str) -> list[str]:
        """Return what may be counted: attacks, and episodes if there are any."""
        return list(COUNT_BY) if corridor in self.with_episodes else ["attacks"]

    def make_default(self, corridor: str | None = None, feed: str | None = None) -> Selection:
        """Return the default selection of a page."""
        corridor = corridor or self.opening_corridor
        feed = feed or self.list_feeds(corridor)[0]
        first, last = self.opening_days[corridor, feed]
        grain = self.grains_of_counts.get((corridor, feed), "month")
        has_one_party = self.has_one_party(corridor)
        return Selection(self.release, corridor, feed, first, last, grain=grain, has_one_party=has_one_party)

    def has_one_party(self, corridor: str) -> bool:
        """Whether one party alone patrols a corridor."""
        return len(self.parties[corridor]) == 1

    def choose_grain(self, selection: Selection) -> str:
        """Return the default grain: by day while each day has room, but none that would split counts."""
        few = (selection.to_day - selection.from_day).days + 1 < DAYS_BY_DAY
        return self.grains_of_counts.get((selection.corridor, selection.feed)) or ("day" if few else "month")
