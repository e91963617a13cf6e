"""The DuckDB connections of open releases: those of the releases that were queried last, and of no others.

A page, a session that can be resumed and a file that is offered each refer to the release that they show. Were each release to
keep its connection for as long, a server with new releases would keep the memory and threads of all of them.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

MOST_OPEN = 4
# DuckDB keeps some kB of each join until its database is closed, up to 40 MB for each release. Opening one takes 0.2 s.
MOST_USES = 500


@dataclass(eq=False)
class _Opened:
    connection: duckdb.DuckDBPyConnection
    users: int = 0
    uses: int = 0


class Connections:
    """Opens connections when they are first used, and closes the one that was used longest ago where they are too many.

    One that was used often is closed by its last user, while others open it anew.
    """

    def __init__(self, most_open: int = MOST_OPEN, most_uses: int = MOST_USES):
        self._most_open, self._most_uses = most_open, most_uses
        self._lock = threading.Lock()
        self._opening: dict[Hashable, threading.Lock] = {}
        self._entering: Counter[Hashable] = Counter()
        self._open: OrderedDict[Hashable, _Opened] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def use(
        self, owner: Hashable, connect: Callable[[], duckdb.DuckDBPyConnection]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give the connection of an owner, made by `connect` where it is not open. It stays open while it is used."""
        opened = self._enter(owner, connect)
        try:
            yield opened.connection
        finally:
            for connection in self._leave(owner, opened):
                connection.close()

    def _enter(self, owner: Hashable, connect: Callable[[], duckdb.DuckDBPyConnection]) -> _Opened:
        with self._lock:
            opening = self._opening.setdefault(owner, threading.Lock())
            self._entering[owner] += 1
        try:
            with opening:  # others of this owner wait until it is open, and nobody else does
                with self._lock:
                    opened = self._take(owner)
                if opened is None:
                    connection = connect()
                    with self._lock:
                        self._open[owner] = opened = _Opened(connection, users=1, uses=1)
            return opened
        finally:
            with self._lock:
                self._entering[owner] -= 1
                if not self._entering[owner]:
                    del self._entering[owner], self._opening[owner]

    def _take(self, owner: Hashable) -> _Opened | None:
        """Return the open connection of an owner. One that has been used often is given out for the last time."""
        opened = self._open.get(owner)
        if opened:
            self._open.move_to_end(owner)
            opened.users += 1
            opened.uses += 1
            if opened.uses >= self._most_uses:
                del self._open[owner]
        return opened

    def _leave(self, owner: Hashable, opened: _Opened) -> list[duckdb.DuckDBPyConnection]:
        """Return the connections to close now."""
        with self._lock:
            opened.users -= 1
            closed = [] if opened.users or self._open.get(owner) is opened else [opened]
            idle = [owner for owner, other in self._open.items() if not other.users]
            closed += [self._open.pop(owner) for owner in idle[: max(0, len(self._open) - self._most_open)]]
        return [each.connection for each in closed]
