"""The curated feed: a folder of fact files, one CSV for each table, compiled and corrected by hand (`data/m4`).

The folder states the whole feed: a record that left the files is withdrawn by the next release.
"""

import csv
import hashlib
import io
import json
from pathlib import Path

import duckdb

from etl.errors import FileRefused
from etl.tables.columns import Table
from etl.tables.records import CASE_TABLES, INCIDENTS, PATROLS
from etl.tables.schema import quoted

FEED = "curated"
ROUTES = "corridors.geojson"

# Filled by the load, so the files do not have them.
FILLED = {"feed", "feed_release", "feed_id", "as_written", "first_release", "withdrawn_release"}
FILLED_IN = {
    PATROLS.name: FILLED | {"km_from", "km_to"},
    INCIDENTS.name: FILLED | {"km", "offset_km", "reported_by", "feed_updated"},
}


def columns_of(table: Table) -> list[str]:
    """The columns that the fact file of a table has."""
    filled = FILLED_IN.get(table.name, FILLED)
    return [name for name in table.column_names if name not in filled]


def files(folder: Path) -> dict[str, Path]:
    """The file of each table."""
    return {name: folder / (ROUTES if name == "corridors" else f"{name}.csv") for name in CASE_TABLES}


def fingerprints(folder: Path) -> dict[str, str]:
    """SHA-256 of each fact file, by its name. Raises FileRefused where one cannot be read."""
    return {path.name: hashlib.sha256(_bytes(path)).hexdigest() for path in files(folder).values()}


def read(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Read the fact files into `raw.<table>`: columns of text as the file has them, and the `line` of each row.

    Raises FileRefused where a file is missing, is not UTF-8, or does not have the columns of its table.
    """
    con.execute("CREATE SCHEMA raw")
    for name, path in files(folder).items():
        columns = columns_of(CASE_TABLES[name])
        rows = _features(path, columns) if path.name == ROUTES else _rows(path, columns)
        declared = ", ".join(f"{quoted(column)} VARCHAR" for column in columns)
        con.execute(f"CREATE TABLE raw.{name} (line INTEGER, {declared})")
        if rows:
            # One list of values a column is many times quicker than a statement a row.
            values = ", ".join(f"unnest(?::{kind}[])" for kind in ["INTEGER"] + ["VARCHAR"] * len(columns))
            con.execute(f"INSERT INTO raw.{name} SELECT {values}", [list(column) for column in zip(*rows, strict=True)])


def _rows(path: Path, columns: list[str]) -> list[tuple]:
    """(line, cell, cell, ...) of each record of a CSV file; an empty cell is None."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        head = next(reader, [])
        if head != columns:
            missing, extra = sorted(set(columns) - set(head)), sorted(set(head) - set(columns))
            trouble = "; ".join(
                f"{what} {', '.join(names) or '(no name)'}"
                for what, names in [("missing:", missing), ("not known:", extra)]
                if names
            )
            raise FileRefused(
                f"{path.name}: its columns are not those of the table ({trouble or 'their order differs'}). "
                f"Write the head as {','.join(columns)}"
            )
        rows = []
        for cells in reader:
            if len(cells) != len(columns):
                raise FileRefused(
                    f"{path.name}, line {reader.line_num}: {len(cells)} cells where the head has {len(columns)}. "
                    "Quote a cell that holds a comma."
                )
            rows.append((reader.line_num, *(cell.strip() or None for cell in cells)))
        return rows
    except csv.Error as error:
        raise FileRefused(f"{path.name}, line {reader.line_num}: it cannot be read as CSV ({error}).") from None


def _features(path: Path, columns: list[str]) -> list[tuple]:
    """(feature number, cell, ...) of each corridor of a GeoJSON file; its line becomes `route`, as WKT."""
    try:
        features = json.loads(_text(path))["features"]
        rows = []
        for number, feature in enumerate(features, start=1):
            cells = dict(feature["properties"])
            if feature["geometry"] is not None:
                points = [(float(lon), float(lat)) for lon, lat in feature["geometry"]["coordinates"]]
                if len(points) < 2:
                    raise ValueError("a line needs two points")
                cells["route"] = f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lon, lat in points)})"
            if extra := sorted(set(feature["properties"]) - (set(columns) - {"route"})):
                raise FileRefused(f"{path.name}, feature {number}: not known: {', '.join(extra)}.")
            rows.append((number, *(_cell(cells.get(column)) for column in columns)))
        return rows
    except (ValueError, KeyError, TypeError) as error:
        raise FileRefused(
            f"{path.name}: it is not a GeoJSON collection of lines ({type(error).__name__}: {error})."
        ) from None


def _cell(value) -> str | None:
    if isinstance(value, list):
        return ";".join(map(str, value)) or None
    return None if value in (None, "") else str(value)


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path.name}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path.name}: it cannot be read ({error.strerror}).") from None
