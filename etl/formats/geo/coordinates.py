"""Converts coordinates of other reference systems to WGS 84 degrees, using pyproj."""

import re
from functools import cache
from typing import Any, NoReturn

import pyproj

from etl.errors import FileRefused
from etl.formats.geo.place import Transform

DEGREES = {"4326", "4979", "CRS84", "CRS84h"}
NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(EPSG|ESRI|OGC)[:/](?:[\w.]*[:/])?(\w+)"
)
MAX_WKT = 20_000


def transform_from(name: str, system: str) -> Transform:
    """Return a function that converts coordinates of a system to degrees, or None if they already are degrees.

    `system` is WKT or a name such as EPSG:32637 or urn:ogc:def:crs:OGC:1.3:CRS84. Raises FileRefused if it is unknown. `name`
    is the name of the file.
    """
    found = NAME.fullmatch(system.strip())
    if found and found[2] in DEGREES:
        return None
    if not found and (len(system) > MAX_WKT or not re.match(r"\s*[A-Z_]+\s*\[", system)):
        _refuse(name, system)
    try:
        return _make_transform(f"{found[1]}:{found[2]}" if found else system)
    except pyproj.exceptions.ProjError:
        _refuse(name, system)


def transform_from_wkid(name: str, reference: Any) -> Transform:
    """Return the same for Esri's `spatialReference`: an EPSG or Esri number, or WKT. Raises FileRefused."""
    if not isinstance(reference, dict):
        return None
    numbers = [str(reference[key]) for key in ("latestWkid", "wkid") if reference.get(key)]
    if not numbers and isinstance(reference.get("wkt"), str):
        return transform_from(name, reference["wkt"])
    for number in numbers:
        for authority in ("EPSG", "ESRI"):
            try:
                return transform_from(name, f"{authority}:{number}")
            except FileRefused:
                continue
    return _refuse(name, ", ".join(numbers)) if numbers else None


@cache
def _make_transform(system: str) -> Transform:
    crs = pyproj.CRS.from_user_input(system)
    if crs.is_geographic and crs.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
        return None
    change = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)

    def transform(x: float, y: float) -> tuple[float, float]:
        lon, lat = change.transform(x, y)
        return lon, lat

    return transform


def _refuse(name: str, system: str) -> NoReturn:
    what = " ".join(system.split())[:60]
    raise FileRefused(f"{name}: its coordinate system is not supported ({what}). Save it in WGS 84 (EPSG:4326).")
