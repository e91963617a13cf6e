"""ACLED: events changed since the last fetch by their `timestamp`, and events deleted since.

Follows the public documentation (acleddata.com/api-documentation). Never tested against the service itself, see docs/fetching.md.
"""

import time
from typing import Any

from etl.errors import FetchFailed, UsageError
from etl.fetch.hosts import HOSTS
from etl.fetch.keys import find_key
from etl.fetch.question import Question
from etl.fetch.services.client import Client
from etl.fetch.services.service import Answer, Asking, Rows, Service

HOST = HOSTS["acled"]
TOKEN, EVENTS, DELETED = "/oauth/token", "/api/acled/read", "/api/deleted/read"
CLIENT_ID = "acled"  # the same for all users
ROWS_OF_A_PAGE = 5_000
OVERLAP_SECONDS = 3_600  # events uploaded during a fetch are asked for again
DAY_SECONDS = 86_400
ACCESS = (
    "check that ACLED_USERNAME and ACLED_PASSWORD are right, and at acleddata.com that the terms are accepted, the profile is complete "
    "and the account may read events"
)
NEEDED = ("event_date", "event_type", "country", "latitude", "longitude", "fatalities", "timestamp")


class Token:
    """An account's access token: requested with the password, renewed by the refresh token, kept only in memory."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._found: dict[str, Any] = {}

    def authorise(self, renew: bool) -> dict[str, str]:
        """Return the header with the token. With `renew`, get a new token first."""
        if renew or not self._found:
            self._found = self._refresh() or self._log_in()
        return {"Authorization": f"Bearer {self._found['access_token']}"}

    def _refresh(self) -> dict[str, Any] | None:
        if not self._found.get("refresh_token"):
            return None
        try:
            return self._ask({"grant_type": "refresh_token", "refresh_token": self._found["refresh_token"]})
        except FetchFailed:  # refresh tokens expire after two weeks
            return None

    def _log_in(self) -> dict[str, Any]:
        keys = {"username": find_key("ACLED_USERNAME"), "password": find_key("ACLED_PASSWORD")}
        return self._ask({"grant_type": "password"} | keys)

    def _ask(self, form: dict[str, str]) -> dict[str, Any]:
        found = self._client.post_form(TOKEN, form | {"client_id": CLIENT_ID})
        if not isinstance(found.get("access_token"), str):
            raise self._client.fail(TOKEN, "sent no token", ACCESS)
        return found


def open_client(server: str) -> Client:
    """Open ACLED with keys from the environment or the keyring."""
    client = Client(HOST.title, server, lambda renew: token.authorise(renew), needs_key=True, access=ACCESS)
    token = Token(client)
    return client


def ask(asking: Asking) -> Answer:
    """Ask for events added or changed, and for ids deleted, since the cursor."""
    cursor, started = asking.cursor, int(time.time())
    if not cursor and not (asking.question.countries or asking.question.since):
        raise UsageError("ACLED holds millions of events: name a country with --country, or a day with --since.")
    events, newest = _read_pages(asking, EVENTS, _narrow(asking.question, cursor.get("timestamp")), NEEDED, "timestamp")
    # Deletions before the first known record are irrelevant.
    since = cursor.get("deleted", asking.oldest_stamp or started - DAY_SECONDS)
    conditions = {"deleted_timestamp": str(since), "deleted_timestamp_where": ">="}
    deleted, _ = _read_pages(asking, DELETED, conditions, (), "deleted_timestamp")
    newest = max(newest, cursor.get("timestamp") or 0)
    answer = Answer(
        {"timestamp": min(newest, started - OVERLAP_SECONDS), "deleted": max(since, started - DAY_SECONDS)},
        [*events.files, *deleted.files],
        events.count,
    )
    if not cursor and not events.count:
        answer.notes.append(
            "ACLED returned no events: either there are none, or the account may not read events. See your account at acleddata.com."
        )
    return answer


def _narrow(question: Question, timestamp: int | None) -> dict[str, str]:
    conditions = {}
    if question.countries:
        conditions["country"] = "|".join(question.countries)
    if question.since:
        conditions |= {"event_date": str(question.since), "event_date_where": ">="}
    if timestamp:
        conditions |= {"timestamp": str(timestamp), "timestamp_where": ">="}
    return conditions


def _read_pages(
    asking: Asking, path: str, conditions: dict[str, str], needed: tuple[str, ...], stamp: str
) -> tuple[Rows, int]:
    """Read pages until one is empty, since a page may have fewer rows than requested.

    Returns the rows and their newest timestamp, or 0. Raises FetchFailed if a count does not add up.
    """
    client, page, newest = asking.client, 0, 0
    stem = asking.folder / ("acled" if path == EVENTS else "acled-deleted")
    rows = Rows(client, path, "event_id_cnty", (*needed, stamp), stem)
    given: list[dict[str, Any]] | None = None
    while given is None or given:
        page += 1
        asking.progress(f"Asking ACLED for page {page} of {'events' if path == EVENTS else 'deletions'}")
        limits = {"_format": "json", "limit": str(ROWS_OF_A_PAGE), "page": str(page)}
        found = client.get_json(path, limits | conditions)
        if found.get("success") is False:
            raise client.fail(path, "reports that the request failed", ACCESS)
        given = rows.add_page(found.get("data"), page)
        newest = max([newest, *(int(row[stamp]) for row in given if str(row[stamp]).isdecimal())])
        if str(found.get("count", len(given))) != str(len(given)) or len(given) > ROWS_OF_A_PAGE:
            what = f"announced {found.get('count')} rows on page {page}, but sent {len(given)}"
            raise client.fail(path, what, "fetch again later")
    return rows, newest


SERVICE = Service(HOST, open_client, ask)
