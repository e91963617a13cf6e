"""Limits on connections: the time to send a request, the time to read an answer, and their number.

`streamlit run` starts Uvicorn, whose own limits would also apply to the WebSockets of pages. Only its protocol class knows
when a byte arrived, so `install_protocol` replaces that class when the server starts.
"""

import asyncio
import logging

import h11
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from views.server import limits
from views.server.adding.uploads import is_upload

LOG = logging.getLogger(__name__)


class LimitedProtocol(H11Protocol):
    """Ends connections that do not send a complete request in time, or do not read their answer.

    Above the limit, the connection that has waited longest for its request is ended in favour of the new one.
    """

    _late: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as Uvicorn's own
        super().connection_made(transport)
        self._wait_for_request()
        if len(self.connections) > limits.CONNECTIONS_AT_ONCE:
            ends = {one: one._late.when() for one in self.connections if isinstance(one, LimitedProtocol) and one._late}
            min(ends, key=ends.__getitem__)._abort()

    def connection_lost(self, error: Exception | None) -> None:
        self._stop_clocks()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.get_protocol() is not self or self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._late = _cancel(self._late)
            return
        # A large upload may take as long as data keeps arriving.
        if self.scope and is_upload(self.scope["path"], HTTPConnection({**self.scope}).cookies):
            self._late = _cancel(self._late)
        self._wait_for_request()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._stop_clocks()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(limits.STALLED_SECONDS, self._abort)

    def resume_writing(self) -> None:
        self._stalled = _cancel(self._stalled)
        super().resume_writing()

    def _wait_for_request(self) -> None:
        """Start the timer unless it is running: a second byte does not restart it."""
        if self._late is None:
            self._late = self.loop.call_later(limits.REQUEST_SECONDS, self._abort)

    def _abort(self) -> None:
        self._stop_clocks()
        self.transport.abort()  # `close` would wait until the client has read the rest

    def _stop_clocks(self) -> None:
        self._late, self._stalled = _cancel(self._late), _cancel(self._stalled)


def _cancel(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """Stop a timer. Return None as its replacement."""
    if timer is not None:
        timer.cancel()
    return None


class Connections:
    """Applies the limits when the server starts, and limits the number of open pages."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self._sessions = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            install_protocol(receive)
        if scope["type"] != "websocket":
            return await self.app(scope, receive, send)
        if self._sessions >= limits.SESSIONS_AT_ONCE:
            return await send({"type": "websocket.close", "code": 1013})  # try again later
        self._sessions += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._sessions -= 1


def install_protocol(receive: Receive) -> None:
    """Install our protocol in the running Uvicorn. It does not expose its settings, but the function it passes is bound to them."""
    config = getattr(getattr(receive, "__self__", None), "config", None)
    if config is not None and hasattr(config, "http_protocol_class"):
        config.http_protocol_class = LimitedProtocol
    else:
        LOG.warning("This server is not Uvicorn: set its own limits for connections, slow requests and slow readers.")
