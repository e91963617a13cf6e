"""Kilometre by date: patrols as lines over their reach, incidents as marks, suspensions and gaps as bands.

Attacks are diamonds, red if on a patrol and otherwise grey; hollow marks are doubtful; hover text says what happened. A mark
carries its first and last day and its stretch, to which a click narrows the records.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from analysis.selection import Selection
from views.charts.axis import Span, make_date_axis, place_band, place_period
from views.charts.style import (
    ATTACK,
    CLEAR,
    GREY,
    PALE,
    RED,
    Ink,
    Trace,
    draw_bars,
    draw_corrected,
    draw_key,
    draw_lines,
    draw_marks,
    escape_tags,
    make_hatch,
    measure_labels,
    style_axis,
    style_layout,
)
from views.words.figures import road as words
from views.words.phrases import name_around
from views.words.suspensions import describe_gap, describe_suspension

KINDS = {  # of incidents, in drawing order: name, symbol, colour, size
    "none": ("No attack", "square", GREY, 6),
    "other": ("Other attack", ATTACK, GREY, 9),
    "patrol": ("Attack on a patrol", ATTACK, RED, 11),
}
RUNS = {  # by outcome: name, dash, width, and the arrow heads of outbound and return runs
    "full": ("Full run", "solid", 2.4, "triangle-up", "triangle-down"),
    "partial": ("Partial run", "solid", 1.2, "triangle-up-open", "triangle-down-open"),
    "cut_short": ("Cut short", "dash", 1.2, "line-ew-open", "line-ew-open"),
    "unknown": ("Outcome unknown", "dashdot", 1.2, "triangle-up-open-dot", "triangle-down-open-dot"),
}
# Sizes of the points of a run, except its head.
POINT_SIZES = {"circle": 4, "circle-open": 7, "line-ew": 0, "line-ns-open": 7}
LANE = 0.08  # of the road: distance above its end of incidents without a kilometre
HIGHEST_BAR = 0.9  # share of the height of its stretch
BESIDE_MARKS = 7  # pixels between place names and the axis, for half of a mark
PLACES_APART = 0.045  # of the road; closer names would overlap


@dataclass(frozen=True)
class Strip:
    """The tables drawn by the strip chart, as rows. Cells are sums that replace single records, or None."""

    posts: tuple[float, float]
    patrols: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    patrol_cells: list[dict[str, Any]] | None
    attack_cells: list[dict[str, Any]] | None
    suspensions: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    places: list[dict[str, Any]]


def draw_strip(data: Strip, selection: Selection, ink: Ink, *, is_small: bool = False) -> go.Figure:
    """Draw patrols and incidents with days from left to right and kilometres from bottom to top. A small one has no legend."""
    low, high = data.posts
    top = high + LANE * (high - low) if any(row["km"] is None for row in data.incidents) else high
    traces = _draw_bands(data, selection)
    if data.patrol_cells is None:
        traces += _draw_runs(data, selection)
    else:
        traces.append(_draw_patrol_cells(data.patrol_cells, selection))
    if data.attack_cells is None:
        traces += _draw_incidents(data, selection, top)
    else:
        traces += _draw_attack_cells(data.attack_cells, selection)
    traces += _draw_narrowed(data, selection)
    layout = {"xaxis": make_date_axis(selection), "yaxis": _make_kilometre_axis(data, top, ink, is_small=is_small)}
    look: dict[str, Any] = {
        "margin": {"l": measure_labels(layout["yaxis"]["ticktext"]) + BESIDE_MARKS, "r": 10, "t": 10, "b": 8},
        "dragmode": False if is_small else "zoom",
        "showlegend": not is_small,
    }
    return go.Figure(traces, style_layout(ink, 340 if is_small else 460, **look) | layout)


def _make_kilometre_axis(data: Strip, top: float, ink: Ink, *, is_small: bool) -> dict[str, Any]:
    low, high = data.posts
    margin = 0.025 * (high - low)
    named = choose_named_places(data.places, data.posts, PLACES_APART * (1.4 if is_small else 1))
    bare = [km for km in data.posts if all(abs(km - row["km"]) > margin for row in named)]
    ticks = [row["km"] for row in named] + bare + [top] * (top > high)
    names = [f"{escape_tags(row['place'])} {row['km']:g}" for row in named] + [f"km {km:g}" for km in bare]
    names += [words.NO_KILOMETRE] * (top > high)
    look = {"tickvals": ticks, "ticktext": names, "tickfont": {"color": ink.text}, "ticklabelstandoff": BESIDE_MARKS}
    return style_axis(range=[low - margin, top + margin], **look)


def choose_named_places(places: list[dict[str, Any]], posts: tuple[float, float], share: float) -> list[dict[str, Any]]:
    """Choose the places whose names do not overlap, at least this share of the road apart.

    The ends of the road come first, then the places with most incidents.
    """
    room = share * (posts[1] - posts[0])
    kept: list[dict[str, Any]] = []
    for row in sorted(places, key=lambda row: (row["km"] not in posts, -row["incidents"], row["km"])):
        if all(abs(row["km"] - other["km"]) >= room for other in kept):
            kept.append(row)
    return sorted(kept, key=lambda row: row["km"])


def _draw_bands(data: Strip, selection: Selection) -> list[Trace]:
    low, high = data.posts
    names = name_around(data.gaps)
    gaps = [describe_gap(row, names) for row in data.gaps]
    suspensions = [describe_suspension(row) for row in data.suspensions]
    traces = []
    for name, rows, fill, sentences in (
        ("Announced suspension", data.suspensions, {"color": PALE}, suspensions),
        ("Observed gap", data.gaps, {"color": CLEAR, "pattern": make_hatch(PALE)}, gaps),
    ):
        days = [[str(row["start"]), str(row["end"] or selection.to_day), None, None] for row in rows]
        spans, heights = [place_band(row, selection) for row in rows], [high - low] * len(rows)
        more = {"base": low, "customdata": days, "showlegend": bool(rows)}
        traces.append(_draw_over(name, spans, heights, fill, sentences, **more))
    return traces


def _draw_over(
    name: str, spans: list[Span], heights: Sequence[float], fill: dict[str, Any], sentences: list[str], **more: Any
) -> Trace:
    """Draw bars as wide as their spans."""
    middles, widths = [span.middle for span in spans], [span.milliseconds for span in spans]
    return draw_bars(name, middles, heights, widths, fill, sentences, **more)


# Patrols


class _Lines:
    """Lines of one kind that form one trace. An empty point separates them."""

    def __init__(self) -> None:
        self.points: list[tuple[Any, ...]] = []

    def add(self, points: Sequence[tuple[Any, ...]], row: dict[str, Any], sentence: str) -> None:
        """Add the line of a patrol through points of time, kilometre and symbol."""
        days = [str(row["date"]), str(row["date_end"]), None, None]
        self.points += [(*point, days, sentence) for point in (*points, (None, None, "circle"))]

    def draw(self, name: str, dash: str, width: float) -> Trace:
        x, y, symbols, days, sentences = map(list, zip(*self.points, strict=True))
        sizes = [POINT_SIZES.get(symbol, 9) for symbol in symbols]
        trace = draw_marks(name, x, y, symbols, GREY, sentences, size=sizes, outline=1.6, customdata=days)
        line = {"color": GREY, "width": width, "dash": dash}
        return trace | {"mode": "lines+markers", "line": line, "connectgaps": False}


def _draw_runs(data: Strip, selection: Selection) -> list[Trace]:
    """Draw a line for each patrol, from its start (a dot) to the end of its run (an arrow head)."""
    drawn: dict[str, _Lines] = defaultdict(_Lines)
    dotted, heads = _Lines(), []
    low, high = data.posts
    for row, noon in _place_side_by_side(data.patrols, selection):
        sentence = words.describe_run(row)
        if row["km_low"] is None:
            # Its reach is unknown, so it may have gone anywhere: dots over the whole road, and a ring at its start.
            start = row["km_from"] if row["km_from"] is not None else low
            heads.append((row, noon, start))
            ring = "circle-open" if row["km_from"] is not None else "line-ew"
            dotted.add([(noon, start, ring), (noon, high, "line-ew")], row, sentence)
            if start > low:
                dotted.add([(noon, low, "line-ew"), (noon, start, "line-ew")], row, sentence)
            continue
        start, end, is_outbound = _find_ends(row)
        heads.append((row, noon, end))
        outcome = row["outcome"] if row["outcome"] in RUNS else "unknown"
        head = RUNS[outcome][3 if is_outbound else 4]
        drawn[outcome].add([(noon, start, "circle"), (noon, end, head)], row, sentence)
        if row["date_precision"] != "day" and row["date"] and row["date_end"]:
            span = Span.from_days(row["date"], row["date_end"], selection)
            dotted.add([(span.start, end, "line-ns-open"), (span.end, end, "line-ns-open")], row, sentence)
    traces = [
        drawn[outcome].draw(name, dash, width)
        for outcome, (name, dash, width, _, _) in RUNS.items()
        if outcome in drawn
    ]
    traces += [dotted.draw(words.UNKNOWN_REACH_OR_DAY, "dot", 1.2)] if dotted.points else []
    return traces + draw_corrected(heads)


def _find_ends(row: dict[str, Any]) -> tuple[float, float, bool]:
    """Return where a run started and ended, and whether it went outbound.

    A full run without places started at the first end.
    """
    start, end = row["km_from"], row["km_to"]
    if start is None or end is None:
        start, end = (row["km_low"], row["km_high"])[:: -1 if row["direction"] == "return" else 1]
    return start, end, row["direction"] == "outbound" if row["direction"] else end >= start


def _place_side_by_side(patrols: list[dict[str, Any]], selection: Selection) -> list[tuple[dict[str, Any], datetime]]:
    """Place each patrol in the middle of its possible days, or of its part of a day."""
    by_days = defaultdict(list)
    for row in patrols:
        if row["date"] and row["date_end"]:
            by_days[row["date"], row["date_end"]].append(row)
    found = []
    for days, rows in by_days.items():
        span = Span.from_days(*days, selection)
        step = (span.end - span.start) / (len(rows) + 1)
        found += [(row, span.start + step * place) for place, row in enumerate(rows, start=1)]
    return found


def _draw_patrol_cells(cells: list[dict[str, Any]], selection: Selection) -> Trace:
    """Draw many patrols as cells: the darker a stretch in a period, the more patrols drove it."""
    most = max([row["patrols"] for row in cells] + [1])
    shades = [f"rgba(139, 147, 156, {0.12 + 0.68 * row['patrols'] / most:.2f})" for row in cells]
    heights = [row["km_to"] - row["km_from"] for row in cells]
    sentences = [words.describe_cell(row, "patrols", "patrol") for row in cells]
    spans = [place_period(row, selection) for row in cells]
    return _draw_over(
        words.name_patrol_cells(most), spans, heights, {"color": shades}, sentences, **_carry_cells(cells)
    )


# Incidents


def _draw_incidents(data: Strip, selection: Selection, top: float) -> list[Trace]:
    """Draw a mark for each incident, with bars over its possible kilometres and days."""
    by_kind = defaultdict(list)
    for row in data.incidents:
        if row["date"] and row["date_end"]:
            by_kind["none" if not row["attack"] else "patrol" if row["target"] == "patrol" else "other"].append(row)
    # The legend shows the first mark of each kind.
    traces = [
        _draw_kind(kind, sorted(by_kind[kind], key=_is_doubtful), data.posts, selection, top)
        for kind in KINDS
        if kind in by_kind
    ]
    traces += draw_corrected(
        [
            (
                row,
                Span.from_days(row["date"], row["date_end"], selection).middle,
                top if row["km"] is None else row["km"],
            )
            for rows in by_kind.values()
            for row in rows
        ]
    )
    if any(_is_doubtful(row) for row in data.incidents):
        traces.append(draw_key(words.HOLLOW_INCIDENT, f"{ATTACK}-open", GREY))
    return traces


def _draw_kind(
    kind: str, rows: list[dict[str, Any]], posts: tuple[float, float], selection: Selection, top: float
) -> Trace:
    name, symbol, colour, size = KINDS[kind]
    spans = [Span.from_days(row["date"], row["date_end"], selection) for row in rows]
    below, above = zip(*(_measure_doubt(row, *posts) for row in rows), strict=True)
    unsure = [
        span.milliseconds / 2 if row["date"] < row["date_end"] else 0 for row, span in zip(rows, spans, strict=True)
    ]
    bar = {"color": GREY, "thickness": 1, "width": 3, "type": "data"}
    return draw_marks(
        name,
        [span.middle for span in spans],
        [top if row["km"] is None else row["km"] for row in rows],
        [f"{symbol}-open" if _is_doubtful(row) else symbol for row in rows],
        colour,
        [words.describe_incident(row) for row in rows],
        size=size,
        outline=1.6,
        error_y=bar | {"symmetric": False, "array": above, "arrayminus": below},
        error_x=bar | {"array": unsure},
        customdata=[[str(row["date"]), str(row["date_end"]), *words.find_near(row["km"])] for row in rows],
    )


def _measure_doubt(row: dict[str, Any], low: float, high: float) -> tuple[float, float]:
    """Return how far below and above its kilometre an incident may be, by the precision of its place or over the whole road."""
    if row["km"] is None:
        return 0.0, 0.0
    radius = row["radius_km"] if row["radius_km"] is not None else high - low
    return min(radius, row["km"] - low), min(radius, high - row["km"])


def _is_doubtful(row: dict[str, Any]) -> bool:
    return row["verification"] in ("disputed", "unconfirmed")


def _draw_attack_cells(cells: list[dict[str, Any]], selection: Selection) -> list[Trace]:
    """Draw many incidents as bars: on each stretch one for each period, as high as its attacks.

    So they can be distinguished even on a phone and over ten years. Those on patrols are at the bottom in their own colour.
    """
    most = max([row["attacks"] for row in cells] + [1])
    traces = []
    for name, column, colour, opacity in (
        (words.name_attack_cells(most), "attacks", GREY, 1),
        ("Attacks on patrols", "on_targets", RED, 1),
    ):
        rows = [row for row in cells if row[column]]
        heights = [HIGHEST_BAR * (row["km_to"] - row["km_from"]) * row[column] / most for row in rows]
        sentences = [words.describe_cell(row, "attacks", "attack") for row in rows]
        spans = [place_period(row, selection) for row in rows]
        bars = _draw_over(name, spans, heights, {"color": colour, "opacity": opacity}, sentences, **_carry_cells(rows))
        traces.append(bars | {"width": [0.9 * span.milliseconds for span in spans], "showlegend": bool(rows)})
    return traces


def _carry_cells(rows: list[dict[str, Any]]) -> dict[str, Any]:
    days = [[str(row["start"]), str(row["end"]), row["km_from"], row["km_to"]] for row in rows]
    return {"base": [row["km_from"] for row in rows], "customdata": days}


def _draw_narrowed(data: Strip, selection: Selection) -> list[Trace]:
    """Draw a frame around the kilometres and days to which the records are narrowed."""
    if not (selection.is_on_a_stretch or selection.records_from or selection.records_to):
        return []
    low = data.posts[0] if selection.km_from is None else selection.km_from
    high = data.posts[1] if selection.km_to is None else selection.km_to
    span = Span.from_days(*selection.records_days, selection)
    x = [span.start, span.end, span.end, span.start, span.start]
    return [draw_lines("Records shown", x, [low, low, high, high, low], RED, 1.5)]
