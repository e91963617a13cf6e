"""The point of a record as three cells, and points in plain JSON."""

from collections.abc import Callable
from typing import Any, NamedTuple

from etl.formats.staging import Number

# Converts coordinates of a file to longitude and latitude. None if they already are.
Transform = Callable[[float, float], tuple[float, float]] | None
UNREAD_GEOMETRY = "geometry"  # column for the text of a geometry whose point could not be read


class Place(NamedTuple):
    """The point of a record. `precision` is None if the geometry is itself a point."""

    lon: str
    lat: str
    precision: str | None

    def put_into(self, row: dict[str, Any]) -> None:
        """Set `lon`, `lat` and `geo_precision` of a row, unless it has properties of these names."""
        if "lon" in row or "lat" in row:
            return
        row |= {"lon": self.lon, "lat": self.lat}
        if self.precision:
            row.setdefault("geo_precision", self.precision)


def read_plain_point(geometry: Any) -> Place | None:
    """Return a GeoJSON or Esri JSON point as written, or None for any other geometry."""
    match geometry:
        case {"type": "Point", "coordinates": [Number() as lon, Number() as lat, *_]}:
            return Place(str(lon), str(lat), None)
        case {"x": Number() as lon, "y": Number() as lat}:
            return Place(str(lon), str(lat), None)
    return None
