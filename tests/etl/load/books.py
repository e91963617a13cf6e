"""Make workbooks to load."""

from collections.abc import Iterable, Mapping

import openpyxl


def make_book(sheets: Mapping[str, Iterable[Iterable[object]]]) -> openpyxl.Workbook:
    """Make a workbook of sheets, by their titles, from rows of cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book
