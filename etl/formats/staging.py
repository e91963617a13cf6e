"""What the child process passes to its parent: a folder of Parquet parts with all values as text."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import FileRefused
from etl.formats.tables import MAX_CELL, MAX_COLUMNS, MAX_REJECT_TEXT, Row, is_blank

PART_ROWS = 20_000
PART_CELLS = 1_000_000
PART_CHARACTERS = 16_000_000
MAX_EMPTY_CELLS = 20_000_000


class Number(str):
    """A number in a JSON file, as written."""

    __slots__ = ()


def format_cell(value: object, true: str = "true", false: str = "false") -> str | None:
    """Format a value as a CSV file would contain it.

    None stays None, a list of plain values is joined, and other nested values become compact JSON.
    """
    match value:
        case None | str():
            return value
        case bool():
            return true if value else false
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime.datetime():
            # Workbooks store times as fractions of days, so seconds are not exact.
            value = (value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
            is_day = value.time() == datetime.time() and not value.tzinfo
            return value.date().isoformat() if is_day else value.isoformat(" ")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case bytes():
            return _decode(value)
        case list() if not any(isinstance(item, list | dict) for item in value):
            return "; ".join(format_cell(item, true, false) or "" for item in value)
        case list() | dict():
            return write_compact_json(value)
    return str(value)


def _decode(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def write_compact_json(value: Any) -> str:
    """Format a value as JSON without spaces, with each Number as written. Raises RecursionError if it is nested too deep."""
    match value:
        case Number():
            return str(value)
        case dict():
            members = (f"{json.dumps(k, ensure_ascii=False)}:{write_compact_json(v)}" for k, v in value.items())
            return "{" + ",".join(members) + "}"
        case list():
            return "[" + ",".join(map(write_compact_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=format_cell)


class Staging:
    """The rows of one table. A part is as wide as its widest row, so the width need not be known in advance.

    `is_hollow` signals that a small file is about to become a huge table of empty cells.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir()
        self.has_text = False
        self.is_hollow = False
        self._space = self._filled = 0
        self._parts = 0
        self._begin_part()

    def _begin_part(self) -> None:
        self._rows: list[list[str | None]] = []
        self._lines: list[int] = []
        self._troubles: list[str | None] = []
        self._width = self._characters = 0

    def add(self, line: int, cells: list[str | None]) -> None:
        """Add a row. If a cell cannot be part of a table, it is added as invalid."""
        longest = max((len(cell) for cell in cells if cell), default=0)
        if longest > MAX_CELL:
            self.add_trouble(
                line, f"a cell of {longest} characters, but at most {MAX_CELL} are allowed", _join_starts(cells)
            )
        else:
            self._add(line, cells, None)

    def add_trouble(self, line: int, reason: str, text: str) -> None:
        """Add an invalid record with its text in place of cells."""
        self._add(line, [text[:MAX_REJECT_TEXT]], reason)

    def _add(self, line: int, cells: list[str | None], trouble: str | None) -> None:
        self._rows.append(cells)
        self._lines.append(line)
        self._troubles.append(trouble)
        self._width = max(self._width, len(cells))
        self._characters += sum(map(len, filter(None, cells)))
        if (
            len(self._rows) == PART_ROWS
            or self._width * len(self._rows) > PART_CELLS
            or self._characters > PART_CHARACTERS
        ):
            self._write(f"{self._parts + 1:06}.parquet")
            self._parts += 1
            self._begin_part()

    def finish(self, names: list[str] | None = None) -> None:
        """Write the remaining rows. `names` become the first row, on line 0."""
        if self._rows:
            self._write(f"{self._parts + 1:06}.parquet")
        self._begin_part()
        if names is not None:
            self._rows, self._lines, self._troubles, self._width = [list(names)], [0], [None], len(names)
            self._write("000000.parquet")

    def _write(self, name: str) -> None:
        self.has_text |= self._characters > 0
        self._space += self._width * len(self._rows)
        self._filled += sum(len(row) - row.count(None) for row in self._rows)
        self.is_hollow = self._space > MAX_EMPTY_CELLS and self._space > 20 * self._filled
        padded = [row + [None] * (self._width - len(row)) for row in self._rows]
        columns = {
            f"c{number}": pa.array(column, pa.string()) for number, column in enumerate(zip(*padded, strict=True))
        }
        numbers = {"line": pa.array(self._lines, pa.int64()), "trouble": pa.array(self._troubles, pa.string())}
        pq.write_table(pa.table(numbers | columns), self.folder / name, compression="snappy")


class NamedStaging:
    """The rows of one table that come as names and values, and all names found so far."""

    def __init__(self, folder: Path, where: str) -> None:
        self._staging = Staging(folder)
        self._where = where
        self.names: dict[str, int] = {}

    def add(self, line: int, row: dict[str, Any]) -> None:
        """Add a row. Raises FileRefused if there are too many names, or almost every cell is empty."""
        for name in row:
            self.names.setdefault(name, len(self.names))
        if len(self.names) > MAX_COLUMNS:
            raise FileRefused(
                f"{self._where}, record {line}: the records have more than {MAX_COLUMNS} names, but a table may not have "
                "more. Keep those that you need."
            )
        cells: list[str | None] = [None] * (max((self.names[name] for name in row), default=-1) + 1)
        for name, item in row.items():
            is_plain = item is None or type(item) is str
            cells[self.names[name]] = item if is_plain else write_compact_json(item)
        self._staging.add(line, cells)
        if self._staging.is_hollow:
            raise FileRefused(
                f"{self._where}: its records have {len(self.names)} names, and almost no record has more than a few of "
                "them. Keep the names that are needed."
            )

    def add_trouble(self, line: int, reason: str, text: str) -> None:
        """Add an invalid record with its text in place of cells."""
        self._staging.add_trouble(line, reason, text)

    def finish(self) -> None:
        """Write the remaining rows, with the names as the first row."""
        self._staging.finish(list(self.names))


def read_staged_rows(folder: Path, width: int | None = None) -> Iterator[Row]:
    """Yield the rows of a staged table, padded to `width` cells unless there is text beyond them.

    Empty rows need not be staged: row numbers show how many are missing. A table ends at its last row with content.
    """
    above = 0
    for part in sorted(folder.iterdir()):
        for batch in pq.ParquetFile(part).iter_batches(batch_size=PART_ROWS):
            lines, troubles = (batch.column(name).to_pylist() for name in ("line", "trouble"))
            columns = [pc.fill_null(column, "").to_pylist() for column in batch.columns[2:]]
            rows = zip(*columns, strict=True) if columns else ((),) * len(lines)
            for line, trouble, cells in zip(lines, troubles, map(list, rows), strict=True):
                yield _make_row(line, cells, trouble, width)._replace(blank_before=max(line - above - 1, 0))
                above = line


def _make_row(line: int, cells: list[str], trouble: str | None, width: int | None) -> Row:
    if trouble is not None:
        return Row(line, cells, cells[0], trouble)
    if is_blank(cells):
        return Row(line, [], "", None)
    # On line 0 a name may be empty, since the cells below it still count.
    while line and cells and not cells[-1]:
        cells.pop()
    if width is not None and len(cells) < width:
        cells += [""] * (width - len(cells))
    return Row(line, cells, "\t".join(cells), None)


def _join_starts(cells: list[str | None]) -> str:
    return "\t".join((cell or "")[:MAX_REJECT_TEXT] for cell in cells[:MAX_REJECT_TEXT])
