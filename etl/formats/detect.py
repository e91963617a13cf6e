"""Detects what a file is from its content, whatever its name, and previews its tables."""

import re
from itertools import islice
from pathlib import Path
from typing import Any

from etl.errors import FileRefused, read_note
from etl.formats.other_files import find_root, refuse_old_office, refuse_other_file
from etl.formats.sandbox import parse_in_child
from etl.formats.staging import read_staged_rows
from etl.formats.tables import PREVIEW_ROWS, Preview
from etl.formats.text import delimited

START = 65_536
JSON_SUFFIXES = {".json", ".geojson", ".jsonl", ".ndjson"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STATA = re.compile(rb"<stata_dta>|[\x71-\x73][\x01\x02]\x01\0")
MAPS = {"kml", "gpx"}


def peek(path: Path, temporary: Path, hidden: bool = False) -> list[Preview]:
    """Find the tables of a file and preview each. Raises FileRefused with a sentence that says what to do.

    Unpacked copies go to the folder `temporary`. Hidden parts of a workbook are read if `hidden` is set.
    """
    start = _read_start(path, path)
    kind = _find_kind(path, start)
    content = path
    if kind == "zip":
        folder, found = parse_in_child(kind, path, path.name, temporary, hidden)
        if "tables" in found:
            return _preview_tables(path, folder, found)
        content = folder / found["content"]
        start = _read_start(path, content)
        kind = _find_kind(path, start)
    if kind == "csv":
        refuse_other_file(path.name, start)
        return [delimited.read_preview(path, content)]
    if kind == "xls":
        refuse_old_office(content, path.name)
    folder, found = parse_in_child(kind, content, path.name, temporary, hidden)
    if "tables" not in found:
        raise FileRefused(f"{path.name}: it is an archive in an archive. Unpack it first.")
    return _preview_tables(path, folder, found)


def _preview_tables(path: Path, folder: Path, found: dict[str, Any]) -> list[Preview]:
    return [_preview_table(path, folder / table["folder"], table, found) for table in found["tables"]]


def _find_kind(path: Path, start: bytes) -> str:
    """Detect zip (including most workbooks), xls, parquet, stata, sqlite, markup or json. Anything else is csv, table or not."""
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if start.startswith(OLD_OFFICE):
        return "xls"
    if start.startswith(b"PAR1"):
        return "parquet"
    if STATA.match(start):
        return "stata"
    if start.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if find_root(start) in MAPS:
        return "markup"
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    looks_like_json = rb"[\[{]" if path.suffix.lower() in JSON_SUFFIXES else rb'\{\s*["}]|\[\s*[\[{\]]'
    return "json" if re.match(looks_like_json, text) else "csv"


def _preview_table(path: Path, folder: Path, table: dict[str, Any], found: dict[str, Any]) -> Preview:
    rows = [row for row in islice(read_staged_rows(folder), 10 * PREVIEW_ROWS) if row.cells and row.trouble is None]
    first = rows[:PREVIEW_ROWS]
    return Preview(
        path,
        folder,
        found["kind"],
        table["sheet"],
        found["encoding"],
        None,
        tuple(tuple(cell or None for cell in row.cells) for row in first),
        tuple(row.line for row in first),
        notes=tuple(map(read_note, (*found.get("notes", ()), *table.get("notes", ())))),
        others=tuple((sheet, read_note(why)) for sheet, why in found.get("others", ())),
    )


def _read_start(path: Path, content: Path) -> bytes:
    try:
        if path.is_dir():
            raise FileRefused(f"{path.name}: it is a folder. Choose a file in it.")
        if not path.is_file():
            raise FileRefused(f"{path.name}: there is no such file. Check its name and folder.")
        with content.open("rb") as file:
            start = file.read(START)
    except OSError as error:
        raise FileRefused(f"{path.name}: it cannot be read ({error.strerror}).") from None
    if not start:
        raise FileRefused(f"{path.name}: it is empty. Fetch or export it again.")
    return start
