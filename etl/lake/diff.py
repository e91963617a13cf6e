"""What changed between two states of the records: records added, changed (field by field) and withdrawn."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl.lake import Lake, Manifest
from etl.review.apply import attach_reviewed, holds_entries
from etl.tables.columns import Table
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.records import CASE_TABLES, HASHED_TABLES, REVIEWED_TABLES
from etl.tables.schema import name_record, quote_identifier, quote_text, select_live

if TYPE_CHECKING:  # imported for types only, to keep builds fast
    import pyarrow as pa

HERE = Path(__file__).parent
RECORDS_THAT_DIFFER, FIELDS_THAT_DIFFER, CHANGES = (
    (HERE / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("records_that_differ", "fields_that_differ", "changes")
)
REVIEWED = {*REVIEWED_TABLES, "casualties", "claims"}  # tables that a review entry may change
KINDS_OF_CHANGE = ("added", "changed", "note_only", "withdrawn")  # note_only: changed, but not in any fact
COLUMNS = ("table", "record", "what", "field", "before", "after")  # of changes, as files and programs name them


@dataclass(frozen=True)
class Change:
    """One record added or withdrawn (`field` is None), or one field of a record changed."""

    table: str
    record: str
    kind: str  # one of KINDS_OF_CHANGE
    field: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Difference:
    """The difference between two releases, as two Arrow tables.

    `counts` has one row for each table that differs: its name, and how many of its records were added, changed, changed
    only in notes, or withdrawn. `changes` has COLUMNS, which are the fields of Change, sorted by table, record and declared order of
    fields. It lists at most as many records of each table as the caller asked for.
    """

    counts: "pa.Table"
    changes: "pa.Table"

    def rows(self) -> Iterable[Change]:
        """Yield the changes one by one."""
        for batch in self.changes.to_batches(max_chunksize=10_000):
            yield from (Change(*row.values()) for row in batch.to_pylist())

    def describe_changes(self) -> str:
        """Summarise all changes, listed or not, as `2 patrols added, 1 incident changed`. Empty if nothing differs."""
        return _summarise(
            {(row["table"], kind): row[kind] for row in self.counts.to_pylist() for kind in KINDS_OF_CHANGE}
        )


def diff(con: duckdb.DuckDBPyConnection, before: str, after: str) -> list[Change]:
    """List the changes from schema `before` to schema `after`, sorted by table, record and declared order of fields."""
    changes = []
    for table in CASE_TABLES.values():
        rows = " UNION ALL ".join(f"SELECT 1 FROM {schema}.{table.name}" for schema in (before, after))
        if not con.execute(f"{rows} LIMIT 1").fetchall():  # many cases have no rows of most tables
            continue
        _find_differing(con, table, before, after)
        changes += [Change(*row) for row in con.execute(_list_changes(table, before, after)).fetchall()]
    return changes


def compare_releases(lake: Lake, before: int, after: int, records: int | None = None) -> Difference:
    """Compare two releases of a lake.

    `records` limits how many changed records of each table are listed. Only parts that differ are read. Raises
    ReleaseMissing or ReleaseDamaged.
    """
    old, new = lake.read_manifest(before), lake.read_manifest(after)
    # A review entry may change a record whose part both releases share.
    are_reviewed = _parts(old, REVIEW_ENTRIES.name) != _parts(new, REVIEW_ENTRIES.name)
    is_stated = not holds_entries(old) and not holds_entries(new)
    shared = _parts(old) & _parts(new) if is_stated else set()
    differs = lambda part: part.sha256 not in shared  # noqa: E731
    with lake.reading(old, new, of=differs), duckdb.connect() as con:
        for schema, manifest in (("before", old), ("after", new)):
            attach_reviewed(lake, con, manifest, schema, of=differs)
        con.execute(
            f'CREATE TEMP TABLE counts ("table" VARCHAR, {", ".join(f"{kind} BIGINT" for kind in KINDS_OF_CHANGE)})'
        )
        con.execute(f"CREATE TEMP TABLE changes ({', '.join(f'{quote_identifier(name)} VARCHAR' for name in COLUMNS)})")
        for table in HASHED_TABLES.values():
            if _parts(old, table.name) == _parts(new, table.name) and not (are_reviewed and table.name in REVIEWED):
                continue
            _find_differing(con, table, "before", "after")
            each = ", ".join(f"count(*) FILTER (what = {quote_text(kind)})" for kind in KINDS_OF_CHANGE)
            con.execute(
                f"INSERT INTO counts SELECT {quote_text(table.name)}, {each} FROM differing HAVING count(*) > 0"
            )
            con.execute(f"INSERT INTO changes {_list_changes(table, 'before', 'after', records)}")
        return Difference(*(con.sql(f"FROM {name}").to_arrow_table() for name in ("counts", "changes")))


def _parts(manifest: Manifest, table: str | None = None) -> set[str]:
    """Return the SHA-256 of the parts of a release, or of one of its tables."""
    return {
        part.sha256 for name, published in manifest.tables.items() if table in (None, name) for part in published.parts
    }


def summarise_changes(changes: list[Change]) -> str:
    """Summarise changes as `2 patrols added, 1 incident changed`. Counts records, not fields. Empty if nothing changed."""
    return _summarise(count_records(changes))


def count_records(changes: Iterable[Change]) -> dict[tuple[str, str], int]:
    """Count the records that changed, by table and kind of change."""
    return Counter(
        (table, kind) for table, kind, _ in dict.fromkeys((each.table, each.kind, each.record) for each in changes)
    )


def describe_change_kind(kind: str) -> str:
    """Return the reader's wording for a kind of change, such as `changed: note only`."""
    return "changed: note only" if kind == "note_only" else kind


