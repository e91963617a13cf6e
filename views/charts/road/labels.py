"""Names beside points so that none lies on another, on the road or on a mark."""

from collections.abc import Iterable
from dataclasses import dataclass, field

CHARACTER, LINE = 7.3, 14  # pixels: a bold letter of the common size, and its line
BESIDE, APART = 8, 3  # pixels between a point and its name, and from one name to the next
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
LIFTS = (0, 1)  # lines between the point and a name over or under it
Box = tuple[float, float, float, float]  # left, bottom, right, top, in pixels


@dataclass
class Taken:
    """The boxes of a map that are taken, and its size in pixels."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)

    def take_points(self, points: Iterable[tuple[float, float]], radius: float) -> None:
        """Keep names off points."""
        self.boxes += [(x - radius, y - radius, x + radius, y + radius) for x, y in points]

    def place_name(self, name: str, x: float, y: float) -> tuple[str, str] | None:
        """Take the first position beside a point that is free for a name.

        Returns the position in Plotly's words and the name, with an empty line where it stands further off; None where none is free.
        """
        wide, high = CHARACTER * len(name) / 2, LINE / 2
        for lift in LIFTS:
            for position, (across, up) in POSITIONS.items():
                if lift and not up:
                    continue
                # A name over or under its point stands close to it, also where it begins beside it.
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
