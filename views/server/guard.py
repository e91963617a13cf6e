"""What stands before every request, to the pages and to the data: by which name the server may be asked, headers for safety,
and the way to the data.

A page of another site must not read what this server holds. It is kept out by the absence of any CORS header; this keeps out
the one that points a name of its own at this machine (DNS rebinding), which a browser then takes for that same site.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
EVERY_ADDRESS = (None, "", "*", "0.0.0.0", "::")  # noqa: S104 - compared with, never bound to
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """`bound_to` is the address that the server listens on, `names` are further hosts by which it may be asked for."""

    def __init__(self, app: ASGIApp, bound_to: str | None, names: Sequence[str] = ()):
        self.app = app
        self.hosts = {*THIS_MACHINE, *(name.lower() for name in names), (bound_to or "").lower()}
        self.listens_everywhere = bound_to in EVERY_ADDRESS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if not self.is_asked_for_as(Headers(scope=scope).get("host", "")):
            return await self._refuse(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    def is_asked_for_as(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return bool(name) and (name in self.hosts or (self.listens_everywhere and _is_number(name)))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        sentence = "This server is not known by that name; name it in server.allowedHosts if it is to be.\n"
        await Response(sentence, 421, HEADERS, "text/plain")(scope, receive, send)


def _is_number(host: str) -> bool:
    """An address in figures cannot be pointed elsewhere by whoever owns a name."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


class Address:
    """Answers what is asked of the data, and hands on what is asked of the pages.

    It stands before Streamlit's own routes, because Streamlit compresses what they answer without a word to the ETag.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path in ("/healthz", "/api") or path.startswith("/api/")):
            return await self.app(scope, receive, send)
        from views.server import api  # what the pages keep can be kept only once Streamlit runs

        await api.APP(scope, receive, send)
