"""The road on a map drawn from data of the project alone: no tiles, no fonts, nothing from elsewhere. No Streamlit.

Longitude and latitude are bare axes, scaled so that a kilometre is as long east as north at the middle of the map. How nearly
a place is known is drawn as area: a circle for a point, the whole route for "on the corridor".
"""

import math
from dataclasses import dataclass

import plotly.graph_objects as go

from analysis.questions.road import cut_route, find_point
from analysis.questions.road.outlines import Window, outlines
from analysis.selection import Selection
from views.charts.road import LEGEND, apart
from views.charts.timeline import ACCENT, FAINT, GREY, PALE, hover, plain
from views.words import road as road_text
from views.words import text

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
    places: list[dict]
    points: list[dict]
    stretches: list[dict]


def map_chart(data: Map, selection: Selection, ink: str) -> go.Figure:
    """Outlines, route, stretches, places and incidents; places, stretches and incidents carry the kilometres they stand for."""
    window = _window(data)
    middle = (window.south + window.north) / 2
    traces = [
        *_outlines(window, ink),
        *_on_the_corridor(data),
        _path(data.line, "The road", {"color": GREY, "width": 3}, showlegend=False),
        *_narrowed(data, selection),
        _precision(data, middle),
        _stretches(data),
        _places(data, ink),
        *_incidents(data),
        *_scale(window, middle, ink),
    ]
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    return go.Figure(
        traces,
        {
            **{"height": 500, "margin": {"l": 4, "r": 4, "t": 4, "b": 4}, "hovermode": "closest", "dragmode": False},
            "xaxis": bare | {"range": [window.west, window.east]},
            "yaxis": bare
            | {
                "range": [window.south, window.north],
                "scaleanchor": "x",
                "scaleratio": 1 / math.cos(math.radians(middle)),
            },
            "legend": LEGEND,
        },
    )


def _window(data: Map) -> Window:
    """The route with a margin, and never so flat that nothing around it could be seen."""
    lons, lats = [lon for _, lon, _ in data.line], [lat for _, _, lat in data.line]
    return Window(min(lons), min(lats), max(lons), max(lats)).widened(MARGIN)


def _outlines(window: Window, ink: str) -> list[dict]:
    lines = outlines(window.widened(AROUND)) or {}
    return [
        {
            **{"type": "scatter", "mode": "lines", "name": name, "hoverinfo": "skip", "showlegend": False},
            **_joined(lines[kind]),
            "line": {"color": ink, "width": width, "dash": dash},
            "opacity": 0.55,
        }
        for kind, name, width, dash in (("coast", "Coast", 1.4, "solid"), ("border", "Border", 1.2, "dash"))
    ]


def _joined(lines: list[list[tuple[float, float]]]) -> dict:
    """Lines as one trace; an empty point parts each from the next."""
    points = [point for line in lines for point in (*line, (None, None))]
    return {"x": [x for x, _ in points], "y": [y for _, y in points]}


def _path(line, name: str, style: dict, **more) -> dict:
    return {
        **{"type": "scatter", "mode": "lines", "name": name, "line": style, "hoverinfo": "skip"},
        **{"x": [lon for *_, lon, _ in line], "y": [lat for *_, lat in line]},
        **more,
    }


def _on_the_corridor(data: Map) -> list[dict]:
    """Incidents that are somewhere on the road: a strip as long as it."""
    number = sum(row["incidents"] for row in data.points if row["geo_precision"] == "area_or_line")
    if not number:
        return []
    name = f"Somewhere on the corridor ({text.count_of(number, 'incident')})"
    return [_path(data.line, name, {"color": PALE, "width": 22})]


def _narrowed(data: Map, selection: Selection) -> list[dict]:
    if not selection.is_on_a_stretch:
        return []
    low = data.posts[0] if selection.km_from is None else selection.km_from
    high = data.posts[1] if selection.km_to is None else selection.km_to
    return [_path(cut_route(data.line, low, high), "Records shown", {"color": ACCENT, "width": 5})]


def _precision(data: Map, middle: float) -> dict:
    """A circle around each point, as far as an incident there may have been from it."""
    circles = [_circle(row, middle) for row in data.points if row["lat"] is not None and row["radius_km"] is not None]
    return {
        **{"type": "scatter", "mode": "lines", "name": "May lie within", "fill": "toself", "hoverinfo": "skip"},
        **_joined(circles),
        **{"fillcolor": FAINT, "line": {"color": GREY, "width": 1, "dash": "dot"}, "showlegend": bool(circles)},
    }


