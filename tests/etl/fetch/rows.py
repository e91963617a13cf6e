"""Made-up rows in the form of each service."""

import json


def acled(number: int = 1, stamp: int = 1_700_000_000, **changes) -> dict:
    return {
        "event_id_cnty": f"XYZ{number}", "event_date": "2026-03-05", "event_type": "Battles", "sub_event_type": "Armed clash",
        "actor1": "A", "actor2": "B", "country": "Xyland", "location": "Abad", "latitude": "36.0", "longitude": "36.5",
        "geo_precision": "1", "time_precision": "1", "fatalities": "1", "notes": "n", "source": "s", "timestamp": str(stamp),
    } | changes  # fmt: skip


def deleted(number: int, stamp: int) -> dict:
    return {"event_id_cnty": f"XYZ{number}", "deleted_timestamp": str(stamp)}


def ucdp(number: int = 1, day: str = "2026-07-05", **changes) -> dict:
    return {
        "id": number, "type_of_violence": 1, "date_start": f"{day}T00:00:00", "date_end": f"{day}T00:00:00", "date_prec": 1,
        "where_prec": 1, "best": 3, "low": 2, "high": 4, "latitude": 36.0, "longitude": 36.5, "country": "Syria",
        "country_id": "652", "code_status": "Clear", "side_a": "A", "side_b": "B", "where_coordinates": "Abad",
    } | changes  # fmt: skip


def gdelt(number: int, stamp: str, country: str = "SY") -> list[str]:
    row = [""] * 61
    row[0], row[1], row[2], row[3], row[4] = str(number), stamp[:8], stamp[:6], stamp[:4], "2026.8"
    row[5], row[6], row[15], row[16] = "SYR", "SYRIA", "TUR", "TURKEY"
    row[25], row[26], row[27], row[28], row[29], row[30] = "1", "190", "190", "19", "4", "-10"
    row[31], row[32], row[33], row[34] = "2", "1", "2", "-3.1"
    row[51], row[52], row[53], row[54], row[56], row[57] = "4", "Abad, Xyland", country, country, "36.0", "36.5"
    row[59], row[60] = stamp, "https://news.example/1"
    return row


def portwatch(day: str | int, total: int | None = 30, number: int = 4) -> dict:
    return {
        "date": day,
        "portid": f"chokepoint{number}",
        "portname": f"Strait {number}",
        "n_total": total,
        "capacity": 1.5,
    }


def read(files) -> list[dict]:
    """Read the rows of files of JSON Lines."""
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def hapi(month: str, area: str = "Idleb", events: int = 1, **changes) -> dict:
    return {
        "location_code": "SYR", "location_name": "Syrian Arab Republic", "admin_level": 2, "provider_admin1_name": area,
        "admin1_name": area, "provider_admin2_name": "District", "admin2_name": "District", "event_type": "political_violence",
        "events": events, "fatalities": 2, "reference_period_start": f"{month}-01T00:00:00",
        "reference_period_end": f"{month}-28T23:59:59",
    } | changes  # fmt: skip
