"""The DuckDB connections of open releases: those of the releases that were queried last, and of no others.

A page, a session that can be resumed and a file that is offered each refer to the release that they show. Were each release to
keep its connection for as long, a server with new releases would keep the memory and threads of all of them.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

import duckdb

MOST_OPEN = 4


class Connections:
    """Opens connections when they are first used, and closes the one that was used longest ago where they are too many."""

    def __init__(self, most_open: int = MOST_OPEN):
        self._most_open = most_open
        self._lock = threading.Lock()
        self._opening: dict[Hashable, threading.Lock] = {}
        self._open: OrderedDict[Hashable, duckdb.DuckDBPyConnection] = OrderedDict()
        self._users: Counter[Hashable] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def use(
        self, owner: Hashable, connect: Callable[[], duckdb.DuckDBPyConnection]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give the connection of an owner, made by `connect` where it is not open. It stays open while it is used."""
        with self._lock:
            opening = self._opening.setdefault(owner, threading.Lock())
            self._users[owner] += 1
        try:
            with opening:  # others of this owner wait until it is open, and nobody else does
                if owner not in self._open:
                    connection = connect()
                    with self._lock:
                        self._open[owner] = connection
            with self._lock:
                self._open.move_to_end(owner)
                connection = self._open[owner]
            yield connection
        finally:
            with self._lock:
                self._users[owner] -= 1
                if not self._users[owner]:
                    del self._users[owner], self._opening[owner]
                idle = [owner for owner in self._open if owner not in self._users]
                closed = [self._open.pop(owner) for owner in idle[: max(0, len(self._open) - self._most_open)]]
            for connection in closed:
                connection.close()
