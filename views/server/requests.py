"""What a request asks for, once it is known that it can be had."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version

from starlette.requests import Request

from analysis.export import exports
from analysis.export.citation import CREDITS
from analysis.links.codec import decode, encode, find_release
from analysis.links.keys import KEYS
from analysis.release import Release
from analysis.selection import Selection
from etl import paths
from views.server.conditional import takes_gzip
from views.server.limits import LONGEST_QUERY, MOST_WORDS
from views.server.problems import Problem
from views.server.tables import ROOT, Table, path
from views.state import cache as kept

COMPRESSED = ("csv", "json")  # Parquet is compressed as it is


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


def read_request(request: Request, table: Table, format: str) -> Asked:
    """Raises Problem or PatrolwatchError where any part of the request cannot be had."""
    query, wrong = said_in(request, KEYS.keys() | {key.name for key in table.keys})
    numbers = kept.lake().numbers()
    if not numbers:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "No release is published yet: open the page, or run patrolwatch build."
        )
    number, missing = find_release(query, numbers)
    if missing:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no release “{query['release'][0]}” in this lake.")
    opened = kept.release(number)
    more = {key.name: query.pop(key.name)[0] for key in table.keys if key.name in query}
    selection, refused = decode(query, kept.choices(opened))
    wrong += [(part.key, part.reason) for part in refused if (part.key, part.reason) not in wrong]
    for key in table.keys:
        if key.words and more.get(key.name, key.words[0]) not in key.words:
            there_is = f"There is {', '.join(key.words)}."
            wrong.append((key.name, f"{key.name}: there is no “{more[key.name]}” here. {there_is}"))
    if (words := len(more.get("search", "").split())) > MOST_WORDS:
        wrong.append(("search", f"search: {words} words are more than the {MOST_WORDS} of a search."))
    if wrong:
        raise Problem(HTTPStatus.BAD_REQUEST, "Not everything that was asked for can be had.", wrong)
    is_compressed = format in COMPRESSED and takes_gzip(request.headers.get("accept-encoding", ""))
    return Asked(table, format, opened, selection, {key: more[key] for key in more if more[key]}, is_compressed)


def said_in(request: Request, known: Iterable[str]) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
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


def newest() -> Release:
    numbers = kept.lake().numbers()
    if not numbers:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "No release is published yet: open the page, or run patrolwatch build."
        )
    return kept.release(numbers[-1])


@cache
def _writer() -> str:
    """What answers and writes: other code, or another library, may write other bytes of the same release."""
    digest = hashlib.sha256()
    for file in sorted((paths.CHECKOUT / "analysis").rglob("*.*")):
        if file.suffix in (".py", ".sql"):
            digest.update(file.read_bytes())
    libraries = [f"{name} {version(name)}" for name in ("duckdb", "pyarrow", "scipy")]
    return digest.hexdigest() + " ".join(libraries)
