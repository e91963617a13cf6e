"""What a rate is divided by: the exposure that a reader chooses, once, for all rates of the Risk page and at the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EXPOSURES = ("patrols", "kilometres", "reached")  # where single patrols are held
COUNTED = "counted"  # the only one where the corridor's exposure is known as counts
KILOMETRES_OF_A_RATE = 100  # a rate per kilometre is given per so many
UNITS_OF_A_RATE = 1_000  # a rate per transit or flight likewise


@dataclass(frozen=True)
class Exposure:
    """One of EXPOSURES, or COUNTED.

    patrols: each patrol run counts alike. kilometres: each kilometre that a patrol of known reach drove, one way. reached: each
    patrol that is known to have come to kilometre `km`. counted: each of what the corridor counts; only sums over days are known.
    """

    by: str = "patrols"
    km: float | None = None

    @property
    def column(self) -> str:
        """The column of an answer that holds how much of it there was."""
        return {"kilometres": "kilometres", COUNTED: "exposed"}.get(self.by, "patrols")

    @property
    def per(self) -> int:
        """How much of it a rate is stated per."""
        return {"kilometres": KILOMETRES_OF_A_RATE, COUNTED: UNITS_OF_A_RATE}.get(self.by, 1)

    def parameters(self) -> dict[str, Any]:
        """Return the values that the SQL of the rates binds."""
        return {"exposure": self.by, "reached_km": self.km}


EVERY_PATROL = Exposure()
EVERY_UNIT = Exposure(COUNTED)


@dataclass(frozen=True)
class Unit:
    """What the exposure of a corridor is made of, in the corridor's own words: transits of ships, flights of aircraft, patrols."""

    plural: str = "patrols"
    singular: str = "patrol"
    targets: str = "patrols"
    target: str = "patrol"
    is_counted: bool = False  # only sums over days are known, not single ones

    @property
    def exposure(self) -> Exposure:
        """The exposure that a page opens with."""
        return EVERY_UNIT if self.is_counted else EVERY_PATROL


PATROLS = Unit()


def read_unit(corridor: Mapping[str, Any]) -> Unit:
    """Read what is counted from the row of a corridor."""
    if not corridor.get("unit"):
        return PATROLS
    return Unit(
        corridor["unit"], corridor["unit_singular"], corridor["targets"], corridor["target_singular"], is_counted=True
    )
