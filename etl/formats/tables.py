"""What a file is read into, and the limits on it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from etl.errors import Note

PREVIEW_ROWS = 40
MAX_COLUMNS = 10_000
MAX_CELL = 1_000_000
MAX_RECORD = 16_000_000
MAX_RECORD_LINES = 500_000  # a line costs fifty bytes in addition to its characters
MAX_REJECTS = 100_000
MAX_REJECT_TEXT = 500

# A row of only these characters is blank. Python and SQL must agree on the set, so it differs from that of `str.strip()`.
WHITE = " \t\r\n\v\f\u00a0"


@dataclass(frozen=True)
class Reject:
    """A record that cannot be loaded.

    `record` numbers the data records from 1, without header and blank lines. `line` is the line of the file where the record
    starts (the row of a sheet, the element of a JSON list), from 1. `text` is the start of the original. `sheet` is set where
    several sheets of a workbook were read.
    """

    record: int | None
    line: int | None
    column: str | None
    reason: str
    text: str | None
    sheet: str | None = None


@dataclass(frozen=True)
class Preview:
    """The start of one table of a file.

    `content` holds the rows: the path itself, or an unpacked file or folder of parsed rows in the temporary folder. `kind` is
    csv, workbook, json, geojson, map (KML, GPX, shapefile or GeoPackage), parquet or stata. `encoding` is utf-8, utf-8-sig,
    utf-16, utf-16-le or utf-16-be (both without a byte order mark), windows-1252, or "" for binary files. `rows` are the first
    non-blank rows, with None for empty cells, and `lines` the line where each starts. JSON, GeoJSON and Parquet begin with a
    row of names on line 0. Without `quoting`, quote marks are ordinary characters. `notes` say what was not read
    or is missing. `others` are the sheets that are not tables, each with the reason as a note.
    """

    path: Path
    content: Path
    kind: str
    sheet: str | None
    encoding: str
    delimiter: str | None
    rows: tuple[tuple[str | None, ...], ...]
    lines: tuple[int, ...]
    quoting: bool = True
    notes: tuple[Note, ...] = ()
    others: tuple[tuple[str, Note], ...] = ()


@dataclass(frozen=True)
class Rows:
    """The rows of a table, as SQL for a FROM clause.

    `relation` has the chosen columns as text in the order of the file, with NULL for empty cells; with `numbered` also `record`
    and `line`, which `numbered_relation` always has. It contains neither `rejects`, records that are not valid rows, nor the
    `blank` and `hidden` ones. `count_lines` is None if the relation is known to be right. Otherwise it scans the whole file,
    best while the relation is being read, and returns the number of lines from the first record on. The relation is right only
    if that equals the number of records plus the line breaks in their cells.
    """

    relation: str
    numbered: bool
    numbered_relation: str
    blank: int
    rejects: tuple[Reject, ...]
    count_lines: Callable[[], int | None] | None
    hidden: int = 0

    def change(self, change: Callable[[str], str]) -> "Rows":
        """Return the rows with both relations changed in the same way."""
        return replace(self, relation=change(self.relation), numbered_relation=change(self.numbered_relation))


class Row(NamedTuple):
    """A row as found in the file.

    `trouble` says why it is not a row of the table. `blank_before` counts the omitted empty rows above it.
    """

    line: int
    cells: list[str]
    text: str
    trouble: str | None
    blank_before: int = 0


def is_blank(cells: list[str]) -> bool:
    """Whether all cells are empty or white space."""
    return not "".join(cells).strip(WHITE)
