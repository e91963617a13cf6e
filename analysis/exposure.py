"""The denominator of rates: the exposure that a reader chooses once for all rates of the Risk page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EXPOSURES = ("patrols", "kilometres", "reached")  # for corridors with single patrols
COUNTED = "counted"  # the only one for corridors whose exposure is counted
KILOMETRES_OF_A_RATE = 100  # rates per kilometre are given per this many
UNITS_OF_A_RATE = 1_000  # likewise for rates per transit or flight


@dataclass(frozen=True)
class Exposure:
    """One of EXPOSURES, or COUNTED.

    patrols: patrols run. kilometres: kilometres driven one way by patrols of known reach. reached: patrols known to have
    reached kilometre `km`. counted: units that the corridor counts, known only as sums over days.
    """

    by: str = "patrols"
    km: float | None = None

    @property
    def column(self) -> str:
        """The column of an answer with the amount of exposure."""
        return {"kilometres": "kilometres", COUNTED: "exposed"}.get(self.by, "patrols")

    @property
    def per(self) -> int:
        """The amount of exposure that rates refer to."""
        return {"kilometres": KILOMETRES_OF_A_RATE, COUNTED: UNITS_OF_A_RATE}.get(self.by, 1)

    def list_parameters(self) -> dict[str, Any]:
        """Return the values that the SQL of the rates binds."""
        return {"exposure": self.by, "reached_km": self.km}


EVERY_PATROL = Exposure()
EVERY_UNIT = Exposure(COUNTED)


@dataclass(frozen=True)
class Unit:
    """What the exposure of a corridor consists of, in the corridor's own words: transits of ships, flights of aircraft, patrols."""

    plural: str = "patrols"
    singular: str = "patrol"
    targets: str = "patrols"
    target: str = "patrol"
    is_counted: bool = False  # only sums over days are known, no single ones

    @property
    def exposure(self) -> Exposure:
        """The default exposure of a page."""
        return EVERY_UNIT if self.is_counted else EVERY_PATROL


PATROLS = Unit()


def read_unit(corridor: Mapping[str, Any]) -> Unit:
    """Return the unit from the row of a corridor."""
    if not corridor.get("unit"):
        return PATROLS
    return Unit(
        corridor["unit"], corridor["unit_singular"], corridor["targets"], corridor["target_singular"], is_counted=True
    )
