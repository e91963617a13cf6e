"""Rates and attacks over some days together."""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import COUNTED, EVERY_PATROL, Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_rates_of_exposure

QUERIES = Queries(__file__)
ALL_DAYS = declare_answer(
    "start end patrols attacked attacks patrols_of_known_reach kilometres exposed share low high rate rate_low rate_high corridor_attacks"
)
TWO_PERIODS = declare_answer(
    "period start end patrols attacked attacks patrols_of_known_reach kilometres exposed share low high rate rate_low rate_high"
)


def compute_rates_of_days(
    release: Release, selection: Selection, first: date, last: date, exposure: Exposure = EVERY_PATROL
) -> dict[str, Any]:
    """Compute both rates of the days from `first` to `last`.

    Keys: start, end, patrols, attacked, attacks, patrols_of_known_reach, kilometres, exposed; share, low, high; rate, rate_low, rate_high.
    """
    table = QUERIES.ask("rates_of_days", release, selection, first=first, last=last, **exposure.list_parameters())
    row: dict[str, Any]
    (row,) = append_rates_of_exposure(table, exposure).to_pylist()
    return row


def count_corridor_attacks(release: Release, selection: Selection) -> pa.Table:
    """Count the attacks recorded on the corridor on the chosen days. One row; columns: start, end, corridor_attacks."""
    return QUERIES.ask("corridor_attacks_of_days", release, selection)


def find_halves(release: Release, selection: Selection, exposure: Exposure = EVERY_PATROL) -> list[tuple[date, date]]:
    """Find two default periods to compare: the days with rates, split where half of the exposed patrols had run.

    Splitting by exposure rather than by outcome avoids picking periods for their difference. Empty if fewer than two patrols of
    known day ran on different days.
    """
    query = "halves_of_counts" if exposure.by == COUNTED else "halves"
    return [
        days
        for row in QUERIES.ask(query, release, selection, **exposure.list_parameters()).to_pylist()
        for days in ((row["start"], row["half"]), (row["half"] + timedelta(days=1), row["end"]))
    ]
