"""The reader's choices as one value, and what a release offers to choose from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from etl.errors import NoCorridor
from etl.tables.vocabulary import TARGETS

GRAINS = ("day", "week", "month")
DAYS_BY_DAY = 45  # fewer than these are shown by day, unless the reader chose otherwise
PARTICIPANTS = ("joint", "any")
VERIFICATION_CHOICES = {
    "confirmed": ("confirmed", "coded"),
    "any": ("confirmed", "coded", "disputed", "unconfirmed"),
}
TARGET_CHOICES = ("any", *TARGETS)
COUNT_BY = ("attacks", "episodes")
SOURCE_CHOICES = ("any", "independent", "official")  # and `side:` with each party of the corridor


@dataclass(frozen=True)
class Selection:
    """A reader's choices, asked of one release. `to_day` is the as-of day.

    `records_from` and `records_to` narrow the lists of records and no number. So do `km_from` and `km_to`, the first and
    the last kilometre of a stretch of the corridor; without one of them the stretch ends where the corridor does.
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

    @property
    def is_on_a_stretch(self) -> bool:
        """Say whether the records are narrowed to a stretch of the corridor."""
        return self.km_from is not None or self.km_to is not None

    @property
    def is_narrowed(self) -> bool:
        """Say whether the records are narrowed to some of the chosen days or to a stretch."""
        return self.is_on_a_stretch or self.records_from is not None or self.records_to is not None

    @property
    def verifications(self) -> tuple[str, ...]:
        """Return the words of `incidents.verification` that the choice counts."""
        return VERIFICATION_CHOICES[self.verification]

    @property
    def records_days(self) -> tuple[date, date]:
        """Return the first and the last day of the records shown."""
        return self.records_from or self.from_day, self.records_to or self.to_day

    @property
    def with_all_records(self) -> "Selection":
        """Return the same choices with the records of all chosen days and of the whole corridor."""
        return replace(self, records_from=None, records_to=None, km_from=None, km_to=None)

    def parameters(self) -> dict[str, Any]:
        """Return the values that the SQL of the questions binds."""
        records_from, records_to = self.records_days
        return {
            "corridor": self.corridor,
            "feed": self.feed,
            "from_day": self.from_day,
            "to_day": self.to_day,
            "grain": self.grain,
            "target": self.target,
            "verifications": list(self.verifications),
            "participants": self.participants,
            "sources": self.sources,
            "count_by": self.count_by,
            "records_from": records_from,
            "records_to": records_to,
            "km_from": self.km_from,
            "km_to": self.km_to,
        }


@dataclass(frozen=True)
class Choices:
    """What one release offers: its corridors and feeds, and the days that the records of a corridor span."""

    release: int
    days: Mapping[tuple[str, str], tuple[date, date]]  # (corridor, feed) -> first and last day of any coverage
    opening_days: Mapping[tuple[str, str], tuple[date, date]]  # the same -> days of a page opened without choices
    titles: Mapping[str, str]  # corridor -> its name for people; the corridor a page opens with comes first
    kilometres: Mapping[str, tuple[float, float]]  # corridor -> its first and last kilometre, where it has such
    parties: Mapping[str, Sequence[str]]  # corridor -> who patrols it
    counted: Collection[str] = ()  # the corridors whose exposure is known as counts alone
    with_episodes: Collection[str] = ()  # the corridors on which an episode is known of more than one attack
    grains_of_counts: Mapping[tuple[str, str], str] = field(
        default_factory=dict
    )  # where counts are longer than a day, what holds them

    @property
    def corridors(self) -> list[str]:
        """Return the corridors, the one that a page opens with first."""
        return list(self.titles)

    @property
    def opening_corridor(self) -> str:
        """Return the corridor that a page opens with. Raises NoCorridor."""
        if not self.titles:
            raise NoCorridor(self.release)
        return self.corridors[0]

    def feeds(self, corridor: str) -> list[str]:
        """Return the feeds that cover a corridor."""
        return [feed for other, feed in self.days if other == corridor]

    def sources(self, corridor: str) -> list[str]:
        """Return the choices of whose word an attack needs in order to count."""
        return [*SOURCE_CHOICES, *(f"side:{party}" for party in self.parties[corridor])]

    def ways_to_count(self, corridor: str) -> list[str]:
        """Return what may be counted: attacks, and where these are put together, episodes."""
        return list(COUNT_BY) if corridor in self.with_episodes else ["attacks"]

    def default(self, corridor: str | None = None, feed: str | None = None) -> Selection:
        """Return the selection of a page opened without choices."""
        corridor = corridor or self.opening_corridor
        feed = feed or self.feeds(corridor)[0]
        first, last = self.opening_days[corridor, feed]
        grain = self.grains_of_counts.get((corridor, feed), "month")
        return Selection(self.release, corridor, feed, first, last, grain=grain)

    def choose_grain(self, selection: Selection) -> str:
        """Choose by what days are shown where the reader does not: by day as long as each has room, but by none that cuts counts."""
        few = (selection.to_day - selection.from_day).days + 1 < DAYS_BY_DAY
        return self.grains_of_counts.get((selection.corridor, selection.feed)) or ("day" if few else "month")
