"""The figures of the Risk page on what its numbers rest on: who counts the patrols, who reports attacks, how late reports come."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from analysis.questions.denominators import WITH_DOUBTFUL
from analysis.statistics.intervals import FEW_PATROLS
from views.charts.style import (
    BLUE,
    GREY,
    QUARTERS,
    Estimate,
    Ink,
    draw_estimates,
    draw_lines,
    draw_words,
    escape_tags,
    label_hover,
    measure_labels,
    style_axis,
    style_layout,
    write_heading,
)
from views.words import doubt as words

ROW_HEIGHT, HEAD_HEIGHT = 38, 62  # pixels
BESIDE = 0.18  # of a row: how far the two marks of a row stand from its middle
MOST_ROWS = 30
LONGEST_LABEL = 22  # characters: a long name would take the room of the figure
Mark = tuple[float, dict[str, Any], str]
MARGIN = {"l": 46, "r": 10, "t": 26, "b": 8}


def draw_denominators(rows: list[dict[str, Any]], ink: Ink) -> go.Figure:
    """Draw a row for each way to count the patrols: by confirmed attacks filled, with the doubtful ones hollow."""
    marks = [
        (place + (BESIDE if of else -BESIDE) * (row[f"share{WITH_DOUBTFUL}"] is not None), row, of)
        for place, row in enumerate(rows[:MOST_ROWS])
        for of in ("", WITH_DOUBTFUL)
        if row[f"share{of}"] is not None
    ]
    return _draw_spread([words.label_way(row) for row in rows[:MOST_ROWS]], marks, words.describe_way, ink)


def draw_sources(rows: list[dict[str, Any]], ink: Ink) -> go.Figure:
    """Draw a row for each choice of sources."""
    marks: list[Mark] = [(place, row, "") for place, row in enumerate(rows[:MOST_ROWS])]
    return _draw_spread([words.label_sources(row) for row in rows[:MOST_ROWS]], marks, words.describe_sources_of, ink)


def _draw_spread(
    labels: list[str], marks: list[Mark], describe: Callable[[dict[str, Any], str], str], ink: Ink
) -> go.Figure:
    """Draw dots with their intervals under each other, the counts beside them.

    A mark is its place, its row, and the ending of the columns that it shows.
    """
    places = [place for place, _, _ in marks]
    estimates = [
        Estimate(row[f"share{of}"], row[f"low{of}"], row[f"high{of}"], bool(of) or row["patrols"] < FEW_PATROLS)
        for _, row, of in marks
    ]
    counts = [f" {row[f'attacked{of}']:,} of {row['patrols']:,}" for _, row, of in marks]
    ends = [estimate.high for estimate in estimates]
    traces = [
        draw_estimates("", places, estimates, [describe(row, of) for _, row, of in marks], sideways=True),
        draw_words(ends, places, counts, textposition="middle right", textfont={"color": ink.text}),
    ]
    # Room for the counts beside the widest interval, even on a phone.
    right = max([*ends, 0.1]) * 1.32
    names = [_shorten(label) for label in labels]
    margin = MARGIN | {"l": measure_labels(names)}
    layout = {
        "xaxis": style_axis(
            range=[-0.01, right],
            tickvals=[step / 10 for step in range(0, 11, 1 if right < 0.5 else 2)],
            ticktext=[f"{10 * step} %" for step in range(0, 11, 1 if right < 0.5 else 2)],
        ),
        "yaxis": style_axis(
            range=[len(names) - 0.5, -0.5], showgrid=False, tickvals=list(range(len(names))), ticktext=names
        ),
        "annotations": [write_heading(words.SHARES_HEADING, 1.0, ink, 6 - margin["l"])],
    }
    return go.Figure(traces, style_layout(ink, HEAD_HEIGHT + ROW_HEIGHT * len(labels), margin=margin) | layout)


def _shorten(label: str) -> str:
    return escape_tags(label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…")


def draw_reporting_lag(rows: list[dict[str, Any]], ink: Ink) -> go.Figure:
    """Draw the share of records known so many days after theirs: a step line for each way of telling and each table."""
    traces = []
    longest = max(row["lag_days"] for row in rows) + 1
    for (basis, table), group in groupby(rows, key=lambda row: (row["basis"], row["table"])):
        lags = list(group)
        if lags[-1]["of"] < FEW_PATROLS:
            continue
        is_dashed = table == "incidents"
        colour = BLUE if basis == "releases" else GREY
        traces.append(
            draw_lines(
                words.name_lag_line(basis, table),
                [0, *[row["lag_days"] for row in lags], longest],
                [0, *[row["share_known"] for row in lags], 1],
                colour,
                mode="lines+markers",
                line={"shape": "hv", "width": 2, "color": colour, "dash": "dash" if is_dashed else "solid"},
                marker={
                    **{"size": [0, *[7] * len(lags), 0], "symbol": "diamond" if is_dashed else "circle"},
                    "color": colour,
                },
                **label_hover(["", *map(words.describe_known, lags), ""]),
            )
        )
    x_title = {"text": words.LAG_AXIS}
    layout = {
        "xaxis": style_axis(range=[-0.02 * longest, longest], tickformat=",d", nticks=8, title=x_title),
        "yaxis": style_axis(range=[0, 1.15], tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=list(QUARTERS)),
        "annotations": [write_heading(words.LAG_HEADING, 1.0, ink, -40)],
    }
    return go.Figure(traces, style_layout(ink, 270, margin=MARGIN, showlegend=True) | layout)
