"""The DuckDB connections of the most recently queried releases.

Pages, resumable sessions and offered files each refer to a release. If every release kept its connection that long, a server
with frequent releases would keep the memory and threads of all of them.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

MOST_OPEN = 4
# DuckDB keeps a few kB per join until its database is closed, up to 40 MB per release. Opening one takes 0.2 s.
MOST_USES = 500


@dataclass(eq=False)
class _Opened:
    connection: duckdb.DuckDBPyConnection
    users: int = 0
    uses: int = 0


class Connections:
    """Opens connections on first use, and closes the least recently used one if there are too many.

    A connection that was used often is closed by its last user, while others open a new one.
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
        """Yield the connection of an owner, opened by `connect` if necessary. It stays open while in use."""
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
            with opening:  # only other users of this owner wait until it is open
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
        """Return the open connection of an owner. After many uses it is given out a last time."""
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
