"""The classes for declaring columns and tables. The tables themselves are declared in `records.py`."""

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
    names: str | None = None  # the table that this column refers to
    # True for a column added after ids were first hashed from content: it is part of the hash only if it is filled.
    is_later: bool = False
    is_fact: bool = True  # False if a change of this column alone does not change what happened; such changes are counted separately


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its key and its columns.

    `tracked` tables keep withdrawn records and record the releases in which each came and went. Tables that are `about_loads`
    describe how records were loaded rather than what happened on a corridor, so they are not part of the content hash. A table
    with a `period` is split into parts by the year of that day. `day` is the first day of a record. Within a part, rows with
    equal `together_by` are stored together, so that reading a few of them is fast.
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
        """The single column that identifies a record. Raises ValueError if the key has several."""
        (name,) = self.key
        return name

    @property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns, and those that every tracked table has."""
        return self.declared + (RELEASE_COLUMNS if self.tracked else ())

    @property
    def facts(self) -> list[str]:
        """The names of the declared columns that say what happened rather than how it was recorded."""
        return [column.name for column in self.declared if column.is_fact]

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """Columns that define a total order of the rows."""
        return tuple(column for column in (self.together_by, self.period) if column) + self.key

    @property
    def column_names(self) -> list[str]:
        """The names of `columns`, in order."""
        return [column.name for column in self.columns]


def text(name: str, meaning: str, **rules: Any) -> Column:
    """Declare a column of text."""
    return Column(name, "VARCHAR", meaning, **rules)


def texts(name: str, meaning: str, **rules: Any) -> Column:
    """Declare a column of lists of text."""
    return Column(name, "VARCHAR[]", meaning, **rules)


def day(name: str, meaning: str, **rules: Any) -> Column:
    """Declare a column of dates."""
    return Column(name, "DATE", meaning, **rules)


def whole(name: str, meaning: str, **rules: Any) -> Column:
    """Declare a column of whole numbers, at least 0 unless a rule says otherwise."""
    return Column(name, "INTEGER", meaning, **{"at_least": 0, **rules})


def decimal(name: str, meaning: str, **rules: Any) -> Column:
    """Declare a column of decimal numbers."""
    return Column(name, "DOUBLE", meaning, **rules)


def yes_no(name: str, meaning: str, **rules: Any) -> Column:
    """Declare a column of true and false."""
    return Column(name, "BOOLEAN", meaning, **rules)


RELEASE_COLUMNS = (
    whole("first_release", "Number of the release in which the record first stood.", required=True, at_least=1),
    whole("withdrawn_release", "Number of the release that withdrew the record; empty while it stands.", at_least=1),
)
FEED = text("feed", "Where the record comes from.", required=True, words=FEEDS)
FEED_RELEASE = text("feed_release", "The feed's own release or file date, if it names one.", is_fact=False)
