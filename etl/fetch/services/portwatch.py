"""IMF PortWatch: daily transit calls of one chokepoint, as counts of the exposure of one corridor.

Queries an ArcGIS feature service by its public documentation. Never tested against the service itself, see docs/fetching.md.
The service revises counts and has no change timestamps, so all days are requested each time.
"""

import re
from datetime import UTC, datetime
from typing import Any

from etl.errors import UsageError
from etl.fetch.hosts import HOSTS
from etl.fetch.services.client import AGAIN, CHANGED, Client
from etl.fetch.services.service import Answer, Asking, Rows, Service
from etl.tables.schema import quote_text

HOST = HOSTS["portwatch"]
PATH = "/weJ1QsnbMYJlCHdG/arcgis/rest/services/Daily_Chokepoints_Data/FeatureServer/0/query"
DAYS_OF_A_PAGE = 1_000
COLUMNS = ("date", "portid", "portname", "n_total")
ID = re.compile(r"chokepoint\d{1,3}")


def ask(asking: Asking) -> Answer:
    """Ask for all days of a chokepoint.

    Raises UsageError if none that the service counts is given, FetchFailed if days are missing.
    """
    question = asking.question
    if len(question.countries) != 1 or len(question.corridors) != 1:
        raise UsageError(
            "PortWatch counts what passes a chokepoint: name one, such as “Bab el-Mandeb Strait”, and the one corridor that it is."
        )
    [chokepoint] = question.countries
    column = "portid" if ID.fullmatch(chokepoint) else "portname"
    where = f"{column} = {quote_text(chokepoint)}"
    expected = _count_days(asking.client, where)
    if not expected:
        names = ", ".join(_list_chokepoints(asking.client))
        raise UsageError(f"PortWatch counts no chokepoint “{chokepoint}”. It has: {names or 'none'}.")
    rows = Rows(asking.client, PATH, "date", COLUMNS, asking.folder / "portwatch")
    given, page = 0, 0
    more = True
    while more:
        page += 1
        asking.progress(f"Asking PortWatch for page {page} of {chokepoint}")
        paging = {"resultOffset": str(given), "resultRecordCount": str(DAYS_OF_A_PAGE)}
        found = _query(asking.client, where, outFields=",".join(COLUMNS), orderByFields="date", **paging)
        days = _read_attributes(asking.client, found)
        more = bool(found.get("exceededTransferLimit"))
        given += len(days)
        if given > expected or (more and not days) or (not more and given < expected):
            raise asking.client.fail(PATH, f"announced {expected:,} days, but sent {given:,}", "fetch again later")
        dated = [
            day | {"date": _read_day(asking.client, day["date"]), "corridor": question.corridors[0]} for day in days
        ]
        rows.add_page([day for day in dated if not question.since or day["date"] >= str(question.since)], page)
    return Answer({}, rows.files, rows.count)


def _count_days(client: Client, where: str) -> int:
    count = _query(client, where, returnCountOnly="true").get("count")
    if not isinstance(count, int):
        raise client.fail(PATH, "has changed the format of its answers", CHANGED)
    return count


def _list_chokepoints(client: Client) -> list[str]:
    found = _query(client, "1=1", outFields="portname", returnDistinctValues="true", orderByFields="portname")
    return [str(row.get("portname")) for row in _read_attributes(client, found, ("portname",))]


def _query(client: Client, where: str, **parameters: str) -> dict[str, Any]:
    """Ask the service. It also answers rejected requests with status 200, and reports them in an object `error`."""
    found = client.get_json(PATH, {"where": where, "returnGeometry": "false", "f": "json"} | parameters)
    if "error" in found:
        error = found["error"]
        code = error.get("code") if isinstance(error, dict) else None
        raise client.fail(PATH, f"refuses the request ({code if isinstance(code, int) else 'no code'})", AGAIN)
    return found


def _read_attributes(client: Client, found: dict[str, Any], needed: tuple[str, ...] = COLUMNS) -> list[dict[str, Any]]:
    features = found.get("features")
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise client.fail(PATH, "has changed the format of its answers", CHANGED)
    rows = [each.get("attributes") for each in features]
    if not all(isinstance(row, dict) for row in rows):
        raise client.fail(PATH, "has changed the format of its answers", CHANGED)
    valid: list[dict[str, Any]] = [row for row in rows if isinstance(row, dict)]
    if missing := sorted({column for row in valid for column in set(needed) - row.keys()}):
        raise client.fail(PATH, f"has changed its columns (no {', '.join(missing)})", CHANGED)
    return valid


def _read_day(client: Client, date: object) -> str:
    """Return a day. The service has used text and milliseconds since 1970 (UTC)."""
    if isinstance(date, str) and re.match(r"\d{4}-\d{2}-\d{2}", date):
        return date[:10]
    if isinstance(date, int) and not isinstance(date, bool) and 0 <= date < 10**14:
        return datetime.fromtimestamp(date / 1000, UTC).date().isoformat()
    raise client.fail(PATH, "has changed how it writes days", CHANGED)


SERVICE = Service(HOST, lambda server: Client(HOST.title, server), ask)
