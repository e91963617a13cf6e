"""Limits the size of a workbook: its cells, rows, columns and the rectangle that they fill."""

from typing import NoReturn

from etl.errors import FileRefused
from etl.formats.tables import MAX_COLUMNS

MAX_CELLS = 1_500_000
MAX_ROWS = 500_000  # a row costs about as much as a cell
MAX_AREA = 10_000_000  # cells, empty ones too: each takes about 30 bytes of the memory that a file may have


def refuse_width(where: str, row: int, column: int) -> NoReturn:
    raise FileRefused(
        f"{where}, row {row}: column {column} has a cell, but a table may have at most {MAX_COLUMNS} columns. "
        "Clear the columns on the right."
    )


def refuse_emptiness(where: str) -> NoReturn:
    raise FileRefused(f"{where}: almost all its cells are empty. Save it as CSV.")


class Sizes:
    """The numbers of cells and rows in a whole workbook."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells = self._rows = 0

    def add_row(self, times: int = 1) -> None:
        """Count a row. Raises FileRefused above the limit."""
        self._rows += times
        if self._rows > MAX_ROWS:
            self._refuse(f"{MAX_ROWS:,} rows")

    def add_cell(self, times: int = 1) -> None:
        """Count a cell. Raises FileRefused above the limit."""
        self._cells += times
        if self._cells > MAX_CELLS:
            self._refuse(f"{MAX_CELLS:,} cells")

    def _refuse(self, most: str) -> NoReturn:
        raise FileRefused(
            f"{self._name}: it has more than {most}, the most that a workbook may have. "
            "Save the sheets that are needed as CSV."
        )


class Area:
    """The rectangle around the cells with content."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._first_row = self._last_column = 0
        self._first_column = MAX_COLUMNS

    def add(self, row: int, column: int) -> None:
        """Widen the rectangle. Raises FileRefused above the limit."""
        if column > MAX_COLUMNS:
            refuse_width(self._where, row, column)
        self._first_row = self._first_row or row
        self._first_column = min(self._first_column, column)
        self._last_column = max(self._last_column, column)
        if (row - self._first_row + 1) * (self._last_column - self._first_column + 1) > MAX_AREA:
            refuse_emptiness(self._where)
