"""The folder of a job: its file names, and the rows written by a dry run. Imports nothing that reads files."""

from pathlib import Path

import duckdb
import pyarrow as pa

from etl.load.sql import read_query

REQUEST, PROGRESS, ROWS, RESULT = "request.json", "progress", "rows.parquet", "result.json"


def read_rows(path: Path, fate: str, most: int) -> pa.Table:
    """Read the first rows with one fate. Columns as in `etl.load.jobs.rows`."""
    with duckdb.connect() as con:
        return con.execute(read_query("rows_of_fate"), {"path": str(path), "fate": fate, "most": most}).to_arrow_table()


def list_corridors(path: Path, *, unchanged: bool = False) -> list[str]:
    """List the corridors of the rows that a load would add, change or withdraw, and with `unchanged` of duplicates too."""
    fates = ["loaded", "changed", "withdrawn", *(["duplicates"] if unchanged else [])]
    query = read_query("corridors_of_rows")
    with duckdb.connect() as con:
        return [name for (name,) in con.execute(query, {"path": str(path), "fates": fates}).fetchall()]
