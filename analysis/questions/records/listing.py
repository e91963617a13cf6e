"""Long lists: the newest rows for a page, and all rows in batches for a file.

Only this module builds SQL around another query, of which it knows only the columns with the days.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analysis.question import Queries
from analysis.release import Release

QUERIES = Queries(__file__)
ROWS_IN_A_BATCH = 25_000  # about as many as in one row group of a part, see etl/lake/parts.py
ROWS_OF_SMALL_TABLES = 10_000
MOST_ROWS = 1_000  # nobody reads more, and a million rows are too many for a browser


@dataclass(frozen=True)
class Listing:
    """`rows` are the newest of a list, in its order, at most MOST_ROWS; `total` is the number of all rows."""

    rows: pa.Table
    total: int

    @property
    def is_whole(self) -> bool:
        return int(self.rows.num_rows) == self.total


@dataclass(frozen=True)
class Batches:
    """A list in batches of some days each. Each batch is queried when it is taken, and nothing stays open in between."""

    days: Sequence[dict[str, Any]]
    ask: Callable[[dict[str, Any]], pa.Table]

    def __len__(self) -> int:
        return len(self.days)

    def __iter__(self) -> Iterator[pa.Table]:
        return map(self.ask, self.days)


def read_in_batches(release: Release, query: str, **parameters: Any) -> Batches:
    """Read the rows of a query that lists records with their days (date, date_end), in their order."""
    batches = _wrap("days_of_batches", query)
    days = release.query(batches, rows=ROWS_IN_A_BATCH, **parameters).to_pylist()
    if len(days) < 2:
        return Batches([{}], lambda _: release.query(query, **parameters))
    batch = _wrap("rows_between_days", query)
    return Batches(days, lambda days: release.query(batch, **parameters, **days))


def list_newest_rows(release: Release, query: str, days: str | None = None, **parameters: Any) -> Listing:
    """List the newest rows of such a query, oldest first.

    Finds the first needed day first, so that earlier rows are not read fully or searched again. `days` is a query that counts the
    rows by day (date, date_end, records), for lists that need not be read for it. In a small release all rows are read at once,
    which is faster than planning two queries.
    """
    if not release.withheld and all(table.rows <= ROWS_OF_SMALL_TABLES for table in release.manifest.tables.values()):
        rows = release.query(query, **parameters)
        return Listing(rows.slice(max(0, rows.num_rows - MOST_ROWS)), rows.num_rows)
    newest_day = _wrap("newest_day", days or _wrap("rows_by_day", query))
    counted = release.query(newest_day, most=MOST_ROWS, **parameters)
    ((total, first_day),) = zip(*counted.to_pydict().values(), strict=True)
    rows = release.query(_wrap("rows_from_day", query), first_day=first_day or date.max, **parameters)
    return Listing(rows.slice(max(0, rows.num_rows - MOST_ROWS)), total)


def count_rows(release: Release, query: str, **parameters: Any) -> int:
    """Count the rows of a query of this package."""
    (row,) = release.query(_wrap("counted", query), **parameters).to_pylist()
    return int(row["total"])


def _wrap(name: str, query: str) -> str:
    """Insert a query of this package into one that reads from it.

    The order is split off, since DuckDB would sort a million rows to count them.
    """
    rows, *order = query.rsplit("\nORDER BY ", maxsplit=1)
    return QUERIES.read(f"around/{name}").format(query=rows, order="".join(order))
