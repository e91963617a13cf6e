"""What a file is read into, and the limits on it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

PREVIEW_ROWS = 40
MAX_COLUMNS = 10_000
MAX_CELL = 1_000_000
MAX_RECORD = 16_000_000
MAX_RECORD_LINES = 500_000  # a line costs fifty bytes more than its characters
MAX_REJECTS = 100_000
MAX_REJECT_TEXT = 500

# A row of nothing else is blank. Python and SQL have to agree about it, so it is not what `str.strip()` takes away.
WHITE = " \t\r\n\v\f\u00a0"


@dataclass(frozen=True)
class Reject:
    """One record that cannot be loaded.

    `record` counts the data records from 1, without head and blank lines; `line` is the line of the file where the
    record starts (the row of a sheet, the element of a JSON list), from 1; `text` is the start of the original.
    """

    record: int | None
    line: int | None
    column: str | None
    reason: str
    text: str | None


@dataclass(frozen=True)
class Preview:
    """One table of a file, and how it begins.

    `content` holds the rows: the path itself, or in the temporary folder an unpacked file or a folder of parsed rows. `kind` is
    csv, workbook, json, geojson, map (of KML, GPX, a shapefile or a GeoPackage), parquet or stata. `encoding` is utf-8, utf-8-sig, utf-16, utf-16-le or utf-16-be (no mark at
    the start), windows-1252, or "" where the file is binary. `rows` are the first rows that
    are not blank, an empty cell is None, and `lines` is where each starts; JSON, GeoJSON and Parquet begin with a
    row of names, on line 0. Without `quoting`, quote marks are characters like any other. `notes` are sentences on what was
    not read of it, or is not in it, and `others` the sheets beside it that are no tables, each with why.
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
    notes: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rows:
    """The rows of a table, as SQL that may stand in a FROM clause.

    `relation` has the chosen columns, as text and in the order of the file, an empty cell NULL; with `numbered`
    also `record` and `line`, which `numbered_relation` always has. `rejects` could not be read as rows and, like
    the `blank` and the `hidden` ones, are in neither. `count_lines` is None where the relation is right. Otherwise it looks at every
    byte of the file, best while the relation is read, and returns the number of lines from the first record on; the
    relation is right only where that is the number of records and of line breaks in their cells.
    """

    relation: str
    numbered: bool
    numbered_relation: str
    blank: int
    rejects: tuple[Reject, ...]
    count_lines: Callable[[], int | None] | None
    hidden: int = 0


class Row(NamedTuple):
    """A row as it was found.

    `trouble` says why it is no row of the table. `blank_before` counts the rows above it that hold nothing and are not
    given.
    """

    line: int
    cells: list[str]
    text: str
    trouble: str | None
    blank_before: int = 0


def is_blank(cells: list[str]) -> bool:
    """Whether all cells are empty or white."""
    return not "".join(cells).strip(WHITE)
