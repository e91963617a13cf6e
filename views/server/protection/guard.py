"""Refuses requests under other host names than the server's, and requests from pages of other sites.

A page of another site must not learn what this server holds: not by reading an answer (prevented by the absence of CORS
headers), not by pointing its own host name at this machine so that the browser takes both for one site (DNS rebinding), and not
by timing answers or seeing whether there is one. What the browser says about the requesting page (Fetch Metadata, Origin) is
checked before anything is looked up.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from views.server.base_path import is_data
from views.server.protection.other_sites import EMBED

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
EVERY_ADDRESS = (None, "", "*", "0.0.0.0", "::")  # noqa: S104 - compared with, never bound to
PORTS = {"http": 80, "https": 443}

NOT_AN_ADDRESS = "This is not an address of this server.\n"
NOT_BY_THAT_NAME = "This server does not answer to that name. To allow it, add it to server.allowedHosts.\n"
NOT_TO_OTHER_SITES = "Pages of other sites may not read this. Open the address itself.\n"


class Guard:
    """Refuses requests before anything is looked up.

    `bound_to` is the address that the server listens on; `names` are further host names of the server. Scripts of the origins
    in `read_from` may ask for data. With `has_embeds`, any page may ask for a figure to frame, and the figure's policy decides
    which page may show it.
    """

    def __init__(
        self,
        app: ASGIApp,
        bound_to: str | None,
        names: Sequence[str] = (),
        read_from: Sequence[str] = (),
        has_embeds: bool = False,
    ):
        self.app, self.read_from, self.has_embeds = app, read_from, has_embeds
        self.hosts = {*THIS_MACHINE, *(name.lower() for name in names), (bound_to or "").lower()}
        self.listens_everywhere = bound_to in EVERY_ADDRESS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if (found := _find_host(scope)) is None:
            return await _refuse(400, NOT_AN_ADDRESS, scope, receive, send)
        host, scope = found
        if not self.has_name(host):
            return await _refuse(421, NOT_BY_THAT_NAME, scope, receive, send)
        if is_sent_by_another_site(scope, host) and not self.may_ask(scope):
            return await _refuse(403, NOT_TO_OTHER_SITES, scope, receive, send)
        await self.app(scope, receive, send)

    def may_ask(self, scope: Scope) -> bool:
        """Return whether a page of another site may ask for this."""
        if scope["type"] != "http":
            return False
        headers, path = Headers(scope=scope), scope["path"]
        if path == EMBED and self.has_embeds:
            return headers.get("sec-fetch-dest") == "iframe" and "origin" not in headers
        return is_data(path) and headers.get("origin") in self.read_from

    def has_name(self, host: str) -> bool:
        """Return whether the server may be requested under this host."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and (name in self.hosts or (self.listens_everywhere and _is_ip_address(name)))


def is_sent_by_another_site(scope: Scope, host: str) -> bool:
    """Return whether a page of another origin (scheme, host and port) asks for something only our pages may request.

    Anyone may follow a link to a page; getting data that way requires a click. A WebSocket needs an origin: every browser sends
    one, and a proxy that removed it would remove the protection.
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
    return not is_link or (is_data(scope["path"]) and headers.get("sec-fetch-user") != "?1")


def _find_host(scope: Scope) -> tuple[str, Scope] | None:
    """Return the requested host, and the request with a relative path. Return None for an invalid address.

    A request line may contain a full address; then its host replaces the header (RFC 9112, 3.2.2).
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
    asking = _read_origin(origin)
    return asking is not None and asking == _read_origin(f"{scheme}://{host}")


def _read_origin(address: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None


def _is_ip_address(host: str) -> bool:
    """Return whether a host is an IP address, which the owner of a domain cannot point elsewhere."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


async def _refuse(status: int, sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 1008})
    await PlainTextResponse(sentence, status)(scope, receive, send)
