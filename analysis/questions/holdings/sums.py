"""Compares sums published by others with the attacks of a release in the same provinces and months."""

from collections.abc import Sequence
from typing import Any

from analysis.question import Queries
from analysis.release import Release
from etl.fetch.sums import Sum

QUERIES = Queries(__file__)
COMPARED = "political_violence"  # it includes civilian targeting, so types are never added up


def compare_sums(release: Release, sums: Sequence[Sum]) -> list[dict[str, Any]]:
    """Compare provincial sums of political violence with the attacks that each feed of the release has there.

    Newest month first, each with month, area, theirs, fatalities, and `ours` by feed: a number, or None if no record of the
    feed names the province.
    """
    compared = [each for each in sums if each.event_type == COMPARED and each.area]
    if not compared:  # counting reads the provinces of all incidents
        return []
    held: dict[str, dict[str, dict[Any, int]]] = {}
    for row in release.query(QUERIES.read("attacks_by_province")).to_pylist():
        held.setdefault(row["feed"], {}).setdefault(_fold(row["area"]), {})[row["month"]] = row["attacks"]
    compared.sort(key=lambda each: (-each.month.toordinal(), each.area))
    return [
        {
            "month": each.month,
            "area": each.area,
            "theirs": each.events,
            "fatalities": each.fatalities,
            "ours": {feed: _find(areas, _fold(str(each.area)), each.month) for feed, areas in sorted(held.items())},
        }
        for each in compared
    ]


def _find(areas: dict[str, dict[Any, int]], area: str, month: Any) -> int | None:
    return areas[area].get(month, 0) if area in areas else None


def _fold(name: str) -> str:
    """Fold a name so that `Ar-Raqqa` and `ar raqqa` are equal."""
    return " ".join(name.casefold().replace("-", " ").replace("'", "").split())
