"""Requests for a table: parsing and validation."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version

from starlette.requests import Request

from analysis.export import writers
from analysis.export.citation import find_credit
from analysis.exposure import COUNTED, EVERY_PATROL, read_unit
from analysis.links.codec import decode, encode, find_release, parse_kilometre
from analysis.links.keys import KEYS
from analysis.links.refusal import quote_value, refuse_word
from analysis.questions.holdings import read_corridor
from analysis.questions.rates.counted import count_unknown_targets, is_sourced
from analysis.questions.records import TABLES_WITH_PAGES
from analysis.questions.timeline import count_caveats, describe_unknown_kinds
from analysis.release import Release
from analysis.selection import Selection
from etl import paths
from views.server.base_path import ROOT
from views.server.data.negotiation import accepts_gzip
from views.server.data.problems import Problem, refuse_wrong
from views.server.data.served_tables import Table, find_path
from views.server.limits import LONGEST_QUERY, MOST_WORDS
from views.state import cache as kept
from views.words.links import describe_withheld
from views.words.statistics.counted import describe_unknown_targets

NOT_A_CENSUS = "Attacks are those that could be sourced, not a census: a rate counts sourced attacks."
COMPRESSED = ("csv", "json")  # Parquet is already compressed


@dataclass(frozen=True)
class TableRequest:
    """A valid request. `more` are the keys in addition to those of the selection."""

    table: Table
    format: str
    opened: Release
    selection: Selection
    more: Mapping[str, str]
    is_compressed: bool

    @property
    def etag(self) -> str:
        """The ETag of the bytes. It depends on the content of the release, the choices, and the software that writes the file."""
        choices = encode(self.selection) | {"release": self.opened.manifest.content_hash} | dict(self.more)
        identity = json.dumps([self.table.name, self.format, sorted(choices.items()), _identify_writer()])
        return f'"{hashlib.sha256(identity.encode()).hexdigest()[:32]}{"-gzip" if self.is_compressed else ""}"'

    def make_headers(self) -> dict[str, str]:
        """Return the headers of the answer, except for the type and the number of rows."""
        what = self.table.file.format(grain=self.selection.grain)
        name = writers.make_file_name(self.selection.corridor, what, self.opened.manifest.name, format=self.format)
        headers = {
            "ETag": self.etag,
            "Cache-Control": "private, no-cache",
            # The permanent address of these rows, whatever is published later.
            "Content-Location": find_path(self.table.name, self.format, self.selection, self.more),
            "Content-Disposition": f'{"inline" if self.format == "json" else "attachment"}; filename="{name}"',
            "Link": f'<{ROOT}/openapi.json>; rel="service-desc"',
            "Patrolwatch-Release": self.opened.manifest.name,
            "Patrolwatch-Content-Hash": self.opened.manifest.content_hash,
            "Patrolwatch-Credit": find_credit(self.opened, self.selection),
        }
        if self.format in COMPRESSED:
            headers["Vary"] = "Accept-Encoding"
        if self.is_compressed:
            headers["Content-Encoding"] = "gzip"
        return headers

    def describe_attacks(self) -> str:
        """Describe the attacks that a table cannot count: incidents of unknown kind, and unsourced ones. Empty if it is complete."""
        if not self.table.counts_attacks:
            return ""
        unknown = kept.answer(count_caveats, self.opened, self.selection)["incidents_of_unknown_kind"]
        is_counted = self.selection.corridor in kept.list_choices(self.opened).counted
        if not is_counted:
            return describe_unknown_kinds(unknown)
        sourced = NOT_A_CENSUS if kept.answer(is_sourced, self.opened, self.selection) else ""
        unit = read_unit(kept.answer(read_corridor, self.opened, self.selection))
        targets = describe_unknown_targets(kept.answer(count_unknown_targets, self.opened, self.selection), unit)
        return " ".join(filter(None, [describe_unknown_kinds(unknown), targets, sourced]))


def read_request(request: Request, table: Table, format: str) -> TableRequest:
    """Parse a request for a table. Raises Problem or PatrolwatchError if any part is not available."""
    opened, selection, more, wrong = read_selection(request, [key.name for key in table.keys])
    wrong += _check_more(table, more)
    wrong += check_exposure(more, opened, selection)
    refuse_wrong(wrong)
    if table.name in TABLES_WITH_PAGES and selection.feed in opened.withheld:
        raise Problem(HTTPStatus.FORBIDDEN, describe_withheld(selection.feed))
    is_compressed = format in COMPRESSED and accepts_gzip(request)
    return TableRequest(table, format, opened, selection, {key: more[key] for key in more if more[key]}, is_compressed)


def read_selection(
    request: Request, more_keys: Collection[str] = ()
) -> tuple[Release, Selection, dict[str, str], list[tuple[str, str]]]:
    """Return the requested release and choices, the values of further keys, and whatever is not available, with the reason."""
    query, wrong = read_keys(request, [*KEYS, *more_keys])
    number, missing = find_release(query, _list_releases())
    if missing:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no release “{query['release'][0]}” in this lake.")
    opened = kept.get_release(number)
    more = {key: query.pop(key)[0] for key in more_keys if key in query}
    selection, refused = decode(query, kept.list_choices(opened))
    wrong += [(part.key, part.reason) for part in refused if (part.key, part.reason) not in wrong]
    return opened, selection, more, wrong


def _check_more(table: Table, more: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each key specific to a table whose value is not available, with the reason."""
    for key in table.keys:
        words = key.schema.get("enum")
        if words and key.name in more and more[key.name] not in words:
            yield key.name, refuse_word(key.name, more[key.name], words).reason
    if (length := len(more.get("search", "").split())) > MOST_WORDS:
        yield "search", f"search: {length} words are too many; a search has at most {MOST_WORDS}."


