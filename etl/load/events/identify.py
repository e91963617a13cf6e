"""Gives every row of a file the id of its event, and picks one row per event."""

from collections.abc import Sequence
from dataclasses import replace

from etl.feeds import Feed
from etl.load.normalise import Staged, select_staged
from etl.load.sql import fetch_row, fill_in, has_rows, list_names
from etl.load.sql.relations import NO_CELLS, Batch, Known, Records, list_compared_columns
from etl.load.sql.staged_rows import COPIES, HASHED
from etl.tables.columns import Table
from etl.tables.corridors import CORRIDORS
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import quote_identifier, quote_text

OF_ROWS = "nth, nth_in_file, alike, contradicts, repeated, conflict"  # columns that rows have and events do not


def identify(known: Known, feed: Feed, staged: Sequence[Staged], schema: str, as_events: bool) -> Batch:
    """Build the batch for the staged files of one feed. Its relations are in `schema`, with the known `corridors`.

    With `as_events`, rows without an id that are equal in every column are separate events.
    """
    known.con.execute(f"CREATE SCHEMA {schema}")
    known.con.execute(f"CREATE VIEW {schema}.corridors AS {known.select(CORRIDORS)}")
    extras = tuple(sorted({name for table in staged for name in table.shape.extras}))
    if any(table.shape.withdraws for table in staged):
        return Batch(feed, known, schema, extras, deletions=select_staged(staged, INCIDENTS.name))
    batch = Batch(feed, known, schema, extras)
    for table in (PATROLS, INCIDENTS, SUSPENSIONS, EXPOSURE):
        if source := select_staged(staged, table.name):
            batch = batch.with_records(_identify(batch, table, source, staged, as_events))
    return batch


def _identify(batch: Batch, table: Table, source: str, staged: Sequence[Staged], as_events: bool) -> Records:
    key = table.id_column
    held = {name for name, *_ in batch.con.execute(f"DESCRIBE FROM {source}").fetchall()}
    given = {"feed": quote_text(batch.feed.name), key: "NULL::VARCHAR"}
    columns = ", ".join(
        f"{given.get(name) or (quote_identifier(name) if name in held else 'NULL')}::{column.type} AS {quote_identifier(name)}"
        for column in table.declared
        for name in [column.name]
    )
    hashed = sorted(name for name in held if name.startswith(HASHED))
    extras = (f"extra_{name}" for name in batch.extras)  # a table may lack what another table of the load has
    beside = "".join(f", {name if name in held else f'NULL AS {name}'}" for name in (*extras, *hashed))
    beside += ", cells" if "cells" in held else ""
    copies = "".join(f", {name if name in held else 'NULL'}::VARCHAR AS {name}" for name in COPIES)
    good = f"SELECT file, record, line, {columns}{beside}{copies} FROM {source} WHERE fate IS NULL"
    count, ids = fetch_row(batch.con, f"SELECT count(*), count(DISTINCT feed_id) FROM ({good})")
    rows, events, prefix = batch.name(table, "rows"), batch.name(table, "events"), quote_text(f"{batch.feed.name}:")
    key_of_id = f"{prefix} || feed_id"
    if ids and (renamed := _find_keys_of_ids(batch, table, key_of_id, good)):
        key_of_id = f"coalesce({renamed}[feed_id], {key_of_id})"
    if count == ids:
        batch.con.execute(
            f"CREATE VIEW {rows} AS SELECT * EXCLUDE ({', '.join(COPIES)}) REPLACE ({key_of_id} AS {quote_identifier(key)}), "
            f"1 AS nth, 1 AS nth_in_file, 1 AS alike, false AS contradicts, false AS repeated, NULL::VARCHAR[] AS conflict FROM ({good})"
        )
    else:
        _rank_rows(batch, table, good, rows, key_of_id, hashed, staged, as_events)
    batch.con.execute(f"CREATE VIEW {events} AS SELECT * EXCLUDE ({OF_ROWS}) FROM {rows} WHERE nth = 1")
    records = Records(table, source, rows, events, count == ids, "cells" if "cells" in held else NO_CELLS)
    if count == ids:
        return records
    conflicts = batch.name(table, "conflicts")
    batch.con.execute(f"CREATE TABLE {conflicts} AS {fill_in('conflicts', rows=rows, key=quote_identifier(key))}")
    return replace(records, excluded=(conflicts,)) if has_rows(batch.con, f"FROM {conflicts}") else records


