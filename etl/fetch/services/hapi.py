"""HDX HAPI: sums of conflict events by month and area, published with ACLED's permission.

They are not incidents: see `etl.fetch.sums`.

Follows the public documentation (hdx-hapi.readthedocs.io). Never tested against the service itself, see docs/fetching.md. It
has no change timestamps and no row counts, so all months are requested each time, until a page is not full.
"""

from typing import Any

from etl.errors import UsageError
from etl.fetch.hosts import HOSTS
from etl.fetch.keys import find_key
from etl.fetch.services.client import CHANGED, Client
from etl.fetch.services.service import Answer, Asking, Rows, Service

HOST = HOSTS["hapi"]
PATH = "/api/v2/coordination-context/conflict-events"
ROWS_OF_A_PAGE = 10_000
NEEDED = ("location_code", "event_type", "events", "fatalities", "reference_period_start")
PARTS_OF_ID = ("location_code", "provider_admin1_name", "admin1_name", "provider_admin2_name", "admin2_name", "event_type",
               "reference_period_start")  # fmt: skip
ACCESS = "check that HAPI_APP_IDENTIFIER is the identifier that hapi.humdata.org made of the name of your program and your address"


def open_client(server: str) -> Client:
    """Open HAPI with the app identifier from the environment or the keyring."""
    return Client(
        HOST.title,
        server,
        lambda renew: {"X-HDX-HAPI-APP-IDENTIFIER": find_key("HAPI_APP_IDENTIFIER")},
        needs_key=True,
        access=ACCESS,
    )


def ask(asking: Asking) -> Answer:
    """Ask for the sums of each country. Raises UsageError if none is given, and FetchFailed."""
    question = asking.question
    if not question.countries or question.corridors:
        raise UsageError(
            "HDX HAPI gives sums of countries: name one by its ISO code, such as SYR, and no corridor, because a sum lies on none."
        )
    rows = Rows(asking.client, PATH, "id", NEEDED, asking.folder / "hapi")
    for country in question.countries:
        page, is_full = 0, True
        while is_full:
            asking.progress(f"Asking HDX HAPI for page {page + 1} of {country}")
            found = _read_page(asking, country.upper(), page)
            rows.add_page([row | {"id": _name(row)} for row in found], page + 1)
            page, is_full = page + 1, len(found) >= ROWS_OF_A_PAGE
    return Answer({}, rows.files, rows.count)


def _read_page(asking: Asking, country: str, page: int) -> list[dict[str, Any]]:
    paging = {"limit": str(ROWS_OF_A_PAGE), "offset": str(page * ROWS_OF_A_PAGE), "output_format": "json"}
    since = {"start_date": str(asking.question.since)} if asking.question.since else {}
    rows = asking.client.get_json(PATH, {"location_code": country} | since | paging).get("data")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise asking.client.fail(PATH, "has changed the format of its answers", CHANGED)
    return rows


def _name(row: dict[str, Any]) -> str:
    """Return a key of a sum, by which repeated pages are detected."""
    return "/".join(str(row.get(part) or "") for part in PARTS_OF_ID)


SERVICE = Service(HOST, open_client, ask)
