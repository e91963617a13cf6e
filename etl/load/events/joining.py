"""Which events of a load are also in another of its files or in a known record: each counts once, with what either says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from etl.load.events.comparison import Comparison, compare, join
from etl.tables.columns import Table

KNOWN = -1  # in place of the number of a file: the release


@dataclass(eq=False)
class Event:
    """An event of a load or a known record: the files that hold it, what it says by column, and its first source."""

    key: str
    files: set[int]
    feed_id: str | None
    said: dict[str, Any]
    teller: str
    keys: list[str] = field(default_factory=list)  # of the events that were joined in it

    @property
    def is_known(self) -> bool:
        """Whether it is a record of the release."""
        return KNOWN in self.files


@dataclass(frozen=True)
class Match:
    """An event of a file beside one from an earlier file: the same, or different in the named columns."""

    file: int
    key: str
    line: int | None
    teller: str
    differing: tuple[str, ...] = ()


@dataclass
class Joined:
    """The events that took in others, and the matches: of the same event, and of such as only look like another."""

    events: list[Event] = field(default_factory=list)
    same: list[Match] = field(default_factory=list)
    alike: list[Match] = field(default_factory=list)


def join_events(table: Table, events: Iterable[Event], pairs: Iterable[tuple[str, str]]) -> Joined:
    """Join the events that tell the same, of pairs of keys of one day and place, and find those that only look so.

    Within a file two rows are two events, so an event meets at most one of each other file: that with which it agrees on most.
    """
    joining = _Joining(table, {event.key: event for event in events})
    by_file: dict[int, list[tuple[str, str]]] = {}
    for pair in pairs:
        earlier, later = sorted(pair, key=lambda key: (min(joining.standing[key].files), key))
        by_file.setdefault(min(joining.standing[later].files), []).append((earlier, later))
    for file in sorted(by_file):
        joining.join_file(file, by_file[file])
    return joining.result


class _Joining:
    def __init__(self, table: Table, standing: dict[str, Event]) -> None:
        self.table = table
        self.standing = standing  # by the key of each event, that in which it was joined
        self.result = Joined()

    def join_file(self, file: int, pairs: list[tuple[str, str]]) -> None:
        compared = [(later, earlier, found) for earlier, later in pairs if (found := self._compare(earlier, later))]
        compared.sort(key=lambda each: (-each[2].agreeing, each[0], each[1]))
        met: set[str] = set()  # events of this file, and those of others that one of this file met
        for later, earlier, _ in compared:
            event, other = self.standing[later], self.standing[earlier]
            # Another of its rows may have been joined since.
            found = self._compare(earlier, later)
            if not found or found.differing or {event.key, other.key} & met:
                continue
            met |= {later, other.key}
            self.result.same.append(Match(file, later, event.said.get("line"), other.teller))
            self._take_in(other, event)
            met.add(other.key)
        for later, earlier, found in compared:
            event, other = self.standing[later], self.standing[earlier]
            if event is not other and not {later, other.key} & met and not event.files & other.files:
                met |= {later, other.key}
                self.result.alike.append(Match(file, later, event.said.get("line"), other.teller, found.differing))

    def _compare(self, earlier: str, later: str) -> Comparison | None:
        event, other = self.standing[later], self.standing[earlier]
        if event.files & other.files or (event.feed_id and other.feed_id):
            return None
        return compare(self.table, other.said, event.said)

    def _take_in(self, other: Event, event: Event) -> None:
        """Join an event of this file with another: under the key of the known one, else of that with an id, else the lesser."""
        if other not in self.result.events:
            self.result.events.append(other)
        other.keys += [event.key, *([] if other.is_known else [other.key])]
        other.said = join(other.said, event.said)
        if not other.is_known:
            with_id = [each.key for each in (other, event) if each.feed_id]
            other.key = with_id[0] if with_id else min(other.key, event.key)
        other.feed_id = other.feed_id or event.feed_id
        other.files |= event.files
        self.standing |= dict.fromkeys([event.key, other.key, *event.keys, *other.keys], other)
