"""The road on a map drawn from data of the project alone: no tiles, no fonts, nothing from elsewhere.

Longitude and latitude are bare axes, scaled so that a kilometre is as long east as north at the middle of the map. How nearly
a place is known is drawn as area: a circle for a point, the whole route for "on the corridor".
"""

import math
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analysis.questions.road import cut_route, find_point
from analysis.questions.road.outlines import Window, outlines
from analysis.selection import Selection
from views.charts.road.strip import choose_named_places
from views.charts.style import (
    FAINT,
    GREY,
    PALE,
    RED,
    Ink,
    Trace,
    draw_lines,
    draw_marks,
    escape_tags,
    style_layout,
)
from views.words.figures import road as words
from views.words.figures import stretches as stretch_words

KM_A_DEGREE = 111.195
MARGIN = 0.22  # of the longer side of the route
AROUND = 2.0  # outlines are held so far around, for who zooms out
PLACES_APART = 0.075  # of the road: names nearer than that would lie on each other
SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Map:
    """What the map draws, as rows."""

    line: list[tuple[float, float, float]]  # (km, lon, lat) along the route
    posts: tuple[float, float]
    places: list[dict[str, Any]]
    points: list[dict[str, Any]]
    stretches: list[dict[str, Any]]

    @property
    def marked(self) -> list[dict[str, Any]]:
        """The points that are known nearly enough to have a mark."""
        return [row for row in self.points if row["lat"] is not None and row["radius_km"] is not None]


def draw_map(data: Map, selection: Selection, ink: Ink) -> go.Figure:
    """Draw outlines, route, stretches, places and incidents; the last three carry the kilometres that they stand for."""
    window = _frame_route(data)
    middle = (window.south + window.north) / 2
    traces = [
        *_draw_outlines(window, ink),
        *_draw_unplaced(data),
        _draw_path([point[1:] for point in data.line], "The road", GREY, 3, showlegend=False),
        *_draw_narrowed(data, selection),
        _draw_doubt(data, middle),
        _draw_stretches(data),
        _draw_places(data, ink),
        *_draw_incidents(data),
        _draw_scale(window, middle, ink),
    ]
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    ratio = {"scaleanchor": "x", "scaleratio": 1 / math.cos(math.radians(middle))}
    layout = {
        "xaxis": bare | {"range": [window.west, window.east]},
        "yaxis": bare | {"range": [window.south, window.north]} | ratio,
    }
    return go.Figure(traces, style_layout(ink, 500, margin={"l": 4, "r": 4, "t": 4, "b": 4}, showlegend=True) | layout)


def _frame_route(data: Map) -> Window:
    """Return the route with a margin, and never so flat that nothing around it could be seen."""
    lons, lats = [lon for _, lon, _ in data.line], [lat for _, _, lat in data.line]
    return Window(min(lons), min(lats), max(lons), max(lats)).widen(MARGIN)


def _draw_outlines(window: Window, ink: Ink) -> list[Trace]:
    lines = outlines(window.widen(AROUND)) or {}
    return [
        draw_lines(name, *_join(lines[kind]), ink.text, width, dash, opacity=0.55, showlegend=False)
        for kind, name, width, dash in (("coast", "Coast", 1.4, "solid"), ("border", "Border", 1.2, "dash"))
    ]


def _join(lines: list[list[tuple[float, float]]]) -> tuple[list[Any], list[Any]]:
    """Join lines into one, as their x and their y; an empty point parts each from the next."""
    points = [point for line in lines for point in (*line, (None, None))]
    return [x for x, _ in points], [y for _, y in points]


def _draw_path(points: list[tuple[float, float]], name: str, colour: str, width: float, **more: Any) -> Trace:
    return draw_lines(name, [lon for lon, _ in points], [lat for _, lat in points], colour, width, **more)


def _draw_unplaced(data: Map) -> list[Trace]:
    """Draw the incidents that are somewhere on the road: a strip as long as it."""
    number = sum(row["incidents"] for row in data.points if row["geo_precision"] == "area_or_line")
    route = [point[1:] for point in data.line]
    return [_draw_path(route, words.name_unplaced(number), PALE, 22)] if number else []


def _draw_narrowed(data: Map, selection: Selection) -> list[Trace]:
    if not selection.is_on_a_stretch:
        return []
    low = data.posts[0] if selection.km_from is None else selection.km_from
    high = data.posts[1] if selection.km_to is None else selection.km_to
    return [_draw_path(cut_route(data.line, low, high), "Records shown", RED, 5)]


