"""What the rates of the Risk page are divided by, in words: said in every sentence that gives one."""

from dataclasses import dataclass
from typing import Any

from analysis.exposure import EVERY_PATROL, KILOMETRES_OF_A_RATE, Exposure
from views.words.phrases import format_count, inflect

LABELS = {"patrols": "Patrol", "kilometres": "Patrol-kilometre", "reached": "Patrol that reached a kilometre"}
HELP = (
    "What the rates of this page are divided by. A patrol that turned back at once counts like one that drove the whole road; per "
    "kilometre, or among those that reached a place, it does not. Where how far a patrol came is not known, only the first counts it."
)
REACHED_HELP = (
    "Unless you choose another: the first kilometre at which an attack on a patrol is recorded. A kilometre picked because attacks "
    "lie beyond it makes the patrols that reached it look worse."
)


@dataclass(frozen=True)
class Exposed:
    """An exposure with the name of the place that patrols must have reached, where one is known."""

    exposure: Exposure
    place: str | None = None

    @property
    def is_by_distance(self) -> bool:
        """Whether kilometres are the exposure, so that no share is given."""
        return self.exposure.by == "kilometres"

    @property
    def of(self) -> str:
        """Say which patrols are exposed, after the word `patrols`; empty where all are."""
        if self.exposure.by == "reached":
            return f" known to have reached {self.kilometre}"
        return " of known reach" if self.is_by_distance else ""

    @property
    def per(self) -> str:
        """Say what a rate is given per."""
        return f"per {KILOMETRES_OF_A_RATE} patrol-kilometres" if self.is_by_distance else f"per patrol{self.of}"

    @property
    def alike(self) -> str:
        """Say what a test supposes to run the same risk."""
        if self.is_by_distance:
            return "if every kilometre driven was of the same risk"
        return f"if every patrol{self.of} ran the same risk"

    @property
    def kilometre(self) -> str:
        """Name the kilometre that patrols must have reached."""
        place = f" ({self.place})" if self.place else ""
        return f"kilometre {self.exposure.km:g}{place}" if self.exposure.km is not None else "a kilometre"


PER_PATROL = Exposed(EVERY_PATROL)


def describe_unknown_reach(number: int, exposed: Exposed) -> str:
    """Say how many patrols of known day an exposure by reach cannot count; empty where none are left out for that."""
    if not number or exposed.exposure == EVERY_PATROL:
        return ""
    verbs = f"{inflect(number, 'is', 'are')} of unknown reach and {inflect(number, 'counts', 'count')}"
    return f"{format_count(number, 'more patrol')} of known day {verbs} in no rate {exposed.per}."


def describe_distances(first: dict[str, Any], second: dict[str, Any]) -> str:
    """Say how far the patrols of two periods drove; empty where it is not known of any in one of them."""
    if not first["kilometres"] or not second["kilometres"]:
        return ""
    return (
        f"Those of known reach drove {first['kilometres']:,.0f} km of road in the first period and {second['kilometres']:,.0f} km in the "
        "second, so a patrol of one is not like a patrol of the other."
        if max(first["kilometres"], second["kilometres"]) > 1.5 * min(first["kilometres"], second["kilometres"])
        else f"Those of known reach drove {first['kilometres']:,.0f} km of road in the first period and {second['kilometres']:,.0f} km in "
        "the second."
    )
