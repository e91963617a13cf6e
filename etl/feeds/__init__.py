"""The register of feeds, and what defines a feed: how it recognises its files and maps their columns to ours.

Every module in this folder is a feed: it is named after the feed and defines `FEED`. A new feed needs no other change. Shared
code is in `common`. A feed describes everything with SQL expressions over the text columns of its file. The load combines them,
so that DuckDB reads each file once, whatever its feed.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from etl.errors import Note

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

OWN_TABLES = "analyst"  # the feed of what analysts write themselves: their tables and corridors
# The order in which pages and files list feeds. Others come last.
LISTED_FIRST = (OWN_TABLES, "acled", "ucdp_ged", "ucdp_candidate", "gdelt", "gtd", "icews", "portwatch")

ROW_OF_LOG = "row_of_log"  # staged for the patrol of a row of a log and for the attack on it
SHEET = "sheet"  # likewise for the sheet of a row


@dataclass(frozen=True)
class PatrolLog:
    """The column of a log of patrols that says which were attacked, and what its cells say, in lower case."""

    column: str
    yes: tuple[str, ...]
    kinds: tuple[str, ...] = ()  # those of `yes` that name the kind of attack
    unclear: tuple[str, ...] = ()
    says_no: bool = True  # whether some cell says no; otherwise an empty cell does


@dataclass(frozen=True)
class Match:
    """How a feed reads a table: the name of each column by position, and the number of rows before the first record."""

    names: list[str]
    skip: int
    recognised_as: str = ""  # what was recognised, for the user
    # The last of the names are not in the file; each has this cell in every row.
    given: tuple[tuple[str, str], ...] = ()
    # Set if each row is a patrol, and says whether that patrol was attacked.
    log: PatrolLog | None = None


class WordMeaning(NamedTuple):
    """The meaning that a user gave to a word in one of our columns."""

    column: str
    word: str
    meaning: str


@dataclass(frozen=True)
class ReadingOptions:
    """The user's options for reading a file."""

    date_order: str | None = None  # dmy, mdy, ymd, swapped; None: decided from all rows
    columns: dict[str, str] = field(default_factory=dict)  # theirs -> ours
    roots: tuple[str, ...] = ("18", "19", "20")  # CAMEO roots: EventRootCode of GDELT and ICEWS
    feed_release: str | None = None
    # The parties that patrol each corridor of the release, by short name, and the routes as WKT.
    corridors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    routes: tuple[str, ...] = ()
    zone: str | None = None  # the time zone of the days, if given
    zones: Mapping[str, str] = field(default_factory=dict)  # of corridors, by short name
    words: tuple[WordMeaning, ...] = ()  # meanings given by users for files with these headers
    utm: str | None = None  # UTM zone of eastings and northings, with its band: 37N
    corridor: str | None = None  # the corridor of all rows, for tables without a column for it
    participants: str | None = None  # who took part in all patrols, likewise
    verification: str | None = None  # how certain all incidents are, likewise
    as_events: bool = False  # what looks like a total or a heading is an event
    # Columns that the file lacks and these options fill. They say nothing of what its rows are.
    given: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Refusal:
    """A rule that rejects a record: a condition, the column at fault, and the reason."""

    condition: str
    column: str | None
    reason: str
    text: str | None = None  # expression for the text of the cell; by default that of the column


@dataclass(frozen=True)
class UnreadCell:
    """A cell that cannot be read, but without which the record is kept with an unknown value.

    The report counts the rows of each text, and `as_written` of the record keeps it. Expressions over the cell must give NULL
    or the word `unknown` wherever the condition holds.
    """

    column: str
    condition: str
    reason: str
    text: str | None = None  # expression for the text of the cell; by default that of the column
    is_word: bool = False  # a free word, whose meaning a user may give later


@dataclass(frozen=True)
class ReadOtherwise:
    """A cell that a documented rule reads differently from what it says, so `as_written` of the record keeps its text."""

    column: str
    condition: str
    text: str | None = None  # as above
    is_word: bool = False


@dataclass(frozen=True)
class FreeWords:
    """A column of free words to look up in the lexicon under `ours`. The load adds the result as `meaning_of_<ours>`.

    For `record`, the kind of row, it also adds `meaning_of_record_kind`, `meaning_of_record_outcome` and
    `meaning_of_record_rule`, which is set if the row is left out. `otherwise` is the meaning of unknown words in a column without patrols and suspensions; the load
    then adds it as `otherwise_record`.
    """

    column: str
    ours: str
    otherwise: str | None = None


