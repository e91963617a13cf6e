"""The path under which a proxy serves the pages, `server.baseUrlPath`, and the addresses of the data below it."""

from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

DATA, DATA_FOLDER = ("/healthz", "/api"), "/api/"


class DataBelowBase:
    """Takes the path under which a proxy serves the pages off addresses of the data, so that all that follows sees one address.

    What watches the server from this machine asks without that path, and is answered too.
    """

    def __init__(self, app: ASGIApp, base: str = ""):
        self.app = app
        self.base = find_base(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.base and scope["type"] == "http" and scope["path"].startswith(f"{self.base}/"):
            within = scope["path"].removeprefix(self.base)
            if is_data(within):
                scope = {**scope, "path": within, "raw_path": quote(within).encode("ascii")}
        await self.app(scope, receive, send)


def find_base(path: str) -> str:
    """Return the path of `server.baseUrlPath` as addresses begin with it, `/watch`; empty where pages stand at the root."""
    return f"/{path.strip('/')}" if path.strip("/") else ""


def is_data(path: str) -> bool:
    """Return whether the data answers at this path."""
    return path in DATA or path.startswith(DATA_FOLDER)
