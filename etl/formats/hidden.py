"""What a workbook hides: sheets, rows and columns. They are named, and read only where that is asked for."""

from bisect import bisect_right

HIDDEN_ROW = "a hidden row"
HIDDEN_SHEET = "it is hidden, and --hidden reads it"
UNSEEN = (
    "Hidden rows and columns of an {name} file cannot be told from others here: if it has any, they were read. "
    "Save it as XLSX to leave them out."
)
COLUMNS_SHOWN = 8


class Spans:
    """Numbers of rows or columns, as spans that are added in rising order."""

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

    def describe_columns(self) -> list[str]:
        """Return a sentence on the columns that hold something and were dropped, if there are any."""
        if not self._dropped:
            return []
        letters = [_name_column(place) for place in sorted(self._dropped)]
        more = f" and {len(letters) - COLUMNS_SHOWN} more" if len(letters) > COLUMNS_SHOWN else ""
        shown = ", ".join(letters[:COLUMNS_SHOWN]) + more
        if len(letters) == 1:
            return [f"Column {shown} is hidden and was not read; --hidden reads it."]
        return [f"Columns {shown} are hidden and were not read; --hidden reads them."]


def _name_column(place: int) -> str:
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
