"""Sums by month and area published by others, for comparison. They are not records, so they are stored beside the releases.

Keeps the last answer for each country, added up by province: names of districts differ too much to be compared.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from etl.errors import LakeUnusable
from etl.lake import Lake
from etl.lake.private import replace_file
from etl.lake.releases import SUMS, Releases


@dataclass(frozen=True)
class Sum:
    """A service's numbers for one month of a province: `events` of a type and `fatalities`, None if not given.

    `area` is None for sums of the whole country. `month` is its first day, `asked` the day of the request.
    """

    service: str
    country: str
    area: str | None
    month: date
    event_type: str
    events: int
    fatalities: int | None
    asked: date


def add_up(files: Iterable[Path], service: str, asked: date) -> tuple[list[Sum], int]:
    """Add up the rows of an answer by province. Return the sums and the number of unusable rows (no number, or an error)."""
    totals: dict[tuple[str, str | None, date, str], list[tuple[int, int | None]]] = defaultdict(list)
    unusable = 0
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                key = _read_key(row)
                if key is None or row.get("error"):
                    unusable += 1
                else:
                    totals[key].append((row["events"], row["fatalities"]))
    sums = [
        Sum(service, *key, sum(events for events, _ in rows), _sum_known([killed for _, killed in rows]), asked)
        for key, rows in sorted(totals.items(), key=str)
    ]
    return sums, unusable


def keep_sums(lake: Lake, sums: list[Sum]) -> None:
    """Store sums, replacing earlier ones of the same countries from their first month on. Raises LakeUnusable."""
    first: dict[tuple[str, str], date] = {}
    for each in sums:
        key = (each.service, each.country)
        first[key] = min(first.get(key, each.month), each.month)
    with lake.writing():
        before = [each for each in read_sums(lake) if each.month < first.get((each.service, each.country), date.max)]
        text = "".join(json.dumps(asdict(each), default=str, ensure_ascii=False) + "\n" for each in [*before, *sums])
        replace_file(lake.root / SUMS, text)


def read_sums(lake: Releases) -> list[Sum]:
    """Read the sums of a lake. Raises LakeUnusable."""
    try:
        lines = (lake.root / SUMS).read_text(encoding="utf-8").splitlines()
        return [_parse(json.loads(line)) for line in lines]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError, TypeError, KeyError):
        raise LakeUnusable(
            f"The sums of others cannot be read. Remove {SUMS} from the lake, and fetch them again."
        ) from None


def _read_key(row: dict[str, Any]) -> tuple[str, str | None, date, str] | None:
    """Return what a row is a sum of, or None if it cannot be used."""
    area = row.get("admin1_name") or row.get("provider_admin1_name")
    is_number = isinstance(row["events"], int) and isinstance(row["fatalities"], int | None)
    try:
        month = date.fromisoformat(str(row["reference_period_start"])[:10])
    except ValueError:
        return None
    return (str(row["location_code"]), area and str(area), month, str(row["event_type"])) if is_number else None


def _sum_known(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _parse(row: dict[str, Any]) -> Sum:
    days = {name: date.fromisoformat(row[name]) for name in ("month", "asked")}
    return Sum(**row | days)
