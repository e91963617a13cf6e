"""The records behind a number: a number is the count of a population in some days, and its records are that population."""

from dataclasses import asdict, dataclass
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
    `stretch_from` to `stretch_to` (without the last kilometre, it ends where the corridor does), or, `off_stretches`, what
    lies on none. The ordinals narrow it to some of the patrols of those days, in the order in which they ran, from 1.
    """

    population: str
    first: date
    last: date
    stretch_from: float | None = None
    stretch_to: float | None = None
    stretch_km: float | None = None
    off_stretches: bool = False
    first_ordinal: int | None = None
    last_ordinal: int | None = None


def records_behind(release: Release, selection: Selection, behind: Behind) -> pa.Table:
    """The records that a number counts, oldest first: the id, then what a reader knows the record by."""
    question = sql(POPULATIONS[behind.population])
    return release.query(question, **selection.parameters(), **asdict(behind))


def rate_numbers(first: date, last: date, **narrower) -> dict[str, Behind]:
    """What stands behind the columns of a row of rates over these days: patrols, attacked and attacks."""
    return {
        "patrols": Behind("patrols", first, last, **narrower),
        "attacked": Behind("patrols_attacked", first, last, **narrower),
        "attacks": Behind("attacks_on_patrols", first, last, **narrower),
    }


def period_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the numbers of a row of rates_by_period: of its days those that are chosen."""
    return rate_numbers(max(row["start"], selection.from_day), min(row["end"], selection.to_day))


def block_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the numbers of a row of rates_by_block."""
    ordinals = {"first_ordinal": row["first_ordinal"], "last_ordinal": row["last_ordinal"]}
    return rate_numbers(selection.from_day, selection.to_day, **ordinals)


def quiet_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the number of a row of patrols_between_attacks."""
    ordinals = {"first_ordinal": row["first_ordinal"], "last_ordinal": row["last_ordinal"]}
    return {"quiet": Behind("patrols", selection.from_day, selection.to_day, **ordinals)}
