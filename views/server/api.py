"""Data at an address: the tables of the pages for programs, by the same keys, from the same functions. See docs/api.md.

It answers GET and HEAD, changes nothing, and allows no page of another site to read it.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from itertools import chain

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from analysis import exports, holdings
from views import cache as kept
from views.server.conditional import is_known
from views.server.problems import HANDLERS, json_response
from views.server.requests import newest, read_request, said_in
from views.server.tables import ROOT, TABLES, Table

GZIP_LEVEL = 3


def rows_of(table: Table, format: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        asked = read_request(request, table, format)
        headers = asked.headers()
        if is_known(request, asked.etag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        headers["Content-Type"] = exports.FORMATS[format]
        if request.method == "HEAD":
            return _without_body(headers)
        parts = table.rows(asked.opened, asked.selection, asked.more)
        # Asked before the first byte is sent: what goes wrong here can still be said.
        begun = [part for part in (next(parts, None), next(parts, None)) if part is not None]
        if len(begun) == 1:
            headers["Patrolwatch-Rows"] = str(begun[0].num_rows)
        batches = (batch for part in chain(begun, parts) for batch in part.to_batches())
        pieces = exports.pieces(begun[0].schema, batches, format)
        return StreamingResponse(_compressed(pieces) if asked.is_compressed else pieces, headers=headers)

    return answer


def releases(request: Request) -> Response:
    """Every release of the lake, newest first."""
    said_in(request, ())
    return _json_answer(request, holdings.releases(kept.lake()).to_pylist())


def openapi(request: Request) -> Response:
    """The description of all this in OpenAPI 3.1."""
    from views.server.openapi import description  # only who reads it pays for it

    said_in(request, ())
    return _json_answer(request, description(newest()))


def healthz(request: Request) -> Response:
    """Whether data can be had: the newest release can be opened."""
    release = newest()
    return json_response({"status": "ok", "release": release.manifest.name}, {"Cache-Control": "no-store"})


def _without_body(headers: Mapping[str, str]) -> Response:
    answer = Response(headers=headers)
    del answer.headers["Content-Length"]  # it would be that of the body, which nobody has written
    return answer


def _compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(GZIP_LEVEL, wbits=16 + zlib.MAX_WBITS)
    for piece in pieces:
        if out := compressor.compress(piece):
            yield out
    yield compressor.flush()


def _json_answer(request: Request, value) -> Response:
    answer = json_response(value, {"Cache-Control": "private, no-cache"})
    answer.headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    if not is_known(request, answer.headers["ETag"]):
        return answer
    kept_headers = {name: answer.headers[name] for name in ("ETag", "Cache-Control")}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept_headers)


APP = Starlette(
    routes=[
        Route("/healthz", healthz),
        Route(f"{ROOT}/releases", releases),
        Route(f"{ROOT}/openapi.json", openapi),
        *(
            Route(f"{ROOT}/{table.name}.{format}", rows_of(table, format), methods=["GET"])
            for table in TABLES.values()
            for format in exports.FORMATS
        ),
    ],
    exception_handlers=HANDLERS,
)
APP.router.redirect_slashes = False
