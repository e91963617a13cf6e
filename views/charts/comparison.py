"""Several series of rates below each other on one axis and scale, for comparison (small multiples)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from analysis.exposure import PATROLS, Unit
from analysis.selection import Selection
from views.charts.axis import Span, make_date_axis, round_down
from views.charts.style import (
    GREY,
    SHARES,
    Estimate,
    Ink,
    Row,
    Trace,
    draw_bars,
    draw_estimates,
    draw_key,
    draw_keys,
    draw_words,
    escape_tags,
    place_rows,
    style_axis,
    style_layout,
)
from views.words.figures import comparison as words
from views.words.figures import hollow_marks
from views.words.phrases import shorten_count

ROW_HEIGHT, HEADING, LINE, UNDER, LEFT = 88, 26, 16, 10, 52  # pixels
SHARE_BOTTOM, LABELS, BAND, SHARE_TOP = -0.66, -0.36, -0.6, 1.1
LABELS_WITH_ROOM = 16
SEPARATOR = " · "  # of the parts of a heading


@dataclass(frozen=True)
class Compared:
    """A series to draw: its name, its heading, its rows from `compute_series` of the comparison, and suspensions as first and last day."""

    name: str
    heading: str
    rows: list[dict[str, Any]]
    suspensions: list[dict[str, Any]]
    unit: Unit = PATROLS
    events: str = "attacks"  # what a rate of counted exposure counts
    is_sourced: bool = False  # perhaps not all of them

    @property
    def rated(self) -> list[dict[str, Any]]:
        """The rows with a rate."""
        return [row for row in self.rows if row["rate" if self.unit.is_counted else "share"] is not None]

    @property
    def estimates(self) -> list[Estimate]:
        """The rates of these rows."""
        if self.unit.is_counted:
            return [
                Estimate(row["rate"], row["rate_low"], row["rate_high"], hollow_marks.explain_no_attack(row["attacks"]))
                for row in self.rated
            ]
        return [
            Estimate(row["share"], row["low"], row["high"], hollow_marks.explain_few(row["patrols"]))
            for row in self.rated
        ]


def draw_comparison(series: list[Compared], days: Selection | None, ink: Ink, *, is_small: bool = False) -> go.Figure:
    """Draw a row for each series, by date over the chosen `days`, or without `days` by days after the reference day.

    On a phone (`is_small`), each part of a heading has a line, and counts of 1,000 or more are rounded.
    """
    tops = {each.unit: _find_top([other for other in series if other.unit == each.unit]) for each in series}
    rows = [_draw_series(each, days, tops[each.unit], is_small) for each in series]
    heading = HEADING + LINE * max(each.heading.count(SEPARATOR) for each in series) if is_small else HEADING
    total = ROW_HEIGHT * len(rows) + heading * (len(rows) - 1)
    axis = make_date_axis(days) if days else _make_day_axis(series)
    traces, layout = place_rows(rows, axis, ink, gap=heading / total, shift=6 - LEFT)
    margin = {"l": LEFT, "r": 10, "t": heading, "b": UNDER}
    legend = draw_keys(estimate for each in series for estimate in each.estimates)
    if days and any(each.suspensions for each in series):
        legend.append(draw_key(words.SUSPENDED, "square", GREY))
    look: dict[str, Any] = {"keys": legend, "margin": margin, "spikedistance": -1, "hoverdistance": 24}
    if not days:
        line = {"xref": "x", "yref": "paper", "x0": 0.5, "x1": 0.5, "y0": 0, "y1": 1, "layer": "below"}
        look["shapes"] = [{"type": "line", "line": {"color": GREY, "width": 1, "dash": "dot"}} | line]
    return go.Figure(traces + legend, style_layout(ink, total + heading + UNDER, **look) | layout)


def _find_top(series: list[Compared]) -> float:
    """Return the end of the shared scale: 1 for shares, otherwise the highest end of an interval."""
    if not series[0].unit.is_counted:
        return 1.0
    return max((row["rate_high"] for each in series for row in each.rated), default=1.0)


def _draw_series(series: Compared, days: Selection | None, top: float, is_small: bool) -> Row:
    rated = series.rated
    traces: list[Trace] = []
    if days and series.suspensions:
        spans = [Span.from_days(row["start"], row["end"] or days.to_day, days) for row in series.suspensions]
        traces.append(
            draw_bars(
                words.SUSPENDED,
                [span.milliseconds for span in spans],
                [BAND * top] * len(spans),
                [0.09 * top] * len(spans),
                GREY,
                [words.SUSPENDED] * len(spans),
                orientation="h",
                base=[span.start for span in spans],
                showlegend=False,
            )
        )
    sentences = [words.describe_bin(row, series.unit, series.events) for row in rated]
    traces.append(
        draw_estimates(
            words.name_rate(series.unit, series.events),
            [_find_place(row) for row in rated],
            series.estimates,
            sentences,
        )
    )
    if len(series.rows) <= LABELS_WITH_ROOM:
        passed = "exposed" if series.unit.is_counted else "patrols"
        known = [row for row in series.rows if row[passed] is not None]
        counts = [shorten_count(row[passed]) if is_small else f"{row[passed]:,}" for row in known]
        traces.append(draw_words([_find_place(row) for row in known], [LABELS * top] * len(known), counts))
    if not rated:
        middles = [_find_place(row) for row in series.rows]
        traces.append(
            draw_words(middles[len(middles) // 2 :][:1], [0.5 * top], [words.explain_empty(series.rows, series.unit)])
        )
    ticks = {"tickvals": [0, round_down(top)]} if series.unit.is_counted else SHARES
    axis = {"range": [SHARE_BOTTOM * top, SHARE_TOP * top]} | ticks
    heading = escape_tags(series.heading)
    return Row(heading.replace(SEPARATOR, "<br>") if is_small else heading, ROW_HEIGHT, traces, axis)


def _find_place(row: dict[str, Any]) -> datetime | float:
    if row["from_offset"] is None:
        return Span.from_days(row["start"], row["end"]).middle
    return float(row["from_offset"] + row["to_offset"]) / 2


def _make_day_axis(series: list[Compared]) -> dict[str, Any]:
    offsets = [row[end] for each in series for row in each.rows for end in ("from_offset", "to_offset")] or [0, 1]
    step = 30 if max(offsets) - min(offsets) < 200 else 60  # a phone has no room for more ticks
    return style_axis(range=[min(offsets) - 2, max(offsets) + 2], dtick=step, tickangle=0, tick0=0, ticksuffix=" d")
