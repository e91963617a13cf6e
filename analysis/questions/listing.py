"""A list as a page shows it: the newest of its rows, and how many it has. A file has them all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from analysis.release import Release

ROWS_IN_A_TURN = 25_000  # four turns read one group of rows of a part, see etl/lake/publish.py
MOST_ROWS = 1_000  # more in a table are not read by anybody, and a million of them are more than a browser can hold


@dataclass(frozen=True)
class Listing:
    """`rows` are the newest of a list, in its order, at most MOST_ROWS; `total` is how many rows it has."""

    rows: pa.Table
    total: int

    @property
    def is_whole(self) -> bool:
        return self.rows.num_rows == self.total


DAY = "in_order(date, date_end)"
DAYS = f"SELECT {DAY} AS day, count(*) AS records FROM ({{question}}) GROUP BY day"  # noqa: S608 - no text of a reader
PARTED = f"SELECT day, (sum(records) OVER (ORDER BY day) - records) // $rows AS turn FROM ({DAYS})"  # noqa: S608 - the same
TURNS = f"SELECT min(day) AS first_day, max(day) AS last_day FROM ({PARTED}) GROUP BY turn ORDER BY turn"  # noqa: S608 - the same


@dataclass(frozen=True)
class Turns:
    """A list in turns of some days each. A turn is asked when it is taken; between two turns nothing is open."""

    days: Sequence[dict]
    ask: Callable[[dict], pa.Table]

    def __len__(self) -> int:
        return len(self.days)

    def __iter__(self) -> Iterator[pa.Table]:
        return map(self.ask, self.days)


def in_turns(release: Release, question: str, **parameters) -> Turns:
    """The rows of such a question in their order."""
    days = release.query(TURNS.format(question=question), rows=ROWS_IN_A_TURN, **parameters).to_pylist()
    if len(days) < 2:
        return Turns([{}], lambda _: release.query(question, **parameters))
    part = f"FROM ({question}) WHERE {DAY} BETWEEN $first_day AND $last_day"
    return Turns(days, lambda days: release.query(part, **parameters, **days))


def newest(release: Release, question: str, **parameters) -> Listing:
    """The newest rows of a question that lists records with their days (date, date_end), oldest first.

    Of a long list the day from which on they are enough is found first, so that no row before it is read whole.
    """
    found = f"SELECT count(*) AS total, list_last(max({DAY}, {MOST_ROWS})) AS first_day FROM ({question})"  # noqa: S608 - a file of SQL
    ((total, first_day),) = zip(*release.query(found, **parameters).to_pydict().values(), strict=True)
    if total > MOST_ROWS:
        question, parameters = f"FROM ({question}) WHERE {DAY} >= $first_day", parameters | {"first_day": first_day}
    rows = release.query(question, **parameters)
    return Listing(rows.slice(max(0, rows.num_rows - MOST_ROWS)), total)
