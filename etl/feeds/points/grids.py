"""Converts MGRS grid references and UTM coordinates to degrees, using `mgrs` and pyproj."""

import re
from functools import cache

import mgrs
import pyproj

MGRS = re.compile(r"(?:MGRS:?\s*)?(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])\s*([A-HJ-NP-V])\s*(\d[\d\s]*)", re.I)
UTM = re.compile(
    r"(?:UTM:?\s*)?(?:zone\s*)?(\d{1,2})\s*([C-HJ-NP-X]|north|south)?[\s,;:]+(?:E:?\s*)?(\d{6}(?:\.\d+)?)\s*(?:m?\s*E\b)?"
    r"[\s,;]+(?:N:?\s*)?(\d{5,8}(?:\.\d+)?)\s*(?:m?\s*N\b)?",
    re.I,
)
NEAR = 2  # digits of each coordinate: two mean a square of one kilometre, one of ten
BAND, HALF = "S is the band", "S is south"

Found = tuple[float, float, str | None, str]  # latitude, longitude, precision, name of the reading


def read_grid(text: str) -> list[Found]:
    """Read a grid reference as the centre of its square. Return all readings if it is ambiguous, none if it is invalid."""
    plain = text.strip().upper()
    if found := MGRS.fullmatch(plain):
        return _read_mgrs(found)
    if found := UTM.fullmatch(plain):
        return _read_utm(found)
    return []


def _read_mgrs(found: re.Match[str]) -> list[Found]:
    zone, band, column, row, figures = found.groups()
    figures = re.sub(r"\s", "", figures)
    half = len(figures) // 2
    if len(figures) % 2 or not 1 <= half <= 5:
        return []
    # A further digit 5 gives the centre of the square; five digits are already exact to the metre.
    east, north = (part if half == 5 else part + "5" for part in (figures[:half], figures[half:]))
    try:
        lat, lon = mgrs.MGRS().toLatLon(f"{int(zone):02}{band}{column}{row}{east}{north}")
    except mgrs.core.MGRSError:
        return []
    return [(round(lat, 6), round(lon, 6), "near" if half <= NEAR else None, "")]


def _read_utm(found: re.Match[str]) -> list[Found]:
    zone, letter, east, north = int(found[1]), (found[2] or "").upper(), float(found[3]), float(found[4])
    if not 1 <= zone <= 60 or not letter:
        return []
    if letter == "S":  # the band from 32 to 40 degrees north, or the southern hemisphere
        halves = [(True, BAND), (False, HALF)]
    else:
        halves = [(letter == "NORTH" or (letter != "SOUTH" and letter >= "N"), "")]
    readings: list[Found] = []
    for is_north, alternative in halves:
        lon, lat = _find_transform(32600 + zone if is_north else 32700 + zone)(east, north)
        if abs(lat) <= 90 and not (alternative == BAND and not 31.5 <= lat <= 40.5):
            readings.append((round(lat, 6), round(lon, 6), None, alternative))
    return readings


@cache
def _find_transform(number: int):  # type: ignore[no-untyped-def]  # a method of pyproj
    return pyproj.Transformer.from_crs(f"EPSG:{number}", "EPSG:4326", always_xy=True).transform
