"""Computes the kilometre of a place on a corridor.

The route of a corridor is a line between two kilometre posts. `kilometres.sql` projects points onto it.
"""

import math
import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import duckdb

KM_A_DEGREE = 111.195  # per degree of latitude
ON_THE_ROUTE_KM = 2.0  # a place farther away is beside the route, not on it
HERE = Path(__file__).parent
KILOMETRES = (HERE / "kilometres.sql").read_text(encoding="utf-8")
NEAREST_CORRIDORS = (HERE / "nearest_corridors.sql").read_text(encoding="utf-8")
POINTS_NEAR_ROUTES = (HERE / "points_near_routes.sql").read_text(encoding="utf-8")


def parse_route(route: str) -> list[tuple[float, float]]:
    """Return the (lon, lat) pairs of a WKT LINESTRING."""
    inside = re.fullmatch(r"LINESTRING \((.+)\)", route)
    assert inside, route  # noqa: S101 - the text of a geometry comes from DuckDB or was checked
    pairs = (pair.split() for pair in inside[1].split(","))
    return [(float(lon), float(lat)) for lon, lat in pairs]


def measure_km(points: Sequence[tuple[float, float]]) -> float:
    """Return the length in kilometres of a line of (lon, lat) points. From 179 to -179 degrees is two degrees."""
    return KM_A_DEGREE * sum(
        math.hypot(_turn(b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2)), b[1] - a[1])
        for a, b in pairwise(points)
    )


def _turn(degrees: float) -> float:
    """Return a difference of longitudes the shorter way around the world, in degrees."""
    return degrees - math.copysign(360, degrees) if abs(degrees) > 180 else degrees


def place(con: duckdb.DuckDBPyConnection) -> None:
    """Fill in the kilometres of `patrols` and `incidents` from their places. The corridor of a record is taken as given."""
    draw_routes(con)
    for end in ("from", "to"):
        _fill(
            con,
            "patrols",
            "patrol_id",
            {f"km_{end}": "km"},
            f"SELECT patrol_id, corridor, lat, lon FROM patrols JOIN places ON place = place_{end}",
        )
    _fill(
        con,
        "incidents",
        "incident_id",
        {"km": "km", "offset_km": "offset_km"},
        "SELECT incident_id, corridor, lat, lon FROM incidents WHERE lat IS NOT NULL AND corridor IS NOT NULL",
    )


def draw_routes(con: duckdb.DuckDBPyConnection) -> None:
    """Create `route_points` from the routes in `corridors`, as `kilometres.sql` expects them: longitudes continue beyond 180 degrees."""
    con.execute("CREATE OR REPLACE TEMP TABLE route_points (corridor VARCHAR, ordinal INTEGER, lon DOUBLE, lat DOUBLE)")
    for corridor, route in con.execute("SELECT corridor, route FROM corridors WHERE route IS NOT NULL").fetchall():
        lons, lats = zip(*parse_route(route), strict=True)
        unbroken = accumulate(lons, lambda before, lon: lon - 360 * round((lon - before) / 360))
        points = [(corridor, ordinal, lon, lat) for ordinal, (lon, lat) in enumerate(zip(unbroken, lats, strict=True))]
        con.executemany("INSERT INTO route_points VALUES (?, ?, ?, ?)", points)


def nearest(con: duckdb.DuckDBPyConnection, into: str, points: str, within_km: float) -> None:
    """Create table `into` (lat, lon, given, corridor, km, offset_km) with the nearest corridor of each distinct place.

    A corridor qualifies if the place projects onto its kilometres and its route is within `within_km`. `points` has lat, lon and
    `given`, the only corridor to consider, or NULL. Any number of points may have one place.
    """
    con.execute(POINTS_NEAR_ROUTES.format(points=points, within_km=within_km))
    found = NEAREST_CORRIDORS.format(kilometres=KILOMETRES, within_km=within_km)
    con.execute(f"CREATE OR REPLACE TABLE {into} AS {found}")


def find_kilometres(con: duckdb.DuckDBPyConnection, into: str, points: str) -> None:
    """Create table `into` (point_id, corridor, km) with the kilometre of each point on its given corridor.

    `points` has point_id, corridor, lat, lon. The kilometre is NULL beyond the ends of a route.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW points(point_id, corridor, lat, lon, within_km) AS SELECT *, NULL FROM ({points})"
    )
    con.execute(f"CREATE OR REPLACE TABLE {into} AS SELECT point_id, corridor, km FROM ({KILOMETRES})")


def find_places(con: duckdb.DuckDBPyConnection, into: str) -> None:
    """Create table `into` (place, corridor, km) with the kilometre of each named place on a corridor."""
    draw_routes(con)
    con.execute("""
        CREATE OR REPLACE TEMP VIEW points(point_id, corridor, lat, lon, within_km) AS
        SELECT DISTINCT place, corridor, lat, lon, NULL FROM places, route_points AS drawn(corridor, ordinal, at_lon, at_lat)""")
    con.execute(f"""
        CREATE OR REPLACE TABLE {into} AS
        SELECT point_id AS place, corridor, km FROM ({KILOMETRES}) WHERE km IS NOT NULL AND offset_km <= {ON_THE_ROUTE_KM}""")


def _fill(con: duckdb.DuckDBPyConnection, table: str, key: str, columns: dict[str, str], points: str) -> None:
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW points(point_id, corridor, lat, lon, within_km) AS SELECT *, NULL FROM ({points})"
    )
    settings = ", ".join(f"{column} = found.{value}" for column, value in columns.items())
    con.execute(f"UPDATE {table} SET {settings} FROM ({KILOMETRES}) AS found WHERE {key} = found.point_id")
