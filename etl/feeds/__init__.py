"""The register of feeds, and what a feed is: how it knows its files, and how their columns become ours.

Every module of this folder is a feed: it has the feed's name and states the feed as `FEED`. Nothing else has to be
changed for a new one; what feeds share lies in `common`. A feed says everything in SQL expressions over the columns of its
file, which are text. The load puts them together, so that a file is read once, by DuckDB, whatever its feed.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # pages that only show records must not load the file readers
    from etl.formats import Preview

# The order in which pages and files list feeds. One that is not named here comes last.
LISTED_FIRST = ("analyst", "acled", "ucdp_ged", "ucdp_candidate", "gdelt", "gtd", "icews", "portwatch")


@dataclass(frozen=True)
class Match:
    """How a feed reads a table: a name for each column by position, and how many rows stand before the first record."""

    names: list[str]
    skip: int
    says: str = ""  # what was recognised, for the person who loads
    given: tuple[
        tuple[str, str], ...
    ] = ()  # the last of the names, which the file does not have, and the cell of each in every row


class SaidWord(NamedTuple):
    """What a word of one of our columns means, as a person said."""

    column: str
    word: str
    meaning: str


@dataclass(frozen=True)
class ReadingOptions:
    """What the person who loads chose about reading a file."""

    date_order: str | None = None  # dmy, mdy, ymd, swapped; None: decided from all rows
    columns: dict[str, str] = field(default_factory=dict)  # theirs -> ours
    roots: tuple[str, ...] = ("18", "19", "20")  # of CAMEO: GDELT's EventRootCode, and of ICEWS
    feed_release: str | None = None
    # Of the corridors of the release: who patrols each, by its short name, and their routes as WKT.
    corridors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    routes: tuple[str, ...] = ()
    zone: str | None = None  # the time zone of the days, where it was named
    zones: Mapping[str, str] = field(default_factory=dict)  # of the corridors, by their short names
    words: tuple[SaidWord, ...] = ()  # what persons said that words of files with these heads mean
    utm: str | None = None  # the zone of eastings and northings, with its band: 37N
    corridor: str | None = None  # of every row of a table that has no column of it
    as_events: bool = False  # what looks like a total or a heading is an event


@dataclass(frozen=True)
class Refusal:
    """A rule that rejects a record: a condition, the column that is at fault, and why."""

    condition: str
    column: str | None
    reason: str
    text: str | None = None  # an expression for the cell; of the column, where it is not given


@dataclass(frozen=True)
class UnreadCell:
    """A cell that cannot be read, and without which the record is kept: what it would fill is unknown.

    The report counts the rows of each text, and `as_written` of the record keeps it. What fills a column of ours from the
    cell has to give NULL, or the word `unknown`, wherever the condition holds.
    """

    column: str
    condition: str
    reason: str
    text: str | None = None  # an expression for the cell; of the column, where it is not given
    is_word: bool = False  # a free word, which may become known


@dataclass(frozen=True)
class ReadOtherwise:
    """A cell that a stated rule reads as something else than it says, so that `as_written` of the record keeps it."""

    column: str
    condition: str
    text: str | None = None  # likewise
    is_word: bool = False


@dataclass(frozen=True)
class FreeWords:
    """A column of free words, to be looked up in the lexicon under `ours`; the load gives the answer as `said_<ours>`.

    Of `record`, which says what a row is, it gives `said_record_kind`, `said_record_outcome` and `said_record_rule` too, the
    last where a row is left out. `otherwise` is what an unknown word of it is in a column without patrols and suspensions; the
    load gives it as `otherwise_record` where there are none.
    """

    column: str
    ours: str
    otherwise: str | None = None


@dataclass(frozen=True)
class PointColumns:
    """The columns of a file that say where something is: one of points, and one each of latitudes and longitudes.

    `order` says which coordinate of a point stands first, as `etl.feeds.points` calls it; None: the table decides. With
    `is_told` the person who loads has said which column is which. With `northing` the column of points holds eastings of UTM: the zone
    stands in `zone_column`, or is `zone` in all rows.
    """

    point: str | None = None
    order: str | None = None
    lat: str | None = None
    lon: str | None = None
    is_told: bool = False
    northing: str | None = None
    zone_column: str | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Shape:
    """How the columns of a file become ours.

    `parsed` are expressions over the columns of the file, computed once and used by name in what follows. `tables` gives
    an expression for each column of a table that the feed fills; the others are empty. `feed_id` is one of them: where it
    is NULL, the content of the record makes the id. `stated_in` names, for columns of ours that the load fills, the
    column of the file that decides. `withdraws` makes the file a list of deletions: the expression of the id that the
    feed no longer holds.
    """

    parsed: dict[str, str]
    tables: dict[str, dict[str, str]]
    refusals: list[Refusal] = field(default_factory=list)  # only for what a record cannot do without
    unread: list[UnreadCell] = field(default_factory=list)
    read_otherwise: list[ReadOtherwise] = field(default_factory=list)
    words: list[FreeWords] = field(default_factory=list)
    hashed: dict[str, str] = field(
        default_factory=dict
    )  # what makes the id of a row without one, in place of these columns
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (condition, the rule in words)
    rule_of_words: str = ""  # an expression of the rule by which a word leaves the record out
    into: str = "'incidents'"  # the table that a record belongs to
    dates: tuple[str, ...] = ()  # expressions of the texts that `read_date` reads, which are read before the rows
    one_row_per_actor: bool = False
    # Of a table that people keep, which may hold totals and headings: the columns of its days, the expression of the text of the
    # day of a record, and the columns of counts, which a total sums up and whose marks and missing values the table decides.
    days: tuple[str, ...] = ()
    date_text: str = ""
    figures: tuple[str, ...] = ()
    may_lack_ids: bool = False  # some rows may have no id: then all their cells tell whether one is the copy of another
    extras: dict[str, str] = field(default_factory=dict)  # staged beside the columns of every table, for the load
    stated_in: dict[str, str] = field(default_factory=dict)
    withdraws: str | None = None
    points: PointColumns | None = (
        None  # gives `point lat`, `point lon` and `point precision` beside the columns of the file
    )
    rivals: Mapping[str, str] = field(
        default_factory=dict
    )  # columns that are not read, and the one of the same meaning that is
    measures: tuple[str, ...] = ()  # columns of other numbers, whose marks and missing values the table decides too
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """Where records come from.

    `recognise` gives a Match for a table that the feed can read, else None; feeds of a lower `rank` are tried first.
    `shape` raises FileRefused where the columns do not do. `release_of` reads a release number in the name of a file.
    `whole` gives the days that a file of this name, release and number of rows holds completely, for all countries.
    """

    name: str
    title: str
    credit: str  # whom a number of the feed owes its data to, and what its terms ask of those who pass it on
    recognise: Callable[["Preview"], Match | None]
    shape: Callable[[list[str], ReadingOptions], Shape]
    release_of: Callable[["Preview"], str | None] = lambda preview: None
    whole: Callable[[str, str | None, int], tuple[date, date] | None] = lambda name, release, rows: None
    rank: int = 1
    same_columns: str | None = None  # the feed that has the same columns, and whose files are taken for this one's
    replaces_older: bool = (
        False  # a release of two numbers (24.1) replaces all before it: an older one says nothing new
    )
    needs_release: bool = False  # without a release number its records replace those of any release
    later_files_replace: bool = (
        False  # a later file says anew what one before it said, so that an older one would undo it
    )
    is_restricted: bool = False  # its terms forbid passing records on, but not sums of them
    rows_of_a_page: tuple[int, ...] = ()  # a file of so many rows is probably one page of an answer, cut off


def list_feed_names() -> tuple[str, ...]:
    """List the feeds that read files, by the names of their modules, without loading them."""
    found = [module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg]
    first = [name for name in LISTED_FIRST if name in found]
    return (*first, *sorted(set(found) - set(first)))


def read_register() -> dict[str, Feed]:
    """Load every feed that reads files, in the order in which they are tried on a file."""
    feeds: list[Feed] = [import_module(f"{__name__}.{name}").FEED for name in list_feed_names()]
    return {feed.name: feed for feed in sorted(feeds, key=lambda feed: feed.rank)}
