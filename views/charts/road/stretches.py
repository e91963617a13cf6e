"""Patrols, attacks on them per patrol, and all recorded attacks, by stretch of road."""

from typing import Any

import plotly.graph_objects as go

from views.charts.axis import round_down
from views.charts.style import (
    GREY,
    PALE,
    Estimate,
    Ink,
    Row,
    Trace,
    draw_bars,
    draw_estimates,
    draw_keys,
    draw_words,
    place_rows,
    style_axis,
    style_layout,
)
from views.words.figures import hollow_marks
from views.words.figures import stretches as words


def draw_stretches(
    rows: list[dict[str, Any]], places: list[dict[str, Any]], posts: tuple[float, float], ink: Ink
) -> go.Figure:
    """Draw the stretches along the road. Without complete coverage, draw only the recorded attacks."""
    sentences = [words.describe_stretch(row, places) for row in rows]
    stacked = [_draw_counts("recorded", words.RECORDED_HEADING, PALE, rows, sentences)]
    if any(row["patrols"] is not None for row in rows):
        patrols = _draw_counts("patrols", words.DRIVEN_HEADING, GREY, rows, sentences)
        stacked = [patrols, _draw_rates(rows, sentences), *stacked]
    edges = sorted({row["km_from"] for row in rows} | {row["km_to"] for row in rows})
    # Lower than the numbers of the axis of counts, which start at the same height.
    names = {
        "ticklabelstandoff": 4,
        "tickvals": edges,
        "ticktext": [f"{edge:g}{' km' if edge == edges[-1] else ''}" for edge in edges],
    }
    traces, layout = place_rows(
        stacked, style_axis(range=list(posts), **names), ink, gap=34 / (40 + 95 * len(stacked)), shift=-36
    )
    legend = draw_keys(_estimate_rate(row) for row in rows if row["rate"] is not None)
    look = {"bargap": 0.06, "dragmode": "pan", "margin": {"l": 42, "r": 24, "t": 26, "b": 8}}
    return go.Figure(traces + legend, style_layout(ink, 40 + 95 * len(stacked), keys=legend, **look) | layout)


def _draw_counts(column: str, heading: str, fill: str, rows: list[dict[str, Any]], sentences: list[str]) -> Row:
    counts = [row[column] for row in rows]
    widths = [0.94 * (row["km_to"] - row["km_from"]) for row in rows]
    look = {"color": fill, "line": {"width": 1, "color": GREY}}
    labels = {
        "text": [f"{count:,}" for count in counts],
        "textposition": "outside",
        "cliponaxis": False,
        "showlegend": False,
    }
    bars = draw_bars("", _find_middles(rows), counts, widths, look, sentences, customdata=_carry(rows), **labels)
    most = max([count or 0 for count in counts] + [1])
    ticks = {"dtick": 1} if most < 4 else {"nticks": 4}  # no fractions of a count
    return Row(heading, 1, [bars], {"range": [0, 1.55 * most], "tickformat": ",d"} | ticks)


def _draw_rates(rows: list[dict[str, Any]], sentences: list[str]) -> Row:
    highest = max([row["rate_high"] or 0 for row in rows] + [0.1])
    rated = [(row, sentence) for row, sentence in zip(rows, sentences, strict=True) if row["rate"] is not None]
    marks = [row for row, _ in rated]
    labels = ["no rate" if row["rate"] is None else f"{row['attacks']:,}/{row['patrols']:,}" for row in rows]
    traces: list[Trace] = [
        draw_estimates(
            "",
            _find_middles(marks),
            list(map(_estimate_rate, marks)),
            [sentence for _, sentence in rated],
            customdata=_carry(marks),
        ),
        draw_words(_find_middles(rows), [-0.3 * highest] * len(rows), labels, customdata=_carry(rows)),
    ]
    axis: dict[str, Any] = {"range": [-0.52 * highest, 1.1 * highest], "tickvals": [0, round_down(highest)]}
    return Row(words.RATES_HEADING, 1, traces, axis)


def _estimate_rate(row: dict[str, Any]) -> Estimate:
    return Estimate(row["rate"], row["rate_low"], row["rate_high"], hollow_marks.explain_few(row["patrols"]))


def _find_middles(rows: list[dict[str, Any]]) -> list[float]:
    return [(row["km_from"] + row["km_to"]) / 2 for row in rows]


def _carry(rows: list[dict[str, Any]]) -> list[list[Any]]:
    """Return the stretches to which a click on the marks narrows the records."""
    return [[None, None, row["km_from"], row["km_to"]] for row in rows]
