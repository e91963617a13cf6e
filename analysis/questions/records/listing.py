"""Long lists: the newest rows for a page, and all rows in batches for a file.

The SQL that is built around a query, of which only its days are known, is built here and nowhere else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analysis.question import Queries
from analysis.release import Release

QUERIES = Queries(__file__)
ROWS_IN_A_BATCH = 25_000  # four batches read one group of rows of a part, see etl/lake/publish.py
ROWS_OF_SMALL_TABLES = 10_000
MOST_ROWS = 1_000  # more in a table are not read by anybody, and a million of them are more than a browser can hold


@dataclass(frozen=True)
class Listing:
    """`rows` are the newest of a list, in its order, at most MOST_ROWS; `total` is how many rows it has."""

    rows: pa.Table
    total: int

    @property
    def is_whole(self) -> bool:
        return int(self.rows.num_rows) == self.total


@dataclass(frozen=True)
class Batches:
    """A list in batches of some days each. A batch is asked when it is taken; between two batches nothing is open."""

    days: Sequence[dict[str, Any]]
    ask: Callable[[dict[str, Any]], pa.Table]

    def __len__(self) -> int:
        return len(self.days)

    def __iter__(self) -> Iterator[pa.Table]:
        return map(self.ask, self.days)


def read_in_batches(release: Release, query: str, **parameters: Any) -> Batches:
    """Read the rows of a query that lists records with their days (date, date_end), in their order."""
    batches = _around("days_of_batches", query)
    days = release.query(batches, rows=ROWS_IN_A_BATCH, **parameters).to_pylist()
    if len(days) < 2:
        return Batches([{}], lambda _: release.query(query, **parameters))
    batch = _around("rows_between_days", query)
    return Batches(days, lambda days: release.query(batch, **parameters, **days))


def list_newest_rows(release: Release, query: str, **parameters: Any) -> Listing:
    """List the newest rows of such a query, oldest first.

    The day from which on they are enough is found first, so that no row before it is read whole or searched again. Of a small
    release all are read at once: planning two questions would take longer.
    """
    if not release.withheld and all(table.rows <= ROWS_OF_SMALL_TABLES for table in release.manifest.tables.values()):
        rows = release.query(query, **parameters)
        return Listing(rows.slice(max(0, rows.num_rows - MOST_ROWS)), rows.num_rows)
    counted = release.query(_around("newest_day", query), most=MOST_ROWS, **parameters)
    ((total, first_day),) = zip(*counted.to_pydict().values(), strict=True)
    rows = release.query(_around("rows_from_day", query), first_day=first_day or date.max, **parameters)
    return Listing(rows.slice(max(0, rows.num_rows - MOST_ROWS)), total)


def count_rows(release: Release, query: str, **parameters: Any) -> int:
    """Count the rows of a query of this package."""
    (row,) = release.query(_around("counted", query), **parameters).to_pylist()
    return int(row["total"])


def _around(name: str, query: str) -> str:
    """Put a query of this package into one that reads from it."""
    return QUERIES.read(f"around/{name}").format(query=query)
