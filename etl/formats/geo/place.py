"""The point of a record as three cells, and how a plain point of JSON becomes one."""

from collections.abc import Callable
from typing import Any, NamedTuple

from etl.formats.staging import Number

# From the coordinates of a file to longitude and latitude; None where they are that already.
Transform = Callable[[float, float], tuple[float, float]] | None
UNREAD_GEOMETRY = "geometry"  # the column for the text of a geometry of which no point could be read


class Place(NamedTuple):
    """The point of a record. `precision` is None where the geometry is a point itself."""

    lon: str
    lat: str
    precision: str | None

    def put_into(self, row: dict[str, Any]) -> None:
        """Fill `lon`, `lat` and `geo_precision` of a row; a property of the same name comes first."""
        if "lon" in row or "lat" in row:
            return
        row |= {"lon": self.lon, "lat": self.lat}
        if self.precision:
            row.setdefault("geo_precision", self.precision)


def read_plain_point(geometry: Any) -> Place | None:
    """Return a point of GeoJSON or of Esri's JSON as it is written; None for every other geometry."""
    match geometry:
        case {"type": "Point", "coordinates": [Number() as lon, Number() as lat, *_]}:
            return Place(str(lon), str(lat), None)
        case {"x": Number() as lon, "y": Number() as lat}:
            return Place(str(lon), str(lat), None)
    return None
