"""Workbooks (XLSX, XLSB, XLS, ODS): each sheet is a table, read by calamine.

A formula counts by the value stored with it; macros and links are not followed. calamine holds a sheet as a full
rectangle, keeps numbers as floats and drops error values, so an XLSX or ODS file is looked through first: what would
take too much is refused before calamine sees it, and what calamine would lose is kept aside.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn
from xml.parsers import expat

import python_calamine as calamine

from etl.errors import FileRefused
from etl.formats.hidden import (
    HIDDEN_ROW,
    HIDDEN_SHEET,
    Hidden,
    list_xlsb_sheets,
    look_into_xls,
    look_into_xlsb,
    refuse_unreadable,
)
from etl.formats.staging import Staging, format_cell
from etl.formats.tables import MAX_COLUMNS

MAX_MEMBERS = 10_000
MAX_INFLATED = 500_000_000
MAX_RATIO = 200
HARMLESS = 50_000_000
MAX_CELLS = 1_500_000
MAX_ROWS = 500_000  # a row costs about as much as a cell
MAX_AREA = 10_000_000  # cells, empty ones too; each takes about 30 bytes of the memory that a file may have
EXACT_DIGITS = 15  # of a number that a float keeps
CHUNK = 1 << 20

Kept = dict[tuple[int, int], str]  # texts by row and column, from 1


def parse(path: Path, name: str, out: Path, hidden: bool = False) -> dict[str, Any]:
    """Stage each sheet that is not empty, without what is hidden unless that is asked for.

    Raises FileRefused; whatever else calamine raises means a damaged file.
    """
    seen = _look_through(path, name, hidden) if zipfile.is_zipfile(path) else {}
    tables, others = [], []
    # By its path calamine would go by the ending of the name.
    with path.open("rb") as file:
        try:
            book = calamine.CalamineWorkbook.from_filelike(file)
        except calamine.PasswordError:
            raise FileRefused(f"{name}: it is locked with a password. Save it without one.") from None
        if not hidden and not zipfile.is_zipfile(path):
            with refuse_unreadable(name):
                seen = {title: ({}, each) for title, each in look_into_xls(path, book.sheet_names).items()}
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != calamine.SheetVisibleEnum.Visible and not hidden:
                others.append((sheet.name, HIDDEN_SHEET))
                continue
            staging = Staging(out / str(number))
            kept, concealed = seen.get(sheet.name, ({}, Hidden()))
            concealed = Hidden() if hidden else concealed
            _stage(book.get_sheet_by_index(number), staging, f"{name}, sheet {sheet.name}", kept, concealed)
            if staging.has_text:
                tables.append({"folder": str(number), "sheet": sheet.name, "notes": concealed.describe_columns()})
            else:
                others.append((sheet.name, "it is empty"))
    if not tables and any(why == HIDDEN_SHEET for _, why in others):
        raise FileRefused(f"{name}: its sheets are hidden or empty. Say --hidden to read what is hidden.")
    if not tables:
        raise FileRefused(f"{name}: all its sheets are empty. Choose a file with a table.")
    return {"kind": "workbook", "encoding": "", "tables": tables, "others": others}


def _stage(sheet: calamine.CalamineSheet, staging: Staging, where: str, kept: Kept, hidden: Hidden) -> None:
    if sheet.total_width > MAX_COLUMNS:
        _refuse_width(where, sheet.total_height, sheet.total_width)
    for line, cells in _read_rows(sheet, kept):
        cells = hidden.drop_columns(cells)
        if line in hidden.rows:
            staging.add_trouble(line, HIDDEN_ROW, "\t".join(cell or "" for cell in cells))
        else:
            staging.add(line, cells)
        if staging.is_hollow:
            _refuse_emptiness(where)
    staging.finish()


def _read_rows(sheet: calamine.CalamineSheet, kept: Kept) -> Iterator[tuple[int, list[str | None]]]:
    """The rows that hold something, with their numbers, as far as their last cell that does."""
    left = sheet.start[1] if sheet.start else 0
    kept_by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in kept.items():
        kept_by_row.setdefault(row, {})[column] = text
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = [None] * left + [format_cell(value, "TRUE", "FALSE") or None for value in values]
        for column, text in kept_by_row.get(line, {}).items():
            cells += [None] * (column - len(cells))
            cells[column - 1] = text
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield line, cells


def _refuse_width(where: str, row: int, column: int) -> NoReturn:
    raise FileRefused(
        f"{where}, row {row}: a cell stands in column {column}, and a table may have {MAX_COLUMNS}. "
        "Clear the columns on the right."
    )


def _refuse_emptiness(where: str) -> NoReturn:
    raise FileRefused(f"{where}: almost all its cells are empty. Save it as CSV.")


# Before calamine


def _look_through(path: Path, name: str, hidden: bool) -> dict[str, tuple[Kept, Hidden]]:
    """Refuse a workbook that would take too much, and return, by sheet, the texts that calamine would lose and what is hidden.

    What binary parts hide is not asked for where it is read anyway (`hidden`). No more of a member is ever inflated than it declares: `zipfile` stops there.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        inflated = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        out_of_measure = inflated > HARMLESS and inflated > MAX_RATIO * packed
        if len(members) > MAX_MEMBERS or inflated > MAX_INFLATED or out_of_measure:
            raise FileRefused(
                f"{name}: unpacked it would have {len(members)} parts and {inflated // 1_000_000} MB. "
                "Save the sheets that are needed as CSV."
            )
        contents = _Contents()
        sizes = _Sizes(name)
        parts = [part for part in archive.namelist() if _is_read(part)]
        for part in sorted(parts, key=lambda part: not part.startswith(("xl/workbook.", "xl/_rels/"))):
            if part.endswith(".bin"):
                if not hidden:
                    with refuse_unreadable(name):
                        contents.look_into_xlsb(archive, part)
            elif part.startswith(("xl/workbook.", "xl/_rels/")):
                _parse_xml(archive, part, name, contents.start)
            elif title := contents.find_title(part):
                sheet = _Sheet(f"{name}, sheet {title}", sizes)
                _parse_xml(archive, part, name, sheet.start, sheet.characters)
                contents.seen[title] = sheet.kept, sheet.hidden
            else:
                spread = _OpenDocument(name, sizes, contents.seen) if part == "content.xml" else None
                _parse_xml(archive, part, name, spread.start if spread else None)
        return contents.seen


