"""Entries of editors, and the decisions that remain once undone entries are left out.

Entries are only ever added, so their order decides: if two change the same column, the later one holds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from etl.tables.columns import Column, Table
from etl.tables.schema import READS_AS, WRITTEN_AS

Record = tuple[str, str]  # table and id
# Columns that identify a record, say how it was loaded, or are derived from other columns.
NOT_CORRECTED = {
    "feed",
    "feed_release",
    "feed_id",
    "feed_updated",
    "as_written",
    "coded_day",
    "offset_km",
    "reported_by",
}

# Columns of one fact: corrected in one decision, one of them does not hold without the others.
OF_ONE_FACT = ({"date", "date_end", "date_precision"}, {"lat", "lon", "geo_precision"})


@dataclass(frozen=True)
class Entry:
    """One row of `review_entries`."""

    entry: int
    made_on: date
    author: str
    reason: str
    action: str
    table: str
    record_id: str
    other_id: str | None = None
    column: str | None = None
    stated: str | None = None
    value: str | None = None
    undoes: int | None = None
    first_release: int = 0

    @property
    def record(self) -> Record:
        """The record that it is about."""
        return self.table, self.record_id


@dataclass
class Event:
    """Records of one table that are one. The first member keeps its values; `joined_by` has the entry that added each other one."""

    table: str
    members: list[str]
    joined_by: dict[str, Entry] = field(default_factory=dict)


@dataclass
class Decisions:
    """The decisions in force. `changes` are by record and column, `apart` by table and pair of records."""

    changes: dict[Record, dict[str, Entry]] = field(default_factory=dict)
    withdrawals: dict[Record, Entry] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    apart: dict[tuple[str, frozenset[str]], Entry] = field(default_factory=dict)

    def find_event(self, record: Record) -> Event | None:
        """Find the event that a record is linked to, or None."""
        table, record_id = record
        return next((event for event in self.events if event.table == table and record_id in event.members), None)

    def list_touched(self, table: Table) -> set[str]:
        """List the ids of the records of a table that a decision may change."""
        touched = {record_id for name, record_id in (*self.changes, *self.withdrawals) if name == table.name}
        return touched | {member for event in self.events if event.table == table.name for member in event.members}

    def find_contradiction(self) -> Entry | None:
        """Find an entry that keeps two records apart although others link them."""
        for (_, pair), entry in self.apart.items():
            event = self.find_event(entry.record)
            if event and pair <= set(event.members):
                return entry
        return None


def list_in_force(entries: Sequence[Entry]) -> list[Entry]:
    """List the entries in force, in order. An entry that undoes another may itself be undone."""
    undone: set[int] = set()
    in_force = []
    for entry in sorted(entries, key=lambda entry: -entry.entry):
        if entry.entry in undone:
            continue
        in_force.append(entry)
        if entry.undoes is not None:
            undone.add(entry.undoes)
    return in_force[::-1]


def list_undone_together(undone: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """List an entry and those of its release on other columns of one fact, such as the first and the last possible day of a record."""
    by_number = {entry.entry: entry for entry in entries}

    def find_column(entry: Entry) -> str | None:
        while entry.undoes is not None:
            entry = by_number[entry.undoes]
        return entry.column

    fact = next((columns for columns in OF_ONE_FACT if find_column(undone) in columns), None)
    if fact is None:
        return [undone]
    decision = undone.record, undone.first_release, undone.action
    return [
        entry
        for entry in entries
        if (entry.record, entry.first_release, entry.action) == decision and find_column(entry) in fact
    ]


def decide(entries: Sequence[Entry]) -> Decisions:
    """Return the decisions that the entries make together."""
    decisions = Decisions()
    for entry in list_in_force(entries):
        match entry.action:
            case "change" if entry.column:
                decisions.changes.setdefault(entry.record, {})[entry.column] = entry
            case "withdraw":
                decisions.withdrawals[entry.record] = entry
            case "keep_apart" if entry.other_id:
                decisions.apart[entry.table, frozenset((entry.record_id, entry.other_id))] = entry
            case "link" if entry.other_id:
                _link(decisions, entry, entry.other_id)
    return decisions


def _link(decisions: Decisions, entry: Entry, other_id: str) -> None:
    one, other = (
        decisions.find_event((entry.table, member)) or Event(entry.table, [member])
        for member in (entry.record_id, other_id)
    )
    if other_id in one.members:
        return
    one.joined_by |= {other.members[0]: entry} | other.joined_by
    one.members += other.members
    decisions.events = [event for event in decisions.events if event is not one and event is not other] + [one]


def list_correctable(table: Table) -> list[Column]:
    """List the columns of a table that an editor may correct."""
    return [column for column in table.declared if column.name not in NOT_CORRECTED | set(table.key)]


def write_value(value: Any) -> str | None:
    """Write a value of a record as in a fact file; None if it is unknown."""
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return ";".join(map(str, value))
    if isinstance(value, float):
        return format(Decimal(str(value)), "f")  # 0.00001, which str writes 1e-05
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_value(column: Column, text: str | None) -> Any:
    """Read the value of a column as written in a fact file. Raises ValueError, saying what it should be, if it is not valid."""
    text = text.strip() if text else None
    if not text:
        return [] if column.type == "VARCHAR[]" and column.required else None
    try:
        if not re.fullmatch(WRITTEN_AS.get(column.type, ".*"), text, re.DOTALL):
            raise ValueError
        value = _READERS[column.type](text)
    except ValueError:
        raise ValueError(f"“{text}” is not {READS_AS[column.type]}") from None
    for word in value if isinstance(value, list) else [value]:
        if column.words and word not in column.words:
            raise ValueError(f"“{word}” is not one of its words: {', '.join(column.words)}")
    return value


_READERS: Mapping[str, Any] = {
    "VARCHAR": str,
    "VARCHAR[]": lambda text: [part.strip() for part in text.split(";") if part.strip()],
    "DATE": date.fromisoformat,
    "INTEGER": int,
    "DOUBLE": float,
    "BOOLEAN": lambda text: text == "true",
}


def follow_day(values: Mapping[str, str | None], record: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the values with the last possible day added, if only the day of a record of known day is changed."""
    if "date" not in values or "date_end" in values or "date_end" not in record:
        return dict(values)
    precision = values.get("date_precision", record["date_precision"])
    return {**values, "date_end": values["date"]} if precision == "day" else dict(values)
