"""The denominator of the rates on the Risk page, in words: every sentence with a rate names it."""

from dataclasses import dataclass, field
from typing import Any

from analysis.exposure import EVERY_PATROL, KILOMETRES_OF_A_RATE, UNITS_OF_A_RATE, Exposure, Unit
from etl.tables.labels import format_count, inflect

LABELS = {"patrols": "Patrol", "kilometres": "Patrol-kilometre", "reached": "Patrol that reached a kilometre"}
HELP = (
    "What this page divides attacks by. Per patrol, one that turned back at once counts as much as one that drove "
    "the whole road; per kilometre, or among those that reached a place, it does not. A patrol of unknown reach "
    "counts only per patrol."
)
REACHED_HELP = (
    "By default, the first kilometre with an attack on a patrol, by the chosen verifications and sources, or the middle of the "
    "corridor if no attack is placed within 5 km. Picking a kilometre by its attacks makes this rate too high, and its p exploratory."
)


@dataclass(frozen=True)
class Exposed:
    """An exposure with the name of the place that patrols must have reached, where one is known."""

    exposure: Exposure
    place: str | None = None
    unit: Unit = field(default_factory=Unit)
    events: str = "Attacks"  # what the rate counts: sourced attacks, episodes

    @property
    def is_by_distance(self) -> bool:
        """Whether kilometres are the exposure, so that no share is given."""
        return self.exposure.by == "kilometres"

    @property
    def has_shares(self) -> bool:
        """Whether single patrols are the exposure, so that a share of them was attacked."""
        return self.exposure.by in ("patrols", "reached")

    @property
    def of(self) -> str:
        """State which patrols are exposed, after the word `patrols`; empty if all are."""
        if self.exposure.by == "reached":
            return f" known to have reached {self.kilometre}"
        return " of known reach" if self.is_by_distance else ""

    @property
    def per(self) -> str:
        """Return the unit that a rate is given per."""
        if self.unit.is_counted:
            return f"per {UNITS_OF_A_RATE:,} {self.unit.plural}"
        return f"per {KILOMETRES_OF_A_RATE} patrol-kilometres" if self.is_by_distance else f"per patrol{self.of}"

    @property
    def per_one(self) -> str:
        """Describe what a rate is given per, where only the ratio of two rates counts: per one patrol-kilometre, not per 100."""
        return "per patrol-kilometre" if self.is_by_distance else self.per

    @property
    def alike(self) -> str:
        """Describe what a test supposes to run the same risk."""
        if self.is_by_distance:
            return "if every kilometre driven carried the same risk"
        return f"if every patrol{self.of} ran the same risk"

    @property
    def kilometre(self) -> str:
        """Name the kilometre that patrols must have reached."""
        place = f" ({self.place})" if self.place else ""
        return f"kilometre {self.exposure.km:g}{place}" if self.exposure.km is not None else "a kilometre"


PER_PATROL = Exposed(EVERY_PATROL)


def describe_unknown_reach(rates: dict[str, Any], exposed: Exposed) -> str:
    """State how many patrols of known day an exposure by reach cannot count; empty if none are left out for that.

    `rates` are those of every patrol.
    """
    number = (rates["patrols"] or 0) - (rates["patrols_of_known_reach"] or 0)
    if not number or exposed.exposure == EVERY_PATROL:
        return ""
    verbs = f"{inflect(number, 'is', 'are')} of unknown reach and {inflect(number, 'is', 'are')} not counted"
    return f"{format_count(number, 'more patrol')} of known day {verbs} {exposed.per}."


def describe_distances(first: dict[str, Any], second: dict[str, Any]) -> str:
    """State how far the patrols of two periods drove on average. Empty if this is unknown for all patrols of one of them."""
    if not first["patrols_of_known_reach"] or not second["patrols_of_known_reach"]:
        return ""
    means = [f"{row['kilometres'] / row['patrols_of_known_reach']:,.0f} km" for row in (first, second)]
    return f"Patrols of known reach drove {means[0]} on average in the first period and {means[1]} in the second."
