"""An empty workbook for patrols, incidents, suspensions and exposure, with a sheet that explains its columns."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from etl import temporary
from etl.errors import UsageError
from etl.feeds.analyst import COLUMNS
from etl.feeds.common.analyst_rules import RECORDS
from etl.tables.records import INCIDENTS, PATROLS, SUSPENSIONS

WORDS = {"record": tuple(RECORDS)} | {
    column.name: column.words
    for table in (PATROLS, INCIDENTS, SUSPENSIONS)
    for column in table.declared
    if column.words and column.name in COLUMNS
}
DATES = ("date", "date_end", "announced_on")
TEXT = "@"
LAST_ROW = 1_048_576  # of a sheet


def write(path: Path) -> None:
    """Write the workbook to a new file. Raises UsageError if the file exists or cannot be written."""
    try:
        temporary.write_file(path, make_workbook().save, replace=False)
    except FileExistsError:
        raise UsageError(f"{path} already exists and was not overwritten. Name another file with -o.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).") from None


def make_workbook() -> Workbook:
    """Return a workbook with the sheets `records`, to be filled in, and `columns`, which explains them."""
    book = Workbook()
    book.properties.creator = "Patrolwatch"
    book.remove(book.worksheets[0])
    _fill_records(book.create_sheet("records"))
    _fill_columns(book.create_sheet("columns"))
    return book


def _fill_records(sheet: Worksheet) -> None:
    _header(sheet, list(COLUMNS))
    for place, name in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, len(name) + 4)
        if name in DATES:
            # Without text format, a spreadsheet reformats dates and turns 2020-08 into a day.
            sheet.column_dimensions[letter].number_format = TEXT
        if name in WORDS:
            _offer(sheet, WORDS[name], f"{letter}2:{letter}{LAST_ROW}")


def _offer(sheet: Worksheet, words: tuple[str, ...], cells: str) -> None:
    """Offer words in a drop-down list. Other words give a warning but are allowed, since kinds are kept as written."""
    choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True, errorStyle="warning")
    choice.showErrorMessage = True
    choice.error = "Use only the words in the list."
    choice.add(cells)
    sheet.add_data_validation(choice)


def _fill_columns(sheet: Worksheet) -> None:
    _header(sheet, ["name", "meaning", "words"])
    for name, meaning in COLUMNS.items():
        sheet.append([name, meaning, ", ".join(WORDS.get(name, ()))])
    for letter, width in (("A", 20), ("B", 90), ("C", 60)):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _header(sheet: Worksheet, names: list[str]) -> None:
    sheet.append(names)
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
