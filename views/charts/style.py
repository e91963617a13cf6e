"""What all figures share: the palette, the legend, axes and headings, and how lines, marks, bars and words are drawn.

Shape stands beside colour everywhere: attacks are diamonds in the one accent colour, shares are dots with their interval, doubt
is hollow, the rest is grey. Traces are plain values: a figure that is made of them in one call is several times quicker than
one that grows trace by trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

Trace = dict[str, Any]

ACCENT = "#d1453b"
GREY = "#8b939c"
PALE = "rgba(139, 147, 156, 0.28)"
FAINT = "rgba(139, 147, 156, 0.13)"
CLEAR = "rgba(0, 0, 0, 0)"
PERIODS_WITH_ROOM = 14  # in more periods a number over each has no room
LEGEND = {  # at the foot of the figure, so that on a phone, where it is long, it never lies on the axis
    **{"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
    **{"itemclick": False, "itemdoubleclick": False, "font": {"size": 11}},
}


@dataclass(frozen=True)
class Estimate:
    """A share or rate with its 95 % interval; `is_hollow` where it rests on few patrols or on doubtful records."""

    value: float
    low: float
    high: float
    is_hollow: bool


class Row(NamedTuple):
    """One of several rows under each other: its heading, its height beside the others, its traces and its vertical axis."""

    heading: str
    height: float
    traces: list[Trace]
    axis: dict[str, Any]


def draw_lines(
    name: str,
    x: Sequence[Any],
    y: Sequence[Any],
    colour: str = GREY,
    width: float = 2,
    dash: str = "solid",
    **more: Any,
) -> Trace:
    """Draw a line through points; an empty point parts it."""
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


def draw_estimates(
    name: str,
    places: Sequence[Any],
    estimates: Sequence[Estimate],
    sentences: list[str],
    *,
    sideways: bool = False,
    **more: Any,
) -> Trace:
    """Draw shares or rates as dots with their intervals over their places, or, `sideways`, beside them."""
    values = [estimate.value for estimate in estimates]
    interval = {
        **{"type": "data", "symmetric": False, "color": GREY, "thickness": 1.5, "width": 4},
        "array": [estimate.high - estimate.value for estimate in estimates],
        "arrayminus": [estimate.value - estimate.low for estimate in estimates],
    }
    symbols = ["circle-open" if estimate.is_hollow else "circle" for estimate in estimates]
    x, y = (values, places) if sideways else (places, values)
    bars = {"error_x" if sideways else "error_y": interval}
    return draw_marks(name, x, y, symbols, ACCENT, sentences, **more) | bars


def draw_bars(
    name: str,
    x: Sequence[Any],
    y: Sequence[Any],
    width: Sequence[float],
    fill: dict[str, Any] | str,
    sentences: list[str] | None = None,
    **more: Any,
) -> Trace:
    """Draw a bar over each place; `fill` is a colour, or what Plotly takes for a marker."""
    marker = {"line": {"width": 0}} | (fill if isinstance(fill, dict) else {"color": fill})
    hover = {"hoverinfo": "skip"} if sentences is None else label_hover(sentences)
    return {"type": "bar", "name": name, "x": x, "y": y, "width": width, "marker": marker} | hover | more


def draw_words(x: Sequence[Any], y: Sequence[Any], words: Sequence[str], *, size: int = 11, **more: Any) -> Trace:
    """Write words at points."""
    trace = {"type": "scatter", "mode": "text", "x": x, "y": y, "text": words, "textfont": {"size": size}}
    return trace | {"hoverinfo": "skip", "showlegend": False, "cliponaxis": False} | more


def make_hatch(colour: str, ground: str = CLEAR) -> dict[str, Any]:
    """Return a hatching; without a ground of its own it would take the place of the fill."""
    return {"shape": "/", "fgcolor": colour, "bgcolor": ground, "size": 8, "solidity": 0.14}


def label_hover(sentences: list[str]) -> dict[str, Any]:
    """Return the sentences that a trace shows on hover, whatever characters stand in them."""
    return {"hoverinfo": "text", "hovertext": [escape_tags(sentence) for sentence in sentences]}


def escape_tags(words: str) -> str:
    """Escape text from data; Plotly would read tags and links in it."""
    return escape(words, quote=False)


def style_axis(**more: Any) -> dict[str, Any]:
    """Return an axis in the common style."""
    return {"gridcolor": FAINT, "zeroline": False, "fixedrange": True, "automargin": True} | more


def style_layout(ink: str, height: int, **more: Any) -> dict[str, Any]:
    """Return a layout in the common style; `ink` is the colour of text on the page, `height` is in pixels."""
    return {
        **{"height": height, "margin": {"l": 8, "r": 10, "t": 26, "b": 8}, "showlegend": False, "legend": LEGEND},
        **{"barmode": "overlay", "bargap": 0, "hovermode": "closest", "dragmode": False, "font": {"color": ink}},
    } | more


def write_heading(words: str, y: float, ink: str, shift: int = 0) -> dict[str, Any]:
    """Write a heading over a row whose upper edge is at `y`, `shift` pixels from its axis, so that it takes no width."""
    return {
        **{"text": words, "x": 0, "xref": "paper", "xanchor": "left", "xshift": shift, "y": y, "yref": "paper"},
        **{"yanchor": "bottom", "showarrow": False, "font": {"size": 13, "color": ink}},
    }


def place_rows(
    rows: list[Row], x_axis: dict[str, Any], ink: str, *, gap: float, shift: int = 0
) -> tuple[list[Trace], dict[str, Any]]:
    """Put rows under each other over one horizontal axis: their traces, and the part of the layout that places them.

    `gap` is what is left free between two rows, as a share of the height of all.
    """
    scale = (1 - gap * (len(rows) - 1)) / sum(row.height for row in rows)
    traces, headings, axes, top = [], [], {}, 1.0
    for place, row in enumerate(rows, start=1):
        bottom = max(top - row.height * scale, 0)
        suffix = str(place) if place > 1 else ""  # the first axis of a Plotly figure has no number
        axes[f"yaxis{suffix}"] = style_axis(domain=[bottom, top]) | row.axis
        headings.append(write_heading(row.heading, top, ink, shift))
        traces += [trace | {"xaxis": "x", "yaxis": f"y{suffix}"} for trace in row.traces]
        top = bottom - gap
    return traces, axes | {"xaxis": x_axis | {"anchor": f"y{suffix}"}, "annotations": headings}
