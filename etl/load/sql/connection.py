"""Opens a database that uses limited memory, whatever the size of a load or of the known release."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.errors import PatrolwatchError
from etl.tables.schema import quote_text

MEMORY = "1500 MB"


@contextmanager
def open_limited(folder: Path, needing: str, advice: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that spills to `folder`.

    Raises PatrolwatchError if a step needs more memory than MEMORY: `needing` says what does (such as “The files need”), and
    `advice` what to do about it.
    """
    with duckdb.connect() as con:
        try:
            con.execute(f"SET temp_directory = {quote_text(str(folder / 'spill'))}")
            con.execute(f"SET memory_limit = '{MEMORY}'")
            con.execute("SET preserve_insertion_order = false")
            yield con
        except duckdb.OutOfMemoryException:
            raise PatrolwatchError(
                f"{needing} more memory than a load may use ({MEMORY}), so nothing was published. {advice}"
            ) from None
