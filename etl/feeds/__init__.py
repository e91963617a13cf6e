"""The register of feeds, and what a feed is: how it knows its files, and how its columns become ours.

A feed says everything in SQL expressions over the columns of its file, which are text. The load puts them together, so that
a file is read once, by DuckDB, whatever its feed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a page that shows records does not load what reads files
    from etl.formats import Preview


@dataclass(frozen=True)
class Match:
    """How a feed reads a table: a name for each column by position, and how many rows stand before the first record."""

    names: list[str]
    skip: int
    says: str = ""  # what was recognised, for the person who loads


@dataclass(frozen=True)
class Asked:
    """What the person who loads asked for."""

    date_order: str | None = None  # dmy, mdy; None: decided from all rows
    columns: dict[str, str] = field(default_factory=dict)  # theirs -> ours
    roots: tuple[str, ...] = ("18", "19", "20")  # GDELT's EventRootCode
    feed_release: str | None = None


@dataclass(frozen=True)
class Refusal:
    """A rule that rejects a record: a condition, the column that is at fault, and why."""

    condition: str
    column: str | None
    reason: str
    text: str | None = None  # an expression for the cell; of the column, where it is not given


@dataclass(frozen=True)
class Shape:
    """How the columns of a file become ours.

    `parsed` are expressions over the columns of the file, computed once and used by name in what follows.
    `tables` gives an expression for each column of a table that the feed fills; the others are empty. `feed_id` is one
    of them: where it is NULL, the content of the record makes the id.
    """

    parsed: dict[str, str]
    tables: dict[str, dict[str, str]]
    refusals: list[Refusal] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (condition, the rule in words)
    into: str = "'incidents'"  # the table that a record belongs to
    dates: tuple[str, ...] = ()  # columns of the file that hold dates whose order may need deciding
    one_row_per_actor: bool = False
    extras: dict[str, str] = field(default_factory=dict)  # staged beside the columns of every table, for the load
    stated_in: dict[str, str] = field(
        default_factory=dict
    )  # column of ours that the load fills -> column of the file that decides
    withdraws: str | None = None  # a list of deletions: the expression of the id that the feed no longer holds
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """Where records come from.

    `recognise` gives a Match for a table that the feed can read, else None. `shape` raises FileRefused where the columns
    do not do.
    """

    name: str
    title: str
    recognise: Callable[["Preview"], Match | None]
    shape: Callable[[list[str], Asked], Shape]
    release_of: Callable[["Preview"], str | None] = lambda preview: None  # a release number that the file names
    replaces_older: bool = (
        False  # a release of two numbers (24.1) replaces all before it, so an older one says nothing new
    )
    # The days that a file of this name, release and number of rows holds completely, for all countries
    whole: Callable[[str, str | None, int], tuple[date, date] | None] = lambda name, release, rows: None


def register() -> dict[str, Feed]:
    """Every feed that reads files, in the order in which they are asked whether a file is theirs."""
    from etl.feeds import acled, analyst, gdelt, gtd, ucdp

    feeds = (acled.FEED, ucdp.GED, ucdp.CANDIDATE, gtd.FEED, gdelt.FEED, analyst.FEED)
    return {feed.name: feed for feed in feeds}