def _is_read(part: str) -> bool:
    return part.startswith(("xl/", "content.xml")) and part.endswith((".xml", ".rels", ".bin"))


def _parse_xml(archive: zipfile.ZipFile, part: str, name: str, start: Any, characters: Any = None) -> None:
    """Go through the tags of a part. Raises FileRefused where it declares entities or a document type."""

    def refuse(*_declaration: object) -> None:
        raise FileRefused(
            f"{name}: it cannot be read as a workbook, because {part} declares a document type, as no spreadsheet "
            "program does. Open the workbook and save it again."
        )

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    with archive.open(part) as content:
        while chunk := content.read(CHUNK):
            parser.Parse(chunk)
    parser.Parse(b"", True)


class _Contents:
    """The sheets that a workbook lists, and the part that holds each."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[Kept, Hidden]] = {}
        self.sheets: dict[str, str] = {}  # id of a relation -> title
        self._parts: dict[str, str] = {}  # part -> that id

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a sheet, or the part that holds one."""
        match tag.rpartition(":")[2]:
            case "sheet":
                key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                self.sheets[key] = attributes.get("name", "")
            case "Relationship":
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
                self._parts[path] = attributes.get("Id", "")

    def look_into_xlsb(self, archive: zipfile.ZipFile, part: str) -> None:
        """Find the titles of the sheets of a binary workbook, or what one of them hides."""
        if part == "xl/workbook.bin":
            self.sheets = list_xlsb_sheets(archive)
        elif title := self.find_title(part):
            self.seen[title] = {}, look_into_xlsb(archive, part)

    def find_title(self, part: str) -> str | None:
        """The title of the sheet in a part, or None."""
        return self.sheets.get(self._parts.get(part, ""))


class _Sizes:
    """The cells and rows of a whole workbook, which may be so many and no more."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells = self._rows = 0

    def add_row(self, times: int = 1) -> None:
        """Count a row. Raises FileRefused where it is one too many."""
        self._rows += times
        if self._rows > MAX_ROWS:
            self._refuse(f"{MAX_ROWS:,} rows")

    def add_cell(self, times: int = 1) -> None:
        """Count a cell. Raises FileRefused where it is one too many."""
        self._cells += times
        if self._cells > MAX_CELLS:
            self._refuse(f"{MAX_CELLS:,} cells")

    def _refuse(self, most: str) -> NoReturn:
        raise FileRefused(
            f"{self._name}: it has more than {most}, which a workbook may not have here. "
            "Save the sheets that are needed as CSV."
        )


class _Area:
    """The rectangle of the cells that hold something."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._first_row = self._last_column = 0
        self._first_column = MAX_COLUMNS

    def add(self, row: int, column: int) -> None:
        """Widen the rectangle. Raises FileRefused where it becomes too large."""
        if column > MAX_COLUMNS:
            _refuse_width(self._where, row, column)
        self._first_row = self._first_row or row
        self._first_column = min(self._first_column, column)
        self._last_column = max(self._last_column, column)
        if (row - self._first_row + 1) * (self._last_column - self._first_column + 1) > MAX_AREA:
            _refuse_emptiness(self._where)


