"""XLSX: each sheet a table. Formulas count by the value stored with them; macros and links are not followed."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from etl.errors import FileRefused
from etl.formats.cells import text_of
from etl.formats.staging import Staging
from etl.formats.tables import MAX_COLUMNS

MAX_MEMBERS = 10_000
MAX_INFLATED = 500_000_000
MAX_RATIO = 200
HARMLESS = 50_000_000
MAX_CELLS = 1_500_000  # openpyxl reads about 40,000 a second, and a file may take a minute
# A sign that XML would not keep, such as a carriage return. Half of a pair (D800 to DFFF) is none.
BY_NUMBER = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
MAX_ROWS = 500_000  # a row costs about as much as a cell, and a table of three columns has no more
CELL = re.compile(rb"<(?:\w+:)?c[ />]")
ROW = re.compile(rb"<(?:\w+:)?row[ />]")
TAG_BYTES = 100
CHUNK = 1 << 20


def parse(path: Path, name: str, out: Path) -> dict:
    """Stage each sheet that is not empty. Raises FileRefused; whatever else openpyxl raises means a damaged file."""
    _refuse_bomb(path, name)
    _refuse_what_takes_too_long(path, name)
    tables = []
    # By its path openpyxl would want the name to end in .xlsx.
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        with closing(book):
            for number, sheet in enumerate(book.worksheets):
                staging = Staging(out / str(number))
                _stage(sheet, staging, name)
                if staging.has_text:
                    tables.append({"folder": str(number), "sheet": sheet.title})
    if not tables:
        raise FileRefused(f"{name}: all its sheets are empty. Choose a file with a table.")
    return {"kind": "xlsx", "encoding": "", "tables": tables}


def _stage(sheet: ReadOnlyWorksheet, staging: Staging, name: str) -> None:
    where = f"{name}, sheet {sheet.title}"
    for line, cells in _rows(sheet, where):
        if len(cells) > MAX_COLUMNS:
            raise FileRefused(
                f"{where}, row {line}: a cell stands in column {len(cells)}, and a table may have {MAX_COLUMNS}. Clear the "
                "columns on the right."
            )
        staging.add(line, cells)
        if staging.is_hollow:
            raise FileRefused(f"{where}: almost all its cells are empty. Save it as CSV.")
    staging.finish()


def _rows(sheet: ReadOnlyWorksheet, where: str) -> Iterator[tuple[int, list[str | None]]]:
    """The rows that hold something, with their numbers, as far as their last cell that does.

    The rows of openpyxl itself would be filled up to the last number that a file claims, and would leave out, without a
    word, a row or a cell whose number is not higher than the one before.
    """
    last = 0
    with sheet._get_source() as source:
        book = sheet.parent
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            columns = [cell["column"] for cell in cells]
            if number <= last or any(after <= before for before, after in pairwise(columns)):
                raise FileRefused(
                    f"{where}, row {number}: its rows or cells are not in order. Open the workbook and save it again."
                )
            last = number
            texts = {cell["column"]: _text(cell["value"]) for cell in cells}
            if width := max((column for column, text in texts.items() if text), default=0):
                yield number, [texts.get(column) for column in range(1, width + 1)]


def _text(value) -> str | None:
    text = text_of(value, "TRUE", "FALSE")
    return BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), text) if text and "_x" in text else text


def _refuse_bomb(path: Path, name: str) -> None:
    # No more is ever inflated of a member than it declares: `zipfile` stops there.
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    inflated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    out_of_measure = inflated > HARMLESS and inflated > MAX_RATIO * packed
    if len(members) > MAX_MEMBERS or inflated > MAX_INFLATED or out_of_measure:
        raise FileRefused(
            f"{name}: unpacked it would have {len(members)} parts and {inflated // 1_000_000} MB. "
            f"Save the sheets that are needed as CSV."
        )


def _refuse_what_takes_too_long(path: Path, name: str) -> None:
    """What could not be read in time is refused at once."""
    cells = rows = 0
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if not member.endswith(".xml"):
                continue
            with archive.open(member) as content:
                begun = b""
                while chunk := content.read(CHUNK):
                    chunk = begun + chunk
                    whole, tag, rest = chunk.rpartition(b"<")
                    begun = tag + rest if len(rest) < TAG_BYTES else b""  # it goes on in the next chunk
                    counted = whole if begun else chunk
                    cells += len(CELL.findall(counted))
                    rows += len(ROW.findall(counted))
                    if cells > MAX_CELLS or rows > MAX_ROWS:
                        most = f"{MAX_CELLS:,} cells" if cells > MAX_CELLS else f"{MAX_ROWS:,} rows"
                        raise FileRefused(
                            f"{name}: it has more than {most}, which a workbook may not have here. Save the sheets "
                            "that are needed as CSV."
                        )
