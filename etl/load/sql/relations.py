"""The relations that the steps of a load take and return, by their names in SQL."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from etl.errors import Note, ReleaseOvertaken
from etl.feeds import Feed
from etl.lake import Cut, Lake, Manifest
from etl.load.sql import has_rows
from etl.tables.columns import Table
from etl.tables.schema import quote_identifier, quote_text
from etl.tables.vocabulary import VIOLENT_KINDS

# For each table, the cuts to be rewritten, with a query for all rows of each.
Cuts = dict[str, dict[Cut, str]]

# Up to this size, rows are read into memory if many queries use them. Planning sixty rules over the parts of a lake
# takes longer than running them, and so does planning the expressions that make a record of a row.
MOST_KEPT_ROWS = 50_000

IS_VIOLENT = f"kind IN ({', '.join(map(quote_text, VIOLENT_KINDS))})"  # of an incident

NO_CELLS = 'NULL::MAP(VARCHAR, STRUCT("column" VARCHAR, "text" VARCHAR))'


@dataclass(frozen=True)
class Known:
    """The newest release of a lake, from which a load starts (None for an empty lake), with a connection to read it.

    `shared` is a folder for rows that queries read, if other machines run these queries too.
    """

    con: duckdb.DuckDBPyConnection
    lake: Lake
    release: Manifest | None
    shared: Path | None = None

    @property
    def next_number(self) -> int:
        """The number of the next release."""
        return self.release.number + 1 if self.release else 1

    def refuse_overtaken(self, expected: int | None) -> None:
        """Raise ReleaseOvertaken if the user decided on another release than this one."""
        if expected not in (None, self.next_number - 1):
            raise ReleaseOvertaken(self.next_number - 1)

    def select(
        self,
        table: Table,
        feed: str | None = None,
        years: Collection[int | None] | None = None,
        without: Collection[Cut] = (),
    ) -> str:
        """Return a query for the known rows of a table: of one feed, of some years, or without some cuts."""
        return self.lake.query_rows(
            self.con,
            self.release,
            table.name,
            lambda part: (
                feed in (None, part.feed) and (years is None or part.year in years) and part.cut not in without
            ),
        )

    def count_rows(self, table: str, cut: Cut) -> int:
        """Return the number of known rows of a cut."""
        published = self.release.tables.get(table) if self.release else None
        return sum(part.rows for part in published.parts if part.cut == cut) if published else 0

    def holds(self, table: Table, feed: str) -> bool:
        """Return whether a table has records of a feed."""
        published = self.release.tables.get(table.name) if self.release else None
        return any(part.feed == feed for part in published.parts) if published else False


@dataclass(frozen=True)
class Records:
    """The records of one table in one load.

    `source` are the staged rows, `rows` the good ones with the ids of their events, `events` one row per event. `excluded` are
    relations (key, fate, reason, column, detail) of events that a check rejects or a rule leaves out. If nothing is excluded
    there are no such relations, since even an empty one would be queried for each of a million records.
    """

    table: Table
    source: str
    rows: str
    events: str
    is_unique: bool  # no two rows describe the same event
    cells: str = NO_CELLS  # expression for the cells that a row was read from, see etl/load/normalise.py
    excluded: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()  # relations with the same columns, for events with one cell set to unknown
    fates: str | None = None  # fate and first release of each event; None if none was known before

    @property
    def key(self) -> str:
        """The id column as an SQL identifier."""
        return quote_identifier(self.table.id_column)

    @property
    def exclusions(self) -> str:
        """A query for all excluded events."""
        return " UNION ALL ".join(f"FROM {name}" for name in self.excluded) or f"FROM ({NO_EXCLUSIONS})"

    @property
    def accepted(self) -> str:
        """A query for the events that are not excluded."""
        return f"SELECT * FROM {self.events}" + (
            f" WHERE {self.key} NOT IN (SELECT key FROM ({self.exclusions}))" if self.excluded else ""
        )


EXCLUSION = {"key": "VARCHAR", "fate": "VARCHAR", "reason": "VARCHAR", "column": "VARCHAR", "detail": "VARCHAR"}
NO_EXCLUSIONS = (
    f"SELECT {', '.join(f'NULL::{kind} AS {quote_identifier(name)}' for name, kind in EXCLUSION.items())} WHERE false"
)


@dataclass(frozen=True)
class Batch:
    """What the files of one load say for one feed. Each step takes a batch and returns another.

    A batch has at most four tables: patrols, incidents, suspensions and exposure. A list of deletions has no records.
    """

    feed: Feed
    known: Known
    schema: str
    extras: tuple[str, ...]  # columns that the feed staged in addition to those of the tables
    records: Mapping[str, Records] = field(default_factory=dict)
    deletions: str | None = None
    patrols_by_number: str | None = None
    patrols_withdrawn: str | None = None  # ids of known patrols that this load withdraws
    notes: tuple[Note, ...] = ()
    notes_of_files: Mapping[int, tuple[Note, ...]] = field(default_factory=dict)  # by file number

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection that holds the relations."""
        return self.known.con

    def select_known(self, table: Table, years: Collection[int | None] | None = None) -> str:
        """Return a query for the known rows of the feed in a table."""
        return self.known.select(table, self.feed.name, years)

    def name(self, table: Table, relation: str) -> str:
        """Return the name of a relation of this batch."""
        return f"{self.schema}.{table.name}_{relation}"

    def with_records(self, records: Records) -> "Batch":
        """Return the batch with new relations for one table."""
        return replace(self, records={**self.records, records.table.name: records})

    def without(self, table: Table, excluded: str) -> "Batch":
        """Return the batch without the events of a table that the relation `excluded` names."""
        records = self.records[table.name]
        if not has_rows(self.con, f"FROM {excluded}"):
            return self
        return self.with_records(replace(records, excluded=(*records.excluded, excluded)))

    def leave_out(self, table: Table, rule: str, condition: str) -> "Batch":
        """Return the batch without the events that meet a condition. `rule` describes it in words."""
        records = self.records[table.name]
        left_out = self.name(table, f"left_out_{len(records.excluded)}")
        self.con.execute(
            f"CREATE TABLE {left_out} AS SELECT {records.key} AS key, 'left_out' AS fate, ? AS reason, "
            f'NULL::VARCHAR AS "column", NULL::VARCHAR AS detail FROM {records.events} WHERE {condition}',
            [rule],
        )
        return self.without(table, left_out)

    def with_notes(self, *notes: Note) -> "Batch":
        """Return the batch with further notes for the user."""
        return replace(self, notes=(*self.notes, *notes))


# Columns about how a record was loaded, not about its content.
NOT_COMPARED = {"feed", "feed_release", "feed_id"}


def list_compared_columns(table: Table) -> list[str]:
    """List the columns about the content of a record, without those about how it was loaded."""
    return [column.name for column in table.declared if column.name not in NOT_COMPARED | set(table.key)]
