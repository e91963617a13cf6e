"""Rows of files become events: each gets its id, and of the rows that say the same event one stands."""

from collections.abc import Sequence

from etl.feeds import Feed
from etl.load.normalise import Staged, select_staged
from etl.load.sql import fetch_row, fill_in
from etl.load.sql.relations import NO_CELLS, Batch, Known, Records, compared_columns
from etl.load.sql.staged_rows import HASHED
from etl.tables.columns import Table
from etl.tables.records import CORRIDORS, INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import literal, quoted


def identify(known: Known, feed: Feed, staged: Sequence[Staged], schema: str) -> Batch:
    """Make the batch of the staged files of one feed: its relations lie in `schema`, with `corridors`, the known ones."""
    known.con.execute(f"CREATE SCHEMA {schema}")
    known.con.execute(f"CREATE VIEW {schema}.corridors AS {known.select(CORRIDORS)}")
    extras = tuple(sorted({name for table in staged for name in table.shape.extras}))
    if any(table.shape.withdraws for table in staged):
        return Batch(feed, known, schema, extras, deletions=select_staged(staged, INCIDENTS.name))
    batch = Batch(feed, known, schema, extras)
    for table in (PATROLS, INCIDENTS, SUSPENSIONS):
        if source := select_staged(staged, table.name):
            batch = batch.with_records(_identify(batch, table, source, staged))
    return batch


def _identify(batch: Batch, table: Table, source: str, staged: Sequence[Staged]) -> Records:
    key = table.id_column
    held = {name for name, *_ in batch.con.execute(f"DESCRIBE FROM {source}").fetchall()}
    given = {"feed": literal(batch.feed.name), key: "NULL::VARCHAR"}
    columns = ", ".join(
        f"{given.get(name) or (quoted(name) if name in held else 'NULL')}::{column.type} AS {quoted(name)}"
        for column in table.declared
        for name in [column.name]
    )
    hashed = sorted(name for name in held if name.startswith(HASHED))
    beside = "".join(f", {name}" for name in (*(f"extra_{name}" for name in batch.extras), *hashed))
    beside += ", cells" if "cells" in held else ""
    good = f"SELECT file, record, line, {columns}{beside} FROM {source} WHERE fate IS NULL"
    count, ids = fetch_row(batch.con, f"SELECT count(*), count(DISTINCT feed_id) FROM ({good})")
    rows, events, prefix = batch.name(table, "rows"), batch.name(table, "events"), literal(f"{batch.feed.name}:")
    if count == ids:
        batch.con.execute(
            f"CREATE VIEW {rows} AS SELECT * REPLACE ({prefix} || feed_id AS {quoted(key)}), "
            f"1 AS nth, 1 AS nth_in_file, 1 AS alike FROM ({good})"
        )
    else:
        one_row_per_actor = any(table.shape.one_row_per_actor for table in staged)
        batch.con.execute(
            f"CREATE TABLE {rows} AS "
            + fill_in(
                "rows_with_ids",
                good=good,
                compared=", ".join(
                    f"{literal(name)}: {HASHED + name if HASHED + name in hashed else quoted(name)}"
                    for name in compared_columns(table)
                ),
                prefix=prefix,
                key=quoted(key),
                actors=ACTORS_OF_EVENT if one_row_per_actor else "",
                updated_last="feed_updated DESC NULLS LAST," if table is INCIDENTS else "",
            )
        )
    batch.con.execute(f"CREATE VIEW {events} AS SELECT * EXCLUDE (nth, nth_in_file, alike) FROM {rows} WHERE nth = 1")
    return Records(table, source, rows, events, count == ids, "cells" if "cells" in held else NO_CELLS)


# A file with one row for each actor may be loaded along with one of the other layout, so `actor2` may be filled already.
ACTORS_OF_EVENT = """REPLACE (
    min(actor1) OVER event AS actor1,
    coalesce(nullif(array_to_string(list_sort(list_distinct(list(actor1) OVER event))[2:], '; '), ''), actor2) AS actor2)"""
