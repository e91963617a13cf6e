"""The base map: land, lakes, rivers, borders, provinces and towns as plain traces, without map tiles."""

from typing import Any

from analysis.questions.route.base_map import BaseMap, Line
from views.charts.style import Ink, Trace, draw_lines, draw_marks


def draw_base(base: BaseMap, ink: Ink) -> list[Trace]:
    """Draw areas and lines. Everything not covered by land is water, the background of the figure."""
    return [
        _draw_area("Land", base.land, ink.land),
        _draw_edge("River", base.river, ink.river, 1, "solid"),
        _draw_area("Lake", base.lake, ink.water),
        _draw_edge("Province", base.province, ink.province, 1, "dot"),
        _draw_edge("Border", base.border, ink.border, 1.4, "solid"),
    ]


def draw_towns(named: list[tuple[dict[str, Any], str, str]], ink: Ink) -> Trace:
    """Draw dots for towns, each with the position and text of its name."""
    towns = [town for town, _, _ in named]
    return draw_marks(
        "Town",
        [town["lon"] for town in towns],
        [town["lat"] for town in towns],
        "circle",
        ink.town,
        [],
        size=4,
        outline=0,
        mode="markers+text",
        text=[words for _, _, words in named],
        textposition=[position for _, position, _ in named],
        textfont={"color": ink.town},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=True,
    )


def join_lines(lines: list[Line]) -> tuple[list[Any], list[Any]]:
    """Join lines into one, as x and y values. An empty point separates them."""
    points = [point for line in lines for point in (*line, (None, None))]
    return [x for x, _ in points], [y for _, y in points]


def _draw_area(name: str, rings: list[Line], colour: str) -> Trace:
    look: dict[str, Any] = {"fill": "toself", "fillcolor": colour, "showlegend": False}
    return draw_lines(name, *join_lines(rings), colour, 0, **look)


def _draw_edge(name: str, lines: list[Line], colour: str, width: float, dash: str) -> Trace:
    return draw_lines(name, *join_lines(lines), colour, width, dash, showlegend=False)