def _draw_doubt(data: Map, middle: float) -> Trace:
    """Draw a circle around each point, as far as an incident there may have been from it."""
    circles = [_make_circle(row, middle) for row in data.marked]
    look: dict[str, Any] = {"fill": "toself", "fillcolor": FAINT, "showlegend": bool(circles)}
    return draw_lines("May lie within", *_join(circles), GREY, 1, "dot", **look)


def _make_circle(row: dict[str, Any], middle: float) -> list[tuple[float, float]]:
    high = row["radius_km"] / KM_A_DEGREE
    wide = high / math.cos(math.radians(middle))
    turns = [2 * math.pi * step / 36 for step in range(37)]
    return [(row["lon"] + wide * math.cos(turn), row["lat"] + high * math.sin(turn)) for turn in turns]


def _draw_stretches(data: Map) -> Trace:
    """Draw a square in the middle of each stretch, save where a place stands: its ring is what a click there is meant for."""
    rows = [
        row
        for row in data.stretches
        if all(abs((row["km_from"] + row["km_to"]) / 2 - place["km"]) > 1 for place in data.places)
    ]
    middles = [find_point(data.line, (row["km_from"] + row["km_to"]) / 2) for row in rows]
    x, y = [lon for lon, _ in middles], [lat for _, lat in middles]
    sentences = [stretch_words.describe_stretch(row, data.places) for row in rows]
    return draw_marks("Stretch", x, y, "square", GREY, sentences, size=9, outline=0, **_carry_kilometres(rows))


def _draw_places(data: Map, ink: Ink) -> Trace:
    """Draw rings with names, by turns over and under the road; a ring whose name has no room tells it on hover."""
    named = {row["place"]: turn for turn, row in enumerate(choose_named_places(data.places, data.posts, PLACES_APART))}
    # An empty line between ring and name keeps the name off the marks beside the road.
    sides, lines = ["top center", "bottom center"], ["{}<br> ", " <br>{}"]
    names = [
        lines[named[row["place"]] % 2].format(escape_tags(row["place"])) if row["place"] in named else ""
        for row in data.places
    ]
    return draw_marks(
        "Place",
        [row["lon"] for row in data.places],
        [row["lat"] for row in data.places],
        "circle-open",
        ink.text,
        [words.describe_place(row) for row in data.places],
        size=13,
        outline=1.6,
        mode="markers+text",
        text=names,
        textposition=[sides[named.get(row["place"], 0) % 2] for row in data.places],
        textfont={"color": ink.text},
        **_carry_kilometres(data.places),
    )


def _draw_incidents(data: Map) -> list[Trace]:
    """Draw a mark for each point, its area by the number of incidents."""
    most = max([row["incidents"] for row in data.marked] + [1])
    return [
        draw_marks(
            name,
            [row["lon"] for row in rows],
            [row["lat"] for row in rows],
            symbol,
            colour,
            [words.describe_point(row) for row in rows],
            size=[6 + 9 * (row["incidents"] / most) ** 0.5 for row in rows],
            outline=1.6,
            customdata=[[None, None, *words.find_near(row["km"])] for row in rows],
            showlegend=bool(rows),
        )
        for name, rows, colour, symbol in (
            ("Attacks on patrols", [row for row in data.marked if row["on_patrols"]], RED, "diamond"),
            (
                "Other attacks",
                [row for row in data.marked if row["attacks"] and not row["on_patrols"]],
                GREY,
                "diamond",
            ),
            ("No attack counted", [row for row in data.marked if not row["attacks"]], GREY, "circle-open"),
        )
    ]


def _carry_kilometres(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"customdata": [[None, None, row["km_from"], row["km_to"]] for row in rows]}


def _draw_scale(window: Window, middle: float, ink: Ink) -> Trace:
    """Draw a bar of whole kilometres in the lower left corner."""
    km_a_degree_east = KM_A_DEGREE * math.cos(math.radians(middle))
    width_km = (window.east - window.west) * km_a_degree_east
    km = max([length for length in SCALES_KM if length <= width_km / 5] or [SCALES_KM[0]])
    left = window.west + 0.03 * (window.east - window.west)
    right = left + km / km_a_degree_east
    height = window.south + 0.05 * (window.north - window.south)
    words_above = {"text": ["", f"{km} km", ""], "textposition": "top center", "textfont": {"color": ink.text}}
    more: dict[str, Any] = {"mode": "lines+text", "showlegend": False} | words_above
    return draw_lines("", [left, (left + right) / 2, right], [height] * 3, ink.text, 2, **more)
