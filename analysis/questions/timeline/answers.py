"""All answers that the Timeline shows. The page, its figure and the briefing are made from the same object."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from analysis.exposure import Unit, read_unit
from analysis.questions.holdings import read_corridor
from analysis.questions.lag import LagZone, find_lag_zone
from analysis.questions.periods import choose_share_grain, compute_series, compute_share_by_period, pick_attacks
from analysis.questions.rates.blocks import choose_block_size, compute_rates_by_block
from analysis.questions.rates.counted import CountedRates, collect_counted_rates
from analysis.questions.records import list_records
from analysis.questions.timeline import bands, headline
from analysis.questions.timeline.change import LastPatrols, compare_last_patrols
from analysis.questions.timeline.named import (
    count_uncovered_attacks,
    has_few_attacks,
    is_partly_covered,
    list_named_attacks,
)
from analysis.release import Release
from analysis.selection import Selection


@dataclass(frozen=True)
class TimelineAnswers:
    """The answers by the names of their questions. `recorded` are the patrols of all chosen days."""

    corridor: dict[str, Any]
    headline: dict[str, Any]
    last_patrols: LastPatrols | None
    since_last_attack: dict[str, Any] | None
    totals: list[dict[str, Any]]
    series: pa.Table  # compute_series at the chosen grain
    attacks: pa.Table  # its attacks, in the columns of count_attacks_by_period
    share_grain: str
    shares: pa.Table  # compute_share_by_period at share_grain
    suspensions: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    milestones: pa.Table
    caveats: dict[str, Any]
    lag: LagZone
    recorded: list[dict[str, Any]]
    uncovered: list[dict[str, Any]]  # attacks on patrols on days without complete coverage of attacks
    named: list[dict[str, Any]]  # the attacks themselves, if they are few
    counted: CountedRates | None = None  # if the exposure is only known as counts

    @property
    def unit(self) -> Unit:
        """What the exposure of the corridor consists of."""
        return read_unit(self.corridor)

    @property
    def unknown_kinds(self) -> str:
        """The sentence on incidents of unknown kind, or nothing if there are none."""
        return headline.describe_unknown_kinds(self.caveats["incidents_of_unknown_kind"])

    @property
    def unknown_days(self) -> list[dict[str, Any]]:
        """The patrols without a known day."""
        return [row for row in self.recorded if row["date_precision"] != "day"]


def collect_answers(
    selection: Selection, ask: Callable[..., Any], list_records: Callable[[str, Selection], pa.Table]
) -> TimelineAnswers:
    """Ask the questions of the Timeline.

    `ask(question, selection, *more)` calls a function of analysis.questions, `list_records(table, selection)` lists records.
    """
    corridor, counted = ask(read_corridor, selection), ask(headline.count_headline, selection)
    is_counted = read_unit(corridor).is_counted
    size = choose_block_size(counted["patrols"] or 0)  # as on the Risk page: ten patrols, or more if many ran
    blocks = ask(compute_rates_by_block, selection, size).slice(0, 2).to_pylist() if counted["patrols"] else []
    series = ask(compute_series, selection)
    share_grain = selection.grain if is_counted else ask(choose_share_grain, selection)
    at_share_grain = replace(selection, grain=share_grain)
    return TimelineAnswers(
        corridor=corridor,
        headline=counted,
        last_patrols=compare_last_patrols(blocks, size),
        since_last_attack=ask(headline.find_last_attack, selection),
        totals=ask(headline.list_totals_by_count, selection).to_pylist(),
        series=series,
        attacks=pick_attacks(series),
        share_grain=share_grain,
        shares=series if share_grain == selection.grain else ask(compute_share_by_period, at_share_grain),
        suspensions=ask(bands.list_announced_suspensions, selection).to_pylist(),
        gaps=[] if is_counted else ask(bands.find_observed_gaps, selection).to_pylist(),
        milestones=ask(bands.list_milestones, selection),
        caveats=ask(headline.count_caveats, selection),
        lag=ask(find_lag_zone, selection),
        recorded=list_records("patrols", selection.with_all_records).to_pylist(),
        uncovered=ask(count_uncovered_attacks, selection).to_pylist() if is_partly_covered(series) else [],
        named=ask(list_named_attacks, selection).to_pylist() if has_few_attacks(series) else [],
        counted=collect_counted_rates(selection, ask) if is_counted else None,
    )


def read_timeline(release: Release, selection: Selection) -> TimelineAnswers:
    """Ask a release the questions of the Timeline."""
    return collect_answers(
        selection,
        ask=lambda question, choices, *more: question(release, choices, *more),
        list_records=partial(list_records, release),
    )
