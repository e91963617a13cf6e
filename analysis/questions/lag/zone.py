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
    """The days that are not yet fully reported, and by which rule: releases, sources or coverage.

    `days`: how many days after its day a record is taken as known; `records`: of how many records that was learnt, 0 by
    coverage; `most`: the most records that any basis has. `first` and `last` are the days of the zone that are chosen;
    None where none is. `idle_days`: days from data-through to the release.
    """

    rule: str
    days: int
    records: int
    most: int
    first: date | None
    last: date | None
    idle_days: int


def find_lag_zone(release: Release, selection: Selection) -> LagZone:
    """Find the last days, not yet fully reported.

    A day is fully reported once 90 % of the records are known so long after theirs: by the first release
    that held them, where at least 20 records of a table came so; else by the dates of their documents, where at least 20 have one;
    of the two tables the slower one decides. Else coverage says it: `lag_days` before its last day. Days are counted back
    from the day on which the release was made, so that a case compiled long afterwards has no lag zone.
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
