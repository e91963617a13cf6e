"""Data at an address: the tables of the pages for programs, by the same keys, from the same functions. See docs/api.md.

It answers GET and HEAD, changes nothing, and allows no page of another site to read it.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from itertools import chain
from urllib.parse import quote, urlencode

import pyarrow as pa
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from analysis import exports, holdings, records
from analysis.release import Release
from analysis.selection import KEYS, Selection, asked_release, encode, read
from etl import paths
from etl.errors import PatrolwatchError, ReleaseMissing
from views import cache as kept
from views.text import CREDITS

ROOT = "/api/v1"
LONGEST_QUERY = 4000
COMPRESSED = ("csv", "json")  # Parquet is compressed as it is
GZIP_LEVEL = 3

# A piece of a long list is made by whichever thread is free, and Arrow's usual allocator keeps what each of them once held.
pa.set_memory_pool(pa.system_memory_pool())


@dataclass(frozen=True)
class Key:
    """A key that a table takes beside the choices of the page."""

    name: str
    meaning: str
    words: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """A table at an address. `rows` gives it in parts, in order; `file` is the name of its file, as on the page."""

    name: str
    row_is: str
    file: str
    rows: Callable[[Release, Selection, Mapping[str, str]], Iterator[pa.Table]]
    keys: tuple[Key, ...] = ()


def _records(name: str) -> Callable:
    def rows(opened: Release, selection: Selection, asked: Mapping[str, str]) -> Iterator[pa.Table]:
        everywhere = "everywhere" in asked
        return records.listed_in_turns(opened, name, selection, asked.get("search", ""), everywhere=everywhere)

    return rows


def _answer(question: str) -> Callable:
    def rows(opened: Release, selection: Selection, asked: Mapping[str, str]) -> Iterator[pa.Table]:
        yield kept.answer(question, opened, selection)

    return rows


SEARCH = Key("search", "Words that must all stand in a record, its places or its sources.")
EVERYWHERE = Key("everywhere", "Incidents of every corridor, and those off all of them.", ("yes",))
TABLES = {
    table.name: table
    for table in (
        Table("patrols", "a patrol that ran, or may have run, on the days of the records", "patrols",
              _records("patrols"), (SEARCH,)),
        Table("incidents", "an incident that happened, or may have, on the days of the records", "incidents",
              _records("incidents"), (SEARCH, EVERYWHERE)),
        Table("suspensions", "an announced suspension that touches the days of the records", "suspensions",
              _records("suspensions"), (SEARCH,)),
        Table("sources", "a document that records rest on", "sources", _records("sources"), (SEARCH,)),
        Table("series", "a day, ISO week or month, with all that the Timeline draws of it", "series_by_{grain}",
              _answer("series")),
        Table("rates", "a day, ISO week or month, with its rates and their exact 95 % intervals", "rates_by_period",
              _answer("rates_by_period")),
    )
}  # fmt: skip


class Problem(Exception):
    """An answer that is an error (RFC 9457): a sentence, and each part of the request that cannot be had with its reason."""

    def __init__(self, status: HTTPStatus, detail: str, errors: Iterable[tuple[str, str]] = ()):
        super().__init__(detail)
        self.status, self.errors = status, tuple(errors)


@dataclass(frozen=True)
class Asked:
    """What a request asks for, once it is known that it can be had. `more` are the keys beside those of the selection."""

    table: Table
    format: str
    opened: Release
    selection: Selection
    more: Mapping[str, str]
    is_compressed: bool

    @property
    def location(self) -> str:
        """The address of just these rows, whatever is published later."""
        return path(self.table.name, self.format, self.selection, self.more)

    @property
    def etag(self) -> str:
        """Of the bytes: it differs where the content of the release, the choices, or what writes the file differ."""
        choices = encode(self.selection) | {"release": self.opened.manifest.content_hash} | dict(self.more)
        said = json.dumps([self.table.name, self.format, sorted(choices.items()), _writer()])
        return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}{"-gzip" if self.is_compressed else ""}"'

    def headers(self) -> dict[str, str]:
        what = self.table.file.format(grain=self.selection.grain)
        name = exports.file_name(self.selection.corridor, what, self.opened.manifest.name, format=self.format)
        headers = {
            "ETag": self.etag,
            "Cache-Control": "private, no-cache",
            "Content-Location": self.location,
            "Content-Disposition": f'{"inline" if self.format == "json" else "attachment"}; filename="{name}"',
            "Link": f'<{ROOT}/openapi.json>; rel="service-desc"',
            "Patrolwatch-Release": self.opened.manifest.name,
            "Patrolwatch-Content-Hash": self.opened.manifest.content_hash,
            "Patrolwatch-Credit": CREDITS[self.selection.feed],
        }
        if self.format in COMPRESSED:
            headers["Vary"] = "Accept-Encoding"
        if self.is_compressed:
            headers["Content-Encoding"] = "gzip"
        return headers


def path(table: str, format: str, selection: Selection, more: Mapping[str, str]) -> str:
    """Where a table lies, every choice written out."""
    return f"{ROOT}/{table}.{format}?{urlencode(encode(selection) | dict(more), quote_via=quote)}"


# Answering


def rows_of(table: Table, format: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        asked = _asked(request, table, format)
        headers = asked.headers()
        if _is_known(request, asked.etag):
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
    _said_in(request, ())
    return _json_answer(request, holdings.releases(kept.lake()).to_pylist())


def openapi(request: Request) -> Response:
    """The description of all this in OpenAPI 3.1."""
    from views.server.openapi import description  # only who reads it pays for it

    _said_in(request, ())
    return _json_answer(request, description(_newest()))


def healthz(request: Request) -> Response:
    """Whether data can be had: the newest release can be opened."""
    newest = _newest()
    return _json({"status": "ok", "release": newest.manifest.name}, {"Cache-Control": "no-store"})


def _asked(request: Request, table: Table, format: str) -> Asked:
    """Raises Problem or PatrolwatchError where any part of the request cannot be had."""
    query, wrong = _said_in(request, KEYS | {key.name for key in table.keys})
    numbers = kept.lake().numbers()
    if not numbers:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "No release is published yet: open the page, or run patrolwatch build."
        )
    number, missing = asked_release(query, numbers)
    if missing:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no release “{query['release'][0]}” in this lake.")
    opened = kept.release(number)
    more = {key.name: query.pop(key.name)[0] for key in table.keys if key.name in query}
    selection, refused = read(query, kept.choices(opened))
    wrong += [(part.key, part.reason) for part in refused if (part.key, part.reason) not in wrong]
    for key in table.keys:
        if key.words and more.get(key.name, key.words[0]) not in key.words:
            there_is = f"There is {', '.join(key.words)}."
            wrong.append((key.name, f"{key.name}: there is no “{more[key.name]}” here. {there_is}"))
    if wrong:
        raise Problem(HTTPStatus.BAD_REQUEST, "Not everything that was asked for can be had.", wrong)
    is_compressed = format in COMPRESSED and _takes_gzip(request.headers.get("accept-encoding", ""))
    return Asked(table, format, opened, selection, {key: more[key] for key in more if more[key]}, is_compressed)


def _said_in(request: Request, known: Iterable[str]) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """The values of each known key, and what is wrong with the keys: one that is not known, one that stands twice.

    Where nothing is known, whatever is said is too much.
    """
    if len(request.url.query) > LONGEST_QUERY:
        raise Problem(HTTPStatus.REQUEST_URI_TOO_LONG, f"The query is longer than {LONGEST_QUERY:,} characters.")
    said: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        said.setdefault(key, []).append(value)
    wrong = [(key, f"“{key}” is not a key of this address.") for key in said if key not in known]
    wrong += [(key, f"“{key}” stands {len(said[key])} times in the address.") for key in said if len(said[key]) > 1]
    if wrong and not known:
        raise Problem(HTTPStatus.BAD_REQUEST, "Not everything that was asked for can be had.", wrong)
    return {key: values for key, values in said.items() if key in known}, wrong


def _newest() -> Release:
    numbers = kept.lake().numbers()
    if not numbers:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "No release is published yet: open the page, or run patrolwatch build."
        )
    return kept.release(numbers[-1])


# HTTP


def _without_body(headers: Mapping[str, str]) -> Response:
    answer = Response(headers=headers)
    del answer.headers["Content-Length"]  # it would be that of the body, which nobody has written
    return answer


def _takes_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in coding.split(";"))
        if name in ("gzip", "x-gzip", "*"):
            return not any(word.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for word in parameters)
    return False


def _is_known(request: Request, etag: str) -> bool:
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or etag in known


def _compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(GZIP_LEVEL, wbits=16 + zlib.MAX_WBITS)
    for piece in pieces:
        if out := compressor.compress(piece):
            yield out
    yield compressor.flush()


def _json(value, headers: Mapping[str, str], status: int = 200, media_type: str = "application/json") -> Response:
    return Response(json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n", status, headers, media_type)


def _json_answer(request: Request, value) -> Response:
    answer = _json(value, {"Cache-Control": "private, no-cache"})
    answer.headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    if not _is_known(request, answer.headers["ETag"]):
        return answer
    kept_headers = {name: answer.headers[name] for name in ("ETag", "Cache-Control")}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept_headers)


def _problem(status: int, detail: str, errors: Iterable[tuple[str, str]] = (), headers=None) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status), "detail": detail}
    if errors := [{"key": key, "detail": reason} for key, reason in errors]:
        body["errors"] = errors
    headers = {"Cache-Control": "no-store"} | dict(headers or {})
    return _json(body, headers, int(status), "application/problem+json")


def _on_problem(request: Request, problem: Problem) -> Response:
    return _problem(problem.status, str(problem), problem.errors)


def _on_error(request: Request, error: PatrolwatchError) -> Response:
    missing = isinstance(error, ReleaseMissing)
    return _problem(HTTPStatus.NOT_FOUND if missing else HTTPStatus.SERVICE_UNAVAILABLE, str(error))


def _on_http(request: Request, error: HTTPException) -> Response:
    sentences = {
        404: f"There is nothing at this address; {ROOT}/openapi.json says what there is.",
        405: "Only GET and HEAD are answered here.",
    }
    headers = {"Allow": "GET, HEAD"} if error.status_code == 405 else None
    return _problem(error.status_code, sentences.get(error.status_code, error.detail), headers=headers)


def _on_fault(request: Request, error: Exception) -> Response:
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed at this; its log says how.")


@cache
def _writer() -> str:
    """What answers and writes: other code, or another library, may write other bytes of the same release."""
    digest = hashlib.sha256()
    for file in sorted((paths.CHECKOUT / "analysis").rglob("*.*")):
        if file.suffix in (".py", ".sql"):
            digest.update(file.read_bytes())
    libraries = [f"{name} {version(name)}" for name in ("duckdb", "pyarrow", "scipy")]
    return digest.hexdigest() + " ".join(libraries)


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
    exception_handlers={
        Problem: _on_problem,
        PatrolwatchError: _on_error,
        HTTPException: _on_http,
        Exception: _on_fault,
    },
)
APP.router.redirect_slashes = False