def check_exposure(more: Mapping[str, str], opened: Release, selection: Selection) -> Iterator[tuple[str, str]]:
    """Yield the keys of an exposure that this corridor does not have, with the reason."""
    choices = kept.list_choices(opened)
    usual = COUNTED if selection.corridor in choices.counted else EVERY_PATROL.by
    ends = choices.kilometres.get(selection.corridor)  # of the corridor
    exposure = more.get("exposure", usual)
    if COUNTED in (exposure, usual) and exposure != usual:
        yield (
            "exposure",
            f"exposure: the exposure of this corridor is {'' if usual == COUNTED else 'not '}counted, so only {usual} is available.",
        )
    elif ends is None and exposure not in ("patrols", COUNTED):
        yield "exposure", "exposure: this corridor has no kilometres, so only patrols are available."
    if (value := more.get("reached")) is not None:
        if ends is None:
            yield "reached", "reached: this corridor has no kilometres."
        elif parse_kilometre(value, *ends) is None:
            yield "reached", f"reached: {quote_value(value)} is not a kilometre from {ends[0]:g} to {ends[1]:g}."


def read_keys(request: Request, known: Collection[str]) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Return the values of each known key, and what is wrong with the keys: unknown or repeated.

    Raises Problem if no key is known and the request has one, or if the query is too long.
    """
    if len(request.url.query) > LONGEST_QUERY:
        raise Problem(HTTPStatus.REQUEST_URI_TOO_LONG, f"The query is longer than {LONGEST_QUERY:,} characters.")
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    wrong = [(key, f"“{key}” is not a key of this address.") for key in query if key not in known]
    wrong += [(key, f"“{key}” is in the address {len(query[key])} times.") for key in query if len(query[key]) > 1]
    if not known:
        refuse_wrong(wrong)
    return {key: values for key, values in query.items() if key in known}, wrong


def open_newest_release() -> Release:
    """Open the newest release. Raises Problem if nothing is published yet."""
    return kept.get_release(_list_releases()[-1])


def _list_releases() -> list[int]:
    numbers = kept.get_lake().list_numbers()
    if not numbers:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "No release is published yet: open the page, or run patrolwatch build."
        )
    return numbers


@cache
def _identify_writer() -> str:
    """Identify the software that answers, since other versions may write other bytes for the same release."""
    digest = hashlib.sha256()
    for file in sorted((paths.CHECKOUT / "analysis").rglob("*.*")):
        if file.suffix in (".py", ".sql"):
            digest.update(file.read_bytes())
    libraries = [f"{name} {version(name)}" for name in ("duckdb", "pyarrow", "scipy")]
    return digest.hexdigest() + " ".join(libraries)
