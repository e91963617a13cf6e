"""Choices for the exposure of a corridor: the kilometre that patrols must have reached, its name, and its basis."""

from typing import Any

from analysis.exposure import Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)


def find_usual_kilometre(release: Release, selection: Selection) -> float | None:
    """Return the default kilometre that patrols must have reached, or None on a corridor without kilometres.

    It is the lowest at which an attack on a patrol is recorded: patrols that turned back earlier could not be attacked at any
    of these places. Without recorded attacks it is the middle of the corridor.
    """
    rows = QUERIES.ask("usual_kilometre", release, selection).to_pylist()
    return rows[0]["km"] if rows else None


def find_place(release: Release, selection: Selection, exposure: Exposure) -> str | None:
    """Return the named place within a kilometre of the one that patrols must have reached, if any."""
    rows = QUERIES.ask("place_at_kilometre", release, selection, **exposure.list_parameters()).to_pylist()
    return rows[0]["place"] if rows else None


def list_reaches_of_one_origin(release: Release, selection: Selection, exposure: Exposure) -> list[dict[str, Any]]:
    """List the exposed patrols whose reach is based on documents of a single origin, by day. Keys: number, date, publisher."""
    rows: list[dict[str, Any]] = QUERIES.ask(
        "reaches_of_one_origin", release, selection, **exposure.list_parameters()
    ).to_pylist()
    return rows
