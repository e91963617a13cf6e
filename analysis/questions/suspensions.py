"""What was announced against what was observed, and what happened before, during and after a suspension."""

import pyarrow as pa

from analysis.questions.metrics import sql
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.rates import rate_of, share_of


def suspensions_observed(release: Release, selection: Selection) -> pa.Table:
    return release.query(sql("suspensions_observed"), **selection.parameters())


def around_suspensions(release: Release, selection: Selection, window_days: int | None = None) -> pa.Table:
    """The windows before, during and after each suspension, with rates and their exact 95 % intervals.

    Besides the columns of its SQL: share, low, high (patrols attacked of patrols, Clopper and Pearson); rate, rate_low,
    rate_high (attacks on patrols per patrol, Garwood); daily, daily_low, daily_high (all attacks on the corridor per day,
    Garwood). Rates are empty where no patrol ran, or where a window has no day.
    """
    table = release.query(sql("around_suspensions"), **selection.parameters(), window_days=window_days)
    rows = table.to_pylist()
    per_patrol = [rate_of(row["attacks_on_patrols"] or 0, row["patrols"] or 0) for row in rows]
    per_day = [rate_of(row["corridor_attacks"] or 0, row["days"] or 0) for row in rows]
    shares = [share_of(row["attacked"] or 0, row["patrols"] or 0) for row in rows]
    for found, names in (
        (shares, {"share": "share", "low": "low", "high": "high"}),
        (per_patrol, {"rate": "rate", "rate_low": "low", "rate_high": "high"}),
        (per_day, {"daily": "rate", "daily_low": "low", "daily_high": "high"}),
    ):
        for column, name in names.items():
            table = table.append_column(column, pa.array([getattr(one, name) for one in found], pa.float64()))
    return table