@dataclass(frozen=True)
class PointColumns:
    """The columns of a file with coordinates: points in one column, or latitudes and longitudes in two.

    `order` is the order of coordinates in a point, as named in `etl.feeds.points`; None: decided from the table. `is_given`
    means that the user named the columns. With `northing`, the column of points holds UTM eastings; the zone is in
    `zone_column`, or `zone` for all rows.
    """

    point: str | None = None
    order: str | None = None
    lat: str | None = None
    lon: str | None = None
    is_given: bool = False
    northing: str | None = None
    zone_column: str | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Shape:
    """How the columns of a file map to ours.

    `parsed` are expressions over the columns of the file, computed once and used by name in the others. `tables` has an
    expression for each column that the feed fills; other columns are NULL. If `feed_id` is NULL, a hash of the content becomes
    the id. `stated_in` names the column of the file that determines a column filled by the load. `withdraws` marks the file as
    a list of deletions: an expression for the id that the feed deleted.
    """

    parsed: dict[str, str]
    tables: dict[str, dict[str, str]]
    refusals: list[Refusal] = field(default_factory=list)  # only for values that a record cannot do without
    unread: list[UnreadCell] = field(default_factory=list)
    read_otherwise: list[ReadOtherwise] = field(default_factory=list)
    words: list[FreeWords] = field(default_factory=list)
    # Replacements for these columns in the hash that becomes the id of a row without one.
    hashed: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (condition, the rule in words)
    rule_of_words: str = ""  # expression for the rule by which a word leaves out the record
    into: str = "'incidents'"  # the table that a record belongs to
    dates: tuple[str, ...] = ()  # expressions for texts that `read_date` reads; the load reads these before the rows
    one_row_per_actor: bool = False
    # For tables kept by people, which may contain totals and headings: the columns of days, the expression for the text of a
    # record's day, and the columns of counts. Totals sum up the counts, and the whole table decides their separators and
    # missing values.
    days: tuple[str, ...] = ()
    date_text: str = ""
    figures: tuple[str, ...] = ()
    may_lack_ids: bool = False  # some rows may have no id, so all their cells are compared to detect copies
    # Staged for the load in addition to the columns of every table.
    extras: dict[str, str] = field(default_factory=dict)
    stated_in: dict[str, str] = field(default_factory=dict)
    withdraws: str | None = None
    points: PointColumns | None = None  # adds `point lat`, `point lon` and `point precision` to the columns of the file
    # Columns that are not read, with the column of the same meaning that is.
    rivals: Mapping[str, str] = field(default_factory=dict)
    # Columns of other numbers, whose separators and missing values the whole table also decides.
    measures: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A source of records.

    `recognise` returns a Match for a table that the feed can read, otherwise None. Feeds with a lower `rank` are tried first.
    `shape` raises FileRefused if the columns are not sufficient. `release_of` reads a release number from the name of a file.
    `whole` returns the days that a file with this name, release and number of rows covers completely for all countries.
    """

    name: str
    title: str
    credit: str  # attribution for numbers of the feed, and the conditions for republishing its data
    recognise: Callable[["Preview"], Match | None]
    shape: Callable[[list[str], ReadingOptions], Shape]
    release_of: Callable[["Preview"], str | None] = lambda preview: None
    whole: Callable[[str, str | None, int], tuple[date, date] | None] = lambda name, release, rows: None
    rank: int = 1
    same_columns: str | None = None  # a feed with the same columns, for which files of this one could be mistaken
    # A release with a two-part number (24.1) replaces all before it, so an older one adds nothing.
    replaces_older: bool = False
    needs_release: bool = False  # without a release number, its records replace those of any release
    later_files_replace: bool = False  # a later file supersedes earlier ones, so loading an older one would undo it
    is_kept_by_people: bool = False  # who number the rows, edit them and load the table again
    is_restricted: bool = False  # its terms forbid republishing records, but not sums of them
    rows_of_a_page: tuple[int, ...] = ()  # a file with exactly this many rows is probably one page of a longer answer


def list_feed_names() -> tuple[str, ...]:
    """List the names of the feeds that read files without importing their modules."""
    found = [module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg]
    first = [name for name in LISTED_FIRST if name in found]
    return (*first, *sorted(set(found) - set(first)))


def read_register() -> dict[str, Feed]:
    """Import all feeds that read files, in the order in which they are tried on a file."""
    feeds: list[Feed] = [import_module(f"{__name__}.{name}").FEED for name in list_feed_names()]
    return {feed.name: feed for feed in sorted(feeds, key=lambda feed: feed.rank)}
