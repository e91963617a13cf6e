"""The drawn route of a corridor: kilometres and points of the line.

Kilometres grow with the length along the line from the first post to the last, as in `kilometres.sql`.
"""

import math
from itertools import pairwise

from analysis.questions.holdings import read_corridor
from analysis.release import Release
from analysis.selection import Selection
from etl.geometry import parse_route

Route = list[tuple[float, float, float]]  # (km, lon, lat) of each point, in order


def find_ends(release: Release, selection: Selection) -> tuple[float, float] | None:
    """Return the first and last kilometre of the corridor. None if it has no kilometres, and therefore no stretches."""
    row = read_corridor(release, selection)
    if row["km_from"] is None or row["km_to"] is None or row["km_to"] <= row["km_from"]:
        return None
    return row["km_from"], row["km_to"]


def read_route(release: Release, selection: Selection) -> Route:
    """Read the points of the drawn route with their kilometres. Empty without a route."""
    row, ends = read_corridor(release, selection), find_ends(release, selection)
    if not row["route"] or ends is None:
        return []
    return place_along(row["route"], ends)


def place_along(route_as_text: str, ends: tuple[float, float]) -> Route:
    """Return the points of a drawn route with their kilometres, from one end of the corridor to the other."""
    points = parse_route(route_as_text)
    # A degree of longitude compared with one of latitude.
    shorter = math.cos(math.radians(sum(lat for _, lat in points) / len(points)))
    steps = [math.hypot((b[0] - a[0]) * shorter, b[1] - a[1]) for a, b in pairwise(points)]
    along, route = 0.0, []
    for (lon, lat), step in zip(points, [*steps, 0.0], strict=True):
        route.append((ends[0] + (ends[1] - ends[0]) * along / sum(steps), lon, lat))
        along += step
    return route


def find_point(route: Route, km: float) -> tuple[float, float]:
    """Return the (lon, lat) of a kilometre on the drawn route."""
    for (km_a, lon_a, lat_a), (km_b, lon_b, lat_b) in pairwise(route):
        if km <= km_b and km_b > km_a:
            share = max(0.0, (km - km_a) / (km_b - km_a))
            return lon_a + share * (lon_b - lon_a), lat_a + share * (lat_b - lat_a)
    return route[-1][1:]


def cut_route(route: Route, km_from: float, km_to: float) -> list[tuple[float, float]]:
    """Return the (lon, lat) points of the drawn route between two kilometres."""
    inside = [(lon, lat) for km, lon, lat in route if km_from < km < km_to]
    return [find_point(route, km_from), *inside, find_point(route, km_to)]
