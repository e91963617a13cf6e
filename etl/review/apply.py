"""Applies the entries of editors to the records that feeds state, each time a release is opened.

Parts of the lake hold what feeds state. So a later load compares with its own records, and neither undoes nor loses an entry.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl import geometry
from etl.load.events.comparison import join
from etl.load.sql import make_table, open_schema
from etl.review.entries import Decisions, Entry, Record, decide, list_in_force, read_value, write_value
from etl.tables.columns import Table
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.records import (
    CASUALTIES,
    CLAIMS,
    INCIDENTS,
    PATROL_NUMBERS,
    PATROLS,
    REVIEWED_TABLES,
    SUSPENSIONS,
    TABLES,
)
from etl.tables.schema import join_columns, quote_identifier

if TYPE_CHECKING:  # publish imports this module; Arrow is loaded only if there are entries
    import pyarrow as pa

    from etl.lake.manifest import Manifest, Part
    from etl.lake.read import ReadableLake
    from etl.load.sql.relations import Cuts, Known

Rows = dict[str, dict[str, Any]]  # by id
HERE = Path(__file__).parent
CLAIMS_OF_EVENTS, DETAILS_OF_EVENTS, INCIDENTS_OF_EVENTS, OVERTAKEN = (
    (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("claims_of_events", "details_of_events", "incidents_of_events", "overtaken")
)
# The effect of entries in force, one row each. The standing is applied, superseded (a later entry changes the same column),
# feed_changed (the feed now says something else), feed_agrees (the feed now says the same) or gone (the feed no longer has the
# record).
APPLIED = {
    "entry": "INTEGER",
    "table": "VARCHAR",
    "record_id": "VARCHAR",
    "stated_now": "VARCHAR",
    "standing": "VARCHAR",
}
CORRECTED = {"table": "VARCHAR", "record_id": "VARCHAR", "corrected": "VARCHAR"}
SAME_EVENTS = {"table": "VARCHAR", "record_id": "VARCHAR", "event_id": "VARCHAR"}
JOINED = {"joined_table": "VARCHAR", "joined_id": "VARCHAR", "into_id": "VARCHAR"}
# How the rows of a table follow merged records: they then refer to the record that keeps the event.
FOLLOWING = {
    CLAIMS.name: CLAIMS_OF_EVENTS,
    INCIDENTS.name: INCIDENTS_OF_EVENTS,
    CASUALTIES.name: DETAILS_OF_EVENTS.format(owners=INCIDENTS.name, owner=INCIDENTS.id_column, part="side"),
    PATROL_NUMBERS.name: DETAILS_OF_EVENTS.format(owners=PATROLS.name, owner=PATROLS.id_column, part="counted_by"),
}
FOLLOWED_BY = {
    PATROLS.name: (INCIDENTS.name, PATROL_NUMBERS.name, CLAIMS.name),
    INCIDENTS.name: (CASUALTIES.name, CLAIMS.name),
    SUSPENSIONS.name: (CLAIMS.name,),
}
# The columns that determine the kilometre of a record, and the columns that follow from it.
PLACED_BY: dict[str, dict[str, tuple[str, ...]]] = {
    INCIDENTS.name: {"km": ("lat", "lon", "corridor"), "offset_km": ("lat", "lon", "corridor")},
    PATROLS.name: {"km_from": ("place_from", "corridor"), "km_to": ("place_to", "corridor")},
}


def attach_reviewed(
    lake: "ReadableLake",
    con: duckdb.DuckDBPyConnection,
    manifest: "Manifest | None",
    schema: str,
    of: "Callable[[Part], bool]" = lambda part: True,
) -> None:
    """Create views `<schema>.<table>` of a release with the entries of editors applied, and the tables of `apply_entries`.

    The views include withdrawn records. `of` selects parts, with all those in which entries change a record. Raises
    ReleaseDamaged.
    """
    has_entries = manifest is not None and holds_entries(manifest)
    stated = f"{schema}_stated" if has_entries else schema
    lake.attach(con, manifest, stated, of=of)
    if has_entries:
        apply_entries(con, stated, schema)
    else:
        _note(con, schema, [], {}, Decisions())


def select_reviewed(
    lake: "ReadableLake", con: duckdb.DuckDBPyConnection, manifest: "Manifest | None", table: Table
) -> str:
    """Return a query for the rows of a table of a release, with the entries applied."""
    if not manifest or not holds_entries(manifest):
        return lake.query_rows(con, manifest, table.name)
    if not con.execute("FROM duckdb_schemas() WHERE schema_name = 'reviewed'").fetchall():
        attach_reviewed(lake, con, manifest, "reviewed")
    return f"SELECT {join_columns(table)} FROM reviewed.{table.name}"


def describe_overtaken(lake: "ReadableLake", after: "Manifest") -> list[str]:
    """Describe the corrections whose feed states another value than in the release before. Raises ReleaseDamaged."""
    if after.parent is None or not holds_entries(after):
        return []
    with duckdb.connect() as con:
        for schema, manifest in (("before", lake.read_manifest(after.parent)), ("after", after)):
            attach_reviewed(lake, con, manifest, schema)
        return _compare_with_feed(con)


def foresee_overtaken(known: "Known", cuts: "Cuts") -> list[str]:
    """Do the same for the release that would result from cuts. Raises ReleaseDamaged."""
    if not cuts or not known.release or not holds_entries(known.release):
        return []
    attach_reviewed(known.lake, known.con, known.release, "before")
    known.con.execute("CREATE SCHEMA after_stated")
    for name, table in TABLES.items():
        rewritten = cuts.get(name, {})
        queries = [known.select(table, without=rewritten), *rewritten.values()]
        rows = " UNION ALL BY NAME ".join(f"SELECT {join_columns(table)} FROM ({query})" for query in queries)
        known.con.execute(f"CREATE VIEW after_stated.{name} AS {rows}")
    apply_entries(known.con, "after_stated", "after")
    return _compare_with_feed(known.con)


def _compare_with_feed(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        f"{record_id}: the feed now says {column} {now or 'unknown'}; correction {entry} says {value or 'unknown'}, and holds."
        for entry, record_id, column, now, value in con.execute(OVERTAKEN).fetchall()
    ]


def holds_entries(manifest: "Manifest") -> bool:
    """Whether a release has any entries of editors."""
    published = manifest.tables.get(REVIEW_ENTRIES.name)
    return bool(published and published.rows)


def read_entries(con: duckdb.DuckDBPyConnection, relation: str) -> list[Entry]:
    """Read the entries of a relation with the columns of `review_entries`, in order."""
    columns = [name for name in REVIEW_ENTRIES.column_names if name != "withdrawn_release"]
    listed = ", ".join(map(quote_identifier, columns))
    rows = con.execute(f"SELECT {listed} FROM {relation} ORDER BY entry").fetchall()
    return [Entry(**dict(zip(columns, row, strict=True))) for row in rows]


def apply_entries(con: duckdb.DuckDBPyConnection, stated: str, reviewed: str) -> None:
    """Create schema `reviewed` from schema `stated`: the same tables with their entries applied, and tables of the effects.

    applied: see APPLIED. corrected_records: for each record that differs from its feed, all differences with reasons, in words.
    same_events: records that are one event. joined_records: of these, the ones merged into another of the same feed.
    """
    con.execute(f"CREATE SCHEMA {reviewed}")
    entries = read_entries(con, f"{stated}.{REVIEW_ENTRIES.name}")
    decisions = decide(entries)
    rows: dict[str, tuple[Rows, pa.Schema]] = {}
    for name, table in REVIEWED_TABLES.items():
        if touched := decisions.list_touched(table):
            rows[name] = _read(con, table, stated, touched)
    _note(con, reviewed, list_in_force(entries), {name: found for name, (found, _) in rows.items()}, decisions)
    for name, (found, _) in rows.items():
        table = REVIEWED_TABLES[name]
        moved = {row_id: _change(table, row, decisions) for row_id, row in found.items()}
        _place(con, stated, table, {row_id: found[row_id] for row_id, columns in moved.items() if columns}, moved)
    joined = _join(decisions, {name: found for name, (found, _) in rows.items()})
    for (name, row_id), entry in decisions.withdrawals.items():
        row = rows[name][0].get(row_id)
        if row and row["withdrawn_release"] is None:
            row["withdrawn_release"] = entry.first_release
    make_table(con, f"{reviewed}.joined_records", JOINED, [(*record, into) for record, into in joined.items()])
    following = {name for joined_table, _ in joined for name in FOLLOWED_BY[joined_table]}
    for name, table in TABLES.items():
        query = f"FROM {stated}.{name}"
        if name in rows:
            query = _replace(con, table, stated, reviewed, *rows[name])
        if name in following:
            con.execute(f"CREATE VIEW {reviewed}.own_{name} AS {query}")
            followed = FOLLOWING[name].format(rows=f"{reviewed}.own_{name}", joined=f"{reviewed}.joined_records")
            query = f"SELECT {join_columns(table)} FROM ({followed})"
        con.execute(f"CREATE VIEW {reviewed}.{name} AS {query}")


def _read(con: duckdb.DuckDBPyConnection, table: Table, schema: str, ids: set[str]) -> "tuple[Rows, pa.Schema]":
    key = table.id_column
    query = f"SELECT * FROM {schema}.{table.name} WHERE {quote_identifier(key)} IN (SELECT unnest($ids::VARCHAR[]))"
    found = con.sql(query, params={"ids": sorted(ids)}).to_arrow_table()
    return {row[key]: row for row in found.to_pylist()}, found.schema


def _replace(
    con: duckdb.DuckDBPyConnection, table: Table, stated: str, reviewed: str, rows: Rows, schema: "pa.Schema"
) -> str:
    """Return a query for the rows of a table, with these rows in place of those with the same ids."""
    touched, key = f"{reviewed}.reviewed_{table.name}", quote_identifier(table.id_column)
    import pyarrow as pa  # only needed if something was reviewed

    con.register("touched_rows", pa.Table.from_pylist(list(rows.values()), schema=schema))
    con.execute(f"CREATE TABLE {touched} AS FROM touched_rows")
    con.unregister("touched_rows")
    return (
        f"FROM {stated}.{table.name} WHERE {key} NOT IN (SELECT {key} FROM {touched}) UNION ALL BY NAME FROM {touched}"
    )


def _change(table: Table, row: dict[str, Any], decisions: Decisions) -> set[str]:
    """Apply the entries on a row, and return the changed columns."""
    record = (table.name, row[table.id_column])
    columns = {column.name: column for column in table.declared}
    changes = decisions.changes.get(record, {})
    for name, entry in changes.items():
        row[name] = read_value(columns[name], entry.value)
    return set(changes)


def _place(
    con: duckdb.DuckDBPyConnection, stated: str, table: Table, rows: Rows, changed: Mapping[str, set[str]]
) -> None:
    """Compute the kilometres of records whose place was corrected, unless the kilometre itself was corrected too."""
    follows: dict[str, list[str]] = {
        row_id: [
            name
            for name, by in PLACED_BY.get(table.name, {}).items()
            if name not in changed[row_id] and changed[row_id] & set(by)
        ]
        for row_id in rows
    }
    if not any(follows.values()):
        return
    con.execute("CREATE SCHEMA placed_again")
    for name in (*(each for each in PLACED_BY if each != table.name), "places", "corridors"):
        con.execute(
            f"CREATE TABLE placed_again.{name} AS FROM {stated}.{name}{' LIMIT 0' if name in PLACED_BY else ''}"
        )
    kinds = {column.name: column.type for column in table.columns}
    cleared = [row | dict.fromkeys(follows[row_id]) for row_id, row in rows.items()]
    make_table(con, f"placed_again.{table.name}", kinds, [[row[name] for name in kinds] for row in cleared])
    with open_schema(con, "placed_again") as cursor:
        geometry.place(cursor)
    placed, _ = _read(con, table, "placed_again", set(rows))
    con.execute("DROP SCHEMA placed_again CASCADE")
    for row_id, names in follows.items():
        rows[row_id].update({name: placed[row_id][name] for name in names})


def _join(decisions: Decisions, tables: Mapping[str, Rows]) -> dict[Record, str]:
    """Join the linked records of one feed. Return which record each of the others joined.

    A record withdrawn by an entry adds nothing. If it is the one whose values are kept, the event is withdrawn.
    """
    joined = {}
    for event in decisions.events:
        rows, keepers = tables[event.table], dict[str, str]()  # by feed
        for member in event.members:
            row = rows.get(member)
            if row is None or row["withdrawn_release"] is not None:
                continue
            keeper = keepers.setdefault(row["feed"], member)
            if keeper != member and (event.table, member) not in decisions.withdrawals:
                rows[keeper] = join(rows[keeper], row)
                entry = event.joined_by.get(member) or event.joined_by[keeper]
                rows[member] = row | {"withdrawn_release": entry.first_release}
                joined[event.table, member] = keeper
    return joined


def _note(
    con: duckdb.DuckDBPyConnection,
    schema: str,
    in_force: Sequence[Entry],
    rows: Mapping[str, Rows],
    decisions: Decisions,
) -> None:
    """Create the tables of the effects of entries. `rows` are the records as their feeds state them."""
    applied, corrected = [], dict[Record, list[str]]()
    for entry in in_force:
        row = rows.get(entry.table, {}).get(entry.record_id)
        stated_now, standing = _compare(entry, row, decisions)
        applied.append((entry.entry, entry.table, entry.record_id, stated_now, standing))
        if entry.action == "change" and standing not in ("superseded", "gone") and entry.value != stated_now:
            corrected.setdefault(entry.record, []).append(describe_change(entry, stated_now))
    make_table(con, f"{schema}.applied", APPLIED, applied)
    notes = [(*record, "; ".join(sentences)) for record, sentences in corrected.items()]
    make_table(con, f"{schema}.corrected_records", CORRECTED, notes)
    same = [(event.table, member, event.members[0]) for event in decisions.events for member in event.members]
    make_table(con, f"{schema}.same_events", SAME_EVENTS, same)


def describe_change(entry: Entry, stated_now: str | None) -> str:
    """Describe a change, its author and reason: `kind: rocket, stated as ied (A. Editor, 2021-03-01: the ministry says so)`."""
    value, stated = entry.value or "unknown", stated_now or "unknown"
    return f"{entry.column}: {value}, stated as {stated} ({entry.author}, {entry.made_on}: {entry.reason})"


def _compare(entry: Entry, row: Mapping[str, Any] | None, decisions: Decisions) -> tuple[str | None, str]:
    """Return what the feed now states in the column of an entry, and the standing of the entry."""
    if entry.action not in ("change", "withdraw"):
        return None, "applied"
    if row is None or row["withdrawn_release"] is not None:
        return None, "gone"
    if entry.action == "withdraw" or entry.column is None:
        return None, "applied"
    now = write_value(row[entry.column])
    if decisions.changes[entry.record][entry.column] is not entry:
        return now, "superseded"
    if now == entry.stated:
        return now, "applied"
    return now, "feed_agrees" if now == entry.value else "feed_changed"
