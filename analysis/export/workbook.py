"""A table as an XLSX workbook with a sheet that describes it and a sheet of typed cells. The same input gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from etl.tables.formulas import BEGINS_A_CELL

MOST_ROWS = 1_048_576 - 1  # rows of a sheet, without its header
MOST_CHARACTERS = 32_767  # in a cell
ROWS_LOOKED_AT = 200  # to find the width of a column
NARROWEST, WIDEST = 8, 60
# XML reads a carriage return as a line break, and Excel decodes such escapes. Both must be escaped.
WRITTEN_BY_NUMBER = re.compile(r"\r|_(?=x[0-9A-Fa-f]{4}_)")
NO_CHARACTER_OF_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The current time would make two files of the same rows differ.
NO_TIME = (1980, 1, 1, 0, 0, 0)
WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write(table: pa.Table, readme: Iterable[tuple[str, Mapping[str, object]]], made_at: str) -> bytes:
    """Write a workbook. `readme` are sections of names and descriptions; `made_at` is recorded as the time of writing.

    Dates and numbers are typed, unknown is an empty cell, and text stays text whatever its first character. Characters that XML
    does not allow are replaced, and text too long for a cell is cut and ends in an ellipsis. Raises ValueError for more rows
    than a sheet can have.
    """
    from openpyxl import Workbook  # 15 MB that a server needs only when somebody saves a workbook

    if table.num_rows > MOST_ROWS:
        raise ValueError(f"{table.num_rows} rows are more than the {MOST_ROWS} that a sheet holds")
    book = Workbook(write_only=True)
    book.properties.creator = "Patrolwatch"
    _fill_readme(book.create_sheet("README"), readme)
    _fill_data(book.create_sheet("data"), table)
    content = io.BytesIO()
    book.save(content)
    return _fix_times(content.getvalue(), made_at)


def _fill_readme(sheet: Any, readme: Iterable[tuple[str, Mapping[str, object]]]) -> None:
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 100
    for title, entries in readme:
        sheet.append([_make_cell(sheet, title, bold=True)])
        for name, words in entries.items():
            cells = [_make_cell(sheet, name), _make_cell(sheet, words)]
            for cell in filter(None, cells):  # no cell for empty text
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.append(cells)
        sheet.append([])


def _fill_data(sheet: Any, table: pa.Table) -> None:
    from openpyxl.utils import get_column_letter

    # In write-only mode this must be set before the first row.
    sheet.freeze_panes = "A2"
    if table.num_columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(table.num_columns)}{table.num_rows + 1}"
    for place, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _find_width(name, column)
    sheet.append([_make_cell(sheet, name, bold=True) for name in table.column_names])
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        sheet.append([_make_cell(sheet, value) for value in row])


def _find_width(name: str, column: pa.ChunkedArray) -> int:
    longest = max(len(str(_flatten(value))) for value in [name, *column.slice(0, ROWS_LOOKED_AT).to_pylist()])
    return min(max(longest + 2, NARROWEST), WIDEST)


def _flatten(value: Any) -> Any:
    """Return a value that a cell can hold: lists joined as text, None as empty text."""
    return "" if value is None else ";".join(map(str, value)) if isinstance(value, list) else value


def _make_cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    """Return the cell for a value, or None if there is none."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    value = _flatten(value)
    if value == "":
        return None
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    else:
        cell = WriteOnlyCell(sheet, _fit_into_cell(value))
        cell.data_type = "s"  # otherwise text that begins with = would be a formula, and #N/A an error
        # Otherwise a spreadsheet would turn the text into a formula when the cell is edited.
        cell.quotePrefix = bool(re.match(BEGINS_A_CELL, value))
    if bold:
        cell.font = Font(bold=True)
    return cell


def _fit_into_cell(text: str) -> str:
    """Replace characters that XML does not allow, and cut text that is too long for a cell."""
    text = NO_CHARACTER_OF_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    text = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
    return WRITTEN_BY_NUMBER.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _fix_times(workbook: bytes, made_at: str) -> bytes:
    """Replace the current time with fixed times."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as read, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            data = read.read(name)
            if name == "docProps/core.xml":
                data = WRITTEN_AT.sub(rb"\g<1>" + made_at.encode(), data)
            written.writestr(zipfile.ZipInfo(name, NO_TIME), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()
