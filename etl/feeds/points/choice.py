"""Which reading of its texts a whole column bears out."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from etl.feeds.points.columns import LAT_FIRST, LON_FIRST
from etl.feeds.points.corridor_area import CorridorArea
from etl.feeds.points.grids import BAND, HALF
from etl.feeds.points.texts import EAST, WEST, Reading

if TYPE_CHECKING:
    import numpy as np

PAIRS = (frozenset({LAT_FIRST, LON_FIRST}), frozenset({EAST, WEST}), frozenset({BAND, HALF}))
AGREED = 0.95  # of the texts that tell; those that lie across a border may tell the other way

Choices = dict[str, Reading | None]


def choose_readings(
    readings: dict[str, tuple[Reading, ...]], area: CorridorArea | None, order: str | None = None
) -> tuple[Choices, set[str]]:
    """Choose the reading of each text, and return beside them the ways between which nothing decides.

    A text tells where only one of its readings is possible, or only one lies in the land of the corridors; `order` (`latitude
    first` or `longitude first`) is what the person who loads has said. What nothing decides is None.
    """
    tells: dict[frozenset[str], Counter[str]] = {pair: Counter() for pair in PAIRS}
    for found in readings.values():
        if pair := _find_pair(found):
            tells[pair].update(_tell(found, area))
    choices: Choices = {}
    undecided: set[str] = set()
    for text, found in readings.items():
        pair = _find_pair(found)
        said = order if pair and order in pair else None
        decided = said or (_agree(tells[pair]) if pair else None)
        fitting = (
            [reading for reading in found if reading.way == (said or decided)] if said or len(found) > 1 else [*found]
        )
        choices[text] = fitting[0] if fitting else None
        if pair and not decided and not fitting:
            undecided |= pair
    return choices, undecided


def _find_pair(found: tuple[Reading, ...]) -> frozenset[str] | None:
    """The two ways between which a text leaves the choice, also where only one of them is possible on earth."""
    return next((pair for pair in PAIRS for reading in found if reading.way in pair), None)


def _tell(found: tuple[Reading, ...], area: CorridorArea | None) -> list[str]:
    """The way that a text tells, if it tells any."""
    if len(found) > 1:
        found = tuple(reading for reading in found if area and area.holds(reading.lat, reading.lon))
    return [found[0].way] if len(found) == 1 else []


def _agree(tells: Counter[str]) -> str | None:
    if not tells:
        return None
    way, count = tells.most_common(1)[0]
    return way if count >= AGREED * tells.total() else None


def choose_angles(readings: dict[str, tuple[tuple[float, str], ...]], area: CorridorArea | None) -> dict[str, float]:
    """Choose the value of each text of a column of degrees; those that cannot be read, or between whose values nothing decides,
    are not among them.

    An O is Ost beside a W of the same column and Ouest beside an E; else the land of the corridors tells.
    """
    chosen = {text: found[0][0] for text, found in readings.items() if len(found) == 1}
    is_east, is_west = (any(value < 0 for value in chosen.values()), any(value > 0 for value in chosen.values()))
    for text, found in readings.items():
        if len(found) < 2:
            continue
        fitting = [value for value, way in found if area and area.spans(value)]
        if is_east != is_west:
            fitting = [value for value, way in found if way == (EAST if is_east else WEST)]
        if len(fitting) == 1:
            chosen[text] = fitting[0]
    return chosen


def is_swapped(latitudes: "np.ndarray[Any, Any]", longitudes: "np.ndarray[Any, Any]", area: CorridorArea) -> bool:
    """Whether none of the points lies in the land of the corridors, and all would with latitude and longitude swapped."""
    return not area.hold(latitudes, longitudes).any() and bool(area.hold(longitudes, latitudes).all())
