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
# A population is counted by the query of its name in `chosen`, or by these. Only what a question counts is planned for it.
# macros.sql describes them.
SEVERAL_CHOSEN = {
    "patrols_any_day": ("patrols", "patrols_without_day"),
    "patrols_attacked_any_day": ("patrols_attacked", "patrols_attacked_without_day"),
}
INCIDENTS_CHOSEN = ("incidents_of_lag", "attacks_on_targets", "corridor_attacks")
PATROLS_COUNTED = declare_answer(
    "patrol_id number date date_end date_precision participants outcome attacked place_from place_to note corrected",
    table=PATROLS,
    meanings={
        "attacked": "Whether a counted attack hit it.",
    },
)
INCIDENTS_COUNTED = declare_answer(
    "incident_id date date_end date_precision kind target target_party patrol_id verification place km note corrected",
    table=INCIDENTS,
)


@dataclass(frozen=True)
class Population:
    """What a number counts: the records of this name from the first day to the last.

    `stretch_km` is the length of the stretches by which a number is given. Then it counts what is on the stretch from
    `stretch_from` to `stretch_to` (without the last kilometre unless the corridor ends there), or, with `off_stretches`, what
    is on none, or, with `of_unknown_reach`, what is on it because of attacks on patrols of unknown reach. The ordinals restrict
    it to some of the patrols of those days, in running order from 1. `verification` and `sources` replace the reader's choices
    if the number has other ones. `basis` and `lag_days` restrict it to records known at most so many days after theirs, by
    releases or sources. `counted_by` is the count that a total is taken from. `exposure` and `reached_km` restrict it to the
    exposed patrols and attacks on them: see analysis/exposure.py.
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
    """List the records that a number counts, oldest first: the id, then what identifies the record for a reader."""
    return release.query(_query(population), **_bind(selection, population))


def read_population_in_batches(release: Release, selection: Selection, population: Population) -> Batches:
    """Read the same rows in the same order, some days at a time."""
    return read_in_batches(release, _query(population), **_bind(selection, population))


def list_newest_population(release: Release, selection: Selection, population: Population) -> Listing:
    """List the newest of them in the same order, with the total, which is the number itself."""
    stretch = (population.stretch_km, population.stretch_from, population.stretch_to)
    is_summed = population.population == "corridor_attacks" and stretch == (None, None, None)
    days = QUERIES.read("corridor_attacks_by_day") if is_summed else None
    return list_newest_rows(release, _query(population), days, **_bind(selection, population))


def _query(population: Population) -> str:
    name = population.population
    listed = "incidents_of_population" if name in INCIDENTS_CHOSEN else "patrols_of_population"
    chosen = [QUERIES.read(f"chosen/{part}") for part in SEVERAL_CHOSEN.get(name, (name,))]
    return QUERIES.read(listed).format(chosen="UNION ALL\n".join(chosen))


def _bind(selection: Selection, population: Population) -> dict[str, Any]:
    bound = asdict(population)
    choices = {name: value for name in ("verification", "sources") if (value := bound.pop(name)) is not None}
    return replace(selection, **choices).list_parameters() | bound
