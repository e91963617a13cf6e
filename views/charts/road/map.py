"""The road on a map drawn only from data of the project, without tiles or fonts from elsewhere.

Longitude and latitude are plain axes, scaled so that a kilometre has the same length in both directions at the middle of the
map. The precision of a place is drawn as an area: a circle for a point, the whole route for "on the corridor". The axis of
kilometres at the bottom is the scale. Unlike a scale bar, it stays correct when the map is moved or zoomed.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import plotly.graph_objects as go

from analysis.questions.route import cut_route, find_point
from analysis.questions.route.base_map import Window, read_base_map
from analysis.selection import Selection
from etl.geometry import KM_A_DEGREE
from views.charts.road.base import draw_base, draw_towns, join_lines
from views.charts.road.labels import Taken
from views.charts.style import (
    ATTACK,
    GREY,
    PALE,
    RED,
    Ink,
    Trace,
    draw_corrected,
    draw_lines,
    draw_marks,
    escape_tags,
    style_layout,
)
from views.words.figures import road as words
from views.words.figures import stretches as stretch_words

MARGIN = 0.12  # of the longer side of the route
AROUND = 0.9  # the base map extends this far around, for wide screens and for moving the map
FOOT, LEGEND_HEIGHT = 26, 30  # pixels, of the scale and of what is below it
PIXELS_OF_A_TICK = 84  # at least, so that its label has room
ACROSS_KM = 0.2  # before and after a bar, to find the direction of the road there
TOWN_RADIUS = 3  # pixels, of the dot of a town
TOWN_APART_KM = 4  # a town closer to a place of the corridor is that place
RED_GROUND = "rgba(209, 69, 59, 0.13)"
GREY_GROUND = "rgba(120, 129, 138, 0.16)"


class Size(NamedTuple):
    """The size of a drawn map in pixels. Wider screens show more at the sides."""

    width: int
    height: int
    has_legend: bool
    is_moved: bool  # whether the reader can move it; on a phone this would interfere with scrolling


WIDE = Size(width=700, height=400, has_legend=True, is_moved=True)
PHONE = Size(width=336, height=280, has_legend=False, is_moved=False)
SMALL = Size(width=336, height=220, has_legend=False, is_moved=False)


@dataclass(frozen=True)
class Map:
    """The data of the map, as rows."""

    line: list[tuple[float, float, float]]  # (km, lon, lat) along the route
    posts: tuple[float, float]
    places: list[dict[str, Any]]
    points: list[dict[str, Any]]
    stretches: list[dict[str, Any]]
    target: str = "patrol"  # the target of attacks drawn in red

    @property
    def marked(self) -> list[dict[str, Any]]:
        """The points that are precise enough for a mark."""
        return [row for row in self.points if row["lat"] is not None and row["radius_km"] is not None]


class _Scale:
    """Converts degrees to pixels of the map."""

    def __init__(self, window: Window, size: Size):
        self.window, self.size = window, size
        self.east = size.width / (window.east - window.west)
        self.north = size.height / (window.north - window.south)

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.window.west) * self.east, (lat - self.window.south) * self.north


def draw_map(data: Map, selection: Selection, ink: Ink, size: Size = WIDE) -> go.Figure:
    """Draw base map, route, stretches, places and incidents. The last three carry their kilometres for clicks."""
    window = _frame_route(data, size)
    middle = (window.south + window.north) / 2
    base = read_base_map(window.widen(AROUND))
    towns, places = _place_names(data, base.towns, _Scale(window, size))
    traces = [
        *draw_base(base, ink),
        *_draw_unplaced(data),
        *_draw_doubt(data, middle),
        *_draw_route(data, ink),
        *_draw_narrowed(data, selection, ink),
        draw_towns(towns, ink),
        _draw_stretches(data, ink),
        _draw_places(data, places, ink),
        *_draw_incidents(data),
        _hold_scale(),
    ]
    look: dict[str, Any] = {
        **{
            "margin": {"l": 0, "r": 0, "t": 0, "b": FOOT + (LEGEND_HEIGHT if size.has_legend else 0)},
            "showlegend": size.has_legend,
            "plot_bgcolor": ink.water,
        },
        "dragmode": "pan" if size.is_moved else False,
    }
    axes = _make_axes(window, middle, ink, size)
    height = size.height + FOOT + (LEGEND_HEIGHT if size.has_legend else 0)
    return go.Figure(traces, style_layout(ink, height, **look) | axes)


def _frame_route(data: Map, size: Size) -> Window:
    """Return the window around the route, or without a route around places and points, in the proportions of the map."""
    points = [point[1:] for point in data.line] or [(row["lon"], row["lat"]) for row in (*data.places, *data.marked)]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    window = Window(min(lons), min(lats), max(lons), max(lats)).widen(MARGIN)
    shorter = math.cos(math.radians((window.south + window.north) / 2))
    high = max(window.north - window.south, (window.east - window.west) * shorter * size.height / size.width)
    wide = max(window.east - window.west, high / shorter * size.width / size.height)
    lon, lat = (window.west + window.east) / 2, (window.south + window.north) / 2
    return Window(lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2)


def _make_axes(window: Window, middle: float, ink: Ink, size: Size) -> dict[str, Any]:
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": "", "fixedrange": not size.is_moved}
    km_east = KM_A_DEGREE * math.cos(math.radians(middle))
    scale = {
        **{
            "overlaying": "x",
            "tickmode": "auto",
            "side": "bottom",
            "range": [0, (window.east - window.west) * km_east],
        },
        **{"scaleanchor": "x", "scaleratio": 1 / km_east, "showgrid": False, "zeroline": False},
        "constraintoward": "left",  # a map wider than its window still has 0 km at its left end
        **{"ticks": "outside", "ticklen": 4, "tickcolor": ink.muted, "tickfont": {"color": ink.muted}},
        **{"nticks": size.width // PIXELS_OF_A_TICK, "tickangle": 0},
        **{"ticksuffix": " km", "showline": True, "linecolor": ink.muted, "fixedrange": not size.is_moved},
    }
    return {
        "xaxis": bare | {"range": [window.west, window.east]},
        "xaxis2": scale,
        "yaxis": bare
        | {"range": [window.south, window.north], "scaleanchor": "x", "scaleratio": 1 / (km_east / KM_A_DEGREE)},
    }


def _hold_scale() -> Trace:
    """Draw nothing on the axis of kilometres, since Plotly omits an axis without a trace."""
    return draw_lines("", [None], [None], xaxis="x2", showlegend=False)


def _place_names(
    data: Map, towns: list[dict[str, Any]], scale: _Scale
) -> tuple[list[tuple[dict[str, Any], str, str]], dict[str, tuple[str, str]]]:
    """Find free positions for the names of places, then of towns, largest first. Names without room are omitted."""
    taken = Taken(scale.size.width, scale.size.height)
    taken.take_points((scale(row["lon"], row["lat"]) for row in data.marked), 7)
    taken.take_points((scale(row["lon"], row["lat"]) for row in data.places), 6)
    taken.take_points((scale(*find_point(data.line, _find_middle(row))) for row in _list_marked_stretches(data)), 5)
    for (_, lon_a, lat_a), (_, lon_b, lat_b) in pairwise(data.line):
        (x_a, y_a), (x_b, y_b) = scale(lon_a, lat_a), scale(lon_b, lat_b)
        steps = max(int(math.hypot(x_b - x_a, y_b - y_a) / 6), 1)
        taken.take_points(((x_a + (x_b - x_a) * n / steps, y_a + (y_b - y_a) * n / steps) for n in range(steps + 1)), 3)
    places = {}
    for row in sorted(data.places, key=lambda row: (row["km"] not in data.posts, -row["incidents"], row["km"])):
        if found := taken.place_name(escape_tags(row["place"]), *scale(row["lon"], row["lat"])):
            places[row["place"]] = found
    named = []
    for town in towns:
        if min((_measure_km(town, row) for row in data.places), default=math.inf) < TOWN_APART_KM:
            continue
        at = scale(town["lon"], town["lat"])
        if taken.take_dot(*at, TOWN_RADIUS) and (found := taken.place_name(escape_tags(town["name"]), *at)):
            named.append((town, *found))
    return named, places


def _measure_km(a: dict[str, Any], b: dict[str, Any]) -> float:
    shorter = math.cos(math.radians(a["lat"]))
    return KM_A_DEGREE * math.hypot((a["lon"] - b["lon"]) * shorter, a["lat"] - b["lat"])


def _draw_path(points: list[tuple[float, float]], name: str, colour: str, width: float, **more: Any) -> Trace:
    return draw_lines(name, [lon for lon, _ in points], [lat for _, lat in points], colour, width, **more)


def _draw_route(data: Map, ink: Ink) -> list[Trace]:
    """Draw the route, if there is one."""
    route = [point[1:] for point in data.line]
    look = (("", ink.land, 6), ("The road", ink.text, 2.5))
    return [_draw_path(route, name, colour, width, showlegend=False) for name, colour, width in look] if route else []


def _draw_unplaced(data: Map) -> list[Trace]:
    """Draw the incidents somewhere on the road, as a strip along all of it."""
    number = sum(row["incidents"] for row in data.points if row["geo_precision"] == "area_or_line")
    route = [point[1:] for point in data.line]
    return [_draw_path(route, words.name_unplaced(number), PALE, 16)] if number and route else []


def _draw_narrowed(data: Map, selection: Selection, ink: Ink) -> list[Trace]:
    if not selection.is_on_a_stretch:
        return []
    low = data.posts[0] if selection.km_from is None else selection.km_from
    high = data.posts[1] if selection.km_to is None else selection.km_to
    return [_draw_path(cut_route(data.line, low, high), "Records shown", ink.text, 6)]


def _draw_doubt(data: Map, middle: float) -> list[Trace]:
    """Draw a circle around each point with the maximum distance of its incidents."""
    traces = []
    for name, is_red, ground in (
        ("May lie within", False, GREY_GROUND),
        (f"Attack on a {data.target} may lie within", True, RED_GROUND),
    ):
        circles = [_make_circle(row, middle) for row in data.marked if bool(row["on_targets"]) == is_red]
        look: dict[str, Any] = {"fill": "toself", "fillcolor": ground, "showlegend": bool(circles) and not is_red}
        traces.append(draw_lines(name, *join_lines(circles), GREY, 0, **look))
    return traces


def _make_circle(row: dict[str, Any], middle: float) -> list[tuple[float, float]]:
    high = row["radius_km"] / KM_A_DEGREE
    wide = high / math.cos(math.radians(middle))
    turns = [2 * math.pi * step / 36 for step in range(37)]
    return [
        (round(row["lon"] + wide * math.cos(turn), 4), round(row["lat"] + high * math.sin(turn), 4)) for turn in turns
    ]


def _draw_stretches(data: Map, ink: Ink) -> Trace:
    """Draw a bar across the road in the middle of each stretch."""
    rows = _list_marked_stretches(data)
    middles = [find_point(data.line, _find_middle(row)) for row in rows]
    x, y = [lon for lon, _ in middles], [lat for _, lat in middles]
    sentences = [stretch_words.describe_stretch(row, data.places) for row in rows]
    look: dict[str, Any] = {"size": 9, "outline": 3, "showlegend": False} | _carry_kilometres(rows)
    trace = draw_marks("Stretch", x, y, "line-ns", ink.text, sentences, **look)
    trace["marker"]["angle"] = [_find_angle(data.line, _find_middle(row)) for row in rows]
    return trace


def _find_angle(line: list[tuple[float, float, float]], km: float) -> float:
    """Return by how many degrees to turn a vertical bar clockwise, so that it lies across the road at a kilometre."""
    (lon_a, lat_a), (lon_b, lat_b) = find_point(line, km - ACROSS_KM), find_point(line, km + ACROSS_KM)
    return round(-math.degrees(math.atan2(lat_b - lat_a, (lon_b - lon_a) * math.cos(math.radians(lat_a)))))


def _list_marked_stretches(data: Map) -> list[dict[str, Any]]:
    """List the stretches that have a bar: those without a place, whose ring is the target of clicks."""
    return [row for row in data.stretches if all(abs(_find_middle(row) - place["km"]) > 1 for place in data.places)]


def _find_middle(stretch: dict[str, Any]) -> float:
    low: float = stretch["km_from"]
    high: float = stretch["km_to"]
    return (low + high) / 2


def _draw_places(data: Map, names: dict[str, tuple[str, str]], ink: Ink) -> Trace:
    """Draw rings with names. A name without room is shown on hover."""
    return draw_marks(
        "Place",
        [row["lon"] for row in data.places],
        [row["lat"] for row in data.places],
        "circle",
        ink.land,
        [words.describe_place(row) for row in data.places],
        size=8,
        marker={"symbol": "circle", "size": 8, "color": ink.land, "line": {"width": 1.6, "color": ink.text}},
        mode="markers+text",
        text=[names.get(row["place"], ("", ""))[1] for row in data.places],
        textposition=[names.get(row["place"], ("middle right", ""))[0] for row in data.places],
        textfont={"color": ink.text, "weight": 600},
        showlegend=False,
        **_carry_kilometres(data.places),
    )


def _draw_incidents(data: Map) -> list[Trace]:
    """Draw a mark for each point, with an area proportional to the number of incidents, and attacks on patrols on top."""
    most = max([row["incidents"] for row in data.marked] + [1])
    corrected = draw_corrected([(row, row["lon"], row["lat"]) for row in data.marked])
    return corrected + [
        draw_marks(
            name,
            [row["lon"] for row in rows],
            [row["lat"] for row in rows],
            symbol,
            colour,
            [words.describe_point(row, data.target) for row in rows],
            size=[6 + 9 * (row["incidents"] / most) ** 0.5 for row in rows],
            outline=1.6 if symbol.endswith("-open") else 1,
            customdata=[[None, None, *words.find_near(row["km"])] for row in rows],
            showlegend=bool(rows),
        )
        for kind, (name, colour, symbol) in _name_kinds(data.target).items()
        for rows in [[row for row in data.marked if _find_kind(row) == kind]]
    ]


def _name_kinds(target: str) -> dict[str, tuple[str, str, str]]:
    """Return how points are drawn by what happened there, the most important last: name, colour and shape."""
    return {
        "": ("No attack", GREY, "square"),
        "attacks_in_doubt": ("Other attack in doubt", GREY, f"{ATTACK}-open"),
        "attacks": ("Other attack", GREY, ATTACK),
        "on_targets_in_doubt": (f"Attack on a {target} in doubt", RED, f"{ATTACK}-open"),
        "on_targets": (f"Attack on a {target}", RED, ATTACK),
    }


def _find_kind(row: dict[str, Any]) -> str:
    kinds = ("on_targets", "on_targets_in_doubt", "attacks", "attacks_in_doubt")
    return next((kind for kind in kinds if row[kind]), "")


def _carry_kilometres(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"customdata": [[None, None, row["km_from"], row["km_to"]] for row in rows]}
