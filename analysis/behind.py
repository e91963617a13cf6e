"""The records behind a number: a number is the count of a population in some days, and its records are that population."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from analysis.metrics import sql
from analysis.release import Release
from analysis.selection import Selection

# The question that lists each population; macros.sql says what each of them is.
POPULATIONS = {
    "patrols": "behind_patrols",
    "patrols_attacked": "behind_patrols",
    "attacks_on_patrols": "behind_incidents",
    "corridor_attacks": "behind_incidents",
}


@dataclass(frozen=True)
class Behind:
    """What a number counts: a population, from its first day to its last.

    `stretch_km` is the length of the stretches of road that a number is stated by. Then it counts what lies on the one from
    `km_from` to `km_to` (without the last kilometre, it ends where the corridor does), or, `off_stretches`, what lies on none.
    """

    population: str
    first: date
    last: date
    km_from: float | None = None
    km_to: float | None = None
    stretch_km: float | None = None
    off_stretches: bool = False

    def parameters(self) -> dict:
        return {
            "population": self.population,
            "first": self.first,
            "last": self.last,
            "stretch_from": self.km_from,
            "stretch_to": self.km_to,
            "stretch_km": self.stretch_km,
            "off_stretches": self.off_stretches,
        }


def records_behind(release: Release, selection: Selection, behind: Behind) -> pa.Table:
    """The records that a number counts, oldest first: the id, then what a reader knows the record by."""
    question = sql(POPULATIONS[behind.population])
    return release.query(question, **selection.parameters(), **behind.parameters())


def rate_numbers(first: date, last: date) -> dict[str, Behind]:
    """What stands behind the columns of a row of rates over these days: patrols, attacked and attacks."""
    return {
        "patrols": Behind("patrols", first, last),
        "attacked": Behind("patrols_attacked", first, last),
        "attacks": Behind("attacks_on_patrols", first, last),
    }


def period_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the columns of a period: of its days those that are chosen."""
    return rate_numbers(max(row["start"], selection.from_day), min(row["end"], selection.to_day))
