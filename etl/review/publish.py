"""Publish a release with one more decision of an editor, after checking it against the current records."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from etl.errors import CheckFailed, ReleaseDamaged, ReleaseMissing, UsageError, refuse_broken_text
from etl.lake import Cut, Lake, Manifest
from etl.lake.parts import describe_columns, select_rows
from etl.load.publish import publish
from etl.load.sql import make_table, open_schema
from etl.load.sql.relations import Known
from etl.review.apply import apply_entries, read_entries
from etl.review.entries import (
    Entry,
    decide,
    follow_day,
    list_correctable,
    list_in_force,
    list_undone_together,
    read_value,
    write_value,
)
from etl.tables import checks
from etl.tables.columns import Table
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.records import CASE_TABLES, INCIDENTS, LINKED_TABLES, PATROL_NUMBERS, PATROLS, REVIEWED_TABLES, TABLES
from etl.tables.schema import quote_identifier, quote_text, select_live

OWN_CUT = Cut("review")  # entries are of no feed


@dataclass(frozen=True)
class DecisionRequest:
    """What an editor asks for: `action` is a word of `review_entries`; `values` are new values by column, written as in a fact file."""

    action: str
    record_id: str = ""
    other_id: str = ""
    values: Mapping[str, str | None] = field(default_factory=dict)
    undoes: int | None = None


def review(
    lake: Lake,
    request: DecisionRequest,
    *,
    author: str,
    reason: str,
    message: str = "",
    expected: int | None = None,
    made_on: date | None = None,
) -> tuple[Manifest, list[Entry]]:
    """Publish a release with the entries of a decision, and return both.

    Raises UsageError if the decision is not possible, CheckFailed if records would break a rule, ReleaseOvertaken if the newest
    release is not the `expected` one, and LakeUnusable. Nothing is published then.
    """
    if not author.strip() or not reason.strip():
        raise UsageError("An entry needs an author and a reason: say who decides, and why.")
    refuse_broken_text(author, reason, message, request.record_id, request.other_id, *request.values.values())
    with duckdb.connect() as con, lake.writing():
        known = Known(con, lake, lake.find_newest())
        if not known.release:
            raise UsageError("There is no release yet. Run: patrolwatch build")
        known.refuse_overtaken(expected)
        lake.attach(con, known.release, "stated")
        apply_entries(con, "stated", "standing")
        entries = read_entries(con, f"stated.{REVIEW_ENTRIES.name}")
        signed = Entry(
            entry=_find_highest_number(con, lake) + 1,
            made_on=made_on or datetime.now(UTC).date(),
            author=author.strip(),
            reason=reason.strip(),
            action=request.action,
            table="",  # of the record, which must exist
            record_id=request.record_id,
            first_release=known.next_number,
        )
        new = _make_entries(con, request, signed, entries)
        try:
            _check(con, [*entries, *new], {entry.table for entry in new})
        except CheckFailed as error:
            raise _name_earlier(error, entries, new) from None
        release = publish(
            known,
            {REVIEW_ENTRIES.name: {OWN_CUT: "FROM after_stated.review_entries"}},
            message=message or f"{'; '.join(map(describe_entry, new))}: {reason.strip()}",
            made_by=author.strip(),
            inputs={},
        )
        return release, new


def _name_earlier(error: CheckFailed, entries: Sequence[Entry], new: Sequence[Entry]) -> CheckFailed:
    """Name the earlier corrections of the records at fault, since a later load may have withdrawn what one of them refers to."""
    decided = {entry.record for entry in new}
    earlier = [
        f"entry {entry.entry} on {entry.record_id}"
        for entry in list_in_force(entries)
        if entry.action == "change" and entry.record_id in error.records and entry.record not in decided
    ]
    hint = f" Or undo what no longer fits: {', '.join(earlier)}." if earlier else ""
    return CheckFailed(f"{error}{hint}", error.records)


def _find_highest_number(con: duckdb.DuckDBPyConnection, lake: Lake) -> int:
    """Return the highest number of any entry in any release, since a number used before a revert must not be reused."""
    files = set[Path]()
    for number in lake.list_numbers():
        # A damaged old release must not prevent a decision on the newest.
        with suppress(ReleaseDamaged, ReleaseMissing):
            files.update(lake.list_parts(lake.read_manifest(number), REVIEW_ENTRIES.name))
    numbers = select_rows(REVIEW_ENTRIES, sorted(files), describe_columns(con, sorted(files)))
    [highest] = con.execute(f"SELECT coalesce(max(entry), 0) FROM ({numbers})").fetchall()[0]
    return int(highest)


def describe_entry(entry: Entry) -> str:
    """Say what an entry decides: `I1 and I2 are one event`."""
    match entry.action:
        case "link":
            return f"{entry.record_id} and {entry.other_id} are one event"
        case "keep_apart":
            return f"{entry.record_id} and {entry.other_id} are two events"
        case "change":
            return f"{entry.record_id}: {entry.column} is {entry.value or 'unknown'}, not {entry.stated or 'unknown'}"
        case "withdraw":
            return f"{entry.record_id} is withdrawn"
    return f"Entry {entry.undoes} on {entry.record_id} is undone"


def _make_entries(
    con: duckdb.DuckDBPyConnection, request: DecisionRequest, signed: Entry, entries: Sequence[Entry]
) -> list[Entry]:
    """Make the entries of a request; `signed` has their author, reason and day. Raises UsageError."""
    match request.action:
        case "undo":
            return _undo(request, signed, entries)
        case "link" | "keep_apart":
            return [_judge_pair(con, request, signed, entries)]
    table, record = _find_current(con, request.record_id)
    signed = replace(signed, table=table.name)
    if request.action == "withdraw":
        if table is PATROLS:
            _refuse_if_attacked(con, request.record_id)
        return [signed]
    return _correct(con, table, record, request, signed, decide(entries).changes.get(signed.record, {}))


def _refuse_if_attacked(con: duckdb.DuckDBPyConnection, patrol_id: str) -> None:
    """Raise CheckFailed if incidents name the patrol, since they would name no record."""
    query = f"SELECT incident_id FROM standing.incidents WHERE patrol_id = ? AND {select_live(INCIDENTS)} ORDER BY ALL"
    if incidents := [incident for (incident,) in con.execute(query, [patrol_id]).fetchall()]:
        name, them = ("name", "them") if len(incidents) > 1 else ("names", "it")
        raise CheckFailed(
            f"{patrol_id} cannot be withdrawn while {', '.join(incidents)} {name} it as the patrol. Withdraw {them} first, "
            "or correct patrol_id there.",
            incidents,
        )


def _undo(request: DecisionRequest, signed: Entry, entries: Sequence[Entry]) -> list[Entry]:
    undone = next((entry for entry in entries if entry.entry == request.undoes), None)
    if undone is None:
        raise UsageError(f"There is no entry {request.undoes}.")
    in_force = list_in_force(entries)
    if undone not in in_force:
        raise UsageError(f"Entry {request.undoes} is already undone.")
    signed = replace(signed, table=undone.table, record_id=undone.record_id, other_id=undone.other_id)
    return [
        replace(signed, entry=signed.entry + place, undoes=entry.entry)
        for place, entry in enumerate(list_undone_together(undone, entries))
        if entry in in_force
    ]


def _judge_pair(
    con: duckdb.DuckDBPyConnection, request: DecisionRequest, signed: Entry, entries: Sequence[Entry]
) -> Entry:
    ids = (request.record_id, request.other_id)
    if ids[0] == ids[1]:
        raise UsageError("Name two records.")
    decisions = decide(entries)
    event = next((event for event in decisions.events if set(ids) <= set(event.members)), None)
    table = event.table if event else _find_shared_table(con, ids)
    if (request.action == "link" and event) or (
        request.action == "keep_apart" and (table, frozenset(ids)) in decisions.apart
    ):
        raise UsageError(f"{ids[0]} and {ids[1]} are already {'one event' if event else 'kept apart'}.")
    return replace(signed, table=table, other_id=request.other_id)


def _find_shared_table(con: duckdb.DuckDBPyConnection, ids: tuple[str, str]) -> str:
    """Find the table that holds both records. Raises UsageError if it cannot hold two rows that are one event."""
    one, other = (_find_current(con, record_id)[0].name for record_id in ids)
    if one != other:
        raise UsageError(f"{ids[0]} is in {one} and {ids[1]} in {other}: only records of one table can be linked.")
    if one not in LINKED_TABLES:
        raise UsageError(f"Records of {one} cannot be linked. Withdraw the one that is recorded twice.")
    return one


def _correct(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    record: Mapping[str, Any],
    request: DecisionRequest,
    signed: Entry,
    changed: Mapping[str, Entry],
) -> list[Entry]:
    """Make an entry for each column that gets another value. `changed` are the corrections in force, which can be confirmed."""
    columns = {column.name: column for column in list_correctable(table)}
    stated = _find(con, "stated", table, request.record_id)
    new: list[Entry] = []
    for name, text in follow_day(request.values, record).items():
        if name not in columns:
            raise UsageError(f"{name} of {table.name} cannot be corrected. These can: {', '.join(columns)}.")
        try:
            value = read_value(columns[name], text)
        except ValueError as error:
            raise UsageError(f"{name}: {error}.") from None
        if columns[name].required and value is None:
            raise UsageError(f"{name} cannot be empty.")
        before, now = changed.get(name), write_value(stated[name])
        is_confirmed = before is not None and before.stated != now  # although the feed now says something else
        if write_value(value) != write_value(record[name]) or is_confirmed:
            new.append(
                replace(
                    signed,
                    entry=signed.entry + len(new),
                    column=name,
                    stated=now,
                    value=write_value(value),
                )
            )
    if not new:
        raise UsageError(f"{request.record_id} already says this: nothing was published.")
    return new


def _find_current(con: duckdb.DuckDBPyConnection, record_id: str) -> tuple[Table, dict[str, Any]]:
    """Find a current record. Raises UsageError if there is none, or it is withdrawn."""
    for table in REVIEWED_TABLES.values():
        if row := _find(con, "standing", table, record_id):
            if row["withdrawn_release"] is not None:
                raise UsageError(
                    f"{record_id} no longer stands: R{row['withdrawn_release']} withdrew it, or joined it with another. "
                    "Undo that entry first, if it was one."
                )
            return table, row
    raise UsageError(f"There is no patrol, incident, suspension or count {record_id} in the newest release.")


def _find(con: duckdb.DuckDBPyConnection, schema: str, table: Table, record_id: str) -> dict[str, Any]:
    """Return a record by its id, or an empty mapping."""
    query = f"FROM {schema}.{table.name} WHERE {quote_identifier(table.id_column)} = $id"
    rows: list[dict[str, Any]] = con.sql(query, params={"id": record_id}).to_arrow_table().to_pylist()
    return rows[0] if rows else {}


def _check(con: duckdb.DuckDBPyConnection, entries: Sequence[Entry], changed: Collection[str]) -> None:
    """Apply all entries, and run the checks that they can break. Raises CheckFailed, or UsageError if they contradict each other."""
    decisions = decide(entries)
    if contradicted := decisions.find_contradiction():
        raise UsageError(
            f"Entry {contradicted.entry} keeps {contradicted.record_id} and {contradicted.other_id} apart: undo it first."
        )
    con.execute("CREATE SCHEMA after_stated")
    for name in TABLES:
        if name != REVIEW_ENTRIES.name:
            con.execute(f"CREATE VIEW after_stated.{name} AS FROM stated.{name}")
    kinds = {column.name: column.type for column in REVIEW_ENTRIES.columns}
    rows = [[(asdict(entry) | {"withdrawn_release": None})[name] for name in kinds] for entry in entries]
    make_table(con, f"after_stated.{REVIEW_ENTRIES.name}", kinds, rows)
    apply_entries(con, "after_stated", "after_standing")
    con.execute("CREATE SCHEMA after")
    touched = ", ".join(map(quote_text, sorted(decisions.list_touched(INCIDENTS)))) or "NULL"
    for name, table in CASE_TABLES.items():
        # Other incidents were checked when they were loaded; check those that entries change or that name a patrol.
        looked_at = f" AND (patrol_id IS NOT NULL OR incident_id IN ({touched}))" if table is INCIDENTS else ""
        con.execute(f"CREATE VIEW after.{name} AS FROM after_standing.{name} WHERE {select_live(table)}{looked_at}")
    tables = set(changed) | ({INCIDENTS.name, PATROL_NUMBERS.name} if PATROLS.name in changed else set())
    with open_schema(con, "after") as cursor:
        checks.run(cursor, tables)
