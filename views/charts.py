"""A table in, a Plotly figure out. No Streamlit.

Shape stands beside colour everywhere: attacks are diamonds in the one accent colour, doubt is hollow, the rest is grey.
Bands and backgrounds are traces, since a row that holds shapes alone loses its date axis.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from html import escape

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.rates import FEW, percent
from analysis.selection import Selection
from views import text

ACCENT = "#d1453b"
GREY = "#8b939c"
PALE = "rgba(139, 147, 156, 0.28)"
FAINT = "rgba(139, 147, 156, 0.13)"
CLEAR = "rgba(0, 0, 0, 0)"
MARKS_A_DAY = 5
BAND_LABEL_SHARE = 0.05  # a shorter band has no room for its days

BANDS, PATROLS, ATTACKS, SHARE = 1, 2, 3, 4
LANES = {"on_patrols": "On patrols", "on_patrols_in_doubt": "In doubt", "other": "Other"}


@dataclass(frozen=True)
class Timeline:
    """The tables that the timeline draws, as rows."""

    patrols: list[dict]  # patrols_by_period at the chosen grain
    attacks: list[dict]  # attacks_by_period at the chosen grain
    shares: list[dict]  # share_attacked_by_period at share_grain
    share_grain: str
    suspensions: list[dict]
    gaps: list[dict]
    milestones: list[dict]
    unknown_days: list[dict]  # patrols without a known day
    recorded: list[dict]  # the patrols as listed, for a corridor without complete coverage
    lag_days: int


def timeline_chart(data: Timeline, selection: Selection, ink: str) -> go.Figure:
    """Bands, patrols, attacks and share attacked over one date axis; each mark carries its first and last day.

    `ink` is the colour of text on the page. A heading stands over each row, so that no axis title takes its width.
    """
    data = _within(data, selection)
    figure = make_subplots(
        rows=4,
        shared_xaxes=True,
        vertical_spacing=0.075,
        row_heights=[0.13, 0.3, 0.21, 0.36],
        subplot_titles=[
            "Suspensions and gaps",
            f"Patrols by {selection.grain}; attacked / run",
            f"Attacks by {selection.grain}",
            f"Share attacked by {data.share_grain} (95 % interval, n below)",
        ],
    )
    figure.update_annotations(x=0, xanchor="left", xshift=-78, font={"size": 13, "color": ink})
    _bands(figure, data, selection, ink)
    _patrols(figure, data, selection)
    _attacks(figure, data)
    _shares(figure, data, selection)
    _milestones(figure, data)
    _narrowed(figure, selection)
    figure.update_xaxes(
        range=[_start_of(selection.from_day), _end_of(selection.to_day)],
        type="date",
        showgrid=True,
        gridcolor=FAINT,
        zeroline=False,
        fixedrange=True,
        nticks=9,
        tickangle=0,
        tickformatstops=[
            {"dtickrange": [None, 7 * 86_400_000], "value": "%-d %b<br>%Y"},
            {"dtickrange": [None, None], "value": "%b<br>%Y"},
        ],
    )
    figure.update_yaxes(fixedrange=True, zeroline=False)
    figure.update_layout(
        height=720,
        margin={"l": 82, "r": 8, "t": 34, "b": 8},
        barmode="overlay",
        bargap=0,
        hovermode="closest",
        selectdirection="h",
        showlegend=True,
        dragmode="pan",
        legend={
            "orientation": "h",
            "y": -0.07,
            "yanchor": "top",
            "x": 0,
            "xanchor": "left",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 12},
        },
    )
    return figure


def _bands(figure: go.Figure, data: Timeline, selection: Selection, ink: str) -> None:
    lanes = ["Observed gap", "Announced"]
    numbers = {row["patrol_id"]: row["number"] for row in data.unknown_days}
    for lane, rows, fill in (("Announced", data.suspensions, GREY), ("Observed gap", data.gaps, CLEAR)):
        spans = [_band(row, selection) for row in rows]
        hover = [_plain(text.suspension(row) if lane == "Announced" else text.gap(row, numbers)) for row in rows]
        figure.add_trace(
            go.Bar(
                name="Announced suspension" if lane == "Announced" else "Observed gap",
                orientation="h",
                y=[lanes.index(lane)] * len(rows),
                showlegend=False,
                base=[start for start, _, _ in spans],
                x=[(end - start) / timedelta(milliseconds=1) for start, end, _ in spans],
                width=0.62,
                marker={"color": fill, "line": {"color": GREY, "width": 1.5}},
                text=[label for _, _, label in spans],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"size": 11, "color": "#14181c" if lane == "Announced" else ink},
                cliponaxis=True,
                customdata=[[str(row["start"]), str(row["end"] or selection.to_day)] for row in rows],
                hovertext=hover,
                hoverinfo="text",
            ),
            row=BANDS,
            col=1,
        )
    figure.update_yaxes(tickvals=[0, 1], ticktext=lanes, range=[-0.5, 1.5], showgrid=False, row=BANDS, col=1)


def _band(row: dict, selection: Selection) -> tuple[datetime, datetime, str]:
    """Where a band is drawn and what stands in it. Its first day is before it, and on its last day patrols ran again."""
    start = _start_of(max(row["start"] + timedelta(days=1), selection.from_day))
    end = _end_of(selection.to_day) if row["is_open"] else _start_of(row["end"])
    shown = (end - start).days
    label = f"{row['days']} d" if shown > BAND_LABEL_SHARE * (selection.to_day - selection.from_day).days else ""
    if row["begins_before"]:
        label = f"◂ {label or row['days']}"
    if row["is_open"]:
        label = f"{label or row['days']}, open ▸"
    return start, end, label


def _patrols(figure: go.Figure, data: Timeline, selection: Selection) -> None:
    rows = [row for row in data.patrols if row["patrols"] is not None]
    highest = max([row["patrols"] for row in rows] + [1])
    as_marks = selection.grain == "day" and highest <= MARKS_A_DAY
    top = highest * 1.4
    _backgrounds(figure, data.patrols, data, selection, PATROLS, top)
    parts = (
        ("Patrols", lambda row: row["patrols"] - row["attacked"], GREY, ""),
        ("Patrols attacked", lambda row: row["attacked"], ACCENT, "/"),
    )
    if as_marks:
        for name, count, colour, _ in parts:
            drawn = [(row, n) for row in rows for n in range(1, count(row) + 1)]
            symbol = "diamond" if colour == ACCENT else "circle"
            # An attacked patrol stands above the others of its day.
            lift = (lambda row: row["patrols"] - row["attacked"]) if colour == ACCENT else (lambda row: 0)
            _marks(
                figure, PATROLS, name, [row for row, _ in drawn], [n + lift(row) for row, n in drawn], colour, symbol
            )
    else:
        for name, count, colour, pattern in parts:
            _bars(figure, name, rows, [count(row) for row in rows], colour, pattern)
        _labels(figure, PATROLS, [row for row in rows if row["patrols"] and len(rows) <= 14], _attacked_of_run)
    if not rows:
        recorded = [
            row | {"start": row["date"], "end": row["date_end"], "first": row["date"], "last": row["date_end"]}
            for row in data.recorded
            if row["date"]
        ]
        _marks(figure, PATROLS, "Recorded, not complete", recorded, [0.5] * len(recorded), GREY, "circle-open")
    _unknown_days(figure, data, top)
    figure.update_yaxes(range=[0, top], tickformat=",d", nticks=5, gridcolor=FAINT, row=PATROLS, col=1)
    if highest <= MARKS_A_DAY:
        figure.update_yaxes(dtick=1, row=PATROLS, col=1)
    if not rows:
        figure.update_yaxes(showticklabels=False, row=PATROLS, col=1)
        _say(figure, PATROLS, top * 0.7, "not completely covered: no counts", selection)


def _unknown_days(figure: go.Figure, data: Timeline, top: float) -> None:
    """A line over all days on which a patrol without a known day may have run."""
    for place, row in enumerate(row for row in data.unknown_days if row["date"] and row["date_end"]):
        first, last = _start_of(row["date"]), _end_of(row["date_end"])
        name = f"{row['number'] or row['patrol_id']}?"
        figure.add_trace(
            go.Scatter(
                name="Patrol without a known day",
                legendgroup="unknown day",
                showlegend=place == 0,
                x=[first, first + (last - first) / 2, last],
                y=[top * 0.84] * 3,
                mode="lines+markers+text",
                text=["", name, ""],
                textposition="top center",
                textfont={"size": 11},
                line={"color": GREY, "width": 1.5, "dash": "dot"},
                marker={"symbol": "line-ns-open", "size": 9, "color": GREY},
                customdata=[[str(row["date"]), str(row["date_end"])]] * 3,
                hoverinfo="text",
                hovertext=_plain(f"Patrol {name}, {text.possible_days(row)}"),
                cliponaxis=False,
            ),
            row=PATROLS,
            col=1,
        )


def _attacks(figure: go.Figure, data: Timeline) -> None:
    most = max([row[lane] or 0 for row in data.attacks for lane in LANES] + [1])
    for height, (lane, name) in zip((2, 1, 0), LANES.items(), strict=True):
        rows = [row for row in data.attacks if row[lane]]
        colour, symbol = {
            "on_patrols": (ACCENT, "diamond"),
            "on_patrols_in_doubt": (ACCENT, "diamond-open"),
            "other": (GREY, "square"),
        }[lane]
        figure.add_trace(
            go.Scatter(
                name=name,
                showlegend=False,
                x=[_middle(row) for row in rows],
                y=[height] * len(rows),
                mode="markers+text",
                # The area of a mark grows with its count.
                marker={
                    "color": colour,
                    "symbol": symbol,
                    "size": [7 + 9 * (row[lane] / most) ** 0.5 for row in rows],
                    "line": {"width": 1.8, "color": colour},
                    "opacity": 1,
                },
                text=[f" {row[lane]:,}" if row[lane] > 1 else "" for row in rows],
                textposition="middle right",
                textfont={"size": 11},
                customdata=_days(rows),
                hoverinfo="text",
                hovertext=[f"{_period(row)}: {text.count_of(row[lane], 'attack')}, {name.lower()}" for row in rows],
                cliponaxis=False,
            ),
            row=ATTACKS,
            col=1,
        )
    figure.update_yaxes(
        tickvals=[2, 1, 0],
        ticktext=list(LANES.values()),
        range=[-0.6, 2.6],
        showgrid=True,
        gridcolor=FAINT,
        row=ATTACKS,
        col=1,
    )


def _shares(figure: go.Figure, data: Timeline, selection: Selection) -> None:
    _backgrounds(figure, data.shares, data, selection, SHARE, 1.08, below=-0.26)
    rows = [row for row in data.shares if row["share"] is not None]
    few = [row["patrols"] < FEW for row in rows]
    figure.add_trace(
        go.Scatter(
            name="Share attacked",
            showlegend=False,
            x=[_middle(row) for row in rows],
            y=[row["share"] for row in rows],
            mode="markers",
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [row["high"] - row["share"] for row in rows],
                "arrayminus": [row["share"] - row["low"] for row in rows],
                "color": GREY,
                "thickness": 1.5,
                "width": 4,
            },
            marker={
                "size": 10,
                "color": ACCENT,
                "symbol": ["circle-open" if is_few else "circle" for is_few in few],
                "line": {"width": 2, "color": ACCENT},
                "opacity": 1,
            },
            customdata=_days(rows),
            hoverinfo="text",
            hovertext=[f"{_period(row)}: {_share_hover(row)}" for row in rows],
        ),
        row=SHARE,
        col=1,
    )
    labels = [(_middle(row), f"{row['patrols']:,}") for row in rows]
    labels += [(middle, "no rate") for middle in _runs_without_rate(data.shares)]
    figure.add_trace(
        go.Scatter(
            x=[x for x, _ in labels],
            y=[-0.13] * len(labels),
            mode="text",
            text=[label for _, label in labels],
            textfont={"size": 11},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        ),
        row=SHARE,
        col=1,
    )
    figure.update_yaxes(
        range=[-0.26, 1.08],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        tickformat=".0%",
        gridcolor=FAINT,
        row=SHARE,
        col=1,
    )

    if all(row["patrols"] is None for row in data.shares):
        _say(figure, SHARE, 0.5, "not completely covered: no rates", selection)


def _say(figure: go.Figure, row: int, height: float, words: str, selection: Selection) -> None:
    """Words in the middle of a row that has nothing to draw."""
    middle = _middle({"first": selection.from_day, "last": selection.to_day})
    figure.add_trace(
        go.Scatter(
            x=[middle], y=[height], mode="text", text=[words], textfont={"size": 13}, hoverinfo="skip", showlegend=False
        ),
        row=row,
        col=1,
    )


def _share_hover(row: dict) -> str:
    words = f"{row['attacked']} of {row['patrols']} patrols attacked"
    if row["patrols"] < FEW:
        return f"{words}; too few for a percentage"
    return f"{words} ({percent(row['share'])} %, 95 % interval {percent(row['low'])} to {percent(row['high'])} %)"


def _runs_without_rate(rows: list[dict]) -> list[datetime]:
    """The middle of each run of periods in which no patrol ran, so that the words stand once for all of them."""
    runs, run = [], []
    for row in [*rows, {"patrols": None}]:
        if row["patrols"] == 0:
            run.append(row)
        elif run:
            runs.append(_middle({"first": run[0]["first"], "last": run[-1]["last"]}))
            run = []
    return runs


def _milestones(figure: go.Figure, data: Timeline) -> None:
    noons = [_middle({"first": row["date"], "last": row["date"]}) for row in data.milestones]
    lines = {BANDS: (-0.5, 1.5), PATROLS: None, ATTACKS: (-0.6, 2.6), SHARE: (-0.26, 1.08)}
    for row, span in lines.items():
        low, high = span or figure.layout[f"yaxis{row}"].range
        figure.add_trace(
            go.Scatter(
                name="Milestone",
                x=[x for noon in noons for x in (noon, noon, None)],
                y=[y for _ in noons for y in (low, high, None)],
                mode="lines",
                line={"color": PALE, "width": 1},
                hoverinfo="text",
                hovertext=[_plain(f"{text.day(m['date'])}: {m['title']}") for m in data.milestones for _ in range(3)],
                showlegend=row == SHARE and bool(noons),
                legendgroup="milestones",
            ),
            row=row,
            col=1,
        )


def _narrowed(figure: go.Figure, selection: Selection) -> None:
    """A bar under the bands over the days to which the records are narrowed."""
    if selection.records_from or selection.records_to:
        first, last = selection.records_days
        figure.add_trace(
            go.Scatter(
                name="Records shown",
                x=[_start_of(first), _end_of(last)],
                y=[-0.42, -0.42],
                mode="lines",
                line={"color": ACCENT, "width": 3},
                hoverinfo="text",
                hovertext="Days of the records below",
            ),
            row=BANDS,
            col=1,
        )


def _backgrounds(
    figure: go.Figure, rows: list[dict], data: Timeline, selection: Selection, row: int, top: float, below: float = 0
) -> None:
    """Hatch the periods that coverage or the chosen days cut; shade the lag zone. A period without coverage stays blank."""
    parts = [period for period in rows if period["covered"] == "part"]
    lag = (
        [{"first": selection.to_day - timedelta(days=data.lag_days - 1), "last": selection.to_day}]
        if data.lag_days
        else []
    )
    for name, periods, fill, hatch in (
        ("Partly covered", parts, CLEAR, "/"),
        ("Not yet fully reported", lag, PALE, ""),
    ):
        if periods:
            figure.add_trace(
                go.Bar(
                    name=name,
                    x=[_middle(period) for period in periods],
                    y=[top - below] * len(periods),
                    base=below,
                    width=[_length(period) for period in periods],
                    hoverinfo="skip",
                    showlegend=row == PATROLS,
                    legendgroup=name,
                    marker={
                        "color": fill,
                        "line": {"width": 0},
                        "pattern": {"shape": hatch, "fgcolor": PALE, "size": 7},
                    },
                ),
                row=row,
                col=1,
            )


def _bars(figure: go.Figure, name: str, rows: list[dict], counts: list[int], colour: str, pattern: str) -> None:
    below = [period["patrols"] - period["attacked"] if colour == ACCENT else 0 for period in rows]
    figure.add_trace(
        go.Bar(
            name=name,
            x=[_middle(period) for period in rows],
            y=counts,
            base=below,
            width=[_length(period) * 0.8 for period in rows],
            customdata=_days(rows),
            marker={
                "color": colour,
                "line": {"width": 0},
                "pattern": {"shape": pattern, "bgcolor": colour, "fgcolor": "white", "size": 8, "solidity": 0.12},
            },
            hoverinfo="text",
            hovertext=[_patrols_hover(period) for period in rows],
        ),
        row=PATROLS,
        col=1,
    )


def _labels(figure: go.Figure, row: int, rows: list[dict], label) -> None:
    figure.add_trace(
        go.Scatter(
            x=[_middle(period) for period in rows],
            y=[period["patrols"] for period in rows],
            mode="text",
            text=[label(period) for period in rows],
            textposition="top center",
            textfont={"size": 12},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        ),
        row=row,
        col=1,
    )


def _attacked_of_run(row: dict) -> str:
    return f"{row['attacked']:,}/{row['patrols']:,}" if row["attacked"] else f"{row['patrols']:,}"


def _marks(
    figure: go.Figure, row: int, name: str, rows: list[dict], heights: list[float], colour: str, symbol: str
) -> None:
    figure.add_trace(
        go.Scatter(
            name=name,
            x=[_middle(period) for period in rows],
            y=heights,
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 9},
            customdata=_days(rows),
            hoverinfo="text",
            hovertext=[
                _patrols_hover(period) if "patrols" in period else text.possible_days(period) for period in rows
            ],
        ),
        row=row,
        col=1,
    )


def _patrols_hover(row: dict) -> str:
    cut = "; partly covered" if row["covered"] == "part" else ""
    return f"{_period(row)}: {text.count_of(row['patrols'], 'patrol')}, {row['attacked']} attacked{cut}"


def _period(row: dict) -> str:
    return (
        text.day(row["start"]) if row["start"] == row["end"] else f"{text.day(row['start'])} to {text.day(row['end'])}"
    )


def _start_of(value: date) -> datetime:
    return datetime.combine(value, time())


def _end_of(value: date) -> datetime:
    return _start_of(value) + timedelta(days=1)


def _within(data: Timeline, selection: Selection) -> Timeline:
    """The same tables, each period with the `first` and `last` of its days that are in view: marks stand over those."""

    def seen(rows: list[dict]) -> list[dict]:
        return [
            row | {"first": max(row["start"], selection.from_day), "last": min(row["end"], selection.to_day)}
            for row in rows
        ]

    return replace(data, patrols=seen(data.patrols), attacks=seen(data.attacks), shares=seen(data.shares))


def _days(rows: list[dict]) -> list[list[str]]:
    """What a click on a mark tells: the first and the last day that it stands for."""
    return [[str(row["start"]), str(row["end"])] for row in rows]


def _plain(words: str) -> str:
    """Text from data as Plotly shows it; otherwise it would read tags and links in it."""
    return escape(words, quote=False)


def _middle(row: dict) -> datetime:
    first, last = _start_of(row["first"]), _end_of(row["last"])
    return first + (last - first) / 2


def _length(row: dict) -> float:
    """The length of a period in milliseconds, the unit of a bar's width on a date axis."""
    return (_end_of(row["last"]) - _start_of(row["first"])) / timedelta(milliseconds=1)
