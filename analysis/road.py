"""The road itself: its line and its stretches, and one question of it a function, as in `metrics`."""

from itertools import pairwise

import pyarrow as pa

from analysis.behind import Behind
from analysis.metrics import corridor, sql
from analysis.release import Release
from analysis.selection import Selection
from etl.corridors import route_points

STRETCHES = 10  # at most so many, where the reader chooses no length
LENGTHS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
NEAR_KM = 2.5  # what a place stands for on the road, to either side
DRAWN_ONE_BY_ONE = {"patrols": 400, "incidents": 1500}  # more of them are drawn as sums of stretch and period
PERIODS = {"day": 60, "week": 420}  # the days that hold at most some sixty periods of the grain; longer ones have months
PLACES_SHOWN = 30
POINTS_SHOWN = 300


def ends(release: Release, selection: Selection) -> tuple[float, float] | None:
    """The first and the last kilometre of the corridor; None where it has none, and so no stretches either."""
    row = corridor(release, selection)
    if row["km_from"] is None or row["km_to"] is None or row["km_to"] <= row["km_from"]:
        return None
    return row["km_from"], row["km_to"]


def usual_length(km_from: float, km_to: float) -> float:
    """The shortest of LENGTHS_KM that cuts a road into ten stretches at most."""
    return next((length for length in LENGTHS_KM if (km_to - km_from) / length <= STRETCHES), LENGTHS_KM[-1])


def edges(km_from: float, km_to: float, length_km: float) -> list[float]:
    """The kilometres between which the stretches lie: all as long, to a tenth, and as nearly `length_km` as that allows."""
    count = max(1, round((km_to - km_from) / length_km))
    inner = [round(km_from + (km_to - km_from) * place / count, 1) for place in range(1, count)]
    return [km_from, *inner, km_to]


def line(release: Release, selection: Selection) -> list[tuple[float, float, float]]:
    """The (km, lon, lat) of each point of the drawn route, in its order; none where no route is drawn.

    The kilometre grows with the length of the drawn line from the first post to the last, as in `sql/kilometres.sql`.
    """
    row, posts = corridor(release, selection), ends(release, selection)
    if not row["route"] or posts is None:
        return []
    points = route_points(row["route"])
    middle = sum(lat for _, lat in points) / len(points)
    from math import cos, hypot, radians

    steps = [
        hypot((b[0] - a[0]) * cos(radians(middle)), b[1] - a[1]) for a, b in pairwise(points)
    ]
    along, found = 0.0, []
    for (lon, lat), step in zip(points, [*steps, 0.0], strict=True):
        found.append((posts[0] + (posts[1] - posts[0]) * along / sum(steps), lon, lat))
        along += step
    return found


def counts(release: Release, selection: Selection) -> dict:
    return _ask("road_counts", release, selection).to_pylist()[0]


def places(release: Release, selection: Selection) -> pa.Table:
    return _ask("places_on_road", release, selection, near_km=NEAR_KM, places_shown=PLACES_SHOWN)


def patrols(release: Release, selection: Selection) -> pa.Table:
    return _ask("patrols_on_road", release, selection)


def incidents(release: Release, selection: Selection) -> pa.Table:
    return _ask("incidents_on_road", release, selection)


def incidents_without_kilometre(release: Release, selection: Selection) -> pa.Table:
    return _ask("incidents_without_kilometre", release, selection)


def incidents_by_point(release: Release, selection: Selection) -> pa.Table:
    return _ask("incidents_by_point", release, selection, points_shown=POINTS_SHOWN)


def left_off_stretches(release: Release, selection: Selection) -> dict:
    return _ask("left_off_stretches", release, selection).to_pylist()[0]
