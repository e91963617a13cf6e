"""The road as figures: kilometre by date, and what happened by stretch. A table in, a Plotly figure out. No Streamlit.

Who was struck is colour, what happened is shape, doubt is hollow: attacks on patrols in the one accent colour, all else grey.
A mark carries its first and last day and the stretch it stands for, which is what a click on it narrows the records to.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import plotly.graph_objects as go

from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from views.charts.timeline import ACCENT, CLEAR, FAINT, GREY, PALE, end_of, hatch, hover, milliseconds, plain, start_of
from views.words import road as road_text
from views.words import text

SYMBOLS = {  # by kind; whatever is no attack is a circle
    "ied": "diamond",
    "rocket": "star",
    "shelling": "hexagon",
    "air_strike": "star-square",
    "shooting": "cross",
    "clash": "x",
    "battle": "bowtie",
    "violence_against_civilians": "pentagon",
    "attack": "square",
}
RUNS = {  # by outcome: name, dash, width, the head of an outbound and of a return run
    "full": ("Full run", "solid", 2.4, "triangle-up", "triangle-down"),
    "partial": ("Partial run", "solid", 1.2, "triangle-up-open", "triangle-down-open"),
    "cut_short": ("Cut short", "dash", 1.2, "line-ew-open", "line-ew-open"),
    "unknown": ("Outcome unknown", "dashdot", 1.2, "triangle-up-open-dot", "triangle-down-open-dot"),
}
LEGEND = {  # at the foot of the figure, so that on a phone, where it is long, it never lies on the axis
    **{"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
    **{"itemclick": False, "itemdoubleclick": False, "font": {"size": 11}},
}
LANE = 0.07  # of the road: how far over its end the incidents without a kilometre stand
HIGHEST_BAR = 0.9  # of the height of its stretch
PLACES_APART = 0.035  # of the road: names nearer than that would lie on each other


@dataclass(frozen=True)
class Strip:
    """The tables that the strip chart draws, as rows; `cells` are sums that stand in for single records, or None."""

    posts: tuple[float, float]
    patrols: list[dict]
    incidents: list[dict]
    patrol_cells: list[dict] | None
    attack_cells: list[dict] | None
    suspensions: list[dict]
    gaps: list[dict]
    places: list[dict]


def strip_chart(data: Strip, selection: Selection, ink: str) -> go.Figure:
    """Kilometre by date: patrols as lines as far as they came, incidents as marks, suspensions and gaps as bands."""
    low, high = data.posts
    top = high + LANE * (high - low) if any(row["km"] is None for row in data.incidents) else high
    traces = _bands(data, selection, low, high)
    traces += _patrol_cells(data, selection) if data.patrol_cells is not None else _runs(data, selection)
    traces += _attack_cells(data, selection, ink) if data.attack_cells is not None else _incidents(data, selection, top)
    traces += _narrowed(data, selection)
    margin = 0.025 * (high - low)
    named = apart(data.places, data.posts, PLACES_APART)
    bare = [km for km in data.posts if all(abs(km - row["km"]) > margin for row in named)]
    ticks = [row["km"] for row in named] + bare + [top] * (top > high)
    names = [f"{plain(row['place'])} {row['km']:g}" for row in named] + [f"km {km:g}" for km in bare]
    names += ["no kilometre"] * (top > high)
    return go.Figure(
        traces,
        {
            **{"height": 680, "margin": {"l": 8, "r": 10, "t": 10, "b": 8}, "barmode": "overlay", "bargap": 0},
            **{"hovermode": "closest", "dragmode": "pan", "showlegend": True},
            "xaxis": _days(selection),
            "yaxis": {
                **{"range": [low - margin, top + margin], "tickvals": ticks, "ticktext": names, "automargin": True},
                **{"gridcolor": FAINT, "zeroline": False, "fixedrange": True, "tickfont": {"size": 11, "color": ink}},
            },
            "legend": LEGEND,
        },
    )


def _days(selection: Selection) -> dict:
    return {
        "range": [start_of(selection.from_day), end_of(selection.to_day)],
        **{"type": "date", "gridcolor": FAINT, "zeroline": False, "fixedrange": True, "nticks": 9, "tickangle": 0},
        "tickformatstops": [
            {"dtickrange": [None, 7 * 86_400_000], "value": "%-d %b<br>%Y"},
            {"dtickrange": [None, None], "value": "%b<br>%Y"},
        ],
    }


# Kilometre by date


def _bands(data: Strip, selection: Selection, low: float, high: float) -> list[dict]:
    numbers = {row["patrol_id"]: row["number"] for row in data.patrols}
    traces = []
    for name, rows, marker, sentence in (
        ("Announced suspension", data.suspensions, {"color": PALE}, text.suspension),
        (
            "Observed gap",
            data.gaps,
            {"color": CLEAR, "pattern": hatch(PALE)},
            lambda row: text.gap(row, numbers),
        ),
    ):
        spans = [_within(row["start"] + timedelta(days=1), _last_of_band(row, selection), selection) for row in rows]
        traces.append(
            {
                **{"type": "bar", "name": name, "base": low, "y": [high - low] * len(rows)},
                "x": [start + (end - start) / 2 for start, end in spans],
                "width": [milliseconds(end - start) for start, end in spans],
                "marker": marker | {"line": {"width": 0}},
                "customdata": [[str(row["start"]), str(row["end"] or selection.to_day), None, None] for row in rows],
                **hover([sentence(row) for row in rows]),
                "showlegend": bool(rows),
            }
        )
    return traces


def _last_of_band(row: dict, selection: Selection) -> date:
    return selection.to_day if row["is_open"] else row["end"] - timedelta(days=1)


def _runs(data: Strip, selection: Selection) -> list[dict]:
    """A line for each patrol, from where it set out (a dot) to where it came (a head that points the way)."""
    drawn, dotted = defaultdict(_lines), _lines()
    for row, noon in _side_by_side(data.patrols, selection):
        said = [str(row["date"]), str(row["date_end"]), None, None]
        sentence = road_text.run(row)
        if row["km_low"] is None:
            # Nobody says how far it came, so it may have come anywhere: dots over the whole road, a ring at its start.
            start = row["km_from"] if row["km_from"] is not None else data.posts[0]
            ring = "circle-open" if row["km_from"] is not None else "line-ew"
            _line(dotted, [(noon, start, ring), (noon, data.posts[1], "line-ew")], said, sentence)
            if start > data.posts[0]:
                _line(dotted, [(noon, data.posts[0], "line-ew"), (noon, start, "line-ew")], said, sentence)
            continue
        start, end, headed = _way(row)
        outcome = row["outcome"] if row["outcome"] in RUNS else "unknown"
        head = RUNS[outcome][3 if headed == "outbound" else 4]
        _line(drawn[outcome], [(noon, start, "circle"), (noon, end, head)], said, sentence)
        if row["date_precision"] != "day" and row["date"] and row["date_end"]:
            first, last = _within(row["date"], row["date_end"], selection)
            _line(dotted, [(first, end, "line-ns-open"), (last, end, "line-ns-open")], said, sentence)
    traces = [
        _runs_trace(name, drawn[outcome], dash, width)
        for outcome, (name, dash, width, _, _) in RUNS.items()
        if outcome in drawn
    ]
    if dotted["x"]:
        traces.append(_runs_trace("Not known how far it came, or on which day", dotted, "dot", 1.2))
    return traces


def _way(row: dict) -> tuple[float, float, str]:
    """Where a patrol set out and where it came; a full run whose places nobody names drove the road from its first end."""
    start, end = row["km_from"], row["km_to"]
    if start is None or end is None:
        start, end = (row["km_low"], row["km_high"])[:: -1 if row["direction"] == "return" else 1]
    return start, end, row["direction"] or ("outbound" if end >= start else "return")


def _side_by_side(patrols: list[dict], selection: Selection) -> list[tuple[dict, datetime]]:
    """Each patrol with the time at which it is drawn: in the middle of its possible days, or of its part of a day."""
    of_day = defaultdict(list)
    for row in patrols:
        if row["date"] and row["date_end"]:
            of_day[row["date"], row["date_end"]].append(row)
    found = []
    for (first, last), rows in of_day.items():
        start, end = _within(first, last, selection)
        found += [(row, start + (end - start) * (place + 1) / (len(rows) + 1)) for place, row in enumerate(rows)]
    return found


def _lines() -> dict[str, list]:
    return {"x": [], "y": [], "symbols": [], "said": [], "sentences": []}


def _line(lines: dict[str, list], points: Sequence[tuple], said: list, sentence: str) -> None:
    """Add a line; an empty point parts it from the next."""
    for x, y, symbol in [*points, (None, None, "circle")]:
        lines["x"].append(x)
        lines["y"].append(y)
        lines["symbols"].append(symbol)
        lines["said"].append(said)
        lines["sentences"].append(sentence)


def _runs_trace(name: str, lines: dict[str, list], dash: str, width: float) -> dict:
    sizes = {"circle": 4, "circle-open": 7, "line-ew": 0, "line-ns-open": 7}
    return {
        **{"type": "scatter", "mode": "lines+markers", "name": name, "x": lines["x"], "y": lines["y"]},
        "line": {"color": GREY, "width": width, "dash": dash},
        "marker": {
            **{"symbol": lines["symbols"], "size": [sizes.get(symbol, 9) for symbol in lines["symbols"]]},
            **{"color": GREY, "opacity": 1, "line": {"color": GREY, "width": 1.6}},
        },
        "customdata": lines["said"],
        **hover(lines["sentences"]),
        "connectgaps": False,
        "cliponaxis": False,
    }


def _incidents(data: Strip, selection: Selection, top: float) -> list[dict]:
    """A mark for each incident, with a bar for the kilometres and one for the days between which it may lie."""
    low, high = data.posts
    by_kind = defaultdict(list)
    for row in data.incidents:
        if row["date"] and row["date_end"]:
            by_kind[(row["kind"] if row["attack"] else "")].append(row)
    traces = []
    for kind in (*SYMBOLS, ""):
        rows = by_kind.get(kind, [])
        if not rows:
            continue
        spans = [_within(row["date"], row["date_end"], selection) for row in rows]
        noons = [start + (end - start) / 2 for start, end in spans]
        heights = [top if row["km"] is None else row["km"] for row in rows]
        below, above = zip(*(_reach_of_place(row, low, high) for row in rows), strict=True)
        unsure = [
            milliseconds(end - start) / 2 if row["date"] < row["date_end"] else 0
            for row, (start, end) in zip(rows, spans, strict=True)
        ]
        bar = {"color": GREY, "thickness": 1, "width": 3, "type": "data"}
        traces.append(
            {
                **{"type": "scatter", "mode": "markers", "name": road_text.kind(kind), "x": noons, "y": heights},
                "error_y": bar | {"symmetric": False, "array": above, "arrayminus": below},
                "error_x": bar | {"array": unsure},
                "marker": {
                    "symbol": [_symbol(row) for row in rows],
                    "color": [_colour(row) for row in rows],
                    "size": [11 if _is_on_patrol(row) else 8 if row["attack"] else 6 for row in rows],
                    **{"opacity": 1, "line": {"width": 1.6, "color": [_colour(row) for row in rows]}},
                },
                "customdata": [[str(row["date"]), str(row["date_end"]), *road_text.near(row["km"])] for row in rows],
                **hover([road_text.incident(row) for row in rows]),
                "cliponaxis": False,
                "showlegend": False,
            }
        )
        traces.append(_key(road_text.kind(kind), SYMBOLS.get(kind, "circle")))
    return traces


def _key(name: str, symbol: str) -> dict:
    """What the legend shows of a kind: its shape alone, since colour and hollowness say other things of each mark."""
    return {
        **{"type": "scatter", "mode": "markers", "name": name, "x": [None], "y": [None]},
        "marker": {"symbol": symbol, "color": GREY, "size": 8, "opacity": 1},
    }


def _reach_of_place(row: dict, low: float, high: float) -> tuple[float, float]:
    """How far below and above its kilometre an incident may lie: as its place is known, or over the whole road."""
    if row["km"] is None:
        return 0.0, 0.0
    radius = row["radius_km"] if row["radius_km"] is not None else high - low
    return min(radius, row["km"] - low), min(radius, high - row["km"])


def _is_on_patrol(row: dict) -> bool:
    return row["attack"] and row["target"] == "patrol"


def _colour(row: dict) -> str:
    return ACCENT if _is_on_patrol(row) else GREY


def _symbol(row: dict) -> str:
    hollow = "-open" if row["verification"] in ("disputed", "unconfirmed") else ""
    return SYMBOLS.get(row["kind"], "square") + hollow if row["attack"] else "circle" + hollow


def _patrol_cells(data: Strip, selection: Selection) -> list[dict]:
    """Too many patrols for a line each: the darker a stretch in a period, the more of them drove it."""
    most = max([row["patrols"] for row in data.patrol_cells] + [1])
    spans = [_within(row["start"], row["end"], selection) for row in data.patrol_cells]
    return [
        {
            **{"type": "bar", "name": f"Patrols that drove the stretch (darkest: {most:,})"},
            "x": [start + (end - start) / 2 for start, end in spans],
            "width": [milliseconds(end - start) for start, end in spans],
            "base": [row["km_from"] for row in data.patrol_cells],
            "y": [row["km_to"] - row["km_from"] for row in data.patrol_cells],
            "marker": {
                "color": [
                    f"rgba(139, 147, 156, {0.12 + 0.68 * row['patrols'] / most:.2f})" for row in data.patrol_cells
                ],
                "line": {"width": 0},
            },
            "customdata": [_cell(row) for row in data.patrol_cells],
            **hover([road_text.cell(row, "patrols", "patrol") for row in data.patrol_cells]),
        }
    ]


def _attack_cells(data: Strip, selection: Selection, ink: str) -> list[dict]:
    """Too many incidents for a mark each: on each stretch a bar for each period, as high as its attacks, so that they can be
    told apart on a phone and over ten years too. Those on patrols stand at its foot in their own colour.
    """
    most = max([row["attacks"] for row in data.attack_cells] + [1])
    traces = []
    for name, column, colour in (
        (f"Attacks by stretch (highest bar: {most:,})", "attacks", ink),
        ("Of these on patrols", "on_patrols", ACCENT),
    ):
        rows = [row for row in data.attack_cells if row[column]]
        spans = [_within(row["start"], row["end"], selection) for row in rows]
        traces.append(
            {
                **{"type": "bar", "name": name, "showlegend": bool(rows)},
                "x": [start + (end - start) / 2 for start, end in spans],
                "width": [0.9 * milliseconds(end - start) for start, end in spans],
                "base": [row["km_from"] for row in rows],
                "y": [HIGHEST_BAR * (row["km_to"] - row["km_from"]) * row[column] / most for row in rows],
                "marker": {"color": colour, "opacity": 0.65 if colour == ink else 1, "line": {"width": 0}},
                "customdata": [_cell(row) for row in rows],
                **hover([road_text.cell(row, "attacks", "attack") for row in rows]),
            }
        )
    return traces


def _cell(row: dict) -> list:
    return [str(row["start"]), str(row["end"]), row["km_from"], row["km_to"]]


def _narrowed(data: Strip, selection: Selection) -> list[dict]:
    """A line beside the axis over the kilometres, and one under the marks over the days, that the records are narrowed to."""
    if not (selection.is_on_a_stretch or selection.records_from or selection.records_to):
        return []
    first, last = selection.records_days
    low, high = data.posts
    km_from = low if selection.km_from is None else selection.km_from
    km_to = high if selection.km_to is None else selection.km_to
    left, right = _within(first, last, selection)
    return [
        {
            **{"type": "scatter", "mode": "lines", "name": "Records shown", "line": {"color": ACCENT, "width": 1.5}},
            "x": [left, right, right, left, left],
            "y": [km_from, km_from, km_to, km_to, km_from],
            "hoverinfo": "skip",
        }
    ]


def _within(first: date, last: date, selection: Selection) -> tuple[datetime, datetime]:
    """The time from the beginning of a day to the end of another, as far as it lies in the chosen days."""
    start = min(max(start_of(first), start_of(selection.from_day)), end_of(selection.to_day))
    return start, max(start, min(end_of(last), end_of(selection.to_day)))


def apart(places: list[dict], posts: tuple[float, float], share: float) -> list[dict]:
    """The places whose names do not lie on each other, at least a share of the road from one to the next: its ends first, then
    those with most incidents."""
    room = share * (posts[1] - posts[0])
    kept: list[dict] = []
    for row in sorted(places, key=lambda row: (row["km"] not in posts, -row["incidents"], row["km"])):
        if all(abs(row["km"] - other["km"]) >= room for other in kept):
            kept.append(row)
    return sorted(kept, key=lambda row: row["km"])


# By stretch


def stretch_chart(rows: list[dict], places: list[dict], posts: tuple[float, float], ink: str) -> go.Figure:
    """Along the road: patrols that drove each stretch, attacks on them per patrol with the interval, and recorded attacks."""
    traces, heads = [], []
    lanes = [("recorded", "Attacks recorded, whatever the target")]
    if any(row["patrols"] is not None for row in rows):
        lanes = [("patrols", "Patrols that drove it"), ("rate", "Attacks on patrols / patrols, 95 % interval"), *lanes]
    layout = {
        **{"height": 60 + 170 * len(lanes), "margin": {"l": 8, "r": 10, "t": 26, "b": 8}, "showlegend": False},
        **{"barmode": "overlay", "bargap": 0.06, "hovermode": "closest", "dragmode": "pan"},
    }
    middles = [(row["km_from"] + row["km_to"]) / 2 for row in rows]
    said = [[None, None, row["km_from"], row["km_to"]] for row in rows]
    told = hover([road_text.stretch(row, places) for row in rows])
    for lane, (column, heading) in enumerate(lanes):
        suffix = str(lane + 1) if lane else ""
        bottom, top = 1 - (lane + 0.84) / len(lanes), 1 - lane / len(lanes)
        place = {"xaxis": "x", "yaxis": f"y{suffix}", "x": middles, "customdata": said, **told}
        if column == "rate":
            traces += _rates(rows, place)
            highest = max([row["rate_high"] or 0 for row in rows] + [0.1])
            axis = {"range": [-0.3 * highest, 1.05 * highest], "rangemode": "normal", "nticks": 4}
        else:
            traces.append(
                {
                    **{
                        "type": "bar",
                        "y": [row[column] for row in rows],
                        "width": [0.94 * (row["km_to"] - row["km_from"]) for row in rows],
                    },
                    "marker": {"color": GREY if column == "patrols" else PALE, "line": {"width": 1, "color": GREY}},
                    **{"text": [f"{row[column]:,}" for row in rows], "textposition": "outside", "cliponaxis": False},
                    **place,
                }
            )
            axis = {"range": [0, 1.25 * max([row[column] or 0 for row in rows] + [1])], "tickformat": ",d", "nticks": 4}
        layout[f"yaxis{suffix}"] = {
            **{"domain": [max(bottom, 0), top - 0.16 / len(lanes) * (lane > 0)], "gridcolor": FAINT, "zeroline": False},
            **{"fixedrange": True, "automargin": True},
            **axis,
        }
        heads.append(
            {
                **{"text": heading, "x": 0, "xref": "paper", "xanchor": "left", "yref": "paper", "yanchor": "bottom"},
                **{"y": layout[f"yaxis{suffix}"]["domain"][1], "showarrow": False, "font": {"size": 13, "color": ink}},
            }
        )
    edges = sorted({row["km_from"] for row in rows} | {row["km_to"] for row in rows})
    layout["xaxis"] = {
        **{"range": list(posts), "tickvals": edges, "ticktext": [f"{edge:g}" for edge in edges], "ticksuffix": ""},
        **{"anchor": f"y{len(lanes)}" if len(lanes) > 1 else "y", "fixedrange": True, "gridcolor": FAINT},
        **{"zeroline": False, "title": {"text": "Kilometre", "font": {"size": 12}}, "automargin": True},
    }
    return go.Figure(traces, layout | {"annotations": heads})


def _rates(rows: list[dict], place: dict) -> list[dict]:
    rated = [row["rate"] is not None for row in rows]
    pick = lambda values: [value for value, there in zip(values, rated, strict=True) if there]  # noqa: E731
    highest = max([row["rate_high"] or 0 for row in rows] + [0.1])
    here = {name: pick(value) if isinstance(value, list) else value for name, value in place.items()}
    marks = [row for row in rows if row["rate"] is not None]
    return [
        {
            **{"type": "scatter", "mode": "markers", "y": [row["rate"] for row in marks], **here},
            "error_y": {
                "array": [row["rate_high"] - row["rate"] for row in marks],
                "arrayminus": [row["rate"] - row["rate_low"] for row in marks],
                **{"type": "data", "symmetric": False, "color": GREY, "thickness": 1.5, "width": 4},
            },
            "marker": {
                "symbol": ["circle-open" if row["patrols"] < FEW_PATROLS else "circle" for row in marks],
                **{"size": 10, "color": ACCENT, "opacity": 1, "line": {"width": 2, "color": ACCENT}},
            },
        },
        {
            **{"type": "scatter", "mode": "text", "y": [-0.19 * highest] * len(rows), "textfont": {"size": 11}},
            "text": ["no rate" if row["rate"] is None else f"{row['attacks']:,}/{row['patrols']:,}" for row in rows],
            **place,
            "hoverinfo": "skip",
        },
    ]
