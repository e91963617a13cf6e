"""Parquet files, with their columns converted to text."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import FileRefused
from etl.formats.staging import Staging, format_cell
from etl.formats.tables import MAX_COLUMNS

BATCH_CELLS = 200_000
MAX_CELLS = 20_000_000


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Stage the rows of a file. Raises FileRefused. Errors of pyarrow mean that the file is damaged."""
    staging = Staging(out / "0")
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        if not 0 < len(names) <= MAX_COLUMNS:
            raise FileRefused(f"{name}: it has {len(names)} columns, but a table has 1 to {MAX_COLUMNS}.")
        rows = file.metadata.num_rows
        if rows * len(names) > MAX_CELLS:
            raise FileRefused(
                f"{name}: it has {rows} rows of {len(names)} columns, more than can be read from Parquet. Save it as CSV."
            )
        line = 0
        for batch in file.iter_batches(batch_size=max(1, BATCH_CELLS // len(names))):
            columns = [
                [format_cell(value) for value in _drop_nanoseconds(column).to_pylist()] for column in batch.columns
            ]
            for cells in zip(*columns, strict=True):
                line += 1
                staging.add(line, list(cells))
    staging.finish(names)
    return {"kind": "parquet", "encoding": "", "tables": [{"folder": "0", "sheet": None}]}


def _drop_nanoseconds(column: pa.Array) -> pa.Array:
    """Cut times to microseconds, the finest that Python supports."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column
