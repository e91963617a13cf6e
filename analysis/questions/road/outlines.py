"""Coast and borders around a corridor, from the outlines in data/geography."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from etl.paths import GEOGRAPHY

Point = tuple[float, float]
CREDIT = (
    "Coast and borders: Natural Earth, public domain, drawn as it gives them; disputed borders are not marked apart."
)


@dataclass(frozen=True)
class Window:
    """A part of the world, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def widen(self, share: float) -> "Window":
        """The same with a margin on each side, of a share of its longer side."""
        margin = share * max(self.east - self.west, self.north - self.south)
        return Window(self.west - margin, self.south - margin, self.east + margin, self.north + margin)

    def holds(self, other: "Window") -> bool:
        return (
            self.west <= other.west and self.south <= other.south
            and other.east <= self.east and other.north <= self.north
        )  # fmt: skip

    def is_overlapping(self, a: Point, b: Point) -> bool:
        """Whether a segment may come into it: whether their boxes overlap."""
        return (
            min(a[0], b[0]) <= self.east and max(a[0], b[0]) >= self.west
            and min(a[1], b[1]) <= self.north and max(a[1], b[1]) >= self.south
        )  # fmt: skip


def outlines(window: Window) -> dict[str, list[list[Point]]]:
    """The lines of `coast` and `border` in a window, from the most detailed file that holds it."""
    holding = [held for held in _files() if held[0].holds(window)]
    if not holding:
        return {"coast": [], "border": []}
    _, lines = min(holding, key=lambda held: (held[0].east - held[0].west) * (held[0].north - held[0].south))
    return {kind: [part for line in found for part in _parts(line, window)] for kind, found in lines.items()}


@cache
def _files() -> list[tuple[Window, dict[str, list[list[Point]]]]]:
    found = []
    for path in sorted(GEOGRAPHY.glob("*.geojson")):
        collection = json.loads(path.read_text(encoding="utf-8"))
        lines = {
            feature["properties"]["kind"]: feature["geometry"]["coordinates"] for feature in collection["features"]
        }
        found.append((Window(*collection["bbox"]), lines))
    return found


def _parts(line: list[Point], window: Window) -> list[list[Point]]:
    """The runs of a line's segments that meet a window."""
    parts: list[list[Point]] = []
    part: list[Point] = []
    for a, b in pairwise(line):
        if window.is_overlapping(a, b):
            part = part or [a]
            part.append(b)
        elif part:
            parts.append(part)
            part = []
    return [*parts, part] if part else parts
