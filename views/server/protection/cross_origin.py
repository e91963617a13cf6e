"""Lets scripts of named origins read the data, and nothing else. Cookies are ignored; with a login, scripts need a token."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from views.server.base_path import is_data

REQUEST_HEADERS = ("Authorization", "If-Match", "If-None-Match")
EXPOSED_HEADERS = ("Content-Location", "ETag", "Retry-After", "Patrolwatch-Release", "Patrolwatch-Content-Hash", "Patrolwatch-Rows",
        "Patrolwatch-Note", "Patrolwatch-Credit")  # fmt: skip


class CrossOrigin:
    """Runs outside `SafetyHeaders`, which removes all such headers. Adds none without `origins`."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]):
        self.app = app
        self.data: ASGIApp = app
        if origins:
            self.data = CORSMiddleware(
                app,
                allow_origins=origins,
                allow_methods=("GET", "HEAD"),
                allow_headers=REQUEST_HEADERS,
                expose_headers=EXPOSED_HEADERS,
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_data_request = scope["type"] == "http" and is_data(scope["path"])
        await (self.data if is_data_request else self.app)(scope, receive, send)
