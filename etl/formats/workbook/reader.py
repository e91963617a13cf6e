"""Stages each sheet of a workbook as a table."""

import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import python_calamine as calamine

from etl.errors import FileRefused, Note
from etl.formats.staging import Staging, format_cell
from etl.formats.tables import MAX_COLUMNS
from etl.formats.workbook.hidden import HIDDEN_ROW, HIDDEN_SHEET, OPTION, Hidden, look_into_xls, refuse_unreadable
from etl.formats.workbook.inspection import Kept, inspect
from etl.formats.workbook.limits import refuse_emptiness, refuse_width


def parse(path: Path, name: str, out: Path, hidden: bool = False) -> dict[str, Any]:
    """Stage each sheet that is not empty. Hidden sheets, rows and columns are left out unless `hidden` is set.

    Raises FileRefused. Any other error comes from calamine and means that the file is damaged.
    """
    seen = inspect(path, name, hidden) if zipfile.is_zipfile(path) else {}
    tables, others, is_hidden = [], [], False
    # Given a path, calamine would trust its extension.
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
                others.append((sheet.name, asdict(HIDDEN_SHEET)))
                is_hidden = True
                continue
            staging = Staging(out / str(number))
            kept, concealed = seen.get(sheet.name, ({}, Hidden()))
            concealed = Hidden() if hidden else concealed
            _stage(book.get_sheet_by_index(number), staging, f"{name}, sheet {sheet.name}", kept, concealed)
            if staging.has_text:
                tables.append(
                    {
                        "folder": str(number),
                        "sheet": sheet.name,
                        "notes": list(map(asdict, concealed.describe_columns())),
                    }
                )
            else:
                others.append((sheet.name, asdict(Note("it is empty"))))
    if not tables and is_hidden:
        raise FileRefused(
            f"{name}: its sheets are hidden or empty. Use --hidden to read what is hidden.", options=OPTION
        )
    if not tables:
        raise FileRefused(f"{name}: all its sheets are empty. Choose a file with a table.")
    return {"kind": "workbook", "encoding": "", "tables": tables, "others": others}


def _stage(sheet: calamine.CalamineSheet, staging: Staging, where: str, kept: Kept, hidden: Hidden) -> None:
    if sheet.total_width > MAX_COLUMNS:
        refuse_width(where, sheet.total_height, sheet.total_width)
    for line, cells in _read_rows(sheet, kept):
        cells = hidden.drop_columns(cells)
        if line in hidden.rows:
            staging.add_trouble(line, HIDDEN_ROW, "\t".join(cell or "" for cell in cells))
        else:
            staging.add(line, cells)
        if staging.is_hollow:
            refuse_emptiness(where)
    staging.finish()


def _read_rows(sheet: calamine.CalamineSheet, kept: Kept) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the number and the cells of each row that is not empty, up to its last cell with content."""
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
