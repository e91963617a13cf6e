"""The releases that have a record, and the one that withdrew it."""

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
    """Why a record was withdrawn.

    The release that withdrew it (None if it cannot be read), and the loads of the record's feed that made this release (none if
    it was built from the fact files). `entry` is the editor's decision, if that is the reason.
    """

    release: int
    manifest: Manifest | None
    loads: list[dict[str, Any]]
    entry: dict[str, Any] | None = None


@dataclass(frozen=True)
class Presence:
    """The first and last release that have a record which another one lacks."""

    first: Manifest
    last: Manifest

    def nearest(self, number: int) -> Manifest:
        """Return the release to show instead of one that lacks the record: the one that added it, or the last one that has it."""
        return self.first if self.first.number > number else self.last


def find_withdrawal(lake: Lake, release: Release, record: Record) -> Withdrawal | None:
    """Find when and why a record of this release was withdrawn. Return None if it is live."""
    number = record.fields.get("withdrawn_release")
    if number is None:
        return None
    manifest = None
    with suppress(LakeUnusable):
        manifest = lake.read_manifest(number)
    for entry in list_entries(release, record.record_id):
        if entry["release"] == number and entry["is_in_force"] and entry["action"] in ("withdraw", "link"):
            return Withdrawal(number, manifest, [], entry)
    query = "FROM loads WHERE release = $number AND feed = $feed AND withdrawn > 0 ORDER BY load_id"
    loads = release.query(query, number=number, feed=record.fields["feed"]).to_pylist()
    return Withdrawal(number, manifest, loads)


def find_other_releases(lake: Lake, record_id: str) -> Presence | None:
    """Find the readable releases of the lake that have or had a record. Return None if there are none."""
    first = last = None
    known: dict[tuple[Any, ...], bool] = {}  # by the parts of a table, which releases share
    for manifest in list_readable(lake):
        for table in TABLES_WITH_PAGES.values():
            if table.name not in manifest.tables:  # an older release may lack the table
                continue
            parts = manifest.tables[table.name].parts
            if (table.name, parts) not in known:
                known[table.name, parts] = _holds(lake, manifest, table, record_id)
            if known[table.name, parts]:
                first, last = first or manifest, manifest
    return Presence(first, last) if first and last else None


def _holds(lake: Lake, manifest: Manifest, table: Table, record_id: str) -> bool:
    with suppress(LakeUnusable):  # damaged parts matter only when their release is opened
        return bool(read_row(lake, manifest, table, record_id))
    return False
