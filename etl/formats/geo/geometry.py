"""Reduces a geometry to a single point with a precision, using Shapely.

A line becomes its middle and an area a point inside it. `geo_precision` says that both are less precise than a point.
"""

from collections.abc import Callable
from math import isfinite
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from etl.formats.geo.place import Place, Transform
from etl.formats.staging import Number

AREA_OR_LINE = "area_or_line"
DIGITS = 7  # decimals of computed degrees: one centimetre


def find_place(geometry: BaseGeometry | None, transform: Transform = None) -> Place | None:
    """Return the point of a geometry in degrees of WGS 84 (longitude, latitude). `transform` converts its coordinates.

    Returns None if it is empty or has no numbers. Raises Shapely's errors for broken geometries.
    """
    if geometry is None or geometry.is_empty:
        return None
    while hasattr(geometry, "geoms") and len(geometry.geoms) == 1:
        geometry = geometry.geoms[0]
    point = _find_point(geometry)
    if point is None or point.is_empty:
        return None
    lon, lat = point.x, point.y
    if transform:
        lon, lat = transform(lon, lat)
    if not (isfinite(lon) and isfinite(lat)):
        return None
    is_point = geometry.geom_type == "Point"
    if is_point and not transform:
        return Place(_write(lon), _write(lat), None)
    return Place(_write(round(lon, DIGITS)), _write(round(lat, DIGITS)), None if is_point else AREA_OR_LINE)


def _find_point(geometry: BaseGeometry) -> Any:
    if geometry.geom_type == "MultiLineString":
        merged = shapely.line_merge(geometry)
        geometry = max(merged.geoms, key=lambda line: line.length) if hasattr(merged, "geoms") else merged
    if geometry.geom_type in ("LineString", "LinearRing"):
        return geometry.interpolate(0.5, normalized=True)
    return geometry if geometry.geom_type == "Point" else geometry.representative_point()


def _write(degrees: float) -> str:
    return str(int(degrees)) if degrees.is_integer() else repr(degrees)


def read_geometry(geometry: Any, transform: Transform = None) -> Place | None:
    """Return the point of a GeoJSON or Esri JSON geometry with numbers as text, or None if it is not a geometry."""
    match _make_plain(geometry):
        case {"type": str()} as shape:
            return _read(lambda: shapely.geometry.shape(shape), transform)
        case {"x": float(lon), "y": float(lat)}:
            return _read(lambda: shapely.Point(lon, lat), transform)
        case {"points": list(points)}:
            return _read(lambda: shapely.MultiPoint(points), transform)
        case {"paths": list(paths)}:
            return _read(lambda: shapely.MultiLineString(paths), transform)
        case {"rings": list(rings)}:
            return _read(lambda: make_area(rings), transform)
    return None


def make_area(rings: list[Any]) -> BaseGeometry:
    """Build an area from rings in any order. Points inside an even number of rings are outside the area."""
    area: BaseGeometry = shapely.Polygon()
    for ring in rings:
        area = area.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
    return area


def _read(make: Callable[[], BaseGeometry], transform: Transform) -> Place | None:
    try:
        return find_place(make(), transform)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return None  # the record is kept without a point


def _make_plain(value: Any) -> Any:
    """Convert texts to numbers, and keep only two coordinates of each point."""
    match value:
        case Number():
            return float(value)
        case [Number(), Number(), *_]:
            return [float(value[0]), float(value[1])]
        case list():
            return [_make_plain(item) for item in value]
        case dict():
            return {name: _make_plain(item) for name, item in value.items()}
    return value
