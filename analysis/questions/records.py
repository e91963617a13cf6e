"""The records that the reader's choices leave, and one record with all that is known about it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial

import duckdb
import pyarrow as pa

from analysis.questions import listing
from analysis.questions.listing import Listing, Turns
from analysis.questions.listing import newest as newest_of
from analysis.questions.metrics import sql
from analysis.release import Release
from analysis.selection import Selection
from etl.errors import LakeUnusable
from etl.lake import Lake, Manifest
from etl.tables.columns import Table
from etl.tables.records import INCIDENTS, PATROLS, SOURCES, SUSPENSIONS
from etl.tables.schema import quoted

ALL_DAYS = {"turn_from": date.min, "turn_to": date.max}
KINDS = {table.name: table for table in (PATROLS, INCIDENTS, SUSPENSIONS, SOURCES)}


# Tables whose rows speak of a record that has a page: the place of its id in the name of such a row.
SPEAKS_OF = {"patrol_numbers": 0, "casualties": 0, "claims": 1}


@dataclass(frozen=True)
class Record:
    """One record: its fields as they stand, the documents it rests on, who claims what of which field, the losses by
    side, the records that hang together with it, and its history.
    """

    table: Table
    record_id: str
    fields: dict
    sources: pa.Table
    claims: pa.Table
    casualties: pa.Table
    related: pa.Table
    history: list[dict]


def listed(
    release: Release, table: str, selection: Selection, search: str = "", *, everywhere: bool = False
) -> pa.Table:
    """The records of a table (patrols, incidents, suspensions, sources) in the days of the records, oldest first.

    `search` are words that must all stand in a record, its places or its sources. `everywhere` lists incidents of every
    corridor, and those off all of them.
    """
    return _listed(release, table, selection, search, everywhere, ALL_DAYS)


def newest(
    release: Release, table: str, selection: Selection, search: str = "", *, everywhere: bool = False
) -> Listing:
    """The newest of the same rows in the same order, and how many there are: of patrols and incidents, which may be many."""
    if table not in ("patrols", "incidents"):
        rows = listed(release, table, selection, search)
        return Listing(rows, rows.num_rows)
    return newest_of(release, sql(f"records_{table}"), **_asked(selection, search, everywhere, ALL_DAYS))


def listed_in_turns(
    release: Release, table: str, selection: Selection, search: str = "", *, everywhere: bool = False
) -> Turns:
    """The same rows in the same order, some days at a time, so that a list of any length needs little memory."""
    turns = [ALL_DAYS]
    if table == "incidents":  # the only table that may be long
        asked = {"everywhere": everywhere, "rows": listing.ROWS_IN_A_TURN}
        rows = release.query(sql("incidents_in_turns"), **selection.parameters(), **asked).to_pylist()
        turns = [{"turn_from": row["first"], "turn_to": row["last"]} for row in rows] or turns
    return Turns(turns, partial(_listed, release, table, selection, search, everywhere))


def _listed(release: Release, table: str, selection: Selection, search: str, everywhere: bool, days: dict) -> pa.Table:
    return release.query(sql(f"records_{table}"), **_asked(selection, search, everywhere, days))


def _asked(selection: Selection, search: str, everywhere: bool, days: dict) -> dict:
    return selection.parameters() | {"words": search.split(), "everywhere": everywhere} | days


def has_page(table: str) -> bool:
    """Whether the records of a table can be opened, themselves or the records that they speak of."""
    return table in KINDS or table in SPEAKS_OF


def id_to_open(table: str, record: str) -> str:
    """The id of the record that opens for a record of a table that `has_page`, named as in a sentence (etl/tables/schema.py)."""
    return record if table in KINDS else record.split(" / ")[SPEAKS_OF[table]]


def find(lake: Lake, release: Release, record_id: str) -> Record | None:
    """The record of that id, withdrawn or not; None where the release never held one."""
    for table in KINDS.values():
        query = f"FROM ever.{table.name} WHERE {quoted(table.id_column)} = $record_id"
        if rows := release.query(query, record_id=record_id).to_pylist():
            fields = rows[0]
            asked = {"record_id": record_id, "table": table.name, "source_ids": fields.get("source_ids") or []}
            return Record(
                table,
                record_id,
                fields,
                sources=release.query(sql("record_sources"), **asked),
                claims=release.query(sql("record_claims"), **asked),
                casualties=release.query(sql("record_casualties"), **asked),
                related=release.query(sql("related_records"), **asked),
                history=_history(lake, release, table, record_id),
            )
    return None


@dataclass(frozen=True)
class Withdrawal:
    """Why a record went: the release that withdrew it (None where it cannot be read), and the loads of the record's feed
    that made that release; none where it was built from the fact files."""

    release: int
    manifest: Manifest | None
    loads: list[dict]


def withdrawal(lake: Lake, release: Release, record: Record) -> Withdrawal | None:
    """When and why a record of this release was withdrawn; None while it stands."""
    number = record.fields.get("withdrawn_release")
    if number is None:
        return None
    manifest = None
    with suppress(LakeUnusable):
        manifest = lake.manifest(number)
    loads = release.query(
        "FROM loads WHERE release = $number AND feed = $feed AND withdrawn > 0 ORDER BY load_id",
        number=number, feed=record.fields["feed"],
    )  # fmt: skip
    return Withdrawal(number, manifest, loads.to_pylist())


@dataclass(frozen=True)
class Elsewhere:
    """A record that one release lacks and others hold: the first and the last of them."""

    first: Manifest
    last: Manifest

    def nearest(self, number: int) -> Manifest:
        """The release to look in from one that lacks the record: in which it came, or the last that holds it."""
        return self.first if self.first.number > number else self.last


def elsewhere(lake: Lake, record_id: str) -> Elsewhere | None:
    """In which releases of the lake that can be read a record stands, or stood; None where in none."""
    first = last = None
    known: dict[tuple, bool] = {}  # by the parts of a table, which releases share
    for manifest in _readable(lake):
        for table in KINDS.values():
            parts = manifest.tables[table.name].parts
            if (table.name, parts) not in known:
                known[table.name, parts] = _stands_in(lake, manifest, table, record_id)
            if known[table.name, parts]:
                first, last = first or manifest, manifest
    return Elsewhere(first, last) if first else None


def _history(lake: Lake, release: Release, table: Table, record_id: str) -> list[dict]:
    """One row for each change of a record up to a release: release, made_at, field, before, after.

    `field` is None where the record came or went; then `after` says which. A release that cannot be read is passed over.
    """
    history, before, parts = [], None, None
    for manifest in _readable(lake, release.number):
        published = manifest.tables[table.name]
        if published.parts == parts:
            continue
        try:
            rows = _row_in(lake, manifest, table, record_id)
        except LakeUnusable:
            continue
        parts = published.parts
        now = rows[0] if rows and rows[0].get("withdrawn_release") is None else None
        step = {"release": manifest.name, "made_at": manifest.made_at}
        if (before is None) != (now is None):
            history.append(step | {"field": None, "before": None, "after": "added" if now else "withdrawn"})
        elif now:
            history += [
                step | {"field": column.name, "before": before[column.name], "after": now[column.name]}
                for column in table.declared
                if before[column.name] != now[column.name]
            ]
        before = now
    return history


def _readable(lake: Lake, through: int | None = None) -> list[Manifest]:
    manifests = []
    for number in lake.numbers():
        if through is None or number <= through:
            with suppress(LakeUnusable):
                manifests.append(lake.manifest(number))
    return manifests


def _stands_in(lake: Lake, manifest: Manifest, table: Table, record_id: str) -> bool:
    with suppress(LakeUnusable):  # a damaged part is the trouble of who opens that release
        return bool(_row_in(lake, manifest, table, record_id))
    return False


def _row_in(lake: Lake, manifest, table: Table, record_id: str) -> list[dict]:
    with lake.reading(manifest), duckdb.connect() as con:
        lake.attach(con, manifest, "ever")
        query = f"FROM ever.{table.name} WHERE {quoted(table.id_column)} = $record_id"
        return con.sql(query, params={"record_id": record_id}).to_arrow_table().to_pylist()
