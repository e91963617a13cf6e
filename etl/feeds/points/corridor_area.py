"""The area around the corridors, which helps to decide the order of two coordinates."""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from etl.paths import GEOGRAPHY

AROUND = 0.1  # degrees around a route, about ten kilometres


class CorridorArea:
    """The area of the corridors: the surroundings of each route, and the countries that it crosses.

    `routes` are WKT in longitude and latitude; all points are decimal degrees of WGS 84.
    """

    def __init__(self, routes: Iterable[str]) -> None:
        lines = [shapely.from_wkt(route) for route in routes if re.match(r"LINESTRING \(", route)]
        around = [line.envelope.buffer(AROUND) for line in lines]
        lands = [land for land in _read_lands() if any(land.intersects(line) for line in lines)] if lines else []
        self._land: BaseGeometry = shapely.union_all([*around, *lands])
        shapely.prepare(self._land)

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point is in the area."""
        return bool(shapely.contains_xy(self._land, lon, lat))

    def spans(self, lon: float) -> bool:
        """Whether a longitude is between the western and eastern ends of the area."""
        west, _, east, _ = self._land.bounds
        return bool(west <= lon <= east)

    def hold(self, lat: np.ndarray[Any, Any], lon: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Whether each of many points is in the area."""
        return np.asarray(shapely.contains_xy(self._land, lon, lat))


@cache
def _read_lands() -> list[BaseGeometry]:
    """Read the areas between coasts and borders, accurate to about 15 km, which is enough to tell the order of coordinates."""
    outlines = json.loads((GEOGRAPHY / "world.geojson").read_text(encoding="utf-8"))
    lines = [shapely.geometry.shape(feature["geometry"]) for feature in outlines["features"]]
    return list(shapely.polygonize([shapely.union_all(lines)]).geoms)
