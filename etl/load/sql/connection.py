"""Opens a database that uses limited memory, whatever the size of a load or of the known release."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.errors import PatrolwatchError
from etl.load.sql import fetch_row
from etl.tables.schema import quote_text

MEMORY = "1500 MB"


@contextmanager
def open_limited(
    folder: Path, needing: str, advice: str, database: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory, or a file to read, that spills to `folder`.

    Raises PatrolwatchError if a step needs more memory than MEMORY: `needing` says what does (such as “The files need”), and
    `advice` what to do about it.
    """
    with duckdb.connect(database or ":memory:", read_only=database is not None) as con:
        try:
            con.execute(f"SET temp_directory = {quote_text(str(folder / 'spill'))}")
            con.execute(f"SET memory_limit = '{MEMORY}'")
            con.execute("SET preserve_insertion_order = false")
            yield con
        except duckdb.OutOfMemoryException:
            raise PatrolwatchError(
                f"{needing} more memory than a load may use ({MEMORY}), so nothing was published. {advice}"
            ) from None


def write_rows(con: duckdb.DuckDBPyConnection, query: str, name: str, folder: Path | None) -> str:
    """Write the rows of a query to a file in `folder`, or beside what the database spills. Return a query for them."""
    (spill,) = fetch_row(con, "SELECT current_setting('temp_directory')")
    file = quote_text(str((folder or Path(spill).parent) / f"{name}.parquet"))
    con.execute(f"COPY ({query}) TO {file} (FORMAT parquet, ROW_GROUP_SIZE 20480)")
    return f"FROM read_parquet({file})"
