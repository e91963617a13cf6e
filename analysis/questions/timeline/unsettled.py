"""What may make more patrols attacked ones than are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etl.tables.labels import format_count, inflect


@dataclass(frozen=True)
class Unsettled:
    """What may make more patrols attacked ones than are known: attacks tied to no patrol, and patrols whose log does not say it."""

    attacks_tied_to_none: int = 0
    attack_unknown: int = 0

    @classmethod
    def read(cls, headline: Mapping[str, Any]) -> "Unsettled":
        """Read it from the keys of `count_headline`."""
        return cls(headline["attacks_tied_to_none"] or 0, headline["attack_unknown"] or 0)

    @property
    def patrols_at_most(self) -> int:
        """How many more patrols may have been attacked at most."""
        return self.attacks_tied_to_none + self.attack_unknown

    def describe(self) -> str:
        """Say what is not settled, as part of a sentence; empty if all is."""
        attacks, patrols = self.attacks_tied_to_none, self.attack_unknown
        tied = f"{format_count(attacks, 'attack')} on {inflect(attacks, 'a patrol is', 'patrols are')} tied to none of them"
        unknown = f"of {format_count(patrols, 'patrol')} it is not known whether {inflect(patrols, 'it was', 'they were')} attacked"
        return " and ".join([tied] * bool(attacks) + [unknown] * bool(patrols))
