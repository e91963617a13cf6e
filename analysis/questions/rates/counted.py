"""Rates with counted exposure: totals of transits or flights over some days instead of single ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import EVERY_UNIT
from analysis.question import Queries
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.rates.days import compute_rates_of_days
from analysis.questions.suspensions import observed
from analysis.release import Release
from analysis.selection import COUNT_BY, GRAINS, Selection
from etl.tables.records import SUSPENSIONS

QUERIES = Queries(__file__)
COUNTERS_COMPARED = declare_answer(
    "start end counted_by count other_counter other_count difference",
    meanings={
        "counted_by": "Who counts.",
        "count": "How many this counter has on these days.",
        "other_counter": "The other counter: the one that the corridor names, if its counts fill the same days.",
        "other_count": "How many the other has on the same days. The two are never added.",
        "difference": "count / other_count - 1.",
    },
)
# Without single transits or flights there is no share and no patrol.
BY_PERIOD = declare_answer("start end covered exposed attacks rate rate_low rate_high")
PERIODS = declare_answer("period start end exposed attacks rate rate_low rate_high")
WINDOWS = declare_answer(
    "around suspension_id side window first last days cut_by exposed attacks_on_targets attacks_on_cut_days rate rate_low rate_high",
    table=SUSPENSIONS,
    meanings=observed.WINDOWS,
)


@dataclass(frozen=True)
class CountedRates:
    """The rates of the chosen days and of each period, and their basis.

    `other_rates` use the other unit of attacks (attacks or episodes). `grains` are those at which a period has a rate.
    `is_sourced`: the attacks are those that could be found, and not necessarily all. `covers_days`: they are recorded for all of
    the chosen days. `unknown_targets`: attacks that are not in the rates, and may have been on what the corridor counts.
    """

    overall: dict[str, Any]
    rates: pa.Table
    other_rates: pa.Table
    grains: tuple[str, ...]
    is_sourced: bool
    covers_days: bool
    unknown_targets: int
    counters: pa.Table


def collect_counted_rates(selection: Selection, ask: Callable[..., Any]) -> CountedRates:
    """Ask the questions for a corridor with counted exposure. `ask(question, selection, *more)` answers one."""
    (other,) = (unit for unit in COUNT_BY if unit != selection.count_by)
    return CountedRates(
        overall=ask(compute_rates_of_days, selection, selection.from_day, selection.to_day, EVERY_UNIT),
        rates=ask(compute_rates_by_period, selection, EVERY_UNIT),
        other_rates=ask(compute_rates_by_period, replace(selection, count_by=other), EVERY_UNIT),
        grains=ask(list_grains_with_rates, selection),
        is_sourced=ask(is_sourced, selection),
        covers_days=ask(covers_days, selection),
        unknown_targets=ask(count_unknown_targets, selection),
        counters=ask(compare_counters, selection),
    )


def list_grains_with_rates(release: Release, selection: Selection) -> tuple[str, ...]:
    """List the grains at which counts fill a period of the chosen days."""
    found = QUERIES.ask("grains_with_rates", release, selection, grains=list(GRAINS))["grain"].to_pylist()
    return tuple(grain for grain in GRAINS if grain in found)


def is_sourced(release: Release, selection: Selection) -> bool:
    """Whether the attacks of the chosen days are those that could be found, since no coverage says that all are held."""
    return bool(QUERIES.ask_row("sourced", release, selection)["is_sourced"])


def covers_days(release: Release, selection: Selection) -> bool:
    """Whether attacks on what the corridor counts are recorded for all of the chosen days, complete or not."""
    return bool(QUERIES.ask_row("sourced", release, selection)["covers_days"])


def count_unknown_targets(release: Release, selection: Selection) -> int:
    """Count the attacks on the corridor whose target no record names."""
    return int(QUERIES.ask_row("unknown_targets", release, selection)["attacks"])


def compare_counters(release: Release, selection: Selection) -> pa.Table:
    """Compare the counts of two counters where both fill the same days. Columns: those of COUNTERS_COMPARED."""
    return QUERIES.ask("counters_compared", release, selection)
