"""UCDP: the newest yearly release of GED and the Candidate releases after it, each fetched once as a whole.

Releases never change. A newer one replaces its whole period, and records that it lacks are withdrawn. Follows the public
documentation (ucdp.uu.se/apidocs). Never tested against the service itself, see docs/fetching.md.
"""

import csv
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.errors import UsageError
from etl.fetch.hosts import HOSTS
from etl.fetch.keys import find_key
from etl.fetch.services.client import Client, NotThere
from etl.fetch.services.service import Answer, Asking, Rows, Service
from etl.load.files.options import Complete

ROWS_OF_A_PAGE = 1_000
FIRST_DAY = date(1989, 1, 1)
ACCESS = "check that UCDP_TOKEN holds the token that UCDP gave you; ucdp.uu.se/apidocs says how to get one"
NEEDED = (
    "type_of_violence",
    "where_prec",
    "latitude",
    "longitude",
    "country",
    "date_prec",
    "date_start",
    "date_end",
    "best",
)
# Gleditsch and Ward numbers as in UCDP's files. For countries without events in the available files they were checked against
# `GWcode` of the package country_converter. Serbia, Vietnam and Yemen differ there, since UCDP uses the older state.
COUNTRIES = Path(__file__).parent / "ucdp_countries.csv"


@dataclass(frozen=True)
class Release:
    """A release that may exist, and the days that it covers."""

    version: str
    first: date
    last: date


def open_client(title: str, server: str) -> Client:
    """Open UCDP with the token from the environment or the keyring."""
    return Client(
        title, server, lambda renew: {"x-ucdp-access-token": find_key("UCDP_TOKEN")}, needs_key=True, access=ACCESS
    )


def ask_ged(asking: Asking) -> Answer:
    """Ask for the newest yearly release, unless it is known."""
    known = list(asking.cursor.get("releases", []))
    for year in (asking.today.year, asking.today.year - 1):
        release = Release(f"{year % 100}.1", FIRST_DAY, date(year - 1, 12, 31))
        if release.version in known:
            return Answer({"releases": known})
        if answer := _read_release(asking, release):
            return _join([answer], [release.version])
    return Answer({"releases": known}, notes=["UCDP has no yearly release of this year or the last."])


def ask_candidate(asking: Asking) -> Answer:
    """Ask for the unknown releases after the newest yearly one: the longest since January, and the months after it."""
    known, answers = list(asking.cursor.get("releases", [])), []
    this_year = asking.today.year
    first_year = this_year if _is_there(asking, f"{this_year % 100}.1") else this_year - 1
    for year in range(first_year, this_year + 1):
        covered = 0
        for release in _list_cumulative(year, asking.today):
            answer = None if release.version in known else _read_release(asking, release)
            if answer or release.version in known:
                answers += [(release, answer)] if answer else []
                covered = release.last.month
                break
        for release in _list_months(year, covered, asking.today):
            if release.version in known:
                continue
            if not (answer := _read_release(asking, release)):
                break
            answers.append((release, answer))
    return _join([answer for _, answer in answers], known + [release.version for release, _ in answers])


def _list_cumulative(year: int, today: date) -> Iterator[Release]:
    """List the cumulative releases since January that may exist, longest first."""
    for month in (12, 9, 6, 3):
        last = date(year, month, monthrange(year, month)[1])
        if last < today:
            yield Release(f"{year % 100}.01.{year % 100}.{month:02}", date(year, 1, 1), last)


def _list_months(year: int, covered: int, today: date) -> Iterator[Release]:
    """List the monthly releases after the covered months."""
    for month in range(covered + 1, 13):
        last = date(year, month, monthrange(year, month)[1])
        if last < today:
            yield Release(f"{year % 100}.0.{month}", date(year, month, 1), last)


def _join(answers: list[Answer], known: list[str]) -> Answer:
    joined = Answer({"releases": known})
    for answer in answers:
        joined.files += answer.files
        joined.rows += answer.rows
        joined.complete += answer.complete
        joined.notes += answer.notes
    return joined


def _is_there(asking: Asking, version: str) -> bool:
    try:
        return bool(asking.client.get_json(_make_path(version), {"pagesize": "1", "page": "0"}).get("TotalCount"))
    except NotThere:
        return False


def _read_release(asking: Asking, release: Release) -> Answer | None:
    """Read all pages of a release. Return None if it does not exist. Raises FetchFailed if pages do not add up to its count."""
    question, path = asking.question, _make_path(release.version)
    conditions = {}
    if question.countries:
        conditions["Country"] = ",".join(map(find_country, question.countries))
    if question.since:
        conditions["StartDate"] = str(question.since)
    # The load recognises the release by this name.
    stem = asking.folder / f"gedevent_v{release.version.replace('.', '_')}"
    rows = Rows(asking.client, path, "id", NEEDED, stem)
    try:
        names = _read_pages(asking, release.version, rows, conditions)
    except NotThere:
        return None
    if not rows.count:
        is_there = bool(conditions) and _is_there(asking, release.version)
        return Answer({}, notes=[f"Release {release.version} has nothing that you asked for."]) if is_there else None
    first = max(question.since or release.first, release.first)
    countries = sorted(names) if question.countries else ["all"]
    return Answer({}, rows.files, rows.count, [Complete(country, first, release.last) for country in countries])


def _read_pages(asking: Asking, version: str, rows: Rows, conditions: dict[str, str]) -> set[str]:
    """Read all pages of a release, and return the names of its countries."""
    names: set[str] = set()
    page, total = 0, None
    while total is None or rows.count < total:
        asking.progress(f"Asking UCDP for page {page + 1} of {version}")
        found = rows.client.get_json(rows.path, {"pagesize": str(ROWS_OF_A_PAGE), "page": str(page)} | conditions)
        given = rows.add_page(found.get("Result"), page + 1)
        names |= {str(row["country"]) for row in given}
        counted = found.get("TotalCount")
        total = counted if total is None else total
        if not isinstance(total, int) or counted != total or rows.count > total or (not given and rows.count < total):
            what = f"announced {total} events, then {counted} on page {page + 1}, and sent {rows.count}"
            raise rows.client.fail(rows.path, what, "fetch again later")
        page += 1
    return names


def _make_path(version: str) -> str:
    return f"/api/gedevents/{version}"


def find_country(name: str) -> str:
    """Return the Gleditsch and Ward number that UCDP uses for a country. Numbers are returned unchanged. Raises UsageError."""
    if name.isdecimal():
        return name
    with open(COUNTRIES, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if name.casefold() in (row["country"].casefold(), row["country"].casefold().partition(" (")[0]):
                return row["country_id"]
    raise UsageError(
        f"UCDP identifies countries by number, and that of “{name}” is unknown. Give its Gleditsch and Ward number, such as 652 for Syria."
    )


GED = Service(HOSTS["ucdp"], lambda server: open_client(HOSTS["ucdp"].title, server), ask_ged)
CANDIDATE = Service(
    HOSTS["ucdp_candidate"], lambda server: open_client(HOSTS["ucdp_candidate"].title, server), ask_candidate
)
