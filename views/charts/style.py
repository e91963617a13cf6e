"""The common style of figures: colours, legend, axes and headings, and how lines, marks, bars and text are drawn.

Each thing looks the same everywhere: an attack is a diamond, red if on a patrol and otherwise grey, hollow if doubtful; a share
or rate is a blue dot with its interval, hollow for a reason that the legend gives; the rest is grey. Traces are plain
values, since creating a figure in one call is several times faster than adding traces to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from views.words.phrases import PEN

Trace = dict[str, Any]

RED = "#d1453b"  # attacks on patrols, and nothing else
BLUE = "#3a82b5"  # shares and rates
GREY = "#78818a"
PALE = "rgba(120, 129, 138, 0.28)"
FAINT = "rgba(120, 129, 138, 0.14)"
CLEAR = "rgba(0, 0, 0, 0)"
ATTACK = "diamond"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
FONT_SIZE = 12  # pixels, of all text except the title
HEADING_WEIGHT = 600  # of the headings above rows
KEYS_HEIGHT = 28  # pixels, of a legend
PERIODS_WITH_ROOM = 14  # with more periods there is no room for a number above each
LEGEND = {  # below the figure, so that it never covers the axis on a phone, where it is long
    **{"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
    **{"itemclick": False, "itemdoubleclick": False, "font": {"size": FONT_SIZE}, "bgcolor": CLEAR},
}


@dataclass(frozen=True)
class Ink:
    """Colours of text and backgrounds on light or dark pages. Colours of marks are the same on both."""

    text: str
    muted: str  # secondary text: subtitle, source, axis numbers
    ground: str  # of the page
    land: str
    water: str
    river: str
    border: str  # between countries
    province: str  # between provinces
    town: str  # names of towns on the map


LIGHT = Ink(
    text="#12161a", muted="#545c64", ground="#ffffff",
    land="#f6f4ee", water="#d5e3ec", river="#b3cddd", border="#7d7466", province="#cfc8b8", town="#5d574c",
)  # fmt: skip
DARK = Ink(
    text="#e4e7ea", muted="#a7b0b9", ground="#14181c",
    land="#23282d", water="#0d1a26", river="#23445f", border="#8d959d", province="#444c54", town="#a9b0b7",
)  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """A share or rate with its 95 % interval. `hollow` is why its mark is hollow, as the legend says it; empty if it is filled."""

    value: float
    low: float
    high: float
    hollow: str = ""


class Row(NamedTuple):
    """One of several rows below each other: heading, relative height, traces and vertical axis.

    `above` is the free space above it as a share of the total height; the default is the gap of all rows.
    """

    heading: str
    height: float
    traces: list[Trace]
    axis: dict[str, Any]
    above: float | None = None


QUARTERS = ("0 %", "25 %", "50 %", "75 %", "100 %")  # of an axis of shares, formatted as in sentences
SHARES = {"tickvals": [0, 0.5, 1], "ticktext": list(QUARTERS[::2])}  # of an axis with little room


def draw_lines(
    name: str,
    x: Sequence[Any],
    y: Sequence[Any],
    colour: str = GREY,
    width: float = 2,
    dash: str = "solid",
    **more: Any,
) -> Trace:
    """Draw a line through points. An empty point interrupts it."""
    line = {"color": colour, "width": width, "dash": dash}
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "line": line, "hoverinfo": "skip"} | more


def draw_marks(
    name: str, x: Sequence[Any], y: Sequence[Any], symbol: Sequence[str] | str, colour: Sequence[str] | str, sentences: list[str],
    *, size: Sequence[float] | float = 10, outline: float = 2, **more: Any,
) -> Trace:  # fmt: skip
    """Draw a mark at each point, with its sentence on hover."""
    edge = {"width": outline, "color": colour}
    marker = {"symbol": symbol, "size": size, "color": colour, "opacity": 1, "line": edge}
    trace = {"type": "scatter", "mode": "markers", "name": name, "x": x, "y": y, "marker": marker, "cliponaxis": False}
    return trace | label_hover(sentences) | more


def draw_key(name: str, symbol: str, colour: str) -> Trace:
    """Draw a mark only in the legend, for a style shared by marks of several traces."""
    return draw_marks(name, [None], [None], symbol, colour, [], size=9, outline=1.6, hoverinfo="skip")


def draw_estimates(
    name: str,
    places: Sequence[Any],
    estimates: Sequence[Estimate],
    sentences: list[str],
    *,
    sideways: bool = False,
    **more: Any,
) -> Trace:
    """Draw shares or rates as dots with intervals at their positions, vertically, or horizontally if `sideways`."""
    values = [estimate.value for estimate in estimates]
    interval = {
        **{"type": "data", "symmetric": False, "color": GREY, "thickness": 1.5, "width": 4},
        "array": [estimate.high - estimate.value for estimate in estimates],
        "arrayminus": [estimate.value - estimate.low for estimate in estimates],
    }
    symbols = ["circle-open" if estimate.hollow else "circle" for estimate in estimates]
    x, y = (values, places) if sideways else (places, values)
    bars = {"error_x" if sideways else "error_y": interval}
    return draw_marks(name, x, y, symbols, BLUE, sentences, showlegend=False, **more) | bars


def draw_keys(estimates: Iterable[Estimate]) -> list[Trace]:
    """Draw a key for each reason for which marks are hollow."""
    reasons = dict.fromkeys(estimate.hollow for estimate in estimates if estimate.hollow)
    return [draw_key(reason, "circle-open", BLUE) for reason in reasons]


def draw_bars(
    name: str,
    x: Sequence[Any],
    y: Sequence[Any],
    width: Sequence[float],
    fill: dict[str, Any] | str,
    sentences: list[str] | None = None,
    **more: Any,
) -> Trace:
    """Draw a bar at each position. `fill` is a colour, or a Plotly marker."""
    marker = {"line": {"width": 0}} | (fill if isinstance(fill, dict) else {"color": fill})
    hover = {"hoverinfo": "skip"} if sentences is None else label_hover(sentences)
    return {"type": "bar", "name": name, "x": x, "y": y, "width": width, "marker": marker} | hover | more


def draw_words(
    x: Sequence[Any], y: Sequence[Any], words: Sequence[str], *, size: int = FONT_SIZE, **more: Any
) -> Trace:
    """Draw text at points."""
    trace = {"type": "scatter", "mode": "text", "x": x, "y": y, "text": words, "textfont": {"size": size}}
    return trace | {"hoverinfo": "skip", "showlegend": False, "cliponaxis": False} | more


def draw_corrected(marks: Sequence[tuple[Mapping[str, Any], Any, Any]]) -> list[Trace]:
    """Draw a pen beside each mark (its row, x and y) that an editor corrected."""
    points = [(x, y) for row, x, y in marks if row["corrected"]]
    if not points:
        return []
    x, y = zip(*points, strict=True)
    return [draw_words(x, y, [PEN] * len(points), textposition="top right", size=15)]


def make_hatch(colour: str, ground: str = CLEAR) -> dict[str, Any]:
    """Return a hatching. Without its own background it would replace the fill."""
    return {"shape": "/", "fgcolor": colour, "bgcolor": ground, "size": 8, "solidity": 0.14}


def label_hover(sentences: list[str]) -> dict[str, Any]:
    """Return the hover text of a trace, which may contain any characters."""
    return {"hoverinfo": "text", "hovertext": [escape_tags(sentence) for sentence in sentences]}


def escape_tags(words: str) -> str:
    """Escape text from data, in which Plotly would otherwise interpret tags and links."""
    return escape(words, quote=False)


def style_axis(**more: Any) -> dict[str, Any]:
    """Return an axis in the common style."""
    return {"gridcolor": FAINT, "zeroline": False, "fixedrange": True, "automargin": True} | more


def style_layout(ink: Ink, height: int, *, keys: Sequence[Trace] = (), **more: Any) -> dict[str, Any]:
    """Return a layout in the common style; `height` is in pixels, without the legend of `keys`."""
    return {
        **{"height": height + KEYS_HEIGHT * bool(keys), "margin": {"l": 8, "r": 10, "t": 26, "b": 8}},
        **{"showlegend": bool(keys), "legend": LEGEND},
        # Without a template of its own, a figure carries one of several kilobytes.
        **{"template": {}, "barmode": "overlay", "bargap": 0, "hovermode": "closest", "dragmode": False},
        "font": {"family": FONT, "size": FONT_SIZE, "color": ink.text},
        **{"paper_bgcolor": ink.ground, "plot_bgcolor": ink.ground},
        "hoverlabel": {
            **{"bgcolor": ink.ground, "bordercolor": GREY, "align": "left"},
            "font": {"family": FONT, "size": FONT_SIZE, "color": ink.text},
        },
        "modebar": {"bgcolor": CLEAR, "color": ink.muted, "activecolor": ink.text},
        # Keeps the reader's zoom when the same figure is drawn again.
        "uirevision": "kept",
    } | more


def title_axis(words: str) -> dict[str, Any]:
    """Return the title of a horizontal axis."""
    return {"text": words, "font": {"size": FONT_SIZE}, "standoff": 4}


def measure_labels(labels: Sequence[str]) -> int:
    """Return the width in pixels of the longest axis label, which determines the margin of a figure."""
    return 14 + round(6.9 * max(map(len, labels), default=0))


def write_heading(words: str, y: float, ink: Ink, shift: int = 0) -> dict[str, Any]:
    """Draw a heading above a row whose upper edge is at `y`, `shift` pixels from its axis, without taking up width."""
    return {
        **{"text": words, "x": 0, "xref": "paper", "xanchor": "left", "xshift": shift, "y": y, "yref": "paper"},
        **{
            "align": "left",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": FONT_SIZE, "color": ink.text, "weight": HEADING_WEIGHT},
        },
    }


def place_rows(
    rows: list[Row], x_axis: dict[str, Any], ink: Ink, *, gap: float, shift: int = 0
) -> tuple[list[Trace], dict[str, Any]]:
    """Place rows below each other over one horizontal axis. Return their traces and the layout that places them.

    `gap` is the free space between two rows as a share of the total height.
    """
    gaps = [gap if row.above is None else row.above for row in rows[1:]] + [0]
    scale = (1 - sum(gaps)) / sum(row.height for row in rows)
    traces, headings, axes, top = [], [], {}, 1.0
    for place, (row, below) in enumerate(zip(rows, gaps, strict=True), start=1):
        bottom = max(top - row.height * scale, 0)
        suffix = str(place) if place > 1 else ""  # the first axis of a Plotly figure has no number
        axes[f"yaxis{suffix}"] = style_axis(domain=[bottom, top]) | row.axis
        if row.heading:
            headings.append(write_heading(row.heading, top, ink, shift))
        traces += [trace | {"xaxis": "x", "yaxis": f"y{suffix}"} for trace in row.traces]
        top = bottom - below
    return traces, axes | {"xaxis": x_axis | {"anchor": f"y{suffix}"}, "annotations": headings}
