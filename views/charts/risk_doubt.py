"""The figures on what the numbers rest on: a table in, a Plotly figure out. No Streamlit."""

from dataclasses import dataclass
from itertools import groupby

import plotly.graph_objects as go

from analysis.questions.denominators import WITH_DOUBTFUL
from analysis.statistics.intervals import FEW_PATROLS
from views.charts.risk import axis_of, heading_of, layout_of
from views.charts.timeline import ACCENT, GREY, hover
from views.words import doubt as doubt_text
from views.words import text
from views.words.rate_phrases import describe_share

ROW_HEIGHT, HEAD_HEIGHT = 38, 62  # pixels
BESIDE = 0.18  # of a row: how far the two marks of a row stand from its middle
MOST_ROWS = 30
FEW_HOLLOW = f"Hollow marks rest on fewer than {FEW_PATROLS} patrols."
HOLLOW = f"Hollow marks count disputed and unconfirmed attacks too, or rest on fewer than {FEW_PATROLS} patrols."


@dataclass(frozen=True)
class Mark:
    """A share with its interval; hollow where it rests on doubtful attacks or on few patrols."""

    attacked: int
    patrols: int
    share: float
    low: float
    high: float
    is_hollow: bool
    sentence: str


def denominators_chart(rows: list[dict], ink: str) -> go.Figure:
    """A row for each way to count the patrols: by confirmed attacks filled, with the doubtful ones hollow."""
    named = {"known_day": "Known day", "any_day": "Any day"}
    found = []
    for row in rows[:MOST_ROWS]:
        marks = [
            Mark(
                row["attacked" + of],
                row["patrols"],
                row["share" + of],
                row["low" + of],
                row["high" + of],
                bool(of) or row["patrols"] < FEW_PATROLS,
                f"{doubt_text.way(row)}, {words}: {describe_share(row['attacked' + of], row['patrols'])}",
            )
            for of, words in (("", "confirmed and coded attacks"), (WITH_DOUBTFUL, "disputed and unconfirmed too"))
            if row["share" + of] is not None
        ]
        found.append(
            (named.get(row["patrols_by"]) or text.capitalised(doubt_text.way(row).removeprefix("the ")), marks)
        )
    return _spread(found, ink)


def sources_chart(rows: list[dict], ink: str) -> go.Figure:
    """A row for each choice of sources."""
    found = [
        (
            {"independent": "Independent", "official": "Official"}.get(row["sources"])
            or text.capitalised(text.told_by(row["sources"]).removeprefix("the ")),
            [
                Mark(
                    row["attacked"],
                    row["patrols"],
                    row["share"],
                    row["low"],
                    row["high"],
                    row["patrols"] < FEW_PATROLS,
                    f"{text.told_by(row['sources'])}: {describe_share(row['attacked'], row['patrols'])}",
                )
            ],
        )
        for row in rows[:MOST_ROWS]
    ]
    return _spread(found, ink)


def _spread(rows: list[tuple[str, list[Mark]]], ink: str) -> go.Figure:
    """Dots with their intervals under each other, the counts beside them."""
    placed = [
        (place + (at - (len(marks) - 1) / 2) * 2 * BESIDE, mark)
        for place, (_, marks) in enumerate(rows)
        for at, mark in enumerate(marks)
    ]
    traces = [
        {
            **{"type": "scatter", "mode": "lines", "line": {"color": GREY, "width": 2}, "hoverinfo": "skip"},
            "x": [x for _, mark in placed for x in (mark.low, mark.high, None)],
            "y": [y for place, _ in placed for y in (place, place, None)],
        },
        {
            **{"type": "scatter", "mode": "markers"},
            "x": [mark.share for _, mark in placed],
            "y": [place for place, _ in placed],
            "marker": {
                "symbol": ["diamond-open" if mark.is_hollow else "diamond" for _, mark in placed],
                **{"size": 10, "color": ACCENT, "opacity": 1, "line": {"width": 2, "color": ACCENT}},
            },
            **hover([mark.sentence for _, mark in placed]),
        },
        {
            **{
                "type": "scatter",
                "mode": "text",
                "hoverinfo": "skip",
                "textposition": "middle right",
                "cliponaxis": False,
            },
            "x": [mark.high for _, mark in placed],
            "y": [place for place, _ in placed],
            "text": [f" {mark.attacked:,} of {mark.patrols:,}" for _, mark in placed],
            "textfont": {"size": 11, "color": ink},
        },
    ]
    # Room for the counts beside the widest interval, even on a phone.
    right = max([mark.high for _, mark in placed] + [0.1]) * 1.32
    drawn = layout_of(ink, height=HEAD_HEIGHT + ROW_HEIGHT * len(rows)) | {
        "xaxis": axis_of({"range": [-0.01, right], "tickformat": ".0%", "nticks": 6}),
        "yaxis": axis_of(
            {
                "range": [len(rows) - 0.5, -0.5],
                "tickvals": list(range(len(rows))),
                "ticktext": [_short(label) for label, _ in rows],
                "showgrid": False,
            }
        ),
        "annotations": [heading_of("Share attacked (95 % interval)", 1.0, ink)],
    }
    return go.Figure(traces, drawn)


def _short(label: str) -> str:
    """Text from data as an axis shows it: it would read tags, and a long name would take the room of the figure."""
    shown = label if len(label) <= 22 else label[:21] + "…"
    return hover([shown])["hovertext"][0]


DASHES = {("releases", "patrols"): "solid", ("releases", "incidents"): "dash", ("sources", "patrols"): "solid",
          ("sources", "incidents"): "dash"}  # fmt: skip


def reporting_lag_chart(rows: list[dict], ink: str) -> go.Figure:
    """The share of records known so many days after theirs, a step line for each way of telling and each table."""
    traces = []
    longest = max(row["lag_days"] for row in rows) + 1
    for (basis, table), group in groupby(rows, key=lambda row: (row["basis"], row["table"])):
        lags = list(group)
        if lags[-1]["of"] < FEW_PATROLS:
            continue
        sentences = [
            f"{doubt_text.lag_name(row)}: {row['known']:,} of {row['of']:,} known {text.within(row['lag_days'])} of their day"
            for row in lags
        ]
        traces.append(
            {
                **{"type": "scatter", "mode": "lines+markers", "name": f"{text.capitalised(table)} by {basis}"},
                "x": [0, *[row["lag_days"] for row in lags], longest],
                "y": [0, *[row["share_known"] for row in lags], 1],
                "line": {"shape": "hv", "width": 2, "color": ink if basis == "releases" else GREY,
                         "dash": DASHES[basis, table]},
                "marker": {"size": [0, *[7] * len(lags), 0], "symbol": "circle" if table == "patrols" else "diamond",
                           "color": ink if basis == "releases" else GREY},
                **hover(["", *sentences, ""]),
            }
        )  # fmt: skip
    drawn = layout_of(ink, height=270) | {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -0.3, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        "xaxis": axis_of({"range": [-0.02 * longest, longest], "tickformat": ",d", "nticks": 8,
                       "title": {"text": "days after the day of the record"}}),
        "yaxis": axis_of({"range": [0, 1.15], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}),
        "annotations": [heading_of("Share of records known", 1.0, ink)],
    }  # fmt: skip
    return go.Figure(traces, drawn)
