"""Another corridor: a drawn route with kilometre posts, and the records that lie on it."""

import json
import math
from itertools import pairwise
from pathlib import Path

import duckdb

from etl.curated.build import versions
from etl.errors import FileRefused, UsageError
from etl.lake import Cut, Lake, Manifest
from etl.load import place as placing
from etl.tables.records import CORRIDORS
from etl.tables.schema import column_list, quoted

FEED = "analyst"


def add(
    lake: Lake,
    name: str,
    route: Path,
    *,
    title: str = "",
    km_from: float = 0,
    km_to: float | None = None,
    parties: tuple[str, ...] = (),
    made_by: str = "",
) -> tuple[Manifest, int]:
    """Publish a corridor and say on which records of feeds it was found; returns the release and how many these are.

    Without `km_to` the route has as many kilometres as the line is long. Raises UsageError where the corridor is there
    already, FileRefused where the file holds no line, LakeUnusable.
    """
    points = _line(route)
    length = _length_km(points)
    row = {
        "corridor": name,
        "title": title or name,
        "parties": list(parties),
        "own_count": parties[0] if parties else "own",
        "km_from": km_from,
        "km_to": km_from + round(length, 1) if km_to is None else km_to,
        "route": f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lon, lat in points)})",
    }
    if row["km_to"] <= row["km_from"]:
        raise UsageError("The last kilometre post must lie beyond the first: give --km-to above --km-from.")
    with duckdb.connect() as con, lake.writing():
        parent = lake.newest()
        known = con.execute(f"SELECT corridor FROM ({lake.rows_of(con, parent, 'corridors')})").fetchall()
        if (name,) in known:
            raise UsageError(f"There is a corridor {name} already. Choose another name.")
        declared = ", ".join(f"{quoted(column.name)} {column.type}" for column in CORRIDORS.columns)
        con.execute(f"CREATE TABLE added ({declared})")
        columns = [column for column in CORRIDORS.columns if column.name in row]
        con.execute(
            f"INSERT INTO added ({', '.join(quoted(c.name) for c in columns)}) VALUES ({', '.join('?' for _ in columns)})",
            [row[column.name] for column in columns],
        )
        before = lake.rows_of(con, parent, CORRIDORS.name, lambda part: part.feed == FEED)
        rewritten = {
            CORRIDORS.name: {Cut(FEED): f"SELECT {column_list(CORRIDORS)} FROM ({before} UNION ALL FROM added)"}
        }
        everywhere = lake.rows_of(con, parent, CORRIDORS.name)
        con.execute(f"CREATE VIEW corridors AS {everywhere} UNION ALL FROM added")
        found = placing.place_known(con, lake, parent, rewritten)[name] if parent else 0
        release = lake.publish(
            con,
            parent=parent,
            rewritten=rewritten,
            message=f"Corridor {name}",
            made_by=made_by,
            inputs={},
            versions=versions(),
        )
    return release, found


def _line(route: Path) -> list[tuple[float, float]]:
    """The (lon, lat) points of the one line of a GeoJSON file."""
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


def _length_km(points: list[tuple[float, float]]) -> float:
    return sum(
        math.hypot((b[0] - a[0]) * 111.195 * math.cos(math.radians((a[1] + b[1]) / 2)), (b[1] - a[1]) * 111.195)
        for a, b in pairwise(points)
    )