def _circle(row: dict, middle: float) -> list[tuple[float, float]]:
    high = row["radius_km"] / KM_A_DEGREE
    wide = high / math.cos(math.radians(middle))
    turns = [2 * math.pi * step / 36 for step in range(37)]
    return [(row["lon"] + wide * math.cos(turn), row["lat"] + high * math.sin(turn)) for turn in turns]


def _stretches(data: Map) -> dict:
    """A square in the middle of each stretch, save where a place stands: its ring is what a click there is meant for."""
    rows = [
        row
        for row in data.stretches
        if all(abs((row["km_from"] + row["km_to"]) / 2 - place["km"]) > 1 for place in data.places)
    ]
    middles = [find_point(data.line, (row["km_from"] + row["km_to"]) / 2) for row in rows]
    return {
        **{
            "type": "scatter",
            "mode": "markers",
            "name": "Stretch",
            "x": [x for x, _ in middles],
            "y": [y for _, y in middles],
        },
        "marker": {"symbol": "square", "size": 9, "color": GREY, "opacity": 1, "line": {"width": 0}},
        "customdata": [[None, None, row["km_from"], row["km_to"]] for row in rows],
        **hover([road_text.stretch(row, data.places) for row in rows]),
    }


def _places(data: Map, ink: str) -> dict:
    """Rings with names, by turns over and under the road; a ring whose name has no room tells it on hover."""
    named = {row["place"]: turn for turn, row in enumerate(apart(data.places, data.posts, PLACES_APART))}
    sides, lines = ["top center", "bottom center"], ["{}<br> ", " <br>{}"]
    return {
        **{"type": "scatter", "mode": "markers+text", "name": "Place"},
        **{"x": [row["lon"] for row in data.places], "y": [row["lat"] for row in data.places]},
        # An empty line between ring and name keeps the name off the marks beside the road.
        "text": [
            lines[named[row["place"]] % 2].format(plain(row["place"])) if row["place"] in named else ""
            for row in data.places
        ],
        "textposition": [sides[named.get(row["place"], 0) % 2] for row in data.places],
        "textfont": {"size": 11, "color": ink},
        "marker": {"symbol": "circle-open", "size": 13, "color": ink, "opacity": 1, "line": {"width": 1.6}},
        "customdata": [[None, None, row["km_from"], row["km_to"]] for row in data.places],
        **hover([road_text.place(row) for row in data.places]),
        "cliponaxis": False,
    }


def _incidents(data: Map) -> list[dict]:
    """A mark for each point, its area by the number of incidents."""
    drawn = [row for row in data.points if row["lat"] is not None and row["radius_km"] is not None]
    most = max([row["incidents"] for row in drawn] + [1])
    traces = []
    for name, rows, colour, symbol in (
        ("Attacks on patrols", [row for row in drawn if row["on_patrols"]], ACCENT, "diamond"),
        ("Other attacks", [row for row in drawn if row["attacks"] and not row["on_patrols"]], GREY, "diamond"),
        ("No attack counted", [row for row in drawn if not row["attacks"]], GREY, "circle-open"),
    ):
        traces.append(
            {
                **{"type": "scatter", "mode": "markers", "name": name, "showlegend": bool(rows)},
                **{"x": [row["lon"] for row in rows], "y": [row["lat"] for row in rows]},
                "marker": {
                    **{"symbol": symbol, "color": colour, "opacity": 1, "line": {"width": 1.6, "color": colour}},
                    "size": [6 + 9 * (row["incidents"] / most) ** 0.5 for row in rows],
                },
                "customdata": [[None, None, *road_text.near(row["km"])] for row in rows],
                **hover([road_text.point(row) for row in rows]),
            }
        )
    return traces


def _scale(window: Window, middle: float, ink: str) -> list[dict]:
    """A bar of whole kilometres in the lower left corner."""
    width = (window.east - window.west) * KM_A_DEGREE * math.cos(math.radians(middle))
    km = max([length for length in SCALES_KM if length <= width / 5] or [SCALES_KM[0]])
    left = window.west + 0.03 * (window.east - window.west)
    right = left + km / (KM_A_DEGREE * math.cos(math.radians(middle)))
    height = window.south + 0.05 * (window.north - window.south)
    return [
        {
            **{"type": "scatter", "mode": "lines+text", "x": [left, (left + right) / 2, right], "y": [height] * 3},
            **{"text": ["", f"{km} km", ""], "textposition": "top center", "textfont": {"size": 11, "color": ink}},
            **{"line": {"color": ink, "width": 2}, "hoverinfo": "skip", "showlegend": False},
        }
    ]
