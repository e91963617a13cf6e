"""Cut the coasts and borders of the world out of Natural Earth, as the package world-atlas carries it (TopoJSON).

python data/geography/cut.py countries-50m.json > world.geojson
"""

import json
import math
import sys
from itertools import chain

GENERALISED_DEGREES = 0.15  # some 15 km: what a line of the whole world may be off


def main(path: str) -> None:
    with open(path, encoding="utf-8") as file:
        topology = json.load(file)
    lines = {"coast": [], "border": []}
    for ordinal, sides in sorted(_countries_of_arcs(topology).items()):
        found = _generalised(_positions(topology, ordinal), GENERALISED_DEGREES)
        if _span(found) > 4 * GENERALISED_DEGREES:  # an islet is no more than a dot there
            lines["coast" if sides == 1 else "border"].append(found)
    features = [
        {
            "type": "Feature",
            "properties": {"kind": kind},
            "geometry": {"type": "MultiLineString", "coordinates": [_rounded(line, 2) for line in parts]},
        }
        for kind, parts in lines.items()
    ]
    collection = {"type": "FeatureCollection", "bbox": [-180.0, -90.0, 180.0, 90.0], "features": features}
    print(json.dumps(collection, separators=(",", ":")))


def _countries_of_arcs(topology: dict) -> dict[int, int]:
    """How many countries each arc is an edge of: a coast has one side, a border two."""
    counts: dict[int, set[int]] = {}
    for place, country in enumerate(topology["objects"]["countries"]["geometries"]):
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        for arc in chain.from_iterable(chain.from_iterable(polygons)):
            counts.setdefault(arc if arc >= 0 else ~arc, set()).add(place)
    return {arc: len(countries) for arc, countries in counts.items()}


def _positions(topology: dict, ordinal: int) -> list[tuple[float, float]]:
    """The points of an arc: TopoJSON holds whole steps from the point before."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    found = []
    for step_x, step_y in topology["arcs"][ordinal]:
        x, y = x + step_x, y + step_y
        found.append((left + x * scale_x, bottom + y * scale_y))
    return found


def _generalised(line, tolerance: float) -> list[tuple[float, float]]:
    """D. H. Douglas and T. K. Peucker (1973): leave out each point that lies within `tolerance` of the line without it."""
    kept, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda place: _distance(line[place], line[first], line[last]))
        if _distance(line[far], line[first], line[last]) > tolerance:
            kept.add(far)
            open_parts += [(first, far), (far, last)]
    return [line[place] for place in sorted(kept)]


def _distance(point, start, end) -> float:
    """From a point to a segment, in degrees."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    along = max(0, min(1, (px * dx + py * dy) / (dx * dx + dy * dy))) if dx or dy else 0
    return math.hypot(px - along * dx, py - along * dy)


def _span(line) -> float:
    xs, ys = zip(*line, strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _rounded(line, digits: int) -> list[list[float]]:
    return [[round(x, digits), round(y, digits)] for x, y in line]


if __name__ == "__main__":
    main(*sys.argv[1:])
