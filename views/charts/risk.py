"""The figures of the Risk page: a table in, a Plotly figure out. No Streamlit.

As on the Timeline, attacks are diamonds in the one accent colour, what is open or rests on few patrols is hollow, and the
rest is grey. A figure is made of plain values in one call, which is several times quicker than one that grows.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS, ChartLimits
from views.charts.days import in_view, runs_without_patrols
from views.charts.timeline import ACCENT, FAINT, GREY, PERIODS_WITH_ROOM, hover, middle_of
from views.words import text
from views.words.rate_phrases import describe_rate, describe_share

MOST_INTERVALS = 200  # the newest are drawn; the table under the figure holds them all
N_BELOW, BOTTOM = -0.2, -0.3  # where n stands under the shares, and where their axis begins


def rates_by_period_chart(rows: list[dict], selection: Selection, ink: str) -> go.Figure:
    """Share attacked over attacks per patrol, a mark for each period in which a patrol ran."""

    periods = in_view(rows, selection)
    quiet = [middle_of(run) for run in runs_without_patrols(periods)]
    rows = [row for row in periods if row["share"] is not None]
    days = {"type": "date", "range": [str(selection.from_day), str(selection.to_day)], "tickformat": "%-d %b<br>%Y"}
    return _rates(
        rows, [middle_of(row) for row in rows], [text.period(row) for row in rows], days | {"nticks": 6}, ink, quiet
    )


def rates_by_block_chart(rows: list[dict], ink: str) -> go.Figure:
    """The same, a mark for each block of patrols, over the patrols in the order in which they ran."""
    middles = [(row["first_ordinal"] + row["last_ordinal"]) / 2 for row in rows]
    last = max([row["last_ordinal"] for row in rows] + [1])
    axis = {"range": [0.5, last + 0.5], "nticks": 8, "title": {"text": "patrols in the order in which they ran"}}
    return _rates(rows, middles, [block_name(row) for row in rows], axis, ink)


def block_name(row: dict) -> str:
    return f"Patrols {row['first_ordinal']:,} to {row['last_ordinal']:,}, {text.period(row)}"


def _rates(
    rows: list[dict], xs: Sequence, names: list[str], x_axis: dict, ink: str, without: Sequence = ()
) -> go.Figure:
    """A mark for each row over its place in `xs`; at the places in `without` stands that there is no rate."""
    sentences = [
        f"{name}: {describe_share(row['attacked'], row['patrols'])}; {describe_rate(row['attacks'], row['patrols'])}"
        for name, row in zip(names, rows, strict=True)
    ]
    traces = []
    for place, (value, low, high) in enumerate((("share", "low", "high"), ("rate", "rate_low", "rate_high")), start=1):
        axes = {"xaxis": f"x{place}", "yaxis": f"y{place}"}
        traces += [
            {
                **axes,
                **{"type": "scatter", "mode": "lines", "line": {"color": GREY, "width": 2}, "hoverinfo": "skip"},
                "name": "95 % interval",
                "x": [x for one in xs for x in (one, one, None)],
                "y": [y for row in rows for y in (row[low], row[high], None)],
            },
            {
                **axes,
                **{
                    "type": "scatter",
                    "mode": "markers",
                    "name": "Share attacked" if place == 1 else "Attacks per patrol",
                },
                "x": xs,
                "y": [row[value] for row in rows],
                "marker": {
                    "symbol": ["diamond-open" if row["patrols"] < FEW_PATROLS else "diamond" for row in rows],
                    **{"size": 10, "color": ACCENT, "opacity": 1, "line": {"width": 2, "color": ACCENT}},
                },
                **hover(sentences),
                "cliponaxis": False,
            },
        ]
    if len(rows) + len(without) <= PERIODS_WITH_ROOM:
        labels = [f"{row['patrols']:,}" for row in rows] + ["no rate"] * len(without)
        traces.append(
            {
                **{"type": "scatter", "mode": "text", "xaxis": "x1", "yaxis": "y1", "hoverinfo": "skip", "name": "n"},
                **{"x": [*xs, *without], "y": [N_BELOW] * len(labels), "text": labels},
                **{"textfont": {"size": 11}, "cliponaxis": False},
            }
        )
    top = max([row["rate_high"] for row in rows] + [1.0])
    layout = layout_of(ink, height=460) | {
        "xaxis": axis_of(x_axis | {"anchor": "y", "matches": "x2", "showticklabels": False, "title": None}),
        "xaxis2": axis_of(x_axis | {"anchor": "y2"}),
        "yaxis": axis_of(
            {"domain": [0.56, 0.96], "range": [BOTTOM, 1.04], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
        ),
        "yaxis2": axis_of({"domain": [0, 0.42], "range": [-0.08 * top, 1.05 * top], "nticks": 5}),
        "annotations": [
            heading_of("Share attacked (95 % interval, n below)", 1, ink),
            heading_of("Attacks per patrol (95 % interval)", 0.46, ink),
        ],
    }
    return go.Figure(traces, layout)


def patrols_between_chart(rows: list[dict], limits: ChartLimits | None, ink: str) -> go.Figure:
    """The g-chart: quiet patrols before each attacked one, and since the last."""
    sentences = [
        f"{row['quiet']:,} since the last attacked patrol, still open"
        if row["is_open"]
        else f"{text.count_of(row['quiet'], 'quiet patrol')} before {row['patrol_id']}, attacked on {text.day(row['date'])}"
        for row in rows
    ]
    places, values = [row["interval"] for row in rows], [row["quiet"] for row in rows]
    lines = {"mean": limits.mean, "upper limit": limits.upper} if limits else {}
    hollow = [row["is_open"] for row in rows]
    return _intervals(places, values, hollow, sentences, "Quiet patrols between attacked ones", lines, ink)


def days_between_chart(rows: list[dict], ink: str) -> go.Figure:
    """Days between attacks on patrols, and since the last. The first interval was cut by the beginning of the days."""
    sentences = [f"{text.in_days(row['days'])}: {interval_name(row)}" for row in rows]
    hollow = [row["how"] != "between" for row in rows]
    places, values = [row["interval"] for row in rows], [row["days"] for row in rows]
    return _intervals(places, values, hollow, sentences, "Days between attacks on patrols", {}, ink)


def interval_name(row: dict) -> str:
    match row["how"]:
        case "first":
            return f"from the first day, {text.day(row['start'])}, to the first attack, {text.day(row['date'])}"
        case "open":
            return f"since the last attack, {text.day(row['start'])}, up to {text.day(row['date'])}, still open"
    return f"from {text.day(row['start'])} to {text.day(row['date'])}"


def _intervals(
    places: list[int],
    values: list[int],
    hollow: list[bool],
    sentences: list[str],
    heading: str,
    lines: dict[str, float],
    ink: str,
) -> go.Figure:
    """A mark for each interval, the last one, which is open, with an arrow: it can only grow."""
    places, values, hollow, sentences = (held[-MOST_INTERVALS:] for held in (places, values, hollow, sentences))
    edges = [places[0] - 0.5, places[-1] + 0.5] if places else [0, 1]
    top = max([*values, *lines.values(), 1]) * 1.25
    traces = [
        {
            **{"type": "scatter", "mode": "lines", "name": name, "hoverinfo": "skip"},
            **{"x": edges, "y": [value, value]},
            "line": {"color": GREY, "width": 1.5, "dash": "solid" if name == "mean" else "dash"},
        }
        for name, value in lines.items()
    ]
    traces.append(
        {
            **{"type": "scatter", "mode": "lines+markers", "name": heading, "x": places, "y": values},
            "line": {"color": GREY, "width": 1},
            "marker": {
                "symbol": ["diamond-open" if is_hollow else "diamond" for is_hollow in hollow],
                **{"size": 11, "color": ACCENT, "opacity": 1, "line": {"width": 2, "color": ACCENT}},
            },
            **hover(sentences),
            "cliponaxis": False,
        }
    )
    annotations = [heading_of(heading, 1.0, ink)]
    annotations += [
        {
            **{"x": 1, "xref": "paper", "xanchor": "right", "y": value, "yanchor": "bottom", "showarrow": False},
            **{"text": f"{name} {value:,.1f}", "font": {"size": 11, "color": ink}},
        }
        for name, value in lines.items()
    ]
    if values:
        annotations.append(
            {
                **{"x": places[-1], "ax": places[-1], "axref": "x", "ayref": "y", "text": "", "showarrow": True},
                **{"y": values[-1] + 0.2 * top, "ay": values[-1] + 0.04 * top},
                **{"arrowhead": 2, "arrowwidth": 2, "arrowcolor": ACCENT},
            }
        )
    layout = layout_of(ink, height=290) | {
        "xaxis": axis_of(
            {
                "range": edges,
                **{"tickformat": ",d", "nticks": 8, "title": {"text": "intervals in their order; the last is open"}},
            }
            | ({"dtick": 1} if len(values) <= PERIODS_WITH_ROOM else {})
        ),
        "yaxis": axis_of({"domain": [0, 0.92], "range": [-0.08 * top, top], "tickformat": ",d", "nticks": 5}),
        "annotations": annotations,
    }
    return go.Figure(traces, layout)


def layout_of(ink: str, height: int) -> dict:
    return {
        **{"height": height, "margin": {"l": 46, "r": 10, "t": 26, "b": 8}, "showlegend": False},
        **{"hovermode": "closest", "dragmode": False, "font": {"color": ink}},
    }


def axis_of(more: dict) -> dict:
    return {"gridcolor": FAINT, "zeroline": False, "fixedrange": True, "automargin": True} | more


def heading_of(words: str, y: float, ink: str) -> dict:
    return {
        **{"text": words, "x": 0, "xref": "paper", "xanchor": "left", "xshift": -40, "y": y, "yref": "paper"},
        **{"yanchor": "bottom", "showarrow": False, "font": {"size": 13, "color": ink}},
    }
