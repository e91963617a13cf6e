"""What the exposure of a corridor can be: the kilometre that patrols must have reached, its name, and on what that rests."""

from typing import Any

from analysis.exposure import Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)


def find_usual_kilometre(release: Release, selection: Selection) -> float | None:
    """Find the kilometre that patrols must have reached where the reader chooses none; None on a corridor without kilometres.

    It is the least at which an attack on a patrol is recorded: patrols that turned back before it could not be attacked at any of
    these places. Where none is recorded it is the middle of the corridor.
    """
    rows = QUERIES.ask("usual_kilometre", release, selection).to_pylist()
    return rows[0]["km"] if rows else None


def find_place(release: Release, selection: Selection, exposure: Exposure) -> str | None:
    """Find the named place at the kilometre that patrols must have reached, if there is one within a kilometre."""
    rows = QUERIES.ask("place_at_kilometre", release, selection, **exposure.parameters()).to_pylist()
    return rows[0]["place"] if rows else None


def list_reaches_of_one_origin(release: Release, selection: Selection, exposure: Exposure) -> list[dict[str, Any]]:
    """List the exposed patrols whose reach rests on documents of one origin alone, by day. Keys: number, date, publisher."""
    rows: list[dict[str, Any]] = QUERIES.ask(
        "reaches_of_one_origin", release, selection, **exposure.parameters()
    ).to_pylist()
    return rows
