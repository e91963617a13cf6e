"""The curated feed: folders of fact files, one CSV per table, compiled and corrected by hand (`data/m4`, `data/red_sea`).

Together the folders are the whole feed: the next release withdraws records that were removed from the files.
"""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from etl.errors import FileRefused
from etl.load.sql import has_rows, make_table
from etl.tables.columns import Column, Table
from etl.tables.records import CASE_TABLES, EXPOSURE, INCIDENTS, PATROLS
from etl.tables.schema import READS_AS, cast_text, quote_identifier, quote_text

FEED = "curated"
ROUTES = "corridors.geojson"

# Filled in by the load, so the files do not have these columns.
FILLED = {"feed", "feed_release", "feed_id", "as_written", "first_release", "withdrawn_release"}
FILLED_IN = {
    PATROLS.name: FILLED | {"km_from", "km_to"},
    INCIDENTS.name: FILLED | {"km", "offset_km", "coded_day", "reported_by", "feed_updated"},
}


def list_columns(table: Table) -> list[str]:
    """List the columns that the fact file of a table may have, in order."""
    filled = FILLED_IN.get(table.name, FILLED)
    return [name for name in table.column_names if name not in filled]


def list_files(folder: Path) -> dict[str, Path]:
    """Return the file of each table."""
    return {name: folder / (ROUTES if name == "corridors" else f"{name}.csv") for name in CASE_TABLES}


def list_given_files(folder: Path) -> dict[str, Path]:
    """Return the file of each table. The file of exposure may be missing, since a case may have only single patrols."""
    files = list_files(folder)
    return {name: path for name, path in files.items() if name != EXPOSURE.name or path.exists()}


