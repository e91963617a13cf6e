"""Several series of rates over each other, on one axis and one scale, so that the eye compares them (small multiples)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from views.charts.axis import Span, make_date_axis
from views.charts.style import (
    GREY,
    SHARES,
    Estimate,
    Ink,
    Row,
    Trace,
    draw_bars,
    draw_estimates,
    draw_words,
    escape_tags,
    place_rows,
    style_axis,
    style_layout,
)
from views.words.figures import comparison as words

ROW_HEIGHT, HEADING, UNDER, LEFT = 88, 26, 10, 52  # pixels
SHARE_BOTTOM, LABELS, BAND, SHARE_TOP = -0.66, -0.36, -0.6, 1.1
LABELS_WITH_ROOM = 16


@dataclass(frozen=True)
class Compared:
    """A series to draw: its heading, its rows as `compute_series` of the comparison gives them, and suspensions as first and last day."""

    heading: str
    rows: list[dict[str, Any]]
    suspensions: list[dict[str, Any]]


def draw_comparison(series: list[Compared], days: Selection | None, ink: Ink) -> go.Figure:
    """Draw a row for each series; by date over the chosen `days`, or without them by the day counted from."""
    rows = [_draw_series(held, days, ink) for held in series]
    total = ROW_HEIGHT * len(rows) + HEADING * (len(rows) - 1)
    axis = make_date_axis(days) if days else _make_day_axis(series)
    traces, layout = place_rows(rows, axis, ink, gap=HEADING / total, shift=6 - LEFT)
    margin = {"l": LEFT, "r": 10, "t": HEADING, "b": UNDER}
    look: dict[str, Any] = {"margin": margin, "spikedistance": -1, "hoverdistance": 24}
    if not days:
        line = {"xref": "x", "yref": "paper", "x0": 0.5, "x1": 0.5, "y0": 0, "y1": 1, "layer": "below"}
        look["shapes"] = [{"type": "line", "line": {"color": GREY, "width": 1, "dash": "dot"}} | line]
    return go.Figure(traces, style_layout(ink, total + HEADING + UNDER, **look) | layout)


def _draw_series(series: Compared, days: Selection | None, ink: Ink) -> Row:
    rated = [row for row in series.rows if row["share"] is not None]
    traces: list[Trace] = []
    if days and series.suspensions:
        spans = [Span.from_days(row["start"], row["end"] or days.to_day, days) for row in series.suspensions]
        traces.append(
            draw_bars(
                "Announced suspension",
                [span.milliseconds for span in spans],
                [BAND] * len(spans),
                [0.09] * len(spans),
                GREY,
                [words.SUSPENDED] * len(spans),
                orientation="h",
                base=[span.start for span in spans],
            )
        )
    estimates = [Estimate(row["share"], row["low"], row["high"], row["patrols"] < FEW_PATROLS) for row in rated]
    sentences = [words.describe_bin(row) for row in rated]
    traces.append(draw_estimates("Share attacked", [_find_place(row) for row in rated], estimates, sentences))
    if len(series.rows) <= LABELS_WITH_ROOM:
        known = [row for row in series.rows if row["patrols"] is not None]
        traces.append(
            draw_words(
                [_find_place(row) for row in known], [LABELS] * len(known), [f"{row['patrols']:,}" for row in known]
            )
        )
    if not rated:
        middles = [_find_place(row) for row in series.rows]
        traces.append(draw_words(middles[len(middles) // 2 :][:1], [0.5], [words.explain_empty(series.rows)]))
    axis = {"range": [SHARE_BOTTOM, SHARE_TOP]} | SHARES
    return Row(escape_tags(series.heading), ROW_HEIGHT, traces, axis)


def _find_place(row: dict[str, Any]) -> datetime | float:
    if row["from_offset"] is None:
        return Span.from_days(row["start"], row["end"]).middle
    return float(row["from_offset"] + row["to_offset"]) / 2


def _make_day_axis(series: list[Compared]) -> dict[str, Any]:
    offsets = [row[end] for held in series for row in held.rows for end in ("from_offset", "to_offset")] or [0, 1]
    apart = 30 if max(offsets) - min(offsets) < 200 else 60  # a phone has room for no more
    return style_axis(range=[min(offsets) - 2, max(offsets) + 2], dtick=apart, tickangle=0, tick0=0, ticksuffix=" d")
