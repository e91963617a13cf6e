"""What a lake and a release hold, and where it came from: releases, loads, rejects, coverage."""

import pyarrow as pa

from analysis.questions.metrics import sql
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


def releases(lake: Lake) -> pa.Table:
    """One row for each release, newest first: release, made_at, made_by, message; of each table the records that stand in it;
    content_hash; inputs, the names of the files it was made from.

    Of a release that cannot be opened the message says why. Records are empty where a release of an older version of
    Patrolwatch did not count them.
    """
    rows = []
    for number in reversed(lake.numbers()):
        try:
            manifest = lake.manifest(number)
        except LakeUnusable as error:
            rows.append({"release": f"R{number}", "message": str(error)})
            continue
        rows.append(
            {
                "release": manifest.name,
                "made_at": manifest.made_at,
                "made_by": manifest.made_by or None,
                "message": manifest.message,
                **{name: _standing(manifest.tables.get(name)) for name in CASE_TABLES},
                "content_hash": manifest.content_hash,
                "inputs": sorted(manifest.inputs),
            }
        )
    return pa.Table.from_pylist(rows, _RELEASES)


def _standing(published: PublishedTable | None) -> int | None:
    """How many rows of a table are no withdrawn records: the first figure of what its parts say of themselves."""
    parts = published.parts if published else ()
    return sum(int(part.content.split("-")[0]) for part in parts) if all(part.content for part in parts) else None


def loads(release: Release) -> pa.Table:
    return release.query(sql("loads"))


def rejects(release: Release, load_id: str | None = None, most: int | None = None) -> pa.Table:
    return release.query(sql("rejects"), load_id=load_id, most=most)


def coverage_stated(release: Release) -> pa.Table:
    return release.query(sql("coverage_stated"))


def not_covered(release: Release) -> pa.Table:
    return release.query(sql("not_covered"))


def feeds(release: Release) -> list[str]:
    """The feeds that have records in a release, in the order in which they are declared."""
    held = {
        part.feed
        for name in CASE_TABLES
        if name in release.manifest.tables
        for part in release.manifest.tables[name].parts
    }
    return [feed for feed in FEEDS if feed in held]