def hash_files(cases: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of each fact file, by folder and name. Raises FileRefused if one cannot be read."""
    return {
        f"{folder.name}/{path.name}": hashlib.sha256(_read_bytes(path)).hexdigest()
        for folder in cases
        for path in list_given_files(folder).values()
    }


def read(con: duckdb.DuckDBPyConnection, cases: Sequence[Path]) -> None:
    """Read the fact files into `raw.<table>`: text columns as in the files, with the `file` and `line` of each row.

    Raises FileRefused if a file is missing, is not UTF-8 or does not have the columns of its table.
    """
    con.execute("CREATE SCHEMA raw")
    files = [list_given_files(folder) for folder in cases]
    for name, table in CASE_TABLES.items():
        columns = list_columns(table)
        rows = [
            (path.name, *row)
            for path in (each[name] for each in files if name in each)
            for row in (_read_features(path, columns) if path.name == ROUTES else _read_rows(path, table, columns))
        ]
        kinds = {"file": "VARCHAR", "line": "INTEGER"} | dict.fromkeys(columns, "VARCHAR")
        make_table(con, f"raw.{name}", kinds, rows)


def give_types(con: duckdb.DuckDBPyConnection) -> None:
    """Create `read.<table>` from `raw.<table>`, with the columns and types of the table.

    Raises FileRefused if a cell cannot be cast.
    """
    con.execute("CREATE SCHEMA read")
    for name, table in CASE_TABLES.items():
        columns = list_columns(table)
        _refuse_unreadable(con, table, columns)
        con.execute(f"CREATE TABLE read.{name} AS SELECT {_write_expressions(table, columns)} FROM raw.{name}")


def _refuse_unreadable(con: duckdb.DuckDBPyConnection, table: Table, columns: list[str]) -> None:
    """Raise FileRefused with line, column and text of the first cell that cannot be cast to the type of its column."""
    unreadable = {
        column: f"{quote_identifier(column.name)} IS NOT NULL AND ({cast_text(column, quote_identifier(column.name))}) IS NULL"
        for column in table.declared
        if column.name in columns
    }
    if not has_rows(con, f"SELECT 1 FROM raw.{table.name} WHERE {' OR '.join(unreadable.values())}"):
        return  # a single query detects the usual case of no error, instead of one per column
    for column, condition in unreadable.items():
        wrong = con.execute(
            f"SELECT file, line, {quote_identifier(column.name)} FROM raw.{table.name} WHERE {condition} ORDER BY line LIMIT 1"
        ).fetchone()
        if wrong:
            raise FileRefused(
                f"{wrong[0]}, line {wrong[1]}, column {column.name}: “{wrong[2]}” is not {READS_AS[column.type]}. "
                "Correct the file and build again."
            )


def _write_expressions(table: Table, columns: list[str]) -> str:
    """Return the expressions for a table's columns. The id in the file becomes the `feed_id`."""

    def fill(column: Column) -> str:
        if column.name in columns:
            return cast_text(column, quote_identifier(column.name))
        if column.name == "feed_id":
            return quote_identifier(table.id_column)
        return quote_text(FEED) if column.name == "feed" else "NULL"

    return ", ".join(f"({fill(column)})::{column.type} AS {quote_identifier(column.name)}" for column in table.declared)


def _read_rows(path: Path, table: Table, columns: list[str]) -> list[tuple[str | int | None, ...]]:
    """Read (line, cell, cell, ...) of each record of a CSV file. Empty cells and missing columns are None."""
    reader = csv.reader(io.StringIO(_read_text(path), newline=""), strict=True)
    needed = {column.name for column in table.declared if column.required} & set(columns)
    try:
        header = next(reader, [])
        if not needed <= set(header) or header != [name for name in columns if name in header]:
            missing, extra = sorted(needed - set(header)), sorted(set(header) - set(columns))
            trouble = "; ".join(
                f"{what} {', '.join(names) or '(no name)'}"
                for what, names in [("missing:", missing), ("unknown:", extra)]
                if names
            )
            raise FileRefused(
                f"{path.name}: its columns are not those of the table ({trouble or 'their order differs'}). "
                f"Write the header as {','.join(columns)}"
            )
        rows = []
        for cells in reader:
            if len(cells) != len(header):
                raise FileRefused(
                    f"{path.name}, line {reader.line_num}: {len(cells)} cells, but the header has {len(header)}. "
                    "Put quotes around a cell that contains a comma."
                )
            given = dict(zip(header, cells, strict=True))
            rows.append((reader.line_num, *(given.get(name, "").strip() or None for name in columns)))
        return rows
    except csv.Error as error:
        raise FileRefused(f"{path.name}, line {reader.line_num}: it cannot be read as CSV ({error}).") from None


def _read_features(path: Path, columns: list[str]) -> list[tuple[str | int | None, ...]]:
    """Read (feature number, cell, ...) of each corridor in a GeoJSON file. Its line becomes `route`, as WKT."""
    try:
        features = json.loads(_read_text(path))["features"]
        rows = []
        for number, feature in enumerate(features, start=1):
            cells = dict(feature["properties"])
            if feature["geometry"] is not None:
                points = [(float(lon), float(lat)) for lon, lat in feature["geometry"]["coordinates"]]
                if len(points) < 2:
                    raise ValueError("a line needs two points")
                cells["route"] = f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lon, lat in points)})"
            if extra := sorted(set(feature["properties"]) - (set(columns) - {"route"})):
                raise FileRefused(f"{path.name}, feature {number}: unknown columns: {', '.join(extra)}.")
            rows.append((number, *(_format_cell(cells.get(column)) for column in columns)))
        return rows
    except (ValueError, KeyError, TypeError) as error:
        raise FileRefused(
            f"{path.name}: it is not a GeoJSON collection of lines ({type(error).__name__}: {error})."
        ) from None


def _format_cell(value: object) -> str | None:
    if isinstance(value, list):
        return ";".join(map(str, value)) or None
    return None if value in (None, "") else str(value)


def _read_text(path: Path) -> str:
    try:
        return _read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path.name}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path.name}: it cannot be read ({error.strerror}).") from None
