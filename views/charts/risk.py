"""The figures of the Risk page: shares and rates by period and block, and intervals between attacks."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from analysis.selection import Selection
from analysis.statistics.intervals import ChartLimits
from views.charts.axis import find_runs_without_patrols, make_date_axis, place_period
from views.charts.style import (
    ATTACK,
    GREY,
    PERIODS_WITH_ROOM,
    QUARTERS,
    RED,
    Estimate,
    Ink,
    Row,
    draw_estimates,
    draw_key,
    draw_keys,
    draw_lines,
    draw_marks,
    draw_words,
    place_rows,
    style_axis,
    style_layout,
    title_axis,
    write_heading,
)
from views.words import risk as words
from views.words.figures import hollow_marks
from views.words.statistics.exposure import Exposed

MOST_INTERVALS = 200  # draws the newest; the table below the figure has all
HEIGHT_OF_ONE, HEIGHT_OF_TWO = 270, 460
N_BELOW, BOTTOM = -0.2, -0.3  # positions of n below the shares, and of the start of their axis


def draw_rates_by_period(rows: list[dict[str, Any]], selection: Selection, ink: Ink, exposed: Exposed) -> go.Figure:
    """Draw the share attacked above attacks per exposure, with a mark for each period in which a patrol ran.

    Omits one of them if it adds nothing to the other, or does not exist.
    """
    without = [span.middle for span in find_runs_without_patrols(rows, selection)]
    rows = [
        row for row in rows if row["rate"] is not None and (row["share"] is not None or not words.draws_shares(exposed))
    ]
    places = [place_period(row, selection).middle for row in rows]
    return _draw_rates(
        rows, places, words.name_period, make_date_axis(selection) | {"nticks": 6}, ink, without, exposed
    )


def draw_rates_by_block(rows: list[dict[str, Any]], ink: Ink, exposed: Exposed) -> go.Figure:
    """Draw the same with a mark for each block of patrols, in running order."""
    rows = [row for row in rows if row["rate"] is not None]
    middles = [(row["first_ordinal"] + row["last_ordinal"]) / 2 for row in rows]
    last = max([row["last_ordinal"] for row in rows] + [1])
    axis = style_axis(range=[0.5, last + 0.5], nticks=8, title=title_axis(words.BLOCKS_AXIS))
    return _draw_rates(rows, middles, words.name_block, axis, ink, (), exposed)


def _draw_rates(
    rows: list[dict[str, Any]],
    places: Sequence[Any],
    name: Callable[[dict[str, Any]], str],
    x_axis: dict[str, Any],
    ink: Ink,
    without: Sequence[Any],
    exposed: Exposed,
) -> go.Figure:
    """Draw a mark for each row at its position. Positions in `without` are labelled as having no rate."""
    sentences = [words.describe_rates(name(row), row, exposed) for row in rows]
    shares, rates = (
        [Estimate(row[value], row[low], row[high], _explain_hollow(row, exposed)) for row in rows]
        for value, low, high in (("share", "low", "high"), ("rate", "rate_low", "rate_high"))
    )
    stacked = []
    if words.draws_shares(exposed):
        share_traces = [draw_estimates("Share attacked", places, shares, sentences)]
        if len(rows) + len(without) <= PERIODS_WITH_ROOM:
            labels = [f"{row['patrols']:,}" for row in rows] + ["no rate"] * len(without)
            share_traces.append(draw_words([*places, *without], [N_BELOW] * len(labels), labels, name="n"))
        share_axis = {"range": [BOTTOM, 1.04], "tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": list(QUARTERS)}
        stacked.append(Row(words.SHARES_HEADING, 1, share_traces, share_axis))
    if words.draws_rates(rows, exposed):
        top = max([row["rate_high"] for row in rows] + [1.0])
        traces = [draw_estimates(f"{exposed.events} {exposed.per}", places, rates, sentences)]
        stacked.append(Row(words.head_rates(exposed), 1, traces, {"range": [-0.08 * top, 1.05 * top], "nticks": 5}))
    drawn, layout = place_rows(stacked, x_axis, ink, gap=0.14, shift=-40)
    height = HEIGHT_OF_ONE if len(stacked) == 1 else HEIGHT_OF_TWO
    legend = draw_keys(shares + rates)
    look = style_layout(ink, height, keys=legend, margin={"l": 46, "r": 10, "t": 26, "b": 8})
    return go.Figure(drawn + legend, look | layout)


def _explain_hollow(row: dict[str, Any], exposed: Exposed) -> str:
    """Say why a mark is hollow: few patrols or, with counted exposure, no attack. Empty if it is filled."""
    if exposed.unit.is_counted:
        return hollow_marks.explain_no_attack(row["attacks"])
    return hollow_marks.explain_few(row["patrols"])


def draw_patrols_between(rows: list[dict[str, Any]], limits: ChartLimits | None, ink: Ink) -> go.Figure:
    """Draw the g-chart: quiet patrols before each attacked one, and since the last."""
    lines: dict[str, float] = {"mean": limits.mean, "upper limit": limits.upper} if limits else {}
    hollow = [hollow_marks.SINCE_LAST if row["is_open"] else "" for row in rows]
    return _draw_intervals(rows, "quiet", hollow, words.describe_quiet, words.PATROLS_BETWEEN, lines, ink)


def draw_days_between(rows: list[dict[str, Any]], ink: Ink) -> go.Figure:
    """Draw the days between attacks on patrols, and since the last. The first interval is cut off by the start of the days."""
    hollow = ["" if row["how"] == "between" else hollow_marks.CUT for row in rows]
    return _draw_intervals(rows, "days", hollow, words.describe_interval, words.DAYS_BETWEEN, {}, ink)


def _draw_intervals(
    rows: list[dict[str, Any]],
    column: str,
    hollow: list[str],
    describe: Callable[[dict[str, Any]], str],
    heading: str,
    lines: dict[str, float],
    ink: Ink,
) -> go.Figure:
    """Draw a mark for each interval. The last one is open and gets an arrow."""
    rows, hollow = rows[-MOST_INTERVALS:], hollow[-MOST_INTERVALS:]
    places, values = [row["interval"] for row in rows], [row[column] for row in rows]
    edges = [places[0] - 0.5, places[-1] + 0.5] if places else [0, 1]
    top = max([*values, *lines.values(), 1]) * 1.25
    traces = [
        draw_lines(name, edges, [value, value], width=1.5, dash="solid" if name == "mean" else "dash", showlegend=False)
        for name, value in lines.items()
    ]
    symbols = [f"{ATTACK}-open" if reason else ATTACK for reason in hollow]
    legend = [draw_key(reason, f"{ATTACK}-open", RED) for reason in dict.fromkeys(filter(None, hollow))]
    look: dict[str, Any] = {"size": 11, "mode": "lines+markers", "line": {"color": GREY, "width": 1}}
    traces.append(
        draw_marks(heading, places, values, symbols, RED, [describe(row) for row in rows], showlegend=False, **look)
    )
    x_axis = style_axis(range=edges, tickformat=",d", nticks=8, title=title_axis(words.INTERVALS_AXIS))
    if len(values) <= PERIODS_WITH_ROOM:
        x_axis["dtick"] = 1
    layout = {
        "xaxis": x_axis,
        "yaxis": style_axis(domain=[0, 0.92], range=[-0.08 * top, top], tickformat=",d", nticks=5),
        "annotations": [
            write_heading(heading, 1.0, ink, -40),
            *(_label_line(name, value, ink) for name, value in lines.items()),
            *([_draw_arrow(places[-1], values[-1], top)] if values else []),
        ],
    }
    look = style_layout(ink, 290, keys=legend, margin={"l": 46, "r": 10, "t": 26, "b": 8})
    return go.Figure(traces + legend, look | layout)


def _label_line(name: str, value: float, ink: Ink) -> dict[str, Any]:
    return {
        **{
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 4,
            "y": value,
            "yanchor": "bottom",
            "showarrow": False,
        },
        **{
            "text": f"{name} {value:,}" if isinstance(value, int) else f"{name} {value:,.1f}",
            "font": {"color": ink.text},
        },
    }


def _draw_arrow(place: float, value: float, top: float) -> dict[str, Any]:
    return {
        **{"x": place, "ax": place, "axref": "x", "ayref": "y", "text": "", "showarrow": True},
        **{"y": value + 0.2 * top, "ay": value + 0.04 * top},
        **{"arrowhead": 2, "arrowwidth": 2, "arrowcolor": RED},
    }
