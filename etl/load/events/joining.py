"""Finds events that occur in several files of a load or in a known record, and combines them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from etl.load.events.comparison import Comparison, compare, join
from etl.tables.columns import Table

KNOWN = -1  # file number that stands for the release


@dataclass(eq=False)
class Event:
    """An event of a load or a known record: its files, its values by column, and the source that reported it first."""

    key: str
    files: set[int]
    feed_id: str | None
    values: dict[str, Any]
    reported_in: str
    keys: list[str] = field(default_factory=list)  # keys of the events merged into this one

    @property
    def is_known(self) -> bool:
        """Whether this is a record of the release."""
        return KNOWN in self.files


@dataclass(frozen=True)
class Match:
    """An event of a file matched with one of an earlier file: the same, or different in the named columns."""

    file: int
    key: str
    line: int | None
    reported_in: str
    differing: tuple[str, ...] = ()


@dataclass
class Joined:
    """The result of joining: merged events, matches of the same event, and matches that only look alike."""

    events: list[Event] = field(default_factory=list)
    same: list[Match] = field(default_factory=list)
    alike: list[Match] = field(default_factory=list)


def join_events(table: Table, events: Iterable[Event], pairs: Iterable[tuple[str, str]]) -> Joined:
    """Join events that are the same, and find those that only look alike. `pairs` are keys of events of one day and place.

    Rows of one file are different events, so an event joins at most one event of each other file: the one it agrees with most.
    """
    joining = _Joining(table, {event.key: event for event in events})
    by_file: dict[int, list[tuple[str, str]]] = {}
    for pair in pairs:
        earlier, later = sorted(pair, key=lambda key: (min(joining.merged[key].files), key))
        by_file.setdefault(min(joining.merged[later].files), []).append((earlier, later))
    for file in sorted(by_file):
        joining.join_file(file, by_file[file])
    return joining.result


class _Joining:
    def __init__(self, table: Table, merged: dict[str, Event]) -> None:
        self.table = table
        self.merged = merged  # maps each event's key to the event it was merged into
        self.result = Joined()

    def join_file(self, file: int, pairs: list[tuple[str, str]]) -> None:
        compared = [(later, earlier, found) for earlier, later in pairs if (found := self._compare(earlier, later))]
        compared.sort(key=lambda each: (-each[2].agreeing, each[0], each[1]))
        met: set[str] = set()  # events of this file already matched, and the events they matched
        for later, earlier, _ in compared:
            event, other = self.merged[later], self.merged[earlier]
            # Compare again, since an earlier join may have changed either event.
            found = self._compare(earlier, later)
            if not found or found.differing or {event.key, other.key} & met:
                continue
            met |= {later, other.key}
            self.result.same.append(Match(file, later, event.values.get("line"), other.reported_in))
            self._merge(other, event)
            met.add(other.key)
        for later, earlier, found in compared:
            event, other = self.merged[later], self.merged[earlier]
            if event is not other and not {later, other.key} & met and not event.files & other.files:
                met |= {later, other.key}
                self.result.alike.append(
                    Match(file, later, event.values.get("line"), other.reported_in, found.differing)
                )

    def _compare(self, earlier: str, later: str) -> Comparison | None:
        event, other = self.merged[later], self.merged[earlier]
        if event.files & other.files or (event.feed_id and other.feed_id):
            return None
        return compare(self.table, other.values, event.values)

    def _merge(self, other: Event, event: Event) -> None:
        """Merge an event of this file into another.

        The merged event keeps the key of the known record, else of an event with an id, else the smaller key.
        """
        if other not in self.result.events:
            self.result.events.append(other)
        other.keys += [event.key, *([] if other.is_known else [other.key])]
        other.values = join(other.values, event.values)
        if not other.is_known:
            with_id = [each.key for each in (other, event) if each.feed_id]
            other.key = with_id[0] if with_id else min(other.key, event.key)
        other.feed_id = other.feed_id or event.feed_id
        other.files |= event.files
        self.merged |= dict.fromkeys([event.key, other.key, *event.keys, *other.keys], other)
