"""In which releases a record stands, and which one withdrew it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from analysis.questions.records.review.decisions import list_entries
from analysis.questions.records.single.find import TABLES_WITH_PAGES, Record
from analysis.questions.records.single.history import list_readable, read_row
from analysis.release import Release
from etl.errors import LakeUnusable
from etl.lake import Lake, Manifest
from etl.tables.columns import Table


@dataclass(frozen=True)
class Withdrawal:
    """Why a record went: the release that withdrew it (None where it cannot be read), and the loads of the record's feed
    that made that release; none where it was built from the fact files. `entry`: what an editor decided, where that is why."""

    release: int
    manifest: Manifest | None
    loads: list[dict[str, Any]]
    entry: dict[str, Any] | None = None


@dataclass(frozen=True)
class Presence:
    """The first and the last release that hold a record which another one lacks."""

    first: Manifest
    last: Manifest

    def nearest(self, number: int) -> Manifest:
        """The release to look in from one that lacks the record: in which it came, or the last that holds it."""
        return self.first if self.first.number > number else self.last


def find_withdrawal(lake: Lake, release: Release, record: Record) -> Withdrawal | None:
    """Find when and why a record of this release was withdrawn; None while it stands."""
    number = record.fields.get("withdrawn_release")
    if number is None:
        return None
    manifest = None
    with suppress(LakeUnusable):
        manifest = lake.manifest(number)
    for entry in list_entries(release, record.record_id):
        if entry["release"] == number and entry["is_in_force"] and entry["action"] in ("withdraw", "link"):
            return Withdrawal(number, manifest, [], entry)
    query = "FROM loads WHERE release = $number AND feed = $feed AND withdrawn > 0 ORDER BY load_id"
    loads = release.query(query, number=number, feed=record.fields["feed"]).to_pylist()
    return Withdrawal(number, manifest, loads)


def find_other_releases(lake: Lake, record_id: str) -> Presence | None:
    """Find in which releases of the lake that can be read a record stands, or stood; None where in none."""
    first = last = None
    known: dict[tuple[Any, ...], bool] = {}  # by the parts of a table, which releases share
    for manifest in list_readable(lake):
        for table in TABLES_WITH_PAGES.values():
            if table.name not in manifest.tables:  # an older release does not have every table
                continue
            parts = manifest.tables[table.name].parts
            if (table.name, parts) not in known:
                known[table.name, parts] = _holds(lake, manifest, table, record_id)
            if known[table.name, parts]:
                first, last = first or manifest, manifest
    return Presence(first, last) if first and last else None


def _holds(lake: Lake, manifest: Manifest, table: Table, record_id: str) -> bool:
    with suppress(LakeUnusable):  # a damaged part is the trouble of who opens that release
        return bool(read_row(lake, manifest, table, record_id))
    return False
