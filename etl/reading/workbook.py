"""XLSX: each sheet a table. Formulas count by the value stored with them; macros and links are not followed."""

import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from etl.errors import FileRefused
from etl.reading.cells import text_of
from etl.reading.staging import Staging
from etl.reading.tables import MAX_COLUMNS

MAX_MEMBERS = 10_000
MAX_INFLATED = 500_000_000
MAX_RATIO = 200
HARMLESS = 50_000_000
WIDE = 1000
MAX_EMPTY_CELLS = 20_000_000


def parse(path: Path, name: str, out: Path) -> dict:
    """Stage each sheet that is not empty. Raises FileRefused; whatever else openpyxl raises means a damaged file."""
    _refuse_bomb(path, name)
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
    # A file may claim any size for a sheet.
    sheet.reset_dimensions()
    empty = 0
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = _cells(values)
        # A blank cell far to the right costs as much as all those that are not there.
        empty += len(values) - len(cells) if len(values) > WIDE else 0
        if empty > MAX_EMPTY_CELLS:
            raise FileRefused(f"{name}, sheet {sheet.title}: almost all its cells are empty. Save it as CSV.")
        if len(cells) > MAX_COLUMNS:
            raise FileRefused(
                f"{name}, sheet {sheet.title}, row {line}: a cell stands in column {len(cells)}, and a table may have "
                f"{MAX_COLUMNS}. Clear the columns on the right."
            )
        if cells:
            staging.add(line, cells)
    staging.finish()


def _cells(values: tuple) -> list[str | None]:
    width = len(values)
    while width and values[width - 1] in (None, ""):
        width -= 1
    return [text_of(value, "TRUE", "FALSE") for value in values[:width]]


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
