"""The figure of the Risk page on how late reports come."""

from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from analysis.statistics.intervals import FEW_PATROLS
from views.charts.style import (
    BLUE,
    GREY,
    QUARTERS,
    Ink,
    draw_lines,
    label_hover,
    style_axis,
    style_layout,
    title_axis,
    write_heading,
)
from views.words import doubt as words

MARGIN = {"l": 46, "r": 10, "t": 26, "b": 8}


def draw_reporting_lag(rows: list[dict[str, Any]], ink: Ink) -> go.Figure:
    """Draw the share of records known by days after theirs, as a step line for each basis and table."""
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
    layout = {
        "xaxis": style_axis(
            range=[-0.02 * longest, longest], tickformat=",d", nticks=8, title=title_axis(words.LAG_AXIS)
        ),
        "yaxis": style_axis(range=[0, 1.15], tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=list(QUARTERS)),
        "annotations": [write_heading(words.LAG_HEADING, 1.0, ink, -40)],
    }
    return go.Figure(traces, style_layout(ink, 270, margin=MARGIN, showlegend=True) | layout)
