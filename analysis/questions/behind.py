"""The records behind a number: a number is the count of a population in some days, and its records are that population."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

import pyarrow as pa

from analysis.questions.listing import Listing, Turns, in_turns, newest
from analysis.questions.metrics import sql
from analysis.release import Release
from analysis.selection import Selection

# The question that lists each population; macros.sql says what each of them is.
POPULATIONS = {
    "patrols": "behind_patrols",
    "patrols_attacked": "behind_patrols",
    "patrols_any_day": "behind_patrols",
    "patrols_attacked_any_day": "behind_patrols",
    "patrols_recorded": "behind_patrols",
    "patrols_without_day": "behind_patrols",
    "patrols_attacked_by": "behind_patrols",
    "patrols_of_lag": "behind_patrols",
    "incidents_of_lag": "behind_incidents",
    "attacks_on_patrols": "behind_incidents",
    "corridor_attacks": "behind_incidents",
}


@dataclass(frozen=True)
class Behind:
    """What a number counts: a population, from its first day to its last.

    `stretch_km` is the length of the stretches of road that a number is stated by. Then it counts what lies on the one from
    `stretch_from` to `stretch_to` (without the last kilometre, it ends where the corridor does), or, `off_stretches`, what
    lies on none. The ordinals narrow it to some of the patrols of those days, in the order in which they ran, from 1. Where the number is
    not that of the reader's choice of verification or sources, but of another, these name it. Of records known so many days
    after theirs, at most, `basis` says by which way of telling.
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
    verification: str | None = None
    sources: str | None = None
    basis: str | None = None
    lag_days: int | None = None


def records_behind(release: Release, selection: Selection, behind: Behind) -> pa.Table:
    """The records that a number counts, oldest first: the id, then what a reader knows the record by."""
    return release.query(sql(POPULATIONS[behind.population]), **_asked(selection, behind))


def records_behind_in_turns(release: Release, selection: Selection, behind: Behind) -> Turns:
    """The same rows in the same order, some days at a time."""
    return in_turns(release, sql(POPULATIONS[behind.population]), **_asked(selection, behind))


def newest_behind(release: Release, selection: Selection, behind: Behind) -> Listing:
    """The newest of them in the same order, and how many they are: the number itself."""
    return newest(release, sql(POPULATIONS[behind.population]), **_asked(selection, behind))


def _asked(selection: Selection, behind: Behind) -> dict:
    narrower = asdict(behind)
    other = {name: value for name in ("verification", "sources") if (value := narrower.pop(name)) is not None}
    return replace(selection, **other).parameters() | narrower


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


def recorded_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the number of a row of corridor_attacks_by_period."""
    days = (max(row["start"], selection.from_day), min(row["end"], selection.to_day))
    return {"corridor_attacks": Behind("corridor_attacks", *days)}


def block_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the numbers of a row of rates_by_block."""
    ordinals = {"first_ordinal": row["first_ordinal"], "last_ordinal": row["last_ordinal"]}
    return rate_numbers(selection.from_day, selection.to_day, **ordinals)


def quiet_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the number of a row of patrols_between_attacks."""
    ordinals = {"first_ordinal": row["first_ordinal"], "last_ordinal": row["last_ordinal"]}
    return {"quiet": Behind("patrols", selection.from_day, selection.to_day, **ordinals)}


def denominator_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the numbers of a row of shares_by_denominator; the total of a count is stated, not counted."""
    days = (selection.from_day, selection.to_day)
    patrols, attacked = {
        "known_day": ("patrols", "patrols_attacked"),
        "any_day": ("patrols_any_day", "patrols_attacked_any_day"),
    }.get(row["patrols_by"], (None, "patrols_attacked_by"))
    counted = {"patrols": Behind(patrols, *days)} if patrols else {}
    return counted | {
        "attacked": Behind(attacked, *days, verification="confirmed"),
        "attacked_with_doubtful": Behind(attacked, *days, verification="any"),
    }


def sources_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the numbers of a row of shares_by_sources."""
    days = (selection.from_day, selection.to_day)
    return {
        "patrols": Behind("patrols", *days),
        "attacked": Behind("patrols_attacked", *days, sources=row["sources"]),
    }


def suspension_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the numbers of a row of suspensions_observed."""
    first, last = row["start"] + timedelta(days=1), row["start"] + timedelta(days=row["days_during"])
    return {
        "patrols_during": Behind("patrols_recorded", first, last),
        "patrols_that_may": Behind("patrols_without_day", first, last),
    }


def window_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the numbers of a row of around_suspensions; nothing behind those of a window without a day."""
    if not row["days"]:
        return {}
    days = (row["first"], row["last"])
    return {
        "patrols": Behind("patrols", *days),
        "attacked": Behind("patrols_attacked", *days),
        "attacks_on_patrols": Behind("attacks_on_patrols", *days),
        "corridor_attacks": Behind("corridor_attacks", *days),
    }


def lag_numbers(row: dict, selection: Selection) -> dict[str, Behind]:
    """What stands behind the number of a row of reporting_lag: the records known by then."""
    days = (selection.from_day, selection.to_day)
    return {"known": Behind(f"{row['table']}_of_lag", *days, basis=row["basis"], lag_days=row["lag_days"])}
