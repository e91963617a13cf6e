"""The population that a number counts, and its records."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.questions.records.listing import Batches, Listing, list_newest_rows, read_in_batches
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.records import INCIDENTS, PATROLS

QUERIES = Queries(__file__)
# The queries of `chosen` whose records each population counts: a question plans those alone. macros.sql says what each of them is.
PATROLS_CHOSEN = {
    "patrols": ("patrols",),
    "patrols_attacked": ("patrols_attacked",),
    "patrols_any_day": ("patrols", "patrols_without_day"),
    "patrols_attacked_any_day": ("patrols_attacked", "patrols_attacked_without_day"),
    "patrols_recorded": ("patrols_recorded",),
    "patrols_without_day": ("patrols_without_day",),
    "patrols_attacked_of_count": ("patrols_attacked_of_count",),
    "patrols_obstructed": ("patrols_obstructed",),
    "patrols_attacked_and_cut_short": ("patrols_attacked_and_cut_short",),
    "patrols_cut_short_otherwise": ("patrols_cut_short_otherwise",),
    "patrols_that_may": ("patrols_that_may",),
    "patrols_attacked_that_may": ("patrols_attacked_that_may",),
    "patrols_of_lag": ("patrols_of_lag",),
}
INCIDENTS_CHOSEN = {
    "incidents_of_lag": ("incidents_of_lag",),
    "attacks_on_targets": ("attacks_on_targets",),
    "corridor_attacks": ("corridor_attacks",),
}
POPULATIONS = PATROLS_CHOSEN | INCIDENTS_CHOSEN
PATROLS_COUNTED = declare_answer(
    "patrol_id number date date_end date_precision participants outcome attacked place_from place_to note corrected",
    table=PATROLS,
    meanings={
        "attacked": "Whether an attack that is counted was on it.",
    },
)
INCIDENTS_COUNTED = declare_answer(
    "incident_id date date_end date_precision kind target target_party patrol_id verification place km note corrected",
    table=INCIDENTS,
)


@dataclass(frozen=True)
class Population:
    """What a number counts: the records of that name, from the first day to the last.

    `stretch_km` is the length of the stretches that a number is stated by. Then it counts what lies on the one from
    `stretch_from` to `stretch_to` (without the last kilometre, it ends where the corridor does), or, `off_stretches`, what
    lies on none, or, `of_unknown_reach`, what lies on it by attacks on patrols of unknown reach. The ordinals narrow it to some of the patrols of those days, in the order in which they ran, from 1.
    `verification` and `sources` replace the reader's choices where the number is not that of these. `basis` and
    `lag_days` narrow it to the records known at most so many days after theirs, by releases or by sources. `counted_by`
    says by whose count the total is taken. `exposure` and `reached_km` narrow it to the patrols exposed and the attacks on them:
    see analysis/exposure.py.
    """

    population: str
    first: date
    last: date
    stretch_from: float | None = None
    stretch_to: float | None = None
    stretch_km: float | None = None
    off_stretches: bool = False
    of_unknown_reach: bool = False
    first_ordinal: int | None = None
    last_ordinal: int | None = None
    verification: str | None = None
    sources: str | None = None
    basis: str | None = None
    lag_days: int | None = None
    counted_by: str | None = None
    exposure: str = "patrols"
    reached_km: float | None = None


def list_population(release: Release, selection: Selection, population: Population) -> pa.Table:
    """List the records that a number counts, oldest first: the id, then what a reader knows the record by."""
    return release.query(_query(population), **_bind(selection, population))


def read_population_in_batches(release: Release, selection: Selection, population: Population) -> Batches:
    """Read the same rows in the same order, some days at a time."""
    return read_in_batches(release, _query(population), **_bind(selection, population))


def list_newest_population(release: Release, selection: Selection, population: Population) -> Listing:
    """List the newest of them in the same order, with how many they are: the number itself."""
    return list_newest_rows(release, _query(population), **_bind(selection, population))


def _query(population: Population) -> str:
    name = population.population
    listed = "patrols_of_population" if name in PATROLS_CHOSEN else "incidents_of_population"
    chosen = [QUERIES.read(f"chosen/{part}") for part in POPULATIONS[name]]
    return QUERIES.read(listed).format(chosen="UNION ALL\n".join(chosen))


def _bind(selection: Selection, population: Population) -> dict[str, Any]:
    bound = asdict(population)
    choices = {name: value for name in ("verification", "sources") if (value := bound.pop(name)) is not None}
    return replace(selection, **choices).parameters() | bound
