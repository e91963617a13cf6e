"""All that the Timeline says of a selection. The page, its figure and the briefing are made from one and the same of these."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa

from analysis.questions import lag, metrics, records
from analysis.questions.lag import LagZone
from analysis.release import Release
from analysis.selection import Selection


@dataclass(frozen=True)
class Answers:
    """The answers by the names of their questions; `recorded` are the patrols of all chosen days."""

    corridor: dict
    headline: dict
    since_last_attack: dict | None
    totals: list[dict]
    series: pa.Table  # share_attacked_by_period at the chosen grain
    attacks: pa.Table  # attacks_by_period at the chosen grain
    share_grain: str
    shares: pa.Table  # share_attacked_by_period at share_grain
    suspensions: list[dict]
    gaps: list[dict]
    milestones: pa.Table
    caveats: dict
    lag: LagZone
    recorded: list[dict]

    @property
    def unknown_days(self) -> list[dict]:
        """The patrols without a known day."""
        return [row for row in self.recorded if row["date_precision"] != "day"]

    @property
    def numbers(self) -> dict[str, int | None]:
        """The number of each patrol by its id."""
        return {row["patrol_id"]: row["number"] for row in self.recorded}


def collect_answers(selection: Selection, ask: Callable, list_records: Callable) -> Answers:
    """Put the questions of the Timeline.

    `ask(question, selection)` answers a function of analysis.questions, `list_records(table, selection)` lists records.
    """
    share_grain = ask(metrics.grain_of_shares, selection)
    return Answers(
        corridor=ask(metrics.corridor, selection),
        headline=ask(metrics.headline, selection),
        since_last_attack=ask(metrics.since_last_attack, selection),
        totals=ask(metrics.totals_by_count, selection).to_pylist(),
        series=ask(metrics.share_attacked_by_period, selection),
        attacks=ask(metrics.attacks_by_period, selection),
        share_grain=share_grain,
        shares=ask(metrics.share_attacked_by_period, replace(selection, grain=share_grain)),
        suspensions=ask(metrics.announced_suspensions, selection).to_pylist(),
        gaps=ask(metrics.observed_gaps, selection).to_pylist(),
        milestones=ask(metrics.milestones, selection),
        caveats=ask(metrics.caveats, selection),
        lag=ask(lag.lag_zone, selection),
        recorded=list_records("patrols", selection.with_all_records).to_pylist(),
    )


def answers_of(release: Release, selection: Selection) -> Answers:
    """Put the questions of the Timeline to a release."""
    return collect_answers(
        selection,
        ask=lambda question, asked: question(release, asked),
        list_records=partial(records.listed, release),
    )
