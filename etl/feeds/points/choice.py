"""Chooses the readings of a column's texts by the evidence of the whole column."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from etl.feeds.points.columns import LAT_FIRST, LON_FIRST
from etl.feeds.points.corridor_area import CorridorArea
from etl.feeds.points.grids import BAND, HALF
from etl.feeds.points.texts import EAST, WEST, Reading

if TYPE_CHECKING:
    import numpy as np

PAIRS = (frozenset({LAT_FIRST, LON_FIRST}), frozenset({EAST, WEST}), frozenset({BAND, HALF}))
AGREED = 0.95  # share of the conclusive texts; some may be across a border and point the other way

Choices = dict[str, Reading | None]


def choose_readings(
    readings: dict[str, tuple[Reading, ...]], area: CorridorArea | None, order: str | None
) -> tuple[Choices, set[str]]:
    """Choose the reading of each text. Also return the alternatives that remain undecided.

    A text is conclusive if only one of its readings is possible, or only one is in the area of the corridors. `order`
    (`latitude first` or `longitude first`) is the user's choice. Undecided texts get None.
    """
    support: dict[frozenset[str], Counter[str]] = {pair: Counter() for pair in PAIRS}
    for found in readings.values():
        if pair := _find_pair(found):
            support[pair].update(_find_supported(found, area))
    choices: Choices = {}
    undecided: set[str] = set()
    for text, found in readings.items():
        pair = _find_pair(found)
        given = order if pair and order in pair else None
        decided = given or (_agree(support[pair]) if pair else None)
        fitting = (
            [reading for reading in found if reading.alternative == (given or decided)]
            if given or len(found) > 1
            else [*found]
        )
        choices[text] = fitting[0] if fitting else None
        if pair and not decided and not fitting:
            undecided |= pair
    return choices, undecided


def _find_pair(found: tuple[Reading, ...]) -> frozenset[str] | None:
    """Return the two alternatives for a text, even if only one of them is possible on earth."""
    return next((pair for pair in PAIRS for reading in found if reading.alternative in pair), None)


def _find_supported(found: tuple[Reading, ...], area: CorridorArea | None) -> list[str]:
    """Return the alternative that a text supports, if any."""
    if len(found) > 1:
        found = tuple(reading for reading in found if area and area.holds(reading.lat, reading.lon))
    return [found[0].alternative] if len(found) == 1 else []


def _agree(support: Counter[str]) -> str | None:
    if not support:
        return None
    alternative, count = support.most_common(1)[0]
    return alternative if count >= AGREED * support.total() else None


def choose_angles(readings: dict[str, tuple[tuple[float, str], ...]], area: CorridorArea | None) -> dict[str, float]:
    """Choose the value of each text in a column of degrees. Omits unreadable and undecided texts.

    An O means Ost if the column also has a W, and Ouest if it has an E. Otherwise the area of the corridors decides.
    """
    chosen = {text: found[0][0] for text, found in readings.items() if len(found) == 1}
    is_east, is_west = (any(value < 0 for value in chosen.values()), any(value > 0 for value in chosen.values()))
    for text, found in readings.items():
        if len(found) < 2:
            continue
        fitting = [value for value, letter in found if area and area.spans(value)]
        if is_east != is_west:
            fitting = [value for value, letter in found if letter == (EAST if is_east else WEST)]
        if len(fitting) == 1:
            chosen[text] = fitting[0]
    return chosen


def is_swapped(latitudes: "np.ndarray[Any, Any]", longitudes: "np.ndarray[Any, Any]", area: CorridorArea) -> bool:
    """Whether no point is in the area of the corridors, but all would be with latitude and longitude swapped."""
    return not area.hold(latitudes, longitudes).any() and bool(area.hold(longitudes, latitudes).all())
