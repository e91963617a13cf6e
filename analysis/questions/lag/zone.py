"""The last days, for which reports are still coming in."""

from dataclasses import dataclass
from datetime import date, timedelta

from analysis.question import Queries
from analysis.questions.lag.reporting_lag import (
    COVERAGE,
    RECORDS_FOR_A_LAG,
    RELEASES,
    SOURCES,
    compute_reporting_lag,
    find_days_until_known,
    group_by_basis,
)
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)


@dataclass(frozen=True)
class LagZone:
    """The days that are not fully reported yet, and the rule that decides it: releases, sources or coverage.

    `days`: the number of days after which a record counts as known. `records`: the number of records this is based on, 0 for
    coverage. `most`: the most records of any basis. `first` and `last`: the days of the zone within the chosen days, or None.
    `idle_days`: days from data-through to the release.
    """

    rule: str
    days: int
    records: int
    most: int
    first: date | None
    last: date | None
    idle_days: int


def find_lag_zone(release: Release, selection: Selection) -> LagZone:
    """Find the last days, which are not fully reported yet.

    A day is fully reported once 90 % of records are known that long after their day. If at least 20 records of a table were
    added by later releases, the lag is that to the first release; otherwise, if at least 20 have dated documents, that to the
    document. The slower of the two tables decides. Otherwise coverage states `lag_days` before its last day. Days are counted
    back from the day of the release, so a case compiled long afterwards has no lag zone.
    """
    coverage = QUERIES.ask_row("coverage_end", release, selection)
    data_through = coverage["data_through"]
    made_on = date.fromisoformat(release.manifest.made_at[:10])
    groups = group_by_basis(compute_reporting_lag(release, selection).to_pylist())
    rule, days, records = COVERAGE, coverage["lag_days"] or 0, 0
    first = (coverage["complete_through"] or data_through) - timedelta(days=days - 1)
    for basis in (RELEASES, SOURCES):
        enough = [rows for name, rows in groups.items() if name[0] == basis and rows[-1]["of"] >= RECORDS_FOR_A_LAG]
        if enough:
            slowest = max(enough, key=find_days_until_known)
            rule, days, records = basis, find_days_until_known(slowest), slowest[-1]["of"]
            first = made_on - timedelta(days=days - 1)
            break
    first, last = max(first, selection.from_day), min(data_through, selection.to_day)
    is_chosen = days > 0 and first <= last
    return LagZone(
        rule=rule,
        days=days,
        records=records,
        most=max((rows[-1]["of"] for rows in groups.values()), default=0),
        first=first if is_chosen else None,
        last=last if is_chosen else None,
        idle_days=(made_on - data_through).days,
    )
