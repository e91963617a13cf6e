"""The allowed addresses: data from our own application, pages from the shell and Streamlit, nothing else.

Streamlit mounts more than pages need: statistics, an interface for agents, components. Uploads are handled by `adding.uploads`.
Anything not listed does not exist, whatever a later Streamlit adds.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from views import pages
from views.server import shell
from views.server.adding import uploads
from views.server.adding.permission import may_write
from views.server.base_path import find_base, is_data
from views.server.data.negotiation import accepts_gzip
from views.server.protection.page_messages import drop_unneeded_messages
from views.server.public_url import find_public_url
from views.server.shell import program

PAGES = tuple(f"/{path}" for path, page in pages.PAGES.items() if not page.is_for_editors)
FOR_EDITORS = tuple(f"/{path}" for path, page in pages.PAGES.items() if page.is_for_editors)  # if somebody may write
# The page program and its fonts.
FOLDERS = (program.FOLDER,)
# Requested by pages before they connect, and by monitors; the icon is used until the page sets its own.
SINGLE = ("/_stcore/health", "/_stcore/host-config", "/favicon.png")
# The script of the Add page for drawing a line on a map.
SCRIPT = "/_stcore/bidi-components/patrolwatch.line_map/line_map.js"
# Only with a login.
LOGIN = ("/auth/login", "/auth/logout", "/oauth2callback")
SOCKET = "/_stcore/stream"
METHODS = ("GET", "HEAD")

NOTHING_HERE = "There is nothing at this address. The first page is at /.\n"
ONLY_READ = "Only GET and HEAD are answered here.\n"


def is_page(path: str, cookies: Mapping[str, str]) -> bool:
    """Return whether there is a page at this path for a browser with these cookies."""
    return path in PAGES or (path in FOR_EDITORS and may_write(cookies))


class Routes:
    """Passes requests on to the data or the pages. `base` is the path below which Streamlit serves the pages.

    The addresses of a login exist with `has_login`. This runs before Streamlit's routes, which compress answers without
    adapting the ETag.
    """

    def __init__(self, app: ASGIApp, base: str = "", has_login: bool = False):
        self.app = app
        self.base = find_base(base)
        self.single = (*SINGLE, SCRIPT, *shell.MEDIA, *(LOGIN if has_login else ()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        path = scope["path"]
        if scope["type"] == "websocket":
            if path == self.base + SOCKET:
                cookies = HTTPConnection(scope).cookies
                return await self.app(scope, drop_unneeded_messages(receive, cookies), send)
            return await send({"type": "websocket.close", "code": 1008})
        if is_data(path):
            from views.server.data import api  # imported here, since the caches of pages exist only once Streamlit runs

            return await api.APP(scope, receive, send)
        cookies = HTTPConnection(scope).cookies
        if scope["method"] in uploads.METHODS and uploads.is_upload(path, cookies):
            return await uploads.receive_upload(path, scope, receive, send)
        if not self.belongs_to_pages(path, cookies):
            return await PlainTextResponse(NOTHING_HERE, 404)(scope, receive, send)
        if scope["method"] not in METHODS:
            return await PlainTextResponse(ONLY_READ, 405, {"Allow": ", ".join(METHODS)})(scope, receive, send)
        within = path.removeprefix(self.base)
        if is_page(within, cookies) or within in shell.MEDIA:
            preview = await _make_preview(scope, self.base) if is_page(within, cookies) else ""
            known = Headers(scope=scope).get("if-none-match", "")
            return await shell.respond(within, known, preview)(scope, receive, send)
        if within in program.list_compressible() and accepts_gzip(Request(scope)):
            return await program.respond_compressed(within)(scope, receive, send)
        await self.app(scope, receive, send)

    def belongs_to_pages(self, path: str, cookies: Mapping[str, str]) -> bool:
        """Return whether Streamlit answers at this path."""
        if not path.startswith(self.base):
            return False
        within = path.removeprefix(self.base)
        return is_page(within.rstrip("/") or "/", cookies) or within in self.single or within.startswith(FOLDERS)


async def _make_preview(scope: Scope, base: str) -> str:
    """Return the link preview for chat programs. Browsers, recognised by their Fetch Metadata, do not need it."""
    headers = Headers(scope=scope)
    if "sec-fetch-mode" in headers:
        return ""
    # Imported here, since the caches of pages exist only once Streamlit runs.
    from views.server.data.streaming import run_in_thread
    from views.server.shell.preview import write_preview

    site = find_public_url() or f"{scope['scheme']}://{headers.get('host', '')}{base}"
    return await run_in_thread(write_preview, scope.get("query_string", b"").decode("latin-1"), site)
