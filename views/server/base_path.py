"""The base path under which a proxy serves the pages (`server.baseUrlPath`), and the addresses of data below it."""

from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

DATA, DATA_FOLDER = ("/healthz", "/api"), "/api/"
ROOT = "/api/v1"  # of all tables


class DataBelowBase:
    """Removes the base path from addresses of data, so that later code sees a single form.

    Monitors on this machine ask without the base path, and also get an answer.
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
    """Return `server.baseUrlPath` as a prefix of addresses, such as `/watch`, or ""."""
    return f"/{path.strip('/')}" if path.strip("/") else ""


def is_data(path: str) -> bool:
    """Return whether this is an address of data."""
    return path in DATA or path.startswith(DATA_FOLDER)
