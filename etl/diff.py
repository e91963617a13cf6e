"""What changed between two states of the records: added, changed field by field, withdrawn."""

import re
from dataclasses import dataclass

import duckdb

from etl.lake import Lake, Manifest
from etl.records import CASE_TABLES, Table
from etl.schema import literal, live_rows, quoted, record_id


@dataclass(frozen=True)
class Change:
    """One record added or withdrawn (`field` is None), or one field of a record changed."""

    table: str
    record: str
    what: str  # added, changed, withdrawn
    field: str | None = None
    before: str | None = None
    after: str | None = None


def diff(con: duckdb.DuckDBPyConnection, before: str, after: str) -> list[Change]:
    """The changes from schema `before` to schema `after`, by table, record and declared order of fields."""
    return [
        Change(table.name, *row)
        for table in CASE_TABLES.values()
        for row in con.execute(_query(table, before, after)).fetchall()
    ]


def between(lake: Lake, before: int, after: int) -> list[Change]:
    """The changes from one release of a lake to another. Raises ReleaseMissing or ReleaseDamaged."""
    with duckdb.connect() as con:
        old, new = lake.manifest(before), lake.manifest(after)
        shared = _parts(old) & _parts(new)
        lake.attach(con, old, "before", of=lambda part: part.sha256 not in shared)
        lake.attach(con, new, "after", of=lambda part: part.sha256 not in shared)
        return diff(con, "before", "after")


def _parts(manifest: Manifest) -> set[str]:
    return {part.sha256 for table in manifest.tables.values() for part in table.parts}


def summary(changes: list[Change]) -> str:
    """`2 patrols added, 1 incident changed`: records, not fields; empty where nothing changed."""
    records: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        records.setdefault((change.table, change.what), set()).add(change.record)
    return ", ".join(f"{counted(len(ids), table)} {what}" for (table, what), ids in records.items())


def counted(number: int, table: str) -> str:
    """`1 patrol`, `2 patrols`, `1 patrol number`, `2 casualties`."""
    words = table.replace("_", " ")
    if number == 1:
        words = re.sub("ie$", "y", words.removesuffix("s"))
    return f"{number} {words}"


def _query(table: Table, before: str, after: str) -> str:
    fields = [column.name for column in table.declared if column.name not in table.key]
    differs = " OR ".join(f"b.{quoted(name)} IS DISTINCT FROM a.{quoted(name)}" for name in fields) or "false"
    pairs = ", ".join(
        f"{{'place': {place}, 'field': {literal(name)}, "
        f"'before': b.{quoted(name)}::VARCHAR, 'after': a.{quoted(name)}::VARCHAR}}"
        for place, name in enumerate(fields)
    )
    matched = " AND ".join(f"b.{quoted(key)} IS NOT DISTINCT FROM a.{quoted(key)}" for key in table.key)
    before_rows = f"(SELECT * FROM {before}.{table.name} WHERE {live_rows(table)})"
    after_rows = f"(SELECT * FROM {after}.{table.name} WHERE {live_rows(table)})"
    changed = f"""
        SELECT {record_id(table, "a.")} AS record, 'changed' AS what,
            unnest(list_filter([{pairs}], lambda pair: pair.before IS DISTINCT FROM pair.after)) AS pair
        FROM {before_rows} AS b JOIN {after_rows} AS a ON {matched} WHERE {differs}"""
    return f"""
        SELECT record, what, pair.field, pair.before, pair.after
        FROM (
            SELECT {record_id(table)} AS record, 'added' AS what, NULL AS pair
            FROM {after_rows} AS a WHERE NOT EXISTS (FROM {before_rows} AS b WHERE {matched})
            UNION ALL BY NAME
            SELECT {record_id(table)} AS record, 'withdrawn' AS what, NULL AS pair
            FROM {before_rows} AS b WHERE NOT EXISTS (FROM {after_rows} AS a WHERE {matched})
            {f"UNION ALL BY NAME {changed}" if fields else ""}
        )
        ORDER BY record, what, pair.place"""