def _rank_rows(
    batch: Batch,
    table: Table,
    good: str,
    rows: str,
    key_of_id: str,
    hashed: Sequence[str],
    staged: Sequence[Staged],
    as_events: bool,
) -> None:
    """Create the table `rows` from the query `good`: ids, and ranks among the rows of an event, see `rows_with_ids.sql`."""
    later = [column.name for column in table.declared if column.is_later]
    compared = ", ".join(
        f"{quote_text(name)}: {HASHED + name if HASHED + name in hashed else quote_identifier(name)}"
        for name in list_compared_columns(table)
        if name not in later
    )
    added = list_names([HASHED + name if HASHED + name in hashed else name for name in later])
    content = f"md5(to_json({{{compared}}})::VARCHAR || concat_ws(chr(31), {added or 'NULL'}))"
    batch.con.execute(f"CREATE TABLE {rows}_read AS SELECT *, {content} AS own FROM ({good})")
    one_row_per_actor = any(table.shape.one_row_per_actor for table in staged)
    ordinal = EACH_THAT_DIFFERS.format(sheet=NAMES_PLACE if table is INCIDENTS else "''")
    query = fill_in(
        "rows_with_ids",
        read=f"{rows}_read",
        needed=list_names((table.day, "corridor", *(NEEDED_OF_INCIDENTS if table is INCIDENTS else ()))),
        prefix=quote_text(f"{batch.feed.name}:"),
        key_of_id=key_of_id,
        key=quote_identifier(table.id_column),
        actors=ACTORS_OF_EVENT if one_row_per_actor else "",
        actors_of_event=", first_actor AS actor1, other_actors AS actor2" if one_row_per_actor else "",
        ordinal=EACH_ROW if as_events else ordinal,
        newest_first=NEWEST_FIRST if table is INCIDENTS else "0",
        **_compare_rows_of_id(table),
    )
    batch.con.execute(f"CREATE TABLE {rows} AS {query}")
    batch.con.execute(f"DROP TABLE {rows}_read")


def _find_keys_of_ids(batch: Batch, table: Table, key_of_id: str, rows: str) -> str | None:
    """Return an SQL map from the ids of some rows to the keys of records that were first loaded without an id."""
    if not batch.known.holds(table, batch.feed.name):
        return None
    keys = batch.name(table, "keys_of_ids")
    key = quote_identifier(table.id_column)
    batch.con.execute(
        f"CREATE TABLE {keys} AS SELECT feed_id, min({key}) AS key FROM ({batch.select_known(table)}) "
        f"SEMI JOIN (SELECT feed_id FROM ({rows})) USING (feed_id) WHERE {key} <> {key_of_id} GROUP BY ALL"
    )
    return f"(SELECT map(list(feed_id), list(key)) FROM {keys})" if has_rows(batch.con, f"FROM {keys}") else None


def _compare_rows_of_id(table: Table) -> dict[str, str]:
    """Return SQL for whether rows of one id name different days or places (`differ`), and for the text that says so (`described`)."""
    day = quote_identifier(table.day)
    differ = [f"count(DISTINCT {day}) > 1", "count(DISTINCT corridor) > 1"]
    if table is not INCIDENTS:
        return {"differ": " OR ".join(differ), "described": f"concat(' (', concat_ws(', ', {day}, corridor), ')')"}
    # Points decide if there are any, since place names are spelt in many ways.
    are_apart = "max(lat) - min(lat) > 0.01 OR max(lon) - min(lon) > 0.01"
    places = f"list(DISTINCT {FOLDED_PLACE}) FILTER (place IS NOT NULL)"
    named = f"CASE WHEN count(lat) = count(*) THEN {are_apart} ELSE {OTHER_NAMES.format(places=places)} END"
    return {
        "differ": " OR ".join([*differ, named]),
        "described": f"concat(' (', concat_ws(', ', {day}, place, corridor), ')')",
    }


# What decides which rows are one event, beside their day and corridor.
NEEDED_OF_INCIDENTS = ("place", "admin1", "admin2", "lat", "lon", "feed_release", "feed_updated", "actor1", "actor2")
EACH_ROW = "row_number() OVER (PARTITION BY feed_id, content ORDER BY file, record, line)"
EACH_THAT_DIFFERS = "dense_rank() OVER (PARTITION BY feed_id, content, layout ORDER BY all_cells, {sheet})"
NAMES_PLACE = "CASE WHEN coalesce(place, corridor, admin1, admin2, lat::VARCHAR) IS NULL THEN sheet END"
NEWEST_FIRST = "release_order(feed_release) DESC NULLS LAST, feed_updated DESC NULLS LAST"
FOLDED_PLACE = "strip_accents(lower(regexp_replace(place, '[^\\pL\\pN]+', '', 'g')))"
# If one name contains the other, such as Ariha and Ariha town, they count as the same place.
OTHER_NAMES = (
    "len(list_filter({places}, lambda one: len(list_filter({places}, lambda other: "
    "NOT contains(one, other) AND NOT contains(other, one))) > 0)) > 0"
)

# A file with one row per actor may be loaded together with one in the other layout, so `actor2` may already be filled.
ACTORS_OF_EVENT = """, min(actor1) OVER event AS first_actor,
    coalesce(nullif(array_to_string(list_sort(list_distinct(list(actor1) OVER event))[2:], '; '), ''), actor2) AS other_actors"""