def _summarise(counts: dict[tuple[str, str], int]) -> str:
    return ", ".join(
        f"{format_counted(number, table)} {describe_change_kind(kind)}"
        for (table, kind), number in counts.items()
        if number
    )


def format_counted(number: int, table: str) -> str:
    """Format a number of records: `1 patrol`, `2,000 patrols`, `2 casualties`, `3 spans of coverage`."""
    words = {"coverage": "spans of coverage", "exposure": "exposure counts"}.get(table, table.replace("_", " "))
    if number == 1:
        words = re.sub("ie$", "y", words.removesuffix("s")).replace("spans", "span")
    return f"{number:,} {words}"


def _find_differing(con: duckdb.DuckDBPyConnection, table: Table, before: str, after: str) -> None:
    """Create the table `differing` with the records of one table that differ."""
    keys = ", ".join(map(quote_identifier, table.key))
    declared = ", ".join(quote_identifier(column.name) for column in table.declared)
    facts = ", ".join(map(quote_identifier, table.facts))
    then, now = (
        f"(SELECT {keys}, hash({declared}) AS content, hash({facts}) AS facts FROM {schema}.{table.name} WHERE {select_live(table)})"
        for schema in (before, after)
    )
    key = ", ".join(
        f"coalesce(a.{quote_identifier(name)}, b.{quote_identifier(name)}) AS {quote_identifier(name)}"
        for name in table.key
    )
    same_key = _match_keys(table, "b", "a")
    con.execute(
        RECORDS_THAT_DIFFER.format(
            keys=keys, record=name_record(table), key=key, before=then, after=now, same_key=same_key
        )
    )


def _list_changes(table: Table, before: str, after: str, records: int | None = None) -> str:
    """Return a query for the changes of the records in `differing`, limited to the first `records` of them."""
    names = [column.name for column in table.declared if column.name not in table.key]
    pairs = ", ".join(
        f"{{'place': {place}, 'field': {quote_text(name)}, "
        f"'before': b.{quote_identifier(name)}::VARCHAR, 'after': a.{quote_identifier(name)}::VARCHAR}}"
        for place, name in enumerate(names)
    )
    fields = FIELDS_THAT_DIFFER.format(
        pairs=pairs,
        before=before,
        after=after,
        table=table.name,
        live=select_live(table),
        same_as_before=_match_keys(table, "d", "b"),
        same_as_after=_match_keys(table, "d", "a"),
    )
    limit = f"LIMIT {records}" if records is not None else ""
    return CHANGES.format(limit=limit, name=quote_text(table.name), fields=fields if names else "")


def _match_keys(table: Table, one: str, other: str) -> str:
    return " AND ".join(
        f"{one}.{quote_identifier(key)} IS NOT DISTINCT FROM {other}.{quote_identifier(key)}" for key in table.key
    )
