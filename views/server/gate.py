"""The gate before the data: so many requests at once, of each client and of all."""

from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

from views.server import limits
from views.server.problems import Problem, on_problem


class Gate:
    """Lets so many requests in at once, of each client and of all; others wait for a short while, the first come first.

    For one event loop: it needs no lock, since nothing is awaited between a look and a change.
    """

    def __init__(
        self,
        at_once: int = limits.REQUESTS_AT_ONCE,
        of_a_client: int = limits.REQUESTS_AT_ONCE_OF_A_CLIENT,
        waiting: int = limits.REQUESTS_WAITING,
        seconds: float = limits.SECONDS_TO_WAIT,
    ):
        self._at_once, self._of_a_client, self._most_waiting, self._seconds = at_once, of_a_client, waiting, seconds
        self._inside: Counter[str] = Counter()
        self._waiting: deque[tuple[str, anyio.Event]] = deque()

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Hold a place. Raises Problem where none becomes free in time."""
        await self._enter(client)
        try:
            yield
        finally:
            self._leave(client)

    async def _enter(self, client: str) -> None:
        if self._has_room_for(client):
            self._inside[client] += 1
            return
        if len(self._waiting) >= self._most_waiting:
            raise self._refusal(client)
        entry = (client, anyio.Event())
        self._waiting.append(entry)
        is_free = entry[1]
        try:
            with anyio.move_on_after(self._seconds):
                await is_free.wait()
        except BaseException:  # the client went away
            if is_free.is_set():
                self._leave(client)
            raise
        finally:
            if not is_free.is_set():
                self._waiting.remove(entry)
        if not is_free.is_set():
            raise self._refusal(client)

    def _leave(self, client: str) -> None:
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]
        for entry in list(self._waiting):
            if self._has_room_for(entry[0]):
                self._waiting.remove(entry)
                self._inside[entry[0]] += 1
                entry[1].set()

    def _has_room_for(self, client: str) -> bool:
        return self._inside.total() < self._at_once and self._inside[client] < self._of_a_client

    def _refusal(self, client: str) -> Problem:
        if self._inside[client] >= self._of_a_client:
            status, of = HTTPStatus.TOO_MANY_REQUESTS, f"{self._of_a_client} requests of one client"
        else:
            status, of = HTTPStatus.SERVICE_UNAVAILABLE, f"{self._at_once} requests"
        return Problem(
            status,
            f"The server answers {of} for data at once. Ask again in {limits.RETRY_AFTER} seconds.",
            headers={"Retry-After": str(limits.RETRY_AFTER)},
        )


class Gated:
    """Lets requests for data through its gate, and refuses those that find no place with a problem. `open_paths` need none."""

    def __init__(self, app: ASGIApp, gate: Gate, open_paths: Sequence[str] = ()):
        self.app, self._gate, self._open_paths = app, gate, open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._open_paths:
            return await self.app(scope, receive, send)
        host, _ = scope.get("client") or ("", 0)
        try:
            async with self._gate.place(host):
                await self.app(scope, receive, send)
        except Problem as refusal:
            await on_problem(None, refusal)(scope, receive, send)
