"""Known incidents near a line that is not a corridor yet."""

import math
from collections.abc import Collection, Sequence
from dataclasses import asdict

import numpy as np
import shapely

from analysis.question import Queries
from analysis.questions.route.base_map import Line, Window
from analysis.release import Release
from etl.geometry import KM_A_DEGREE
from etl.load.files.options import WITHIN_KM

QUERIES = Queries(__file__)


def list_points_in_window(release: Release, window: Window, most: int, left_out: Collection[str] = ()) -> Line:
    """List the (lon, lat) of at most `most` known incidents in a window with exact points. `left_out` are feeds."""
    query = QUERIES.read("points_in_window")
    rows = release.query(query, **asdict(window), most=most, left_out=list(left_out)).to_pylist()
    return [(row["lon"], row["lat"]) for row in rows]


def find_near(points: Line, line: Sequence[tuple[float, float]]) -> list[bool]:
    """Return for each point whether an incident there would be on a corridor along the line, which has at least two points."""
    # Length of a degree east, in degrees north.
    shorter = math.cos(math.radians(sum(lat for _, lat in line) / len(line)))
    scale = np.array([shorter, 1.0]) * KM_A_DEGREE
    drawn = shapely.linestrings(np.array(line) * scale)
    places = shapely.points(np.array(points).reshape(-1, 2) * scale)
    return [bool(near) for near in shapely.dwithin(places, drawn, WITHIN_KM)]
