"""Land, lakes, rivers, borders, provinces and towns around a corridor, from the extracts in data/geography."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from etl.paths import GEOGRAPHY

Line = list[tuple[float, float]]
AREAS, LINES = ("land", "lake"), ("river", "border", "province")
MOST_TOWNS = 400  # the largest towns of a window; no map has room for more names
CREDIT = (
    "Land, lakes, rivers, borders and provinces: Natural Earth, public domain, drawn as it gives them; disputed borders are not marked as such. "
    "Towns: GeoNames, CC BY 4.0."
)
SHORT_CREDIT = "Natural Earth"


@dataclass(frozen=True)
class Window:
    """A rectangle on the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def widen(self, share: float) -> "Window":
        """Return the window with a margin on each side, as a share of its longer side."""
        return self.widen_by(share * max(self.east - self.west, self.north - self.south))

    def widen_by(self, margin: float) -> "Window":
        """Return the window with a margin added on each side, in degrees."""
        return Window(self.west - margin, self.south - margin, self.east + margin, self.north + margin)

    def holds(self, other: "Window") -> bool:
        return (
            self.west <= other.west and self.south <= other.south
            and other.east <= self.east and other.north <= self.north
        )  # fmt: skip


@dataclass(frozen=True)
class BaseMap:
    """The contents of a window: rings of `land` and `lake`, lines of `river`, `border` and `province`, and towns, largest first."""

    land: list[Line]
    lake: list[Line]
    river: list[Line]
    border: list[Line]
    province: list[Line]
    towns: list[dict[str, Any]]


def read_base_map(window: Window) -> BaseMap:
    """Read the contents of a window from the smallest extract that covers it, or otherwise from that of the world."""
    extracts = _find_extracts()
    path = next((path for area, path in extracts if area.holds(window)), extracts[-1][1])
    table = _read_extract(path)
    west, south, east, north = (table[side].to_numpy() for side in ("west", "south", "east", "north"))
    seen = (west <= window.east) & (east >= window.west) & (south <= window.north) & (north >= window.south)
    found = table.filter(pa.array(seen))
    kinds = np.asarray(found["kind"].to_pylist())
    shapes = shapely.from_wkb(np.array(found["geometry"].to_pylist(), dtype=object))
    cut = shapely.clip_by_rect(shapes[kinds != "town"], window.west, window.south, window.east, window.north)
    parts = {kind: shapely.get_parts(cut[kinds[kinds != "town"] == kind]) for kind in (*AREAS, *LINES)}
    edges = {
        kind: shapely.get_parts(shapely.boundary(pieces)) if kind in AREAS else pieces for kind, pieces in parts.items()
    }
    lines = {
        kind: [[(float(x), float(y)) for x, y in shapely.get_coordinates(edge)] for edge in pieces]
        for kind, pieces in edges.items()
    }
    return BaseMap(**lines, towns=_list_towns(found.filter(pa.array(kinds == "town")).slice(0, MOST_TOWNS)))


def find_town(name: str) -> tuple[float, float] | None:
    """Return the (lon, lat) of the largest town whose name is or begins with `name`, or None."""
    wanted = name.strip().casefold()
    tables = [_read_extract(path) for _, path in _find_extracts()]
    towns = [town for table in tables for town in _list_towns(table.filter(pc.equal(table["kind"], "town")))]
    found = [town for town in towns if wanted and town["name"].casefold().startswith(wanted)]
    best = min(found, key=lambda town: (town["name"].casefold() != wanted, -town["population"]), default=None)
    return (best["lon"], best["lat"]) if best else None


def _list_towns(rows: pa.Table) -> list[dict[str, Any]]:
    return [
        {
            "name": row["name"],
            "population": row["population"],
            "lon": round(row["west"], 3),
            "lat": round(row["south"], 3),
        }
        for row in rows.to_pylist()
    ]


@cache
def _find_extracts() -> list[tuple[Window, Path]]:
    """Return the extracts with the windows that they cover, smallest first."""
    found = []
    for path in GEOGRAPHY.glob("*.parquet"):
        about = json.loads(pq.read_schema(path).metadata[b"geo"])
        found.append((Window(*about["columns"]["geometry"]["bbox"]), path))
    return sorted(found, key=lambda extract: (extract[0].east - extract[0].west, extract[1].name))


@cache
def _read_extract(path: Path) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read()
