"""A list as a page shows it: the newest of its rows, and how many it has. A file has them all."""

from dataclasses import dataclass

import pyarrow as pa

from analysis.release import Release

MOST_ROWS = 1_000  # more in a table are not read by anybody, and a million of them are more than a browser can hold


@dataclass(frozen=True)
class Listing:
    """`rows` are the newest of a list, in its order, at most MOST_ROWS; `total` is how many rows it has."""

    rows: pa.Table
    total: int

    @property
    def is_whole(self) -> bool:
        return self.rows.num_rows == self.total


def newest(release: Release, question: str, **parameters) -> Listing:
    """The newest rows of a question that lists records with their days (date, date_end), oldest first.

    Of a long list the day from which on they are enough is found first, so that no row before it is read whole.
    """
    day = "in_order(date, date_end)"
    found = f"SELECT count(*) AS total, list_last(max({day}, {MOST_ROWS})) AS first_day FROM ({question})"  # noqa: S608 - a file of SQL
    ((total, first_day),) = zip(*release.query(found, **parameters).to_pydict().values(), strict=True)
    if total > MOST_ROWS:
        question, parameters = f"FROM ({question}) WHERE {day} >= $first_day", parameters | {"first_day": first_day}
    rows = release.query(question, **parameters)
    return Listing(rows.slice(max(0, rows.num_rows - MOST_ROWS)), total)
