"""One row for each period of the chosen days, at the chosen grain."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import EVERY_PATROL, Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_rates_of_exposure, append_shares, pair_columns

QUERIES = Queries(__file__)
COARSER_GRAINS = {"day": "week", "week": "month"}
PATROLS_FOR_A_SHARE = 10
SECOND_VALUE = {
    "patrols_that_may": "Patrols without a known day that may have run in the period. They give it a second value, at most attacked + "
    "attacked_that_may of patrols + patrols_that_may.",
    "attacked_that_may": "How many of them were attacked.",
}
SERIES = declare_answer(
    "start end covered patrols attacked patrols_that_may attacked_that_may share low high "
    "attacks_covered on_targets on_targets_in_doubt other other_in_doubt",
    meanings=SECOND_VALUE,
)
PATROLS_BY_PERIOD = declare_answer(
    "start end covered patrols attacked patrols_that_may attacked_that_may", meanings=SECOND_VALUE
)
ATTACKS_BY_PERIOD = declare_answer("start end covered on_targets on_targets_in_doubt other other_in_doubt")
SHARE_BY_PERIOD = declare_answer(
    "start end covered patrols attacked patrols_that_may attacked_that_may share low high", meanings=SECOND_VALUE
)
RATES_BY_PERIOD = declare_answer(
    "start end covered patrols attacked attacks kilometres exposed patrols_that_may attacked_that_may "
    "share low high rate rate_low rate_high",
    meanings=SECOND_VALUE,
)
CORRIDOR_ATTACKS = declare_answer("start end corridor_attacks")
ATTACKS = ("on_targets", "on_targets_in_doubt", "other", "other_in_doubt")  # kinds of attacks, counted one by one


def count_patrols_by_period(release: Release, selection: Selection) -> pa.Table:
    """Count the patrols of each period.

    Columns: start, end, covered, patrols, attacked, patrols_that_may, attacked_that_may.
    """
    return QUERIES.ask("patrols_by_period", release, selection)


def count_attacks_by_period(release: Release, selection: Selection) -> pa.Table:
    """Count the attacks of each period.

    Columns: start, end, covered, on_targets, on_targets_in_doubt, other, other_in_doubt.
    """
    return QUERIES.ask("attacks_by_period", release, selection)


def count_corridor_attacks_by_period(release: Release, selection: Selection) -> pa.Table:
    """Count the attacks recorded on the corridor in each period that has any. Columns: start, end, corridor_attacks."""
    return QUERIES.ask("corridor_attacks_by_period", release, selection)


def compute_share_by_period(release: Release, selection: Selection) -> pa.Table:
    """Compute the share attacked of each period.

    Columns: those of count_patrols_by_period, and share, low, high, the exact 95 % interval. These three are empty if no patrol
    ran ("no rate") and outside complete coverage.
    """
    table = count_patrols_by_period(release, selection)
    return append_shares(table, pair_columns(table, "attacked", "patrols"))


def compute_series(release: Release, selection: Selection) -> pa.Table:
    """Compute everything that the Timeline draws for each period.

    Columns: those of compute_share_by_period, attacks_covered, on_targets, on_targets_in_doubt, other, other_in_doubt. Patrols
    and attacks are covered on different days, so `attacks_covered` is for attacks what `covered` is for patrols and shares.
    """
    table, attacks = compute_share_by_period(release, selection), count_attacks_by_period(release, selection)
    assert table["start"].equals(attacks["start"])  # noqa: S101 - a bug, not bad data
    table = table.append_column("attacks_covered", attacks["covered"])
    for name in ATTACKS:
        table = table.append_column(name, attacks[name])
    return table


def pick_attacks(series: pa.Table) -> pa.Table:
    """Return the columns of count_attacks_by_period from those of compute_series."""
    names = ("start", "end", "attacks_covered", *ATTACKS)
    return series.select(names).rename_columns(["start", "end", "covered", *ATTACKS])


def compute_rates_by_period(release: Release, selection: Selection, exposure: Exposure = EVERY_PATROL) -> pa.Table:
    """Compute the share attacked and the attacks per exposure of each period, with exact 95 % intervals.

    Columns: start, end, covered, patrols, attacked, attacks, kilometres, exposed, patrols_that_may, attacked_that_may; share,
    low, high; rate, rate_low, rate_high. The last six are empty if no patrol ran and outside complete coverage.
    """
    table = QUERIES.ask("rates_by_period", release, selection, **exposure.list_parameters())
    return append_rates_of_exposure(table, exposure)


def choose_share_grain(release: Release, selection: Selection) -> str:
    """Return the grain for drawing shares: the chosen one, or a coarser one if periods have few patrols.

    A share of one or two patrols tells no more than the marks of its patrols. So the grain is widened, to the month at most,
    until the periods in which a patrol ran have ten on average.
    """
    grain = selection.grain
    if grain not in COARSER_GRAINS:
        return grain
    rows = QUERIES.ask("mean_patrols_by_grain", release, selection).to_pylist()
    means = {row["grain"]: row["mean_patrols"] for row in rows}
    while grain in COARSER_GRAINS and means.get(grain, 0) < PATROLS_FOR_A_SHARE:
        grain = COARSER_GRAINS[grain]
    return grain
