"""Places names beside points so that they overlap neither each other nor the road or marks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

CHARACTER, LINE = 7.3, 14  # pixels: the width of a bold letter of the usual size, and the height of a line
BESIDE, APART = 8, 3  # pixels between a point and its name, and between names
POSITIONS = {  # Plotly's words, the best first: where the middle of the name lies, in halves of its width and height
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "top left": (-1, 1),
    "bottom right": (1, -1),
    "bottom left": (-1, -1),
}
LIFTS = (0, 1)  # lines between a point and a name above or below it
Box = tuple[float, float, float, float]  # left, bottom, right, top, in pixels


@dataclass
class Taken:
    """The occupied boxes of a map, and its size in pixels."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)

    def take_points(self, points: Iterable[tuple[float, float]], radius: float) -> None:
        """Keep names off these points."""
        self.boxes += [(x - radius, y - radius, x + radius, y + radius) for x, y in points]

    def take_dot(self, x: float, y: float, radius: float) -> bool:
        """Keep names off a dot if its place is free, and return whether it is."""
        box = (x - radius, y - radius, x + radius, y + radius)
        if is_free := self._is_free(box):
            self.boxes.append(box)
        return is_free

    def place_name(self, name: str, x: float, y: float) -> tuple[str, str] | None:
        """Occupy the first position beside a point that is free for a name.

        Returns Plotly's position and the name, with an empty line if it is further away; or None if no position is free.
        """
        wide, high = CHARACTER * len(name) / 2, LINE / 2
        for lift in LIFTS:
            for position, (across, up) in POSITIONS.items():
                if lift and not up:
                    continue
                # A name above or below its point is close to it even if it starts beside it.
                middle_x = x + across * (wide + (BESIDE if not up else BESIDE / 2))
                middle_y = y + up * (high + BESIDE / 2 + lift * LINE + (3 if not across else 0))
                box = (middle_x - wide - APART, middle_y - high, middle_x + wide + APART, middle_y + high)
                if self._is_free(box):
                    self.boxes.append(box)
                    return position, name if not lift else f"{name}<br> " if up > 0 else f" <br>{name}"
        return None

    def _is_free(self, box: Box) -> bool:
        is_inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.width and box[3] <= self.height
        return is_inside and not any(_overlap(box, taken) for taken in self.boxes)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
