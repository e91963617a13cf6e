"""The releases of a lake, and the feeds of a release."""

from typing import Any

import pyarrow as pa

from analysis.release import Release
from etl.errors import LakeUnusable
from etl.lake import Lake, PublishedTable
from etl.tables.records import CASE_TABLES
from etl.tables.vocabulary import FEEDS

_RELEASES = pa.schema(
    [("release", pa.string()), ("made_at", pa.string()), ("made_by", pa.string()), ("message", pa.string())]
    + [(name, pa.int64()) for name in CASE_TABLES]
    + [("content_hash", pa.string()), ("inputs", pa.list_(pa.string()))]
)


def list_releases(lake: Lake) -> pa.Table:
    """List the releases, newest first.

    Columns: release, made_at, made_by, message; the number of live records of each table; content_hash; inputs (the names of
    the files that the release was made from). If a release cannot be opened, the message says why. Counts are empty if an older
    version of Patrolwatch did not record them.
    """
    rows: list[dict[str, Any]] = []
    for number in reversed(lake.list_numbers()):
        try:
            manifest = lake.read_manifest(number)
        except LakeUnusable as error:
            rows.append({"release": f"R{number}", "message": str(error)})
            continue
        rows.append(
            {
                "release": manifest.name,
                "made_at": manifest.made_at,
                "made_by": manifest.made_by or None,
                "message": manifest.message,
                **{name: _count_standing(manifest.tables.get(name)) for name in CASE_TABLES},
                "content_hash": manifest.content_hash,
                "inputs": sorted(manifest.inputs),
            }
        )
    return pa.Table.from_pylist(rows, _RELEASES)


def list_feeds(release: Release) -> list[str]:
    """List the feeds that have records in a release, in declared order."""
    tables = [release.manifest.tables[name] for name in CASE_TABLES if name in release.manifest.tables]
    present = {part.feed for table in tables for part in table.parts}
    return [feed for feed in FEEDS if feed in present]


def _count_standing(published: PublishedTable | None) -> int | None:
    """Return the number of live records: the first figure of each part's content checksum."""
    parts = published.parts if published else ()
    return sum(int(part.content.split("-")[0]) for part in parts) if all(part.content for part in parts) else None
