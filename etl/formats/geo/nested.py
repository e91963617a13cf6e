"""Spreads points nested in JSON records into columns: `{"location": {"lat": …, "lon": …}}`."""

from collections.abc import Mapping
from typing import Any

from etl.formats.geo.place import read_plain_point

AXES = {"lat": "lat", "latitude": "lat", "lon": "lon", "lng": "lon", "long": "lon", "longitude": "lon"}
NAMES = {"name", "title", "label"}  # keys that name the place of a point
DEEPEST = 4


def spread_points(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with nested points spread into columns: `location_lat`, `location_lon` and `location` (its name).

    Existing columns of these names take precedence, and objects without a point stay as they are.
    """
    spread: dict[str, Any] = {}
    for name, value in row.items():
        spread |= {new: cell for new, cell in _spread(name, value).items() if new == name or new not in row}
    return spread


def _spread(name: str, value: Any, depth: int = 0) -> dict[str, Any]:
    if not isinstance(value, dict) or depth > DEEPEST:
        return {name: value}
    if "coordinates" in value or {"x", "y"} <= value.keys():
        place = read_plain_point(value)
        if not place and isinstance(value.get("type"), str):
            from etl.formats.geo.geometry import (
                read_geometry,
            )  # imported here: these libraries load slowly and few files need them

            place = read_geometry(value)
        if place:
            cells = {f"{name}_lat": place.lat, f"{name}_lon": place.lon}
            return cells | ({"geo_precision": place.precision} if place.precision else {})
    axes = {key: AXES[key.lower()] for key in value if key.lower() in AXES}
    cells = {}
    for key, member in value.items():
        if key in axes:
            cells[f"{name}_{axes[key]}"] = member
        elif key.lower() in NAMES:
            cells[name] = member
        else:
            cells |= _spread(f"{name}_{key}", member, depth + 1)
    holds_point = len(axes) == 2 or any(new.endswith(("_lat", "_lon")) for new in cells)
    return cells if holds_point else {name: value}
