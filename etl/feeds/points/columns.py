"""Which columns of a table hold points: by their heads, or by what stands in them. Knows no library of maps."""

import re
from collections.abc import Collection, Sequence

from etl.feeds import PointColumns

LATITUDE = re.compile(r"(?P<stem>.+)_(latitude|lat|latitud)")
LONGITUDES = ("longitude", "lon", "lng", "long", "longitud")
# Which coordinate of a point stands first.
LAT_FIRST, LON_FIRST = "latitude first", "longitude first"
POINT_ALIASES = {
    "point": ("position", "coordinates", "coordinate", "coords", "coord", "gps", "gps_coordinates", "gps_point", "gps_position", "geopoint",
              "geo_point", "geolocation", "location_gps", "gps_location", "location_coordinates", "geo_coordinates", "wkt", "geom", "geometry",
              "the_geom", "geom_wkt", "wkt_geom", "shape", "mgrs", "utm", "grid", "grid_reference", "grid_ref", "map_link", "google_maps", "maps_link",
              "koordinaten", "coordonnées", "coordonnees", "coordenadas", "координаты", "koordinatlar", "الإحداثيات", "إحداثيات"),
    "lat_lon": ("latlon", "latlng", "lat_lng", "lat_long", "latlong", "latitude_longitude", "coordinates_lat_lon", "coordinates_lat_long",
                "gps_lat_lon", "gps_lat_long"),
    "lon_lat": ("lonlat", "lnglat", "lng_lat", "long_lat", "longlat", "longitude_latitude", "coordinates_lon_lat"),
}  # fmt: skip
POINTS = ("point", "lat_lon", "lon_lat")
# Columns whose cells may turn out to be points: those of places, and those that are not known.
MAY_BE_PLACES = {"place"}
LOOKS_LIKE_A_POINT = re.compile(
    r"\s*(?:SRID=\d+;)?(?:MULTI)?POINT\s*Z?\s*\(.+"
    r"|[\[({]?\s*[+-]?\d{1,3}[.,]\d{3,}\s*[,;/ ]\s*[+-]?\d{1,3}[.,]\d{3,}.{0,40}"
    r"|.{0,12}\d{1,3}\s*[°º].{0,30}\d{1,3}\s*[°º].{0,30}"
    r"|(?:[NSEW]\s*\d{1,3}[.,]\d{3,}|\d{1,3}[.,]\d{3,}\s*[NSEW]).{0,40}"
    r"|(?:https?://|www\.).*(?:[@=/]|!3d)-?\d{1,3}\.\d{3,}.*|geo:.+",
    re.I | re.DOTALL,
)
CELLS_LOOKED_AT = 200  # characters of a cell


def name_pairs(names: Sequence[str], known: set[str]) -> list[str]:
    """Give the names lat and lon to the one pair such as gps_latitude and gps_longitude, where no column has them."""
    if {"lat", "lon"} & set(names):
        return list(names)
    pairs = [
        (name, partner)
        for name in names
        if name not in known and (found := LATITUDE.fullmatch(name))
        for partner in (f"{found['stem']}_{end}" for end in LONGITUDES)
        if partner in names
    ]
    if len(pairs) != 1:
        return list(names)
    [(latitude, longitude)] = pairs
    return [{latitude: "lat", longitude: "lon"}.get(name, name) for name in names]


def name_point(names: Sequence[str], known: set[str], rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Give the name point to the first column in which all cells look like points, where no column has it.

    `known` are the names with a meaning of their own.
    """
    if set(POINTS) & set(names):
        return list(names)
    for place, name in enumerate(names):
        if name in known and name not in MAY_BE_PLACES:
            continue
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if cells and all(LOOKS_LIKE_A_POINT.fullmatch((cell or "")[:CELLS_LOOKED_AT].strip()) for cell in cells):
            return [*names[:place], "point", *names[place + 1 :]]
    return list(names)


def find_columns(held: Collection[str], told: Collection[str] = ()) -> PointColumns:
    """Find the columns that say where something is; `told` are the names that the person who loads has given."""
    point = next((name for name in POINTS if name in held), None)
    has_pair = {"lat", "lon"} <= set(held)
    return PointColumns(
        point,
        {"lat_lon": LAT_FIRST, "lon_lat": LON_FIRST}.get(point or ""),
        "lat" if has_pair else None,
        "lon" if has_pair else None,
        is_told={"lat", "lon"} <= set(told),
    )
