"""Reads a route drawn as a single line, from GeoJSON, or from KML or GPX in a child process."""

import json
import tempfile
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError

from etl.errors import FileRefused
from etl.formats.geo.markup import read_elements, read_shape, read_tag
from etl.formats.other_files import find_root
from etl.formats.sandbox import parse_in_child

Line = list[tuple[float, float]]
MARKUP = {"kml", "gpx"}
MOST_POINTS = 20_000
MOST_BYTES = 20_000_000
LINES = ("LineString", "Track")
POINTS = ("trkpt", "rtept")
START = 65_536


def read_route(route: Path) -> Line:
    """Read the (lon, lat) points of the only line in a file. Raises FileRefused."""
    try:
        with route.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileRefused(f"{route.name}: it cannot be read ({error.strerror}).") from None
    if len(data) > MOST_BYTES:
        raise FileRefused(f"{route.name}: it is too large for one line. Draw the route as one line and save it alone.")
    if find_root(data[:START]) in MARKUP:
        with tempfile.TemporaryDirectory() as folder:
            _, found = parse_in_child("route", route, route.name, Path(folder))
        return _check([(float(lon), float(lat)) for lon, lat in found["points"]], route.name)
    return _read_json(data, route.name)


def _read_json(data: bytes, name: str) -> Line:
    try:
        found = json.loads(data.decode("utf-8-sig"))
        if found["type"] == "FeatureCollection":
            (found,) = found["features"]
        if found["type"] == "Feature":
            found = found["geometry"]
        if found["type"] != "LineString":
            raise ValueError(f"it holds a {found['type']}")
        return _check([(float(lon), float(lat)) for lon, lat, *_ in found["coordinates"]], name)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileRefused(
            f"{name}: it is not a GeoJSON file with one LineString ({error}). Draw the route as one line and save it so, or as KML "
            "or GPX."
        ) from None


def _check(points: Line, name: str) -> Line:
    if len(points) < 2 or not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in points):
        raise FileRefused(f"{name}: a line needs two points, longitude first. Draw the route again and save it.")
    if len(points) > MOST_POINTS:
        raise FileRefused(f"{name}: its line has more than {MOST_POINTS:,} points. Simplify it and save it again.")
    return points


# The rest runs in the child process.


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Find the only line of a KML or GPX file.

    The segments of a track form one line. Raises FileRefused if there is not exactly one.
    """
    try:
        with path.open("rb") as file:
            lines = [line for element, _ in read_elements(file) if element is not None for line in _list_lines(element)]
    except (DefusedXmlException, ParseError):
        raise FileRefused(f"{name}: it is not valid XML. Draw the route again and save it.") from None
    if len(lines) != 1:
        raise FileRefused(f"{name}: it holds {len(lines)} lines, and a route is one. Keep that one and save it again.")
    return {"points": lines[0]}


def _list_lines(element: Any) -> list[Line]:
    points = [point for point in element.iter() if read_tag(point) in POINTS]
    if points:
        return [[(float(point.get("lon")), float(point.get("lat"))) for point in points]]
    shapes = [read_shape(each) for each in element.iter() if read_tag(each) in LINES]
    return [[(lon, lat) for lon, lat, *_ in shape.coords] for shape in shapes if shape is not None]
