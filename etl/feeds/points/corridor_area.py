"""Where the corridors are: the land around them, by which the order of two coordinates is decided."""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from etl.paths import GEOGRAPHY

AROUND = 0.1  # degrees around a route: some ten kilometres


class CorridorArea:
    """The land of the corridors: the surroundings of each route, and the country that it runs through.

    `routes` are WKT in longitude and latitude, and all points decimal degrees of WGS 84.
    """

    def __init__(self, routes: Iterable[str]) -> None:
        lines = [shapely.from_wkt(route) for route in routes if re.match(r"LINESTRING \(", route)]
        around = [line.envelope.buffer(AROUND) for line in lines]
        lands = [land for land in _read_lands() if any(land.intersects(line) for line in lines)] if lines else []
        self._land: BaseGeometry = shapely.union_all([*around, *lands])
        shapely.prepare(self._land)

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies in it."""
        return bool(shapely.contains_xy(self._land, lon, lat))

    def spans(self, lon: float) -> bool:
        """Whether a longitude lies between its western and its eastern end."""
        west, _, east, _ = self._land.bounds
        return bool(west <= lon <= east)

    def hold(self, lat: np.ndarray[Any, Any], lon: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Whether each of many points lies in it."""
        return np.asarray(shapely.contains_xy(self._land, lon, lat))


@cache
def _read_lands() -> list[BaseGeometry]:
    """The areas between coasts and borders, off by some 15 km: enough to tell one order of coordinates from the other."""
    outlines = json.loads((GEOGRAPHY / "world.geojson").read_text(encoding="utf-8"))
    lines = [shapely.geometry.shape(feature["geometry"]) for feature in outlines["features"]]
    return list(shapely.polygonize([shapely.union_all(lines)]).geoms)
