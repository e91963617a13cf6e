"""Finds the columns of a table that hold points, by header or content. Imports no map library."""

import re
from collections.abc import Collection, Sequence

from etl.errors import FileRefused
from etl.feeds import PointColumns

LATITUDE = re.compile(r"(?P<stem>.+)_(latitude|lat|latitud)")
LONGITUDES = ("longitude", "lon", "lng", "long", "longitud")
# Which coordinate of a point comes first.
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
# Columns whose cells may turn out to be points: places and unknown columns.
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


# Words without meaning in headers of UTM coordinates in two columns, such as `utm_easting_37n`.
UNINFORMATIVE_PARTS = {"utm", "m", "metres", "meters", "wgs84", "wgs", "84", "coord", "coordinate", "zone"}
EASTINGS, NORTHINGS = {"easting", "eastings"}, {"northing", "northings"}
SHORT_AXES = {
    "e": EASTINGS,
    "x": EASTINGS,
    "east": EASTINGS,
    "n": NORTHINGS,
    "y": NORTHINGS,
    "north": NORTHINGS,
}  # together with `utm`
ZONE_COLUMNS = ("utm_zone", "zone_utm", "grid_zone", "zone")
NORTHING = "northing_of_point"  # our name for the column, followed by the zone
ZONE = re.compile(r"(\d{1,2})_?([c-hj-np-x])?")


def name_grid(names: Sequence[str], known: set[str]) -> list[str]:
    """Give the names point and NORTHING (with the zone, if a header has it) to the only pair of UTM columns.

    The two coordinates are read as one point. If other columns have the point, the names stay unchanged.
    """
    if {"lat", "lon", *POINTS} & set(names):
        return list(names)
    axes = {name: axis for name in names if name not in known and (axis := _read_axis(name))}
    pair = [[name for name, (found, _) in axes.items() if found is axis] for axis in (EASTINGS, NORTHINGS)]
    if [len(found) for found in pair] != [1, 1]:
        return list(names)
    [easting], [northing] = pair
    zone = axes[easting][1] or axes[northing][1]
    new = {easting: "point", northing: f"{NORTHING}_{zone}" if zone else NORTHING}
    of_zone = next((name for name in ZONE_COLUMNS if name in names), None)
    if of_zone:
        new[of_zone] = "utm_zone"
    return [new.get(name, name) for name in names]


def _read_axis(name: str) -> tuple[set[str], str] | None:
    """Return the UTM axis that a folded header names, and its zone (empty if it names none)."""
    # `utm_37_n_easting` has the zone 37N, but in `utm_37_n` the n is the axis.
    joined = re.sub(r"(?<=_)(\d{1,2})_([c-hj-np-x])(?=_|$)", r"\1\2", name)
    return next((found for words in (name.split("_"), joined.split("_")) if (found := _read_axis_words(words))), None)


def _read_axis_words(words: list[str]) -> tuple[set[str], str] | None:
    zone, left = "", []
    for word in words:
        plain = word.removeprefix("utm")
        if word in UNINFORMATIVE_PARTS:
            continue
        if (found := ZONE.fullmatch(plain)) and 1 <= int(found[1]) <= 60:
            zone = plain
        else:
            left.append(word)
    if len(left) != 1:
        return None
    axis = next((names for names in (EASTINGS, NORTHINGS) if left[0] in names), None)
    if not axis and any(word.startswith("utm") for word in words):
        axis = SHORT_AXES.get(left[0])
    return (axis, zone) if axis else None


def name_pairs(names: Sequence[str], known: set[str]) -> list[str]:
    """Give the names lat and lon to the only pair such as gps_latitude and gps_longitude, if no column has them."""
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
    """Give the name point to the first column in which all cells look like points, if no column has it.

    `known` are the names that already have a meaning.
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


def find_columns(columns: Collection[str], named: Collection[str], utm: str | None) -> PointColumns:
    """Find the columns with coordinates. `named` are names given by the user, `utm` is the UTM zone.

    Raises FileRefused if eastings and northings are in two columns and their zone is unknown.
    """
    point = next((name for name in POINTS if name in columns), None)
    has_pair = {"lat", "lon"} <= set(columns)
    northing = next((name for name in columns if name.startswith(NORTHING)), None)
    of_zone = "utm_zone" if northing and "utm_zone" in columns and not utm else None
    zone = (utm or (northing or "").removeprefix(NORTHING).strip("_")).upper() or None
    if northing and not of_zone and not re.fullmatch(r"\d{1,2}[C-HJ-NP-X]", zone or ""):
        raise FileRefused(
            "Its points are UTM eastings and northings, but their zone is unknown. Give zone and band with --utm, such as --utm 37N.",
            options=("utm",),
        )
    return PointColumns(
        point,
        {"lat_lon": LAT_FIRST, "lon_lat": LON_FIRST}.get(point or ""),
        "lat" if has_pair else None,
        "lon" if has_pair else None,
        is_given={"lat", "lon"} <= set(named),
        northing=northing,
        zone_column=of_zone,
        zone=zone if northing else None,
    )
