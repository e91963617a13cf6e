"""The number of records known after a given number of days."""

import math
from itertools import accumulate, groupby
from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)
RECORDS_FOR_A_LAG = 20
KNOWN_SHARE = 0.9
RELEASES, SOURCES, COVERAGE = "releases", "sources", "coverage"
_COLUMNS = pa.schema(
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
REPORTING_LAG = declare_answer(
    "basis table lag_days records known of share_known",
    meanings={
        "basis": "releases: known with the first release that has it; sources: with the first dated document on or after its day.",
        "table": "patrols or incidents.",
        "lag_days": "Days from the record's day until it was known.",
        "records": "Records with this lag.",
        "known": "Records with this lag or a shorter one.",
        "of": "All records of this basis and table.",
        "share_known": "known / of. Records still to come are in neither.",
    },
)


def compute_reporting_lag(release: Release, selection: Selection) -> pa.Table:
    """Compute the share of records known after a number of days, for each definition of when a record became known.

    Columns: basis (releases, sources), table (patrols, incidents), lag_days, records (with this lag), known (with this lag or
    less), of (all), share_known. The share is an empirical distribution over existing records. Records still to come are in no
    denominator, so recent lags look shorter than they are.
    """
    found = []
    for rows in group_by_basis(QUERIES.ask("reporting_lag", release, selection).to_pylist()).values():
        known = list(accumulate(row["records"] for row in rows))
        found += [
            row | {"known": so_far, "of": known[-1], "share_known": so_far / known[-1]}
            for row, so_far in zip(rows, known, strict=True)
        ]
    return pa.Table.from_pylist(found, _COLUMNS)


def group_by_basis(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Group rows sorted by basis and table."""
    return {name: list(group) for name, group in groupby(rows, key=lambda row: (row["basis"], row["table"]))}


def find_days_until_known(rows: list[dict[str, Any]]) -> int:
    """Return the number of days after which KNOWN_SHARE of one basis and table is known. `rows` are sorted by lag."""
    return next(int(row["lag_days"]) for row in rows if row["known"] >= math.ceil(KNOWN_SHARE * row["of"]))
