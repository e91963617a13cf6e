"""Send requests to the application that the server runs, without a server."""

import asyncio
import csv
import io
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from views.server.data import api

Result = TypeVar("Result")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    pieces: list[bytes]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    def json(self):
        return json.loads(self.body)

    def rows(self) -> list[dict]:
        return list(csv.DictReader(io.StringIO(self.body.decode("utf-8-sig"), newline="")))

    def errors(self) -> dict[str, str]:
        """Return the reason for each key that an answer with an error refuses."""
        assert self.headers["content-type"] == "application/problem+json"
        problem = self.json()
        assert problem["status"] == self.status
        return {error["key"]: error["detail"] for error in problem.get("errors", [])}


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in another thread, since beside a browser this one has a running loop, and return its result."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def ask(path: str, query=(), method: str = "GET", app=api.APP, **headers: str) -> Answer:
    """Return the answer to a request. `query` is a text, pairs or a mapping; names of `headers` have `_` for `-`."""
    text = query if isinstance(query, str) else urlencode(query)
    headers = {"host": "localhost:8501"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": text.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 8501), "client": ("127.0.0.1", 50000),
    }  # fmt: skip
    sent, received = [], iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        return next(received, None) or await asyncio.Event().wait()  # the client stays connected and sends nothing more

    async def send(message):
        sent.append(message)

    run_async(app(scope, receive, send))
    start, *bodies = sent
    return Answer(
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        [message["body"] for message in bodies if message.get("body")],
    )
