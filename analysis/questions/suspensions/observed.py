"""Announced suspensions against the patrols and attacks around them."""

import pyarrow as pa

from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_rates, append_shares, pair_columns

QUERIES = Queries(__file__)


def compare_announced(release: Release, selection: Selection) -> pa.Table:
    """Compare each announced suspension with the patrols that ran before and during it.

    Columns: suspension_id, announced_on, announced_by, start, end, is_open, days_during, last_patrol, lag_days,
    patrols_during, patrols_that_may, kept.
    """
    return QUERIES.ask("suspensions_observed", release, selection)


def compare_windows(release: Release, selection: Selection, window_days: int | None = None) -> pa.Table:
    """Compare the windows before, during and after each suspension, with rates and their exact 95 % intervals.

    Before and after are `window_days` long, or as long as the suspension. Columns: around, suspension_id, window, first,
    last, days, cut_by, patrols, attacked, attacks_on_patrols, corridor_attacks; share, low, high (patrols attacked of
    patrols, Clopper and Pearson 1934); rate, rate_low, rate_high (attacks on patrols per patrol, Garwood 1936); daily,
    daily_low, daily_high (attacks on the corridor per day, Garwood 1936). Rates are empty where no patrol ran, or where a
    window has no day.
    """
    table = QUERIES.ask("around_suspensions", release, selection, window_days=window_days)
    table = append_shares(table, pair_columns(table, "attacked", "patrols"))
    table = append_rates(table, pair_columns(table, "attacks_on_patrols", "patrols"))
    names = ("daily", "daily_low", "daily_high")
    return append_rates(table, pair_columns(table, "corridor_attacks", "days"), names)
