"""Another corridor: a drawn route with kilometre posts, and the records that lie on it."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb

from etl.errors import FileRefused, UsageError
from etl.lake import Cut, Lake, Manifest
from etl.load.check import open_tables_after
from etl.load.place import place_known
from etl.load.publish import publish
from etl.load.sql import has_rows, make_table
from etl.load.sql.relations import Cuts, Known
from etl.tables.records import CORRIDORS
from etl.tables.schema import join_columns

FEED = "analyst"


def add_corridor(
    lake: Lake,
    name: str,
    route: Path,
    *,
    title: str = "",
    km_from: float = 0,
    km_to: float | None = None,
    parties: tuple[str, ...] = (),
    count_holds: tuple[str, ...] = (),
    zone: str | None = None,
    made_by: str = "",
) -> tuple[Manifest, int]:
    """Publish a corridor and say on which records of feeds it was found; returns the release and how many these are.

    Without `km_to` the route has as many kilometres as the line is long. Raises UsageError where the corridor is there
    already, FileRefused where the file holds no line, LakeUnusable.
    """
    points = _read_line(route)
    last_km = km_from + round(_measure_km(points), 1) if km_to is None else km_to
    if last_km <= km_from:
        raise UsageError("The last kilometre post must lie beyond the first: give --km-to above --km-from.")
    row = {
        "corridor": name,
        "title": title or name,
        "parties": list(parties),
        "own_count": parties[0] if parties else "own",
        "count_holds": list(count_holds) or None,
        "km_from": km_from,
        "km_to": last_km,
        "zone": zone,
        "route": f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lon, lat in points)})",
    }
    with duckdb.connect() as con, lake.writing():
        known = Known(con, lake, lake.newest())
        if has_rows(con, f"SELECT 1 FROM ({known.select(CORRIDORS)}) WHERE corridor = ?", [name]):
            raise UsageError(f"There is a corridor {name} already. Choose another name.")
        columns = {column.name: column.type for column in CORRIDORS.columns}
        make_table(con, "added", columns, [[row.get(column) for column in columns]])
        of_feed = known.select(CORRIDORS, FEED)
        cuts: Cuts = {
            CORRIDORS.name: {Cut(FEED): f"SELECT {join_columns(CORRIDORS)} FROM ({of_feed} UNION ALL FROM added)"}
        }
        with open_tables_after(known, {CORRIDORS.name: ["FROM added"]}) as after:
            cuts, placed = place_known(replace(known, con=after), cuts)
        release = publish(known, cuts, message=f"Corridor {name}", made_by=made_by, inputs={})
    return release, placed[name]


def _read_line(route: Path) -> list[tuple[float, float]]:
    """Read the (lon, lat) points of the one line of a GeoJSON file."""
    try:
        found = json.loads(route.read_text(encoding="utf-8-sig"))
        if found["type"] == "FeatureCollection":
            (found,) = found["features"]
        if found["type"] == "Feature":
            found = found["geometry"]
        if found["type"] != "LineString":
            raise ValueError(f"it holds a {found['type']}")
        points = [(float(lon), float(lat)) for lon, lat, *_ in found["coordinates"]]
        if len(points) < 2 or not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in points):
            raise ValueError("a line needs two points, longitude first")
        return points
    except OSError as error:
        raise FileRefused(f"{route.name}: it cannot be read ({error.strerror}).") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileRefused(
            f"{route.name}: it is not a GeoJSON file with one LineString ({error}). Draw the route as one line and save it so."
        ) from None


def _measure_km(points: list[tuple[float, float]]) -> float:
    return sum(
        math.hypot((b[0] - a[0]) * 111.195 * math.cos(math.radians((a[1] + b[1]) / 2)), (b[1] - a[1]) * 111.195)
        for a, b in pairwise(points)
    )
