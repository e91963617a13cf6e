"""The populations behind the numbers of a row, by column."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from analysis.exposure import EVERY_PATROL, Exposure
from analysis.questions.populations.population import Population
from analysis.selection import Selection

Row = Mapping[str, Any]
Populations = dict[str, Population]


def find_rate_populations(first: date, last: date, **narrower: Any) -> Populations:
    """Find what a row of rates over these days counts: patrols, attacked and attacks."""
    return {
        "patrols": Population("patrols", first, last, **narrower),
        "attacked": Population("patrols_attacked", first, last, **narrower),
        "attacks": Population("attacks_on_targets", first, last, **narrower),
    }


def find_exposed_populations(first: date, last: date, exposure: Exposure) -> Populations:
    """Find what a row of rates of an exposure over these days counts."""
    return find_rate_populations(first, last, **exposure.list_parameters())


def find_period_populations(row: Row, selection: Selection, exposure: Exposure = EVERY_PATROL) -> Populations:
    """Find what a row of compute_rates_by_period counts: on those of its days that are chosen."""
    days, exposed = _find_chosen_days(row, selection), exposure.list_parameters()
    return find_rate_populations(*days, **exposed) | {
        "patrols_that_may": Population("patrols_that_may", *days, **exposed),
        "attacked_that_may": Population("patrols_attacked_that_may", *days, **exposed),
    }


def find_hindrance_populations(row: Row, selection: Selection, exposure: Exposure = EVERY_PATROL) -> Populations:
    """Find what a row of count_hindrances counts."""
    days, exposed = (selection.from_day, selection.to_day), exposure.list_parameters()
    return {
        "patrols": Population(f"patrols_{row['hindrance']}", *days, **exposed),
        "of": Population("patrols", *days, **exposed),
    }


def find_corridor_attack_populations(row: Row, selection: Selection) -> Populations:
    """Find what a row of count_corridor_attacks_by_period counts."""
    return {"corridor_attacks": Population("corridor_attacks", *_find_chosen_days(row, selection))}


def find_block_populations(row: Row, selection: Selection, exposure: Exposure = EVERY_PATROL) -> Populations:
    """Find what a row of compute_rates_by_block counts."""
    return find_rate_populations(
        selection.from_day, selection.to_day, **_read_ordinals(row), **exposure.list_parameters()
    )


def find_quiet_populations(row: Row, selection: Selection, exposure: Exposure = EVERY_PATROL) -> Populations:
    """Find what a row of list_patrols_between_attacks counts."""
    narrower = _read_ordinals(row) | exposure.list_parameters()
    return {"quiet": Population("patrols", selection.from_day, selection.to_day, **narrower)}


def find_denominator_populations(row: Row, selection: Selection) -> Populations:
    """Find what a row of compute_shares_by_denominator counts; the total of a count is stated, not counted."""
    days = (selection.from_day, selection.to_day)
    patrols, attacked = {
        "known_day": ("patrols", "patrols_attacked"),
        "any_day": ("patrols_any_day", "patrols_attacked_any_day"),
    }.get(row["patrols_by"], (None, "patrols_attacked_of_count"))
    counted = {"patrols": Population(patrols, *days)} if patrols else {}
    counted_by = None if patrols else row["patrols_by"]
    return counted | {
        "attacked": Population(attacked, *days, verification="confirmed", counted_by=counted_by),
        "attacked_with_doubtful": Population(attacked, *days, verification="any", counted_by=counted_by),
    }


def find_source_populations(row: Row, selection: Selection) -> Populations:
    """Find what a row of compute_shares_by_sources counts."""
    days = (selection.from_day, selection.to_day)
    return {
        "patrols": Population("patrols", *days),
        "attacked": Population("patrols_attacked", *days, sources=row["sources"]),
    }


def find_announced_populations(row: Row, selection: Selection) -> Populations:
    """Find what a row of compare_announced counts; a suspension without a day during it counts nothing."""
    if not row["days_during"]:
        return {}
    first, last = row["start"] + timedelta(days=1), row["start"] + timedelta(days=row["days_during"])
    return {
        "patrols_during": Population("patrols_recorded", first, last),
        "patrols_before_announced": Population(
            "patrols_recorded", first, row["start"] + timedelta(days=row["days_before_announced"])
        ),
        "patrols_that_may": Population("patrols_without_day", first, last),
    }


def find_window_populations(row: Row, selection: Selection) -> Populations:
    """Find what a row of compare_windows counts; a window without a day counts nothing."""
    if not row["days"]:
        return {}
    days = (row["first"], row["last"])
    return {
        "patrols": Population("patrols", *days),
        "attacked": Population("patrols_attacked", *days),
        "attacks_on_targets": Population("attacks_on_targets", *days),
        "corridor_attacks": Population("corridor_attacks", *days),
    }


def find_lag_populations(row: Row, selection: Selection) -> Populations:
    """Find what a row of compute_reporting_lag counts: the records known by then."""
    days = (selection.from_day, selection.to_day)
    return {"known": Population(f"{row['table']}_of_lag", *days, basis=row["basis"], lag_days=row["lag_days"])}


def _find_chosen_days(row: Row, selection: Selection) -> tuple[date, date]:
    return max(row["start"], selection.from_day), min(row["end"], selection.to_day)


def _read_ordinals(row: Row) -> dict[str, Any]:
    return {"first_ordinal": row["first_ordinal"], "last_ordinal": row["last_ordinal"]}
