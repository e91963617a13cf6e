"""The history of one record over the releases of a lake."""

from contextlib import suppress
from typing import Any

import duckdb

from analysis.release import Release
from etl.errors import LakeUnusable
from etl.lake import Lake, Manifest
from etl.review.apply import attach_reviewed
from etl.tables.columns import Table
from etl.tables.schema import quote_identifier


def read_history(lake: Lake, release: Release, table: Table, record_id: str) -> list[dict[str, Any]]:
    """Return the changes of a record up to a release, one row each: release, made_at, field, before, after.

    `field` is None if the record was added or withdrawn; then `after` says which. Unreadable releases are skipped.
    """
    history: list[dict[str, Any]] = []
    before, parts = None, None
    for manifest in list_readable(lake, release.number):
        read = [manifest.tables[name].parts for name in (table.name, "review_entries") if name in manifest.tables]
        if read == parts:
            continue
        try:
            rows = read_row(lake, manifest, table, record_id)
        except LakeUnusable:
            continue
        parts = read
        now = rows[0] if rows and rows[0].get("withdrawn_release") is None else None
        step = {"release": manifest.name, "made_at": manifest.made_at}
        if before is not None and now is not None:
            history += [
                step | {"field": column.name, "before": before[column.name], "after": now[column.name]}
                for column in table.declared
                if before[column.name] != now[column.name]
            ]
        elif before is not now:
            history.append(step | {"field": None, "before": None, "after": "added" if now else "withdrawn"})
        before = now
    return history


def list_readable(lake: Lake, through: int | None = None) -> list[Manifest]:
    """List the readable manifests, oldest first, up to a release number."""
    manifests = []
    for number in lake.list_numbers():
        if through is None or number <= through:
            with suppress(LakeUnusable):
                manifests.append(lake.read_manifest(number))
    return manifests


def read_row(lake: Lake, manifest: Manifest, table: Table, record_id: str) -> list[dict[str, Any]]:
    """Return the row of a record in one release, withdrawn or not; empty if there is none. Raises LakeUnusable."""
    with lake.reading(manifest), duckdb.connect() as con:
        attach_reviewed(lake, con, manifest, "ever")
        query = f"FROM ever.{table.name} WHERE {quote_identifier(table.id_column)} = $record_id"
        rows: list[dict[str, Any]] = con.sql(query, params={"record_id": record_id}).to_arrow_table().to_pylist()
    return rows