class _Sheet:
    """A worksheet of an XLSX file: its cells are counted, must stand in order, and keep what calamine drops."""

    REFERENCE = re.compile("([A-Z]+)([0-9]+)")

    def __init__(self, where: str, sizes: _Sizes) -> None:
        self.kept: Kept = {}
        self.hidden = Hidden()
        self._where, self._sizes = where, sizes
        self._area = _Area(where)
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._type = ""
        self._is_value = self._is_formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow the opening tag of a row, a cell or a value."""
        tag = tag.rpartition(":")[2]
        self._is_value, self._is_formula = tag in ("v", "t"), tag == "f"
        if tag == "c":
            self._sizes.add_cell()
            row, column = self._place(attributes.get("r"))
            if row != self._row or column <= self._column:
                self._refuse_disorder(row)
            self._column = column
            self._type = attributes.get("t", "n")
        elif tag == "row":
            self._sizes.add_row()
            row = int(attributes.get("r", self._row + 1))
            if row <= self._row:
                self._refuse_disorder(row)
            self._row, self._column = row, 0
            if attributes.get("hidden") in ("1", "true"):
                self.hidden.rows.add(row, row)
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.hidden.columns.add(int(attributes["min"]), int(attributes["max"]))

    def characters(self, text: str) -> None:
        """Note that a cell holds something, and keep an error value, a formula without a value, or a number too long for a float."""
        if self._is_formula and self._type == "n" and not text.isspace():  # a text may be empty, but not a number
            self.kept[self._row, self._column] = f"={text}"
        if not self._is_value or text.isspace():
            return
        self._area.add(self._row, self._column)
        self.kept.pop((self._row, self._column), None)
        if self._type == "e" or (self._type == "n" and len(text) > EXACT_DIGITS and text.lstrip("-").isdecimal()):
            self.kept[self._row, self._column] = text

    def _place(self, reference: str | None) -> tuple[int, int]:
        if reference is None:
            return self._row, self._column + 1
        found = self.REFERENCE.fullmatch(reference)
        if not found:
            self._refuse_disorder(self._row)
        letters, row = found.groups()
        if letters not in self._columns:
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - 64
            self._columns[letters] = number
        return int(row), self._columns[letters]

    def _refuse_disorder(self, row: int) -> NoReturn:
        raise FileRefused(
            f"{self._where}, row {row}: its rows or cells are not in order. Open the workbook and save it again."
        )


class _OpenDocument:
    """The sheets of an ODS file, whose rows and cells may stand for many."""

    def __init__(self, name: str, sizes: _Sizes, seen: dict[str, tuple[Kept, Hidden]]) -> None:
        self._name, self._sizes, self._seen = name, sizes, seen
        self._hidden = Hidden()
        self._area = _Area(name)
        self._row = self._rows = self._column = self._columns = 0
        self._is_counted = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow the opening tag of a sheet, a row or a cell."""
        match tag:
            case "table:table":
                self._area = _Area(f"{self._name}, sheet {attributes.get('table:name', '')}")
                self._row = self._rows = self._columns = 0
                self._hidden = Hidden()
                self._seen[attributes.get("table:name", "")] = {}, self._hidden
            case "table:table-column":
                first = self._columns + 1
                self._columns += int(attributes.get("table:number-columns-repeated", 1))
                if attributes.get("table:visibility") in ("collapse", "filter"):
                    self._hidden.columns.add(first, self._columns)
            case "table:table-row":
                self._row += self._rows
                self._rows = int(attributes.get("table:number-rows-repeated", 1))
                self._column, self._is_counted = 0, False
                if attributes.get("table:visibility") in ("collapse", "filter"):
                    self._hidden.rows.add(self._row + 1, self._row + self._rows)
            case "table:table-cell" | "table:covered-table-cell":
                columns = int(attributes.get("table:number-columns-repeated", 1))
                self._column += columns
                if "office:value-type" in attributes:
                    self._sizes.add_cell(columns * self._rows)
                    self._sizes.add_row(0 if self._is_counted else self._rows)
                    self._is_counted = True
                    self._area.add(self._row + 1, self._column)
                    self._area.add(self._row + self._rows, self._column)
