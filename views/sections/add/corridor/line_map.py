"""A map for drawing a line by clicks, with our own base map and the known incidents, those near the line in red.

`line_map.js` draws it in the browser without any request: it gets its data from Streamlit and returns the line.
"""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import streamlit as st
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer
from streamlit.runtime import Runtime

from analysis.questions.holdings import list_routes
from analysis.questions.route.base_map import Line, Window, read_base_map
from analysis.questions.route.near_line import find_near, list_points_in_window
from analysis.release import Release
from etl import VERSION
from etl.geometry import parse_route
from views.charts.style import RED
from views.parts import figures
from views.sections.add import words
from views.state import cache
from views.state.keys import LINE

HERE = Path(__file__).parent
NAME, SCRIPT = "line_map", "line_map.js"
STYLE = (HERE / "line_map.css").read_text(encoding="utf-8")
AROUND = 0.6  # of the visible window: margin loaded on each side
MOST_POINTS, MOST_TOWNS, MOST_TURNS = 3000, 60, 2000
FARTHEST = 1000  # largest longitude accepted from a browser, whose map may be moved around the world
NEAR_DEGREES = 0.2  # margin around a line that includes all points near it


def draw_line(opened: Release, start: Window, key: str) -> Line:
    """Let the reader draw a line on a map that starts at a window. Return its (lon, lat) points so far."""
    drawn = st.session_state.get(key) or {}
    line = LINE.find() or [] if drawn.get("line") is None else read_line(drawn["line"])
    view = read_window(drawn.get("view")) or start
    window = view.widen(AROUND)
    base = read_base_map(window)
    points = list_points_in_window(opened, window, MOST_POINTS, left_out=opened.withheld)
    near = find_near(points, line) if len(line) > 1 else [False] * len(points)
    found = _mount()(
        key=key,
        data={
            "start": asdict(start),
            "held": asdict(window),
            **{kind: _round(getattr(base, kind)) for kind in ("land", "lake", "river", "province", "border")},
            "roads": _round([parse_route(route) for route in cache.answer(list_routes, opened)]),
            "towns": base.towns[:MOST_TOWNS],
            "incidents": [[*point, is_near] for point, is_near in zip(_round([points])[0], near, strict=True)],
            "ink": asdict(figures.read_ink()) | {"line": figures.read_ink().text, "near": RED},
            "words": words.LINE_MAP,
            "line": line,
        },
        default={"line": None, "view": None},
        on_line_change=lambda: None,
        on_view_change=lambda: None,
    )
    if found.get("line") is not None:
        line = read_line(found["line"])
    LINE.set(line)
    return line


def count_near(opened: Release, line: Line) -> int:
    """Count the known incidents near a line, including those outside the visible window."""
    lons, lats = [lon for lon, _ in line], [lat for _, lat in line]
    around = Window(
        min(lons) - NEAR_DEGREES, min(lats) - NEAR_DEGREES, max(lons) + NEAR_DEGREES, max(lats) + NEAR_DEGREES
    )
    return sum(find_near(list_points_in_window(opened, around, 10**9), line))


def read_line(found: Any) -> Line:
    """Return the line from the browser, without points that are not on earth."""
    places = found if isinstance(found, list) else []
    pairs = (tuple(map(float, place)) for place in places[:MOST_TURNS] if _are_numbers(place, 2))
    return [pair for pair in cast(Iterable[tuple[float, float]], pairs) if abs(pair[0]) <= 180 and abs(pair[1]) <= 90]


def read_window(found: Any) -> Window | None:
    """Return the visible window from the browser. None if it is not part of the world."""
    if not _are_numbers(found, 4):
        return None
    window = Window(*map(float, found))
    return window if window.west < window.east and window.south < window.north else None


def _are_numbers(found: Any, how_many: int) -> bool:
    return (
        isinstance(found, list | tuple)
        and len(found) == how_many
        and all(isinstance(each, int | float) and abs(each) <= FARTHEST for each in found)
    )


def _round(lines: list[Line]) -> list[list[list[float]]]:
    """Round lines to about a hundred metres, since they are sent at every step."""
    return [[[round(lon, 4), round(lat, 4)] for lon, lat in line] for line in lines]


def _mount() -> ComponentRenderer:
    """Return the component. Its script is a file in this folder, since our policy forbids inline scripts."""
    registry = Runtime.instance().bidi_component_registry
    name = f"patrolwatch.{NAME}"
    if registry.get_component_path(name) is None:
        manifest = ComponentManifest("patrolwatch", VERSION, [ComponentConfig(NAME, HERE.name)])
        registry.register_from_manifest(manifest, HERE.parent)
    return st.components.v2.component(name, css=STYLE, js=SCRIPT)
