"""Limits how many requests for data are answered at once, per client and in total."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.server import limits
from views.server.data.problems import Problem


class Gate:
    """Admits a limited number of requests at once, per client and in total. Others wait briefly, first come first served.

    It serves one event loop and needs no lock, since nothing is awaited between a check and a change.
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
        self._aside = 0
        self._waiting: deque[tuple[str, anyio.Event]] = deque()

    @asynccontextmanager
    async def hold_place(self, client: str) -> AsyncIterator["Place"]:
        """Hold a place. Raises Problem if none becomes free in time."""
        await self._enter(client)
        place = Place(self)
        try:
            yield place
        finally:
            self._aside -= place.is_aside
            self._leave(client)

    def step_aside(self) -> bool:
        """Free the place of a slow client, and return whether this was done, since the number of such clients is limited.

        The request still counts for its client, so being slow does not give a client more places.
        """
        if self._aside >= limits.SLOW_AT_ONCE:
            return False
        self._aside += 1
        self._let_in()
        return True

    async def _enter(self, client: str) -> None:
        if self._has_room(client):
            self._inside[client] += 1
            return
        if len(self._waiting) >= self._most_waiting:
            raise self._make_refusal(client)
        is_let_in = anyio.Event()
        entry = (client, is_let_in)
        self._waiting.append(entry)
        try:
            with anyio.move_on_after(self._seconds):
                await is_let_in.wait()
        except BaseException:  # the client disconnected
            if is_let_in.is_set():
                self._leave(client)
            raise
        finally:
            if not is_let_in.is_set():
                self._waiting.remove(entry)
        if not is_let_in.is_set():
            raise self._make_refusal(client)

    def _leave(self, client: str) -> None:
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]
        self._let_in()

    def _let_in(self) -> None:
        for entry in list(self._waiting):
            waiting_client, is_let_in = entry
            if self._has_room(waiting_client):
                self._waiting.remove(entry)
                self._inside[waiting_client] += 1
                is_let_in.set()

    def _has_room(self, client: str) -> bool:
        return self._inside.total() - self._aside < self._at_once and self._inside[client] < self._of_a_client

    def _make_refusal(self, client: str) -> Problem:
        if self._inside[client] >= self._of_a_client:
            status, most = HTTPStatus.TOO_MANY_REQUESTS, f"{self._of_a_client} requests of one client"
        else:
            status, most = HTTPStatus.SERVICE_UNAVAILABLE, f"{self._at_once} requests"
        return Problem(
            status,
            f"The server answers {most} for data at once. Ask again in {limits.RETRY_AFTER} seconds.",
            headers={"Retry-After": str(limits.RETRY_AFTER)},
        )


class Place:
    """A place at the gate, which a client loses if it stops reading its answer."""

    def __init__(self, gate: Gate):
        self._gate, self.is_aside = gate, False

    def watch(self, send: Send) -> Send:
        """Return a `send` that measures how long the client makes it wait."""

        async def send_and_watch(message: Message) -> None:
            timer = asyncio.get_running_loop().call_later(limits.SECONDS_UNTIL_SLOW, self._step_aside)
            try:
                await send(message)
            finally:
                timer.cancel()

        return send_and_watch

    def _step_aside(self) -> None:
        self.is_aside = self.is_aside or self._gate.step_aside()


class Gated:
    """Middleware that passes requests for data through the gate. Requests without a place get a problem as their answer.

    Paths that begin with one of `open_paths` need no place.
    """

    def __init__(self, app: ASGIApp, gate: Gate, open_paths: Sequence[str] = ()):
        self.app, self._gate, self._open_paths = app, gate, tuple(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self._open_paths):
            return await self.app(scope, receive, send)
        host, _ = scope.get("client") or ("", 0)
        try:
            async with self._gate.hold_place(host) as place:
                await self.app(scope, receive, place.watch(send))
        except Problem as refusal:
            await refusal.respond()(scope, receive, send)
