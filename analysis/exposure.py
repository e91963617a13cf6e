"""What a rate is divided by: the exposure that a reader chooses, once, for all rates of the Risk page and at the address."""

from dataclasses import dataclass
from typing import Any

EXPOSURES = ("patrols", "kilometres", "reached")
KILOMETRES_OF_A_RATE = 100  # a rate per kilometre is given per so many


@dataclass(frozen=True)
class Exposure:
    """One of EXPOSURES.

    patrols: each patrol run counts alike. kilometres: each kilometre of road that a patrol of known reach drove, one way. reached: each
    patrol that is known to have come to kilometre `km`.
    """

    by: str = "patrols"
    km: float | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the values that the SQL of the rates binds."""
        return {"exposure": self.by, "reached_km": self.km}


EVERY_PATROL = Exposure()
