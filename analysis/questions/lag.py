"""Reporting lag: how long after its day a record becomes known, and which days are therefore not yet fully reported."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, groupby

import pyarrow as pa

from analysis.questions import metrics
from analysis.release import Release
from analysis.selection import Selection

RECORDS_FOR_A_LAG = 20
KNOWN_SHARE = 0.9
RELEASES, SOURCES, COVERAGE = "releases", "sources", "coverage"


@dataclass(frozen=True)
class LagZone:
    """The days that are not yet fully reported, and by which rule: releases, sources or coverage.

    `days`: how many days after its day a record is taken as known; `records`: of how many records that was learnt, 0 by
    coverage; `enough`: how many it takes; `most`: the most that any way of telling has. `first` and `last` are the days of
    the zone that are chosen; None where none is. `idle_days`: days from data-through to the release.
    """

    rule: str
    days: int
    records: int
    most: int
    first: date | None
    last: date | None
    idle_days: int


def reporting_lag(release: Release, selection: Selection) -> pa.Table:
    """The share of records known after so many days, by each way of telling when a record became known.

    Columns: basis (releases, sources), table (patrols, incidents), lag_days, records (whose lag it is), known (those of that
    lag or less), of (all), share_known. The share is an empirical distribution over the records that are held; those that are
    yet to come stand in no denominator, so recent lags look shorter than they are.
    """
    rows = release.query(metrics.sql("reporting_lag"), **selection.parameters()).to_pylist()
    found = []
    for _, group in groupby(rows, key=lambda row: (row["basis"], row["table"])):
        lags = list(group)
        known = list(accumulate(row["records"] for row in lags))
        found += [
            row | {"known": so_far, "of": known[-1], "share_known": so_far / known[-1]}
            for row, so_far in zip(lags, known, strict=True)
        ]
    return pa.Table.from_pylist(found, _LAGS)


def days_until_known(rows: list[dict], share: float = KNOWN_SHARE) -> int:
    """The days by which this share of the records of one basis and table is known; `rows` in order of lag."""
    return next(row["lag_days"] for row in rows if row["known"] >= math.ceil(share * row["of"]))


def lag_zone(release: Release, selection: Selection) -> LagZone:
    """The last days, not yet fully reported.

    A day is fully reported once 90 % of the records are known so long after theirs: by the releases in which they first
    stood, where at least 20 records of a table came so; else by the dates of their documents, where at least 20 have one;
    of the two tables the slower one decides. Else coverage says it: `lag_days` before its last day. Days are counted back
    from the day on which the release was made, so that a case compiled long afterwards has no lag zone.
    """
    (held,) = release.query(metrics.sql("coverage_end"), **selection.parameters()).to_pylist()
    made_on = date.fromisoformat(release.manifest.made_at[:10])
    idle_days = (made_on - held["data_through"]).days
    groups = {
        name: list(rows)
        for name, rows in groupby(
            reporting_lag(release, selection).to_pylist(), key=lambda row: (row["basis"], row["table"])
        )
    }
    most = max((rows[-1]["of"] for rows in groups.values()), default=0)
    for basis in (RELEASES, SOURCES):
        enough = [rows for name, rows in groups.items() if name[0] == basis and rows[-1]["of"] >= RECORDS_FOR_A_LAG]
        if enough:
            slowest = max(enough, key=days_until_known)
            days = days_until_known(slowest)
            first = made_on - timedelta(days=days - 1)
            return _zone(basis, days, slowest[-1]["of"], most, first, held["data_through"], idle_days, selection)
    days = held["lag_days"] or 0
    first = (held["complete_through"] or held["data_through"]) - timedelta(days=days - 1)
    return _zone(COVERAGE, days, 0, most, first, held["data_through"], idle_days, selection)


def _zone(rule, days, records, most, first: date, last: date, idle_days: int, selection: Selection) -> LagZone:
    first, last = max(first, selection.from_day), min(last, selection.to_day)
    if days == 0 or first > last:
        first = last = None
    return LagZone(rule, days, records, most, first, last, idle_days)


_LAGS = pa.schema(
    [
        ("basis", pa.string()),
        ("table", pa.string()),
        ("lag_days", pa.int32()),
        ("records", pa.int32()),
        ("known", pa.int32()),
        ("of", pa.int32()),
        ("share_known", pa.float64()),
    ]
)
