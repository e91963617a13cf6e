"""Finds what a workbook hides: sheets, rows and columns. They are reported, and read only on request.

calamine does not report this. Binary workbooks (XLS, XLSB) have it in records beside the cells, see [MS-XLS] and [MS-XLSB].
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import olefile

from etl.errors import FileRefused, Note, NoteKind

HIDDEN_ROW = "a hidden row"
OPTION = ("hidden",)
HIDDEN_SHEET = Note("it is hidden, and --hidden reads it", NoteKind.HIDDEN, OPTION)
COLUMNS_SHOWN = 8
# Numbers of records.
XLS_BEGIN, XLS_END, XLS_SHEET, XLS_ROW, XLS_COLUMNS = 0x809, 0x0A, 0x85, 0x208, 0x7D
XLSB_ROW, XLSB_COLUMNS, XLSB_SHEET = 0, 60, 156

Record = tuple[int, bytes]  # type and content


class Spans:
    """Numbers of rows or columns, as spans added in ascending order."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def add(self, first: int, last: int) -> None:
        """Add the numbers of a span."""
        self._firsts.append(first)
        self._lasts.append(last)

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]

    def __bool__(self) -> bool:
        return bool(self._firsts)


class Hidden:
    """The rows and columns that one sheet hides, numbered from 1."""

    def __init__(self) -> None:
        self.rows = Spans()
        self.columns = Spans()
        self._dropped: set[int] = set()

    def drop_columns(self, cells: list[str | None]) -> list[str | None]:
        """Return the cells of a row without those of hidden columns."""
        if not self.columns:
            return cells
        self._dropped |= {place for place, cell in enumerate(cells, start=1) if cell and place in self.columns}
        return [cell for place, cell in enumerate(cells, start=1) if place not in self.columns]

    def describe_columns(self) -> list[Note]:
        """Return a note on the dropped columns that had content, or None."""
        if not self._dropped:
            return []
        letters = [_name_column(place) for place in sorted(self._dropped)]
        more = f" and {len(letters) - COLUMNS_SHOWN} more" if len(letters) > COLUMNS_SHOWN else ""
        shown = ", ".join(letters[:COLUMNS_SHOWN]) + more
        sentence = (
            f"Column {shown} is hidden and was not read; --hidden reads it."
            if len(letters) == 1
            else f"Columns {shown} are hidden and were not read; --hidden reads them."
        )
        return [Note(sentence, NoteKind.HIDDEN, OPTION)]


def _name_column(place: int) -> str:
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


@contextmanager
def refuse_unreadable(name: str) -> Iterator[None]:
    """Refuse a binary workbook whose records do not show what it hides. Raises FileRefused."""
    try:
        yield
    except (OSError, IndexError, ValueError, struct.error):
        raise FileRefused(
            f"{name}: its hidden rows and columns cannot be determined. Use --hidden to read everything, or save it as XLSX.",
            options=OPTION,
        ) from None


def look_into_xls(path: Path, titles: list[str]) -> dict[str, Hidden]:
    """Return what each sheet of an XLS file hides, by its title; see `refuse_unreadable`."""
    with olefile.OleFileIO(path) as compound:
        content = compound.openstream("Workbook" if compound.exists("Workbook") else "Book")
    starts = [struct.unpack_from("<I", record)[0] for number, record in _read_xls(content, 0) if number == XLS_SHEET]
    found = [_look_into_xls_sheet(_read_xls(content, start)) for start in starts]
    return dict(zip(titles, found, strict=True))


def _read_xls(content: BytesIO, start: int) -> Iterator[Record]:
    """Yield the records of a sheet, or of the workbook itself, including those of charts in it."""
    content.seek(start)
    depth = 0
    while len(head := content.read(4)) == 4:
        number, size = struct.unpack("<HH", head)
        depth += (number == XLS_BEGIN) - (number == XLS_END)
        if not depth:
            return
        yield number, content.read(size)


def _look_into_xls_sheet(records: Iterator[Record]) -> Hidden:
    rows, columns = [], []
    for number, record in records:
        if number == XLS_ROW and struct.unpack_from("<12xH", record)[0] & 0x20:
            rows.append(struct.unpack_from("<H", record)[0])
        elif number == XLS_COLUMNS and struct.unpack_from("<8xH", record)[0] & 1:
            columns.append(struct.unpack_from("<HH", record))
    return _make_hidden(rows, columns)


def list_xlsb_sheets(archive: ZipFile) -> dict[str, str]:
    """List the sheets of an XLSB file: their titles by the id of the relation to their part."""
    sheets = {}
    for number, record in _read_xlsb(archive, "xl/workbook.bin"):
        if number == XLSB_SHEET:
            relation, at = _read_text(record, 8)
            sheets[relation] = _read_text(record, at)[0]
    return sheets


def look_into_xlsb(archive: ZipFile, part: str) -> Hidden:
    """Return what a sheet of an XLSB file hides."""
    rows, columns = [], []
    for number, record in _read_xlsb(archive, part):
        if number == XLSB_ROW and record[11] & 0x10:
            rows.append(struct.unpack_from("<I", record)[0])
        elif number == XLSB_COLUMNS and record[16] & 1:
            columns.append(struct.unpack_from("<II", record))
    return _make_hidden(rows, columns)


def _read_xlsb(archive: ZipFile, part: str) -> Iterator[Record]:
    """Yield the records of a part. Type and size have seven bits per byte, lowest first."""
    content = BytesIO(archive.read(part))
    while first := content.read(1):
        number = first[0] & 0x7F | (content.read(1)[0] << 7 if first[0] & 0x80 else 0)
        size = shift = 0
        more = True
        while more:
            byte = content.read(1)[0]
            size |= (byte & 0x7F) << shift
            shift += 7
            more = byte >= 0x80
        yield number, content.read(size)


def _read_text(record: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le"), end


def _make_hidden(rows: list[int], columns: list[tuple[int, int]]) -> Hidden:
    """Return what is hidden, from numbers that start at 0, as in binary workbooks."""
    hidden = Hidden()
    for row in sorted(rows):
        hidden.rows.add(row + 1, row + 1)
    for first, last in sorted(columns):
        hidden.columns.add(first + 1, last + 1)
    return hidden
