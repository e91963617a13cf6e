"""Reads a cell with a place on earth, in the notations that people and programs use."""

import json
import re
from typing import NamedTuple
from urllib.parse import unquote

import shapely

from etl.feeds.points import grids
from etl.feeds.points.angles import Angle, read_angles, tidy
from etl.feeds.points.columns import LAT_FIRST, LON_FIRST

EAST, WEST = "O is east", "O is west"
MAX_CHARACTERS = 20_000
MAX_WORDS = 2_000  # for URLs; degrees are much shorter
PLAIN_PAIR = re.compile(r"\s*([+-]?\d{1,3}\.\d+)\s*[,; ]\s*([+-]?\d{1,3}\.\d+)\s*")
PLAIN_POINT = re.compile(r"\s*POINT ?\(([+-]?\d{1,3}(?:\.\d+)?) ([+-]?\d{1,3}(?:\.\d+)?)\)\s*")
NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
WKT = re.compile(r"\s*(?:SRID\s*=\s*(\d+)\s*;)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\b.*\(.*", re.I | re.DOTALL)  # fmt: skip
HEX = re.compile(r"(?:\\x)?(0[01][0-9A-F]{40,})", re.I)


class Reading(NamedTuple):
    """One reading of a text as a point. `precision` is None if the text gives the point itself.

    `alternative` names the reading if there are several, otherwise it is "".
    """

    lat: float
    lon: float
    precision: str | None = None
    alternative: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether this is a valid place on earth."""
        return abs(self.lat) <= 90 and abs(self.lon) <= 180


def read_point(text: str) -> tuple[Reading, ...]:
    """Read the point in a cell, in decimal degrees of WGS 84.

    Returns one reading, several if the cell is ambiguous, or none if it is not a point.
    """
    # Most cells have one of these two forms, which are read ten times faster.
    if found := PLAIN_PAIR.fullmatch(text):
        return _keep_possible(_pair(float(found[1]), float(found[2])))
    if found := PLAIN_POINT.fullmatch(text):
        return _keep_possible([Reading(float(found[2]), float(found[1]))])
    for read, most in READERS:
        if len(text) <= most and (readings := read(text)):
            return _keep_possible(readings)
    return ()


def _keep_possible(readings: list[Reading]) -> tuple[Reading, ...]:
    return tuple(reading for reading in readings if reading.is_possible)


def read_angle(text: str, axis: str) -> tuple[tuple[float, str], ...]:
    """Read degrees in a column of latitudes or longitudes (`axis` is lat or lon). Return each value with the name of its reading."""
    if len(text) > 100:
        return ()
    angles = read_angles(tidy(text)) or []
    if len(angles) != 1 or angles[0].axis not in (None, axis):
        return ()
    [angle] = angles
    if angle.is_o:
        return ((abs(angle.degrees), EAST), (-abs(angle.degrees), WEST))
    return ((angle.degrees, ""),)


def _read_geometry(text: str) -> list[Reading]:
    """Read WKT, GeoJSON and the hexadecimal form of databases. Their standards put longitude first."""
    from etl.formats.geo.geometry import find_place

    try:
        if found := WKT.fullmatch(text):
            if found[1] not in (None, "4326"):
                return []
            shape = shapely.from_wkt(found[2] if found.end(2) == len(text) else text[found.start(2) :].strip())
        elif found := HEX.fullmatch(text.strip()):
            shape = shapely.from_wkb(found[1])
            if shapely.get_srid(shape) not in (0, 4326):
                return []
        elif text.lstrip().startswith("{") and '"coordinates"' in text:
            shape = shapely.from_geojson(text)
        else:
            return []
    except (shapely.errors.ShapelyError, ValueError):
        return []
    place = find_place(shape)
    return [Reading(float(place.lat), float(place.lon), place.precision)] if place else []


def _read_object(text: str) -> list[Reading]:
    """Read JSON: an object with named coordinates, or a list of two in unknown order."""
    if not re.match(r"\s*[\[{]", text):
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(value, dict):
        names = {str(name).strip().lower(): item for name, item in value.items()}
        lat = next((names[name] for name in ("lat", "latitude", "y", "_latitude") if name in names), None)
        lon = next(
            (names[name] for name in ("lon", "lng", "long", "longitude", "x", "_longitude") if name in names), None
        )
        return [Reading(float(str(lat)), float(str(lon)))] if _is_number(lat) and _is_number(lon) else []
    if isinstance(value, list) and 2 <= len(value) <= 3 and all(map(_is_number, value)):
        return _pair(float(value[0]), float(value[1]))
    return []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (
        isinstance(value, str) and re.fullmatch(NUMBER, value.strip()) is not None
    )


# Map URLs: a pattern, and whether latitude comes first. The pin takes precedence over the centre of the view.
ADDRESSES = [
    (rf"!3d({NUMBER})!4d({NUMBER})", True),
    (rf"[?&#]mlat=({NUMBER})&mlon=({NUMBER})", True),
    (rf"yandex\.[^?#]*[?].*?(?:pt|ll)=({NUMBER})[,+ ]+({NUMBER})", False),
    (rf"[?&](?:q|ll|query|daddr|destination|center|sll|point)=(?:loc:)?({NUMBER})[,+ ]+({NUMBER})", True),
    (rf"@({NUMBER}),({NUMBER})", True),
    (rf"#(?:map=)?\d+(?:\.\d+)?/({NUMBER})/({NUMBER})", True),
    (rf"[?&#]lat=({NUMBER})&(?:lon|lng)=({NUMBER})", True),
    (rf"[?&]cp=({NUMBER})~({NUMBER})", True),
    (rf"(?:/place|/search|/dir)/({NUMBER}),\+?({NUMBER})", True),
]


def _read_address(text: str) -> list[Reading]:
    text = text.strip()
    if found := re.fullmatch(rf"geo:({NUMBER}),({NUMBER})([,;?].*)?", text, re.I):
        return [Reading(float(found[1]), float(found[2]))]
    if not re.match(r"(https?://|www\.|maps\.)", text, re.I):
        return []
    address = unquote(text)
    for pattern, is_lat_first in ADDRESSES:
        if found := re.search(pattern, address):
            one, two = float(found[1]), float(found[2])
            return [Reading(one, two) if is_lat_first else Reading(two, one)]
    return []


def _read_grid(text: str) -> list[Reading]:
    return [Reading(*found) for found in grids.read_grid(text)]


def _read_degrees(text: str) -> list[Reading]:
    angles = read_angles(tidy(text))
    if not angles or len(angles) < 2:
        return []
    if len(angles) > 2 and (any(angle.axis for angle in angles) or len(angles) > 4):
        return []
    one, two = angles[0], angles[1]
    if len(angles) == 4 and (text.count(";") == 1 or _are_near(angles)):
        return []  # two points
    # Phones and surveys write latitude, longitude, altitude and accuracy, with spaces. KML writes longitude first, with commas.
    if len(angles) == 4 or (len(angles) == 3 and "," not in text and ";" not in text):
        return [Reading(one.degrees, two.degrees)]
    return _arrange(one, two)


def _are_near(angles: list[Angle]) -> bool:
    """Whether the third and fourth number are about the first and second: no height and error, but another point."""
    return all(abs(angles[place].degrees - angles[place + 2].degrees) < 1 for place in (0, 1))


def _arrange(one: Angle, two: Angle) -> list[Reading]:
    """Return the possible orders of two angles, given the letters of their hemispheres."""
    if one.axis == "lon" or (one.axis is None and two.axis == "lat"):
        one, two = two, one
    if one.axis == "lon" or two.axis == "lat":
        return []  # two longitudes or two latitudes
    if one.axis is None and two.axis is None:
        return _pair(one.degrees, two.degrees)
    if two.is_o:
        return [Reading(one.degrees, abs(two.degrees), None, EAST), Reading(one.degrees, -abs(two.degrees), None, WEST)]
    return [Reading(one.degrees, two.degrees)]


def _pair(one: float, two: float) -> list[Reading]:
    if one == two:
        return [Reading(one, two)]
    return [Reading(one, two, None, LAT_FIRST), Reading(two, one, None, LON_FIRST)]


READERS = (
    (_read_geometry, MAX_CHARACTERS),
    (_read_object, MAX_CHARACTERS),
    (_read_address, MAX_WORDS),
    (_read_grid, MAX_WORDS),
    (_read_degrees, MAX_WORDS),
)
