"""Who may ask: by which name the server is asked, and whether it is a page of another site that asks.

A page of another site must not learn what this server holds: not by reading an answer (the absence of any CORS header keeps
it out), not by pointing a name of its own at this machine, which a browser then takes for that same site (DNS rebinding), and
not by how long an answer takes or whether there is one. What a browser says of the page that asks (Fetch Metadata, the
origin) is read before anything is looked up.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
EVERY_ADDRESS = (None, "", "*", "0.0.0.0", "::")  # noqa: S104 - compared with, never bound to
PORTS = {"http": 80, "https": 443}
DATA = ("/api/", "/healthz", "/media/")

NOT_AN_ADDRESS = "This is no address of a server.\n"
NOT_BY_THAT_NAME = "This server is not known by that name; name it in server.allowedHosts if it is to be.\n"
NOT_TO_OTHER_SITES = "This is not given to a page of another site. Open the address itself.\n"


class Guard:
    """`bound_to` is the address that the server listens on, `names` are further hosts by which it may be asked for."""

    def __init__(self, app: ASGIApp, bound_to: str | None, names: Sequence[str] = ()):
        self.app = app
        self.hosts = {*THIS_MACHINE, *(name.lower() for name in names), (bound_to or "").lower()}
        self.listens_everywhere = bound_to in EVERY_ADDRESS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if (named := _with_its_path(scope)) is None:
            return await _refuse(400, NOT_AN_ADDRESS, scope, receive, send)
        host, scope = named
        if not self.is_asked_for_as(host):
            return await _refuse(421, NOT_BY_THAT_NAME, scope, receive, send)
        if is_asked_by_another_site(scope, host):
            return await _refuse(403, NOT_TO_OTHER_SITES, scope, receive, send)
        await self.app(scope, receive, send)

    def is_asked_for_as(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return bool(name) and (name in self.hosts or (self.listens_everywhere and _is_number(name)))


def is_asked_by_another_site(scope: Scope, host: str) -> bool:
    """Whether a page of another origin (scheme, host and port) asks, where only a page of this one may.

    Whoever follows a link from elsewhere may open a page; to be given data that way, the reader must have clicked. A
    WebSocket needs an origin: every browser sends it, and a proxy that took it away would take the protection with it.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if scope["type"] == "websocket":
        return origin is None or not _is_same_origin(origin, scope, host)
    if origin is not None and not _is_same_origin(origin, scope, host):
        return True
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return False
    is_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return not is_link or (scope["path"].startswith(DATA) and headers.get("sec-fetch-user") != "?1")


def _with_its_path(scope: Scope) -> tuple[str, Scope] | None:
    """The host that is asked for, and the request with a path. None where what is asked for is no address.

    A request line may hold a whole address; its host then counts in place of the header (RFC 9112, 3.2.2).
    """
    if scope["path"].startswith("/"):
        return Headers(scope=scope).get("host", ""), scope
    try:
        address = urlsplit(scope.get("raw_path", b"").decode("ascii"))
        if address.scheme not in PORTS or not address.netloc:
            return None
    except ValueError:
        return None
    path = address.path or "/"
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    headers.append((b"host", address.netloc.encode("ascii")))
    return address.netloc, {**scope, "path": unquote(path), "raw_path": path.encode("ascii"), "headers": headers}


def _is_same_origin(origin: str, scope: Scope, host: str) -> bool:
    scheme = scope["scheme"].replace("ws", "http")
    place = _place(origin)
    return place is not None and place == _place(f"{scheme}://{host}")


def _place(address: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None


def _is_number(host: str) -> bool:
    """An address in figures cannot be pointed elsewhere by whoever owns a name."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


async def _refuse(status: int, sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 1008})
    await PlainTextResponse(sentence, status)(scope, receive, send)
