"""Rows of files become events: each gets its id, and of the rows that say the same event one stands."""

from dataclasses import dataclass, field

import duckdb

from etl.feeds import Feed
from etl.lake import Cut
from etl.load.match import compared
from etl.load.normalise import Staged
from etl.tables.columns import Table
from etl.tables.records import INCIDENTS
from etl.tables.schema import literal, quoted

NO_CELLS = 'NULL::MAP(VARCHAR, STRUCT("column" VARCHAR, "text" VARCHAR))'


@dataclass
class Events:
    """The records of one table in one load. SQL names: `events` has one row an event, `rows` one row a record of a file."""

    table: Table
    key: str
    events: str
    rows: str
    unique: bool  # no two rows say the same event
    cells: str = NO_CELLS  # expression of the cells that the rows come from, see etl/load/normalise.py
    source: str = ""  # the staged rows that have an id, whatever became of them
    matched: str | None = None  # fate and first release of each event; None: nothing of the feed was known before
    cuts: dict[Cut, str] = field(default_factory=dict)


def extras_of(staged: list[Staged]) -> list[str]:
    """What the feed staged beside the columns of the tables."""
    return sorted({name for table in staged for name in table.shape.extras})


def events_of(
    con: duckdb.DuckDBPyConnection, schema: str, feed: Feed, table: Table, source: str, staged: list[Staged]
) -> Events:
    """Make `<schema>.<table>_rows` and `<schema>.<table>_events` of the good records in `source`."""
    key = table.id_column
    held = {name for name, *_ in con.execute(f"DESCRIBE FROM {source}").fetchall()}
    own = {"feed": literal(feed.name), key: "NULL::VARCHAR"}
    columns = ", ".join(
        f"{own.get(column.name) or (quoted(column.name) if column.name in held else 'NULL')}::{column.type} AS {quoted(column.name)}"
        for column in table.declared
    )
    extras = "".join(f", extra_{name}" for name in extras_of(staged))
    if "cells" in held:
        extras += ", cells"
    good = f"SELECT file, record, line, {columns}{extras} FROM {source} WHERE fate IS NULL"
    count, ids = con.execute(f"SELECT count(*), count(DISTINCT feed_id) FROM ({good})").fetchone()
    rows, events = f"{schema}.{table.name}_rows", f"{schema}.{table.name}_events"
    prefix = literal(feed.name + ":")
    if count == ids:
        con.execute(
            f"CREATE VIEW {rows} AS SELECT * REPLACE ({prefix} || feed_id AS {quoted(key)}), 1 AS nth, 1 AS nth_in_file, 1 AS alike FROM ({good})"
        )
    else:
        one_row_per_actor = any(table.shape.one_row_per_actor for table in staged)
        con.execute(f"CREATE TABLE {rows} AS {_ranked(table, good, prefix, one_row_per_actor)}")
    con.execute(f"CREATE VIEW {events} AS SELECT * EXCLUDE (nth, nth_in_file, alike) FROM {rows} WHERE nth = 1")
    cells = "cells" if "cells" in held else NO_CELLS
    return Events(
        table, quoted(key), events, rows, count == ids, cells, f"(SELECT * FROM {source} WHERE feed_id IS NOT NULL)"
    )


def _ranked(table: Table, good: str, prefix: str, one_row_per_actor: bool) -> str:
    """Rows with their ids, and which of those with the same id stands: the one that the feed updated last.

    A row without an id of the feed gets the hash of what it says and its ordinal among identical rows of the load, of which there
    are `alike`. So a file split into parts that are loaded together gives the records of the whole.
    """
    key = quoted(table.id_column)
    said = ", ".join(f"{literal(name)}: {quoted(name)}" for name in compared(table))
    actors = ""
    if one_row_per_actor:
        others = "nullif(array_to_string(list_sort(list_distinct(list(actor1) OVER event))[2:], '; '), '')"
        # A file of the other layout may be loaded along with it.
        actors = f"REPLACE (min(actor1) OVER event AS actor1, coalesce({others}, actor2) AS actor2)"
    return f"""
        WITH said AS (SELECT *, md5(to_json({{{said}}})::VARCHAR) AS content FROM ({good})),
        known AS (
            SELECT * REPLACE ({prefix} || coalesce(feed_id,
                content[1:16] || '-' || row_number() OVER (PARTITION BY feed_id, content ORDER BY file, record, line)) AS {key}),
                CASE WHEN feed_id IS NULL THEN count(*) OVER (PARTITION BY feed_id, content) ELSE 1 END AS alike
            FROM said
        )
        SELECT * EXCLUDE (content) {actors},
            row_number() OVER (event ORDER BY {"feed_updated DESC NULLS LAST," if table is INCIDENTS else ""} content, file, record) AS nth,
            row_number() OVER (PARTITION BY {key}, file ORDER BY content, record) AS nth_in_file
        FROM known
        WINDOW event AS (PARTITION BY {key})"""
