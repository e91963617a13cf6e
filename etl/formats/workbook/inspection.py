"""Inspects an XLSX, XLSB or ODS file before calamine opens it."""

import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn
from xml.parsers import expat

from etl.errors import FileRefused
from etl.formats.workbook.hidden import Hidden, list_xlsb_sheets, look_into_xlsb, refuse_unreadable
from etl.formats.workbook.limits import Area, Sizes

MAX_MEMBERS = 10_000
MAX_INFLATED = 500_000_000
MAX_RATIO = 200
HARMLESS = 50_000_000
EXACT_DIGITS = 15  # digits of a number that a float keeps
CHUNK = 1 << 20

Kept = dict[tuple[int, int], str]  # texts by row and column, from 1


def inspect(path: Path, name: str, hidden: bool) -> dict[str, tuple[Kept, Hidden]]:
    """Return, by title of a sheet, the texts that calamine would lose and what the sheet hides.

    Binary parts are skipped where hidden cells are read anyway (`hidden`). `zipfile` never inflates more of a member than the
    archive declares. Raises FileRefused if the workbook would take too much.
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
        sizes = Sizes(name)
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
    """Parse a part and call `start` and `characters`. Raises FileRefused if it declares entities or a document type."""

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
    """The sheets that a workbook lists, and the part of each."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[Kept, Hidden]] = {}
        self.sheets: dict[str, str] = {}  # id of a relation -> title
        self._parts: dict[str, str] = {}  # part -> that id

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a sheet or its part."""
        match tag.rpartition(":")[2]:
            case "sheet":
                key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                self.sheets[key] = attributes.get("name", "")
            case "Relationship":
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
                self._parts[path] = attributes.get("Id", "")

    def look_into_xlsb(self, archive: zipfile.ZipFile, part: str) -> None:
        """Read the titles of the sheets of a binary workbook, or what one sheet hides."""
        if part == "xl/workbook.bin":
            self.sheets = list_xlsb_sheets(archive)
        elif title := self.find_title(part):
            self.seen[title] = {}, look_into_xlsb(archive, part)

    def find_title(self, part: str) -> str | None:
        """Return the title of the sheet in a part, or None."""
        return self.sheets.get(self._parts.get(part, ""))


class _Sheet:
    """A worksheet of an XLSX file. Counts its cells, checks their order, and keeps what calamine drops."""

    REFERENCE = re.compile("([A-Z]+)([0-9]+)")

    def __init__(self, where: str, sizes: Sizes) -> None:
        self.kept: Kept = {}
        self.hidden = Hidden()
        self._where, self._sizes = where, sizes
        self._area = Area(where)
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
        """Count a cell with content. Keep an error value, a formula without a value, or a number too long for a float."""
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
    """The sheets of an ODS file, where one row or cell may be repeated many times."""

    def __init__(self, name: str, sizes: Sizes, seen: dict[str, tuple[Kept, Hidden]]) -> None:
        self._name, self._sizes, self._seen = name, sizes, seen
        self._hidden = Hidden()
        self._area = Area(name)
        self._row = self._rows = self._column = self._columns = 0
        self._is_counted = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow the opening tag of a sheet, a row or a cell."""
        match tag:
            case "table:table":
                self._area = Area(f"{self._name}, sheet {attributes.get('table:name', '')}")
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
