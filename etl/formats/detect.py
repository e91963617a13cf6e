"""Tell what a file is by its content, since its name proves nothing, and show how its tables begin."""

import re
from itertools import islice
from pathlib import Path
from typing import Any

from etl.errors import FileRefused
from etl.formats.sandbox import parse_in_child
from etl.formats.staging import read_staged_rows
from etl.formats.tables import PREVIEW_ROWS, Preview
from etl.formats.text import delimited

START = 65_536
JSON_SUFFIXES = {".json", ".geojson", ".jsonl", ".ndjson"}

# Other files that people try to load, by their first bytes, and what to do about them.
SIGNATURES = [
    (b"%PDF-", "a PDF", "Ask its publisher for the table it was made from"),
    (b"\x89PNG\r\n", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"\x7fELF", "a program", ""),
    (b"\x1f\x8b", "packed with gzip", "Unpack it first"),
    (b"BZh", "packed with bzip2", "Unpack it first"),
    (b"\xfd7zXZ\0", "packed with xz", "Unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip", "Unpack it first"),
    (b"Rar!\x1a\x07", "packed with RAR", "Unpack it first"),
    (b"SQLite format 3\0", "an SQLite database", "Export the table as CSV"),
]
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
READABLE = "Choose a CSV, XLSX, XLS, XLSB, ODS, JSON, GeoJSON or Parquet file"


def peek(path: Path, temporary: Path) -> list[Preview]:
    """Find the tables of a file and show how each begins. Raises FileRefused, in one sentence that says what to do.

    Copies, if there are any, are made in the folder `temporary`.
    """
    start = _read_start(path, path)
    kind = _tell_kind(path, start)
    content = path
    if kind == "zip":
        folder, found = parse_in_child(kind, path, path.name, temporary)
        if "tables" in found:
            return _preview_tables(path, folder, found)
        content = folder / found["content"]
        start = _read_start(path, content)
        kind = _tell_kind(path, start)
    if kind == "csv":
        _refuse_other_files(path.name, start)
        return [delimited.read_preview(path, content)]
    folder, found = parse_in_child(kind, content, path.name, temporary)
    if "tables" not in found:
        raise FileRefused(f"{path.name}: it is an archive in an archive. Unpack it first.")
    return _preview_tables(path, folder, found)


def _preview_tables(path: Path, folder: Path, found: dict[str, Any]) -> list[Preview]:
    return [_preview_table(path, folder / table["folder"], table["sheet"], found) for table in found["tables"]]


def _tell_kind(path: Path, start: bytes) -> str:
    """Tell zip (most workbooks are one), xls, parquet or json; csv for everything else, be it a table or not."""
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if start.startswith(OLD_OFFICE):
        return "xls"
    if start.startswith(b"PAR1"):
        return "parquet"
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    looks_like_json = rb"[\[{]" if path.suffix.lower() in JSON_SUFFIXES else rb'\{\s*["}]|\[\s*[\[{\]]'
    return "json" if re.match(looks_like_json, text) else "csv"


def _preview_table(path: Path, folder: Path, sheet: str | None, found: dict[str, Any]) -> Preview:
    rows = [row for row in islice(read_staged_rows(folder), 10 * PREVIEW_ROWS) if row.cells and row.trouble is None]
    first = rows[:PREVIEW_ROWS]
    return Preview(
        path,
        folder,
        found["kind"],
        sheet,
        found["encoding"],
        None,
        tuple(tuple(cell or None for cell in row.cells) for row in first),
        tuple(row.line for row in first),
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


def _refuse_other_files(name: str, start: bytes) -> None:
    for signature, what, advice in SIGNATURES:
        if start.startswith(signature):
            raise FileRefused(f"{name}: it is {what}, not a table. {advice or READABLE}.")
    if start.startswith(b"MZ") and b"\0" in start[:64]:
        raise FileRefused(f"{name}: it is a program, not a table. {READABLE}.")
    words = start[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if re.match(rb"<(!doctype html|html|head|body)|<[!?].*<html", words, re.DOTALL):
        raise FileRefused(f"{name}: it is a web page, perhaps one that asks to log in. Fetch the file again.")
    if words.startswith(b"<?xml"):
        raise FileRefused(f"{name}: it is XML. {READABLE}.")
    if _is_binary(start):
        raise FileRefused(f"{name}: it is not text. {READABLE}.")


def _is_binary(start: bytes) -> bool:
    # UTF-16 has a NUL beside each Western character, and a damaged text a few; other control characters mean no text.
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or delimited.find_unmarked_utf_16(start):
        return False
    controls = len(start) - len(start.translate(None, bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))))
    return controls > 16 and controls > len(start) / 20
