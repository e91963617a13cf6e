"""What may raise the number of patrols attacked above the known one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Unsettled:
    """What may raise the number of patrols attacked: attacks tied to no patrol, and patrols whose log does not mention any."""

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
