"""What a column and a table are. The tables themselves are declared in `records.py`."""

from dataclasses import dataclass, field
from typing import Any, Literal

from etl.tables.vocabulary import FEEDS

Type = Literal["VARCHAR", "VARCHAR[]", "DATE", "INTEGER", "DOUBLE", "BOOLEAN"]


@dataclass(frozen=True)
class Column:
    """One column of one table: its DuckDB type, its meaning, and the rules for its values."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    unit: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    words: tuple[str, ...] | None = None
    names: str | None = None  # the table whose records this column names
    # True: it came after ids had been made of what rows say, and is part of that only where it is filled.
    is_later: bool = False
    is_fact: bool = True  # False: a change of it alone says nothing new of what happened, and is counted apart


@dataclass(frozen=True)
class Table:
    """One table: what one row is, its key, its columns.

    `tracked` tables keep a withdrawn record and say in which release it came and went. Tables `about_loads` say how
    records were loaded, not what happened on a corridor: they are not part of the content hash. A table with a `period` is
    cut into parts by the year of that day. `day` is the first day of a record. In a part the rows of one `together_by` lie
    together, so that few of many are read for it.
    """

    name: str
    row_is: str
    key: tuple[str, ...]
    declared: tuple[Column, ...] = field(repr=False)
    tracked: bool = False
    about_loads: bool = False
    period: str | None = None
    day: str = "date"
    together_by: str | None = None

    @property
    def id_column(self) -> str:
        """The column that identifies a record by itself. Raises ValueError where it takes several."""
        (name,) = self.key
        return name

    @property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns, and those that every tracked table has."""
        return self.declared + (RELEASE_COLUMNS if self.tracked else ())

    @property
    def facts(self) -> list[str]:
        """The names of the declared columns that say what happened, and not how it is noted."""
        return [column.name for column in self.declared if column.is_fact]

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """Columns that give the rows a total order."""
        return tuple(column for column in (self.together_by, self.period) if column) + self.key

    @property
    def column_names(self) -> list[str]:
        """The names of `columns`, in their order."""
        return [column.name for column in self.columns]


def text(name: str, meaning: str, **rules: Any) -> Column:
    """A column of text."""
    return Column(name, "VARCHAR", meaning, **rules)


def texts(name: str, meaning: str, **rules: Any) -> Column:
    """A column of lists of text."""
    return Column(name, "VARCHAR[]", meaning, **rules)


def day(name: str, meaning: str, **rules: Any) -> Column:
    """A column of dates."""
    return Column(name, "DATE", meaning, **rules)


def whole(name: str, meaning: str, **rules: Any) -> Column:
    """A column of whole numbers, none below zero unless a rule says so."""
    return Column(name, "INTEGER", meaning, **{"at_least": 0, **rules})


def decimal(name: str, meaning: str, **rules: Any) -> Column:
    """A column of numbers with a decimal point."""
    return Column(name, "DOUBLE", meaning, **rules)


def yes_no(name: str, meaning: str, **rules: Any) -> Column:
    """A column of true and false."""
    return Column(name, "BOOLEAN", meaning, **rules)


RELEASE_COLUMNS = (
    whole("first_release", "Number of the release in which the record first stood.", required=True, at_least=1),
    whole("withdrawn_release", "Number of the release that withdrew the record; empty while it stands.", at_least=1),
)
FEED = text("feed", "Where the record comes from.", required=True, words=FEEDS)
FEED_RELEASE = text("feed_release", "The feed's own release or file date, where it names one.", is_fact=False)
