"""Time limits for each query, and for all queries of a request together."""

import atexit
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import duckdb

QUERY_SECONDS = 5
INTERRUPTED_AGAIN_AFTER = 0.05  # seconds


@dataclass(frozen=True)
class Limit:
    """A number of seconds, which end at a time of the monotonic clock."""

    seconds: float
    ends_at: float

    @classmethod
    def from_now(cls, seconds: float) -> "Limit":
        return cls(seconds, time.monotonic() + seconds)


_of_request: ContextVar[Limit | None] = ContextVar("limit of the request", default=None)


@contextmanager
def limit_seconds(seconds: float) -> Iterator[None]:
    """Limit the total time of all queries within this block. Inside another such block, the earlier end applies.

    Applies to this thread or task and to whatever copies its context: a call that Starlette runs in its thread pool, or each
    piece of a stream for the request. Do not use it around a `yield`.
    """
    outer, limit = _of_request.get(), Limit.from_now(seconds)
    before = _of_request.set(min(outer or limit, limit, key=lambda one: one.ends_at))
    try:
        yield
    finally:
        _of_request.reset(before)


def limit_of_query() -> Limit:
    """Return the limit for a query that begins now: its own, or that of the request if it ends earlier."""
    own, request = Limit.from_now(QUERY_SECONDS), _of_request.get()
    return min(request or own, own, key=lambda one: one.ends_at)


class Clock:
    """Interrupts queries whose time is over, from one thread that starts with the first query.

    DuckDB loses an interrupt that arrives just before a query begins, so a query that keeps running is interrupted again.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: dict[duckdb.DuckDBPyConnection, float] = {}
        self._thread: threading.Thread | None = None
        self._wakes_at = float("inf")
        self._is_over = False
        atexit.register(self._end)  # a running thread would prevent DuckDB from being unloaded properly

    def start(self, cursor: duckdb.DuckDBPyConnection, ends_at: float) -> None:
        """Interrupt the queries of this cursor from that time on, until `stop`."""
        with self._changed:
            self._running[cursor] = ends_at
            if not (self._thread and self._thread.is_alive()):  # the first query, or the first after a fork
                self._thread = threading.Thread(target=self._watch, name="query clock", daemon=True)
                self._thread.start()
            if ends_at < self._wakes_at:
                self._changed.notify()

    def stop(self, cursor: duckdb.DuckDBPyConnection) -> None:
        with self._changed:
            self._running.pop(cursor, None)

    def _watch(self) -> None:
        with self._changed:
            while not self._is_over:
                now = time.monotonic()
                self._interrupt_those_over(now)
                self._wakes_at = min(self._running.values(), default=float("inf"))
                self._changed.wait(None if self._wakes_at == float("inf") else max(0, self._wakes_at - now))

    def _end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _interrupt_those_over(self, now: float) -> None:
        for cursor, ends_at in list(self._running.items()):
            if ends_at <= now:
                cursor.interrupt()
                self._running[cursor] = now + INTERRUPTED_AGAIN_AFTER


CLOCK = Clock()
