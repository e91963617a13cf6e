"""Announced suspensions, compared with the patrols and attacks around them."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import UNITS_OF_A_RATE
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_rates, append_shares, pair_columns
from etl.tables.records import SUSPENSIONS

QUERIES = Queries(__file__)
ANNOUNCED = declare_answer(
    "suspension_id announced_on announced_by start end is_open days_during days_before_announced last_patrol lag_days "
    "patrols_during patrols_before_announced patrols_that_may kept",
    table=SUSPENSIONS,
    meanings={
        "is_open": "Whether it is open on the as-of day.",
        "days_during": "Days strictly between start and end, or up to the as-of day.",
        "days_before_announced": "How many of them came before the day of the announcement.",
        "patrols_before_announced": "How many of the patrols during it ran before it was announced.",
        "last_patrol": "Day of the last patrol of known day up to the start. Empty where patrols are not held.",
        "lag_days": "Days from the announcement to that patrol; negative if it ran earlier.",
        "patrols_during": "Patrols of known day that ran during it. Empty where patrols are not held.",
        "patrols_that_may": "Patrols without a known day that may have run during it.",
        "kept": "Whether no patrol of known day ran during it, from the day of its announcement on. Empty if unknown, or if there was no such day.",
    },
)
WINDOWS = declare_answer(
    "around suspension_id side window first last days cut_by patrols attacked exposed attacks_on_targets "
    "attacks_on_cut_days corridor_attacks share low high rate rate_low rate_high daily daily_low daily_high",
    table=SUSPENSIONS,
    meanings={
        "around": "The suspension and its window.",
        "window": "before, during or after it.",
        "first": "First day of the window.",
        "last": "Last day of the window.",
        "cut_by": "What made the window shorter than requested; empty: nothing.",
        "attacks_on_targets": "Attacks on these patrols.",
        "attacks_on_cut_days": "Attacks on what is counted, on days of the window that counts fill only partly; they are in no rate. "
        "Empty where patrols are held.",
        "daily": "All recorded attacks on the corridor per day of the window.",
        "daily_low": "Lower end of the exact 95 % interval of attacks per day (Garwood 1936).",
        "daily_high": "Upper end of the exact 95 % interval of attacks per day.",
    },
)


def compare_announced(release: Release, selection: Selection) -> pa.Table:
    """Compare each announced suspension with the patrols that ran before and during it.

    Columns: suspension_id, announced_on, announced_by, start, end, is_open, days_during,
    days_before_announced, last_patrol, lag_days, patrols_during, patrols_before_announced, patrols_that_may, kept.
    """
    return QUERIES.ask("suspensions_observed", release, selection)


def compare_windows(release: Release, selection: Selection, window_days: int | None = None) -> pa.Table:
    """Compare the windows before, during and after each suspension, with rates and exact 95 % intervals.

    The windows before and after are `window_days` long, or as long as the suspension. Columns: around, suspension_id, side,
    window, first, last, days, cut_by, patrols, attacked, exposed, attacks_on_targets, attacks_on_cut_days, corridor_attacks; share, low, high
    (patrols attacked of patrols, Clopper and Pearson 1934); rate, rate_low, rate_high (attacks on patrols per patrol, or per
    1,000 of a counted unit, Garwood 1936); daily, daily_low, daily_high (attacks on the corridor per day, Garwood 1936). Rates
    are empty if no patrol ran or a window has no day.
    """
    table = QUERIES.ask("around_suspensions", release, selection, window_days=window_days)
    table = append_shares(table, pair_columns(table, "attacked", "patrols"))
    passed = [exposed and exposed / UNITS_OF_A_RATE for exposed in table["exposed"].to_pylist()]
    amounts = [
        patrols if exposed is None else exposed
        for patrols, exposed in zip(table["patrols"].to_pylist(), passed, strict=True)
    ]
    table = append_rates(table, zip(table["attacks_on_targets"].to_pylist(), amounts, strict=True))
    names = ("daily", "daily_low", "daily_high")
    return append_rates(table, pair_columns(table, "corridor_attacks", "days"), names)
