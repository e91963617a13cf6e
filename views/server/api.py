"""Data at an address: the tables of the pages for programs, by the same keys, from the same functions. See docs/api.md.

It answers GET and HEAD, changes nothing, and allows no page of another site to read it.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analysis.export import exports
from analysis.limits import limit_seconds
from analysis.questions.holdings import list_releases
from views.server import limits, page_files
from views.server.conditional import is_known
from views.server.gate import Gate, Gated
from views.server.problems import HANDLERS, json_response
from views.server.requests import newest, read_request, said_in
from views.server.streaming import TableResponse, begin, in_thread
from views.server.tables import ROOT, TABLES, Table
from views.state import cache as kept


def rows_of(table: Table, format: str) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a table: it asks the first turn before a byte is sent, so that what goes wrong can still be said."""

    def ask(request: Request) -> Response:
        with limit_seconds(limits.QUESTION_SECONDS):
            asked = read_request(request, table, format)
            headers = asked.headers()
            if is_known(request, asked.etag):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
            headers["Content-Type"] = exports.FORMATS[format]
            if request.method == "HEAD":
                return _without_body(headers)
            turns = table.rows(asked.opened, asked.selection, asked.more)
            first, later = begin(turns)
        if len(turns) == 1:
            headers["Patrolwatch-Rows"] = str(first.num_rows)
        return TableResponse(first, later, exports.new_writer(first.schema, format), headers, asked.is_compressed)

    return _in_thread(ask)


def releases(request: Request) -> Response:
    """Every release of the lake, newest first."""
    said_in(request, ())
    return _json_answer(request, list_releases(kept.lake()).to_pylist())


def openapi(request: Request) -> Response:
    """The description of all this in OpenAPI 3.1."""
    from views.server.openapi import description  # only who reads it pays for it

    said_in(request, ())
    return _json_answer(request, description(newest()))


def healthz(request: Request) -> Response:
    """Whether data can be had: the newest release can be opened."""
    release = newest()
    return json_response({"status": "ok", "release": release.manifest.name}, {"Cache-Control": "no-store"})


def _in_thread(ask: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await in_thread(ask, request)

    return answer


def _without_body(headers: Mapping[str, str]) -> Response:
    answer = Response(headers=headers)
    del answer.headers["Content-Length"]  # it would be that of the body, which nobody has written
    return answer


def _json_answer(request: Request, value) -> Response:
    answer = json_response(value, {"Cache-Control": "private, no-cache"})
    answer.headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    if not is_known(request, answer.headers["ETag"]):
        return answer
    kept_headers = {name: answer.headers[name] for name in ("ETag", "Cache-Control")}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept_headers)


GATE = Gate()
APP = Starlette(
    routes=[
        Route("/healthz", healthz),
        Route(f"{ROOT}/releases", _in_thread(releases), methods=["GET"]),
        Route(f"{ROOT}/openapi.json", _in_thread(openapi), methods=["GET"]),
        Route(f"{ROOT}/files/{{key}}", _in_thread(page_files.send), methods=["GET"], include_in_schema=False),
        *(
            Route(f"{ROOT}/{table.name}.{format}", rows_of(table, format), methods=["GET"])
            for table in TABLES.values()
            for format in exports.FORMATS
        ),
    ],
    middleware=[Middleware(Gated, gate=GATE, open_paths=["/healthz"])],
    exception_handlers=HANDLERS,
)
APP.router.redirect_slashes = False
