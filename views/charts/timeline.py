"""A table in, a Plotly figure out. No Streamlit.

Shape stands beside colour everywhere: attacks are diamonds in the one accent colour, doubt is hollow, the rest is grey.
Bands and backgrounds are traces, since a row that holds shapes alone loses its date axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from html import escape
from textwrap import wrap

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.questions.timeline import TimelineAnswers
from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from views.charts.days import PERIODS_WITH_ROOM, band, end_of, in_view, middle_of, runs_without_patrols, start_of
from views.words import text
from views.words.rate_phrases import format_percent

ACCENT = "#d1453b"
GREY = "#8b939c"
PALE = "rgba(139, 147, 156, 0.28)"
FAINT = "rgba(139, 147, 156, 0.13)"
CLEAR = "rgba(0, 0, 0, 0)"

BANDS, PATROLS, ATTACKS, SHARE = 1, 2, 3, 4
LANES = {
    "on_patrols": ("On patrols", ACCENT, "diamond"),
    "on_patrols_in_doubt": ("In doubt", ACCENT, "diamond-open"),
    "other": ("Other", GREY, "square"),
}
MARKS_A_DAY = 5  # more patrols on a day are drawn as a bar
SHARE_BOTTOM, SHARE_LABELS = -0.26, -0.13
SOURCE_CHARACTERS = 64  # in a line, so that it has room on a phone
LINK_CHARACTERS = (
    52  # they are wider than those of words; a line that ends anywhere is easier to put together than at hyphens
)
SOURCE_LINE, SOURCE_ABOVE, SOURCE_BELOW = 13, 14, 8  # pixels: the height of a line, and what is left free around all
UNDER_AN_AXIS = 44  # pixels: the room of its words and its title


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
    lag: tuple[date, date] | None  # the first and last day not yet fully reported

    @classmethod
    def of(cls, answers: TimelineAnswers) -> "Timeline":
        """What the figure shows of all that the Timeline says."""
        return cls(
            patrols=answers.series.to_pylist(),
            attacks=answers.attacks.to_pylist(),
            shares=answers.shares.to_pylist(),
            share_grain=answers.share_grain,
            suspensions=answers.suspensions,
            gaps=answers.gaps,
            milestones=answers.milestones.to_pylist(),
            unknown_days=answers.unknown_days,
            recorded=answers.recorded,
            lag=(answers.lag.first, answers.lag.last) if answers.lag.first else None,
        )


def timeline_chart(data: Timeline, selection: Selection, ink: str) -> go.Figure:
    """Bands, patrols, attacks and share attacked over one date axis; each mark carries its first and last day.

    `ink` is the colour of text on the page. A heading stands over each row, so that no axis title takes its width.
    """
    data = _within(data, selection)
    figure = _Rows()
    _bands(figure, data, selection, ink)
    _patrols(figure, data, selection)
    _attacks(figure, data)
    _shares(figure, data, selection)
    _milestones(figure, data)
    _narrowed(figure, selection)
    headings = [
        "Suspensions and gaps",
        f"Patrols by {selection.grain}; attacked / run",
        f"Attacks by {selection.grain}",
        f"Share attacked by {data.share_grain} (95 % interval, n below)",
    ]
    days = {
        "range": [start_of(selection.from_day), end_of(selection.to_day)],
        **{"type": "date", "gridcolor": FAINT, "zeroline": False, "fixedrange": True, "nticks": 9, "tickangle": 0},
        "tickformatstops": [
            {"dtickrange": [None, 7 * 86_400_000], "value": "%-d %b<br>%Y"},
            {"dtickrange": [None, None], "value": "%b<br>%Y"},
        ],
    }
    return figure.drawn(headings, ink, days)


def sourced(figure: go.Figure, source: str, ink: str, link: str = "") -> go.Figure:
    """The figure with its source as its last lines, under the legend: who saves it as a picture saves them too."""
    lines = wrap(source, SOURCE_CHARACTERS) + [
        link[start : start + LINK_CHARACTERS] for start in range(0, len(link), LINK_CHARACTERS)
    ]
    block = SOURCE_ABOVE + SOURCE_LINE * len(lines) + SOURCE_BELOW
    height = figure.layout.height + block
    figure.layout.height = height
    # An axis keeps clear of a legend by itself, and of nothing else.
    figure.layout.margin.b += block + (UNDER_AN_AXIS if figure.layout.showlegend is False else 0)
    # A legend keeps clear of what stands under it only where both are placed by the same frame.
    figure.layout.legend.update(yref="container", y=block / height, yanchor="bottom")
    words = "<br>".join(map(plain, lines))
    figure.layout.title = {
        # Streamlit makes a title bold.
        "text": f'<span style="font-weight: normal">{words}</span>',
        "font": {"size": 10, "color": ink},
        **{"x": 0, "xref": "container", "xanchor": "left", "pad": {"l": 4}},
        **{"y": (block - SOURCE_ABOVE) / height, "yref": "container", "yanchor": "top"},
    }
    return figure


class _Rows:
    """The traces and axes of the four rows as plain values.

    Plotly checks them once, as one figure; where a figure grows trace by trace and axis by axis, it takes some four times
    as long, which was most of a rerun.
    """

    def __init__(self):
        self.traces: list[dict] = []
        self.y_axes: dict[int, dict] = {row: {} for row in (BANDS, PATROLS, ATTACKS, SHARE)}

    def add(self, kind: str, row: int, **trace) -> None:
        self.traces.append({"type": kind, "xaxis": f"x{_suffix(row)}", "yaxis": f"y{_suffix(row)}"} | trace)

    def drawn(self, headings: list[str], ink: str, days: dict) -> go.Figure:
        """The figure: a heading over each row, and the same axis of days under all."""
        layout = dict(_empty_rows())
        heading = {"x": 0, "xanchor": "left", "xshift": -78, "font": {"size": 13, "color": ink}}
        layout["annotations"] = [
            place | heading | {"text": words} for place, words in zip(layout["annotations"], headings, strict=True)
        ]
        for row, axis in self.y_axes.items():
            name = f"xaxis{_suffix(row)}"
            layout[name] = layout[name] | days
            name = f"yaxis{_suffix(row)}"
            layout[name] = layout[name] | {"gridcolor": FAINT, "zeroline": False, "fixedrange": True} | axis
        layout |= {
            **{"height": 720, "margin": {"l": 82, "r": 8, "t": 34, "b": 8}, "barmode": "overlay", "bargap": 0},
            **{"hovermode": "closest", "dragmode": "pan", "selectdirection": "h", "showlegend": True},
            "legend": {
                "orientation": "h",
                "y": -0.07,
                "yanchor": "top",
                "x": 0,
                "itemclick": False,
                "itemdoubleclick": False,
            },
        }
        return go.Figure(self.traces, layout)


@cache
def _empty_rows() -> dict:
    """The layout of four rows: where their axes and headings lie."""
    rows = make_subplots(
        rows=4,
        shared_xaxes=True,
        vertical_spacing=0.075,
        row_heights=[0.13, 0.3, 0.21, 0.36],
        subplot_titles=["heading"] * 4,
    )
    return {name: value for name, value in rows.layout.to_plotly_json().items() if name != "template"}


def _suffix(row: int) -> str:
    """The first axis of a Plotly figure has no number."""
    return "" if row == 1 else str(row)


# The four rows


def _bands(figure: _Rows, data: Timeline, selection: Selection, ink: str) -> None:
    numbers = {row["patrol_id"]: row["number"] for row in data.unknown_days}
    lanes = (
        ("Observed gap", data.gaps, CLEAR, ink, lambda row: text.gap(row, numbers)),
        ("Announced suspension", data.suspensions, GREY, "#14181c", text.suspension),
    )
    for lane, (name, rows, fill, letters, sentence) in enumerate(lanes):
        spans = [band(row, selection) for row in rows]
        figure.add(
            "bar",
            BANDS,
            name=name,
            orientation="h",
            y=[lane] * len(rows),
            base=[start for start, _, _ in spans],
            x=[milliseconds(end - start) for start, end, _ in spans],
            width=0.62,
            marker={"color": fill, "line": {"color": GREY, "width": 1.5}},
            text=[label for _, _, label in spans],
            textfont={"size": 11, "color": letters},
            **{"textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none"},
            customdata=[[str(row["start"]), str(row["end"] or selection.to_day)] for row in rows],
            **hover([sentence(row) for row in rows]),
            showlegend=False,
        )
    figure.y_axes[BANDS].update(
        tickvals=[0, 1], ticktext=["Observed gap", "Announced"], range=[-0.5, 1.5], showgrid=False
    )


def _patrols(figure: _Rows, data: Timeline, selection: Selection) -> None:
    rows = [row for row in data.patrols if row["patrols"] is not None]
    highest = max([row["patrols"] for row in rows] + [1])
    top = highest * 1.4
    _backgrounds(figure, PATROLS, data.patrols, data, selection, 0, top)
    figure.y_axes[PATROLS].update(range=[0, top], tickformat=",d", nticks=5)
    if highest <= MARKS_A_DAY:
        figure.y_axes[PATROLS].update(dtick=1)
    if not rows:
        figure.y_axes[PATROLS].update(showticklabels=False)
        _recorded_patrols(figure, data)
        _say(figure, PATROLS, top * 0.7, "not completely covered: no counts", selection)
    elif selection.grain == "day" and highest <= MARKS_A_DAY:
        _patrol_marks(figure, rows)
    else:
        _patrol_bars(figure, rows)
    _unknown_days(figure, data, top * 0.84)


def _patrol_bars(figure: _Rows, rows: list[dict]) -> None:
    quiet = [row["patrols"] - row["attacked"] for row in rows]
    for name, heights, base, marker in (
        ("Patrols", quiet, 0, {"color": GREY}),
        ("Patrols attacked", [row["attacked"] for row in rows], quiet, {"color": ACCENT, "pattern": hatch("white")}),
    ):
        figure.add(
            "bar",
            PATROLS,
            name=name,
            x=_middles(rows),
            y=heights,
            base=base,
            width=[_length(row) * 0.8 for row in rows],
            marker=marker | {"line": {"width": 0}},
            customdata=_days(rows),
            **hover([_patrols_words(row) for row in rows]),
        )
    if len(rows) <= PERIODS_WITH_ROOM:
        ran = [row for row in rows if row["patrols"]]
        labels = [f"{row['attacked']:,}/" * bool(row["attacked"]) + f"{row['patrols']:,}" for row in ran]
        _words(figure, PATROLS, _middles(ran), [row["patrols"] for row in ran], labels, size=12, position="top center")


def _patrol_marks(figure: _Rows, rows: list[dict]) -> None:
    """A mark for each patrol of a day, the attacked ones above the others."""
    for name, first, last, colour, symbol in (
        ("Patrols", lambda row: 1, lambda row: row["patrols"] - row["attacked"], GREY, "circle"),
        (
            "Patrols attacked",
            lambda row: row["patrols"] - row["attacked"] + 1,
            lambda row: row["patrols"],
            ACCENT,
            "diamond",
        ),
    ):
        marks = [(row, height) for row in rows for height in range(first(row), last(row) + 1)]
        days, heights = [row for row, _ in marks], [height for _, height in marks]
        _marks(figure, PATROLS, name, days, heights, colour, symbol, [_patrols_words(row) for row in days])


def _recorded_patrols(figure: _Rows, data: Timeline) -> None:
    """Where coverage is not complete: what is recorded, on a strip without a scale."""
    rows = [
        row | {"start": row["date"], "end": row["date_end"], "first": row["date"], "last": row["date_end"]}
        for row in data.recorded
        if row["date"] and row["date_end"]
    ]
    sentences = [text.possible_days(row) for row in rows]
    _marks(figure, PATROLS, "Recorded, not complete", rows, [0.5] * len(rows), GREY, "circle-open", sentences)


def _unknown_days(figure: _Rows, data: Timeline, height: float) -> None:
    """A line over all days on which a patrol without a known day may have run."""
    for place, row in enumerate(row for row in data.unknown_days if row["date"] and row["date_end"]):
        first, last = start_of(row["date"]), end_of(row["date_end"])
        name = f"{row['number'] or row['patrol_id']}?"
        figure.add(
            "scatter",
            PATROLS,
            name="Patrol without a known day",
            legendgroup="unknown day",
            showlegend=place == 0,
            x=[first, first + (last - first) / 2, last],
            y=[height] * 3,
            mode="lines+markers+text",
            text=["", plain(name), ""],
            textposition="top center",
            textfont={"size": 11},
            line={"color": GREY, "width": 1.5, "dash": "dot"},
            marker={"symbol": "line-ns-open", "size": 9, "color": GREY},
            customdata=[[str(row["date"]), str(row["date_end"])]] * 3,
            **hover([f"Patrol {name}, {text.possible_days(row)}"] * 3),
            cliponaxis=False,
        )


def _attacks(figure: _Rows, data: Timeline) -> None:
    most = max([row[lane] or 0 for row in data.attacks for lane in LANES] + [1])
    heights = range(len(LANES) - 1, -1, -1)
    for height, (lane, (name, colour, symbol)) in zip(heights, LANES.items(), strict=True):
        rows = [row for row in data.attacks if row[lane]]
        sentences = [f"{text.period(row)}: {text.count_of(row[lane], 'attack')}, {name.lower()}" for row in rows]
        # The area of a mark grows with its count.
        sizes = [7 + 9 * (row[lane] / most) ** 0.5 if most > 1 else 11 for row in rows]
        counts = [f" {row[lane]:,}" if row[lane] > 1 else "" for row in rows]
        _marks(
            figure, ATTACKS, name, rows, [height] * len(rows), colour, symbol, sentences,
            sizes=sizes, labels=counts, in_legend=False,
        )  # fmt: skip
    names = [name for name, _, _ in LANES.values()]
    figure.y_axes[ATTACKS].update(tickvals=list(heights), ticktext=names, range=[-0.6, len(LANES) - 0.4])


def _shares(figure: _Rows, data: Timeline, selection: Selection) -> None:
    _backgrounds(figure, SHARE, data.shares, data, selection, SHARE_BOTTOM, 1.08)
    rows = [row for row in data.shares if row["share"] is not None]
    figure.add(
        "scatter",
        SHARE,
        name="Share attacked",
        x=_middles(rows),
        y=[row["share"] for row in rows],
        mode="markers",
        error_y={
            "array": [row["high"] - row["share"] for row in rows],
            "arrayminus": [row["share"] - row["low"] for row in rows],
            **{"type": "data", "symmetric": False, "color": GREY, "thickness": 1.5, "width": 4},
        },
        marker={
            "symbol": ["circle-open" if row["patrols"] < FEW_PATROLS else "circle" for row in rows],
            **{"size": 10, "color": ACCENT, "opacity": 1, "line": {"width": 2, "color": ACCENT}},
        },
        customdata=_days(rows),
        **hover([_share_words(row) for row in rows]),
        showlegend=False,
    )
    labels = [(middle_of(row), f"{row['patrols']:,}") for row in rows]
    labels += [(middle_of(run), "no rate") for run in runs_without_patrols(data.shares)]
    _words(figure, SHARE, [x for x, _ in labels], [SHARE_LABELS] * len(labels), [label for _, label in labels])
    if all(row["patrols"] is None for row in data.shares):
        _say(figure, SHARE, 0.5, "not completely covered: no rates", selection)
    figure.y_axes[SHARE].update(range=[SHARE_BOTTOM, 1.08], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%")


# Over and under all rows


def _milestones(figure: _Rows, data: Timeline) -> None:
    noons = [middle_of({"first": row["date"], "last": row["date"]}) for row in data.milestones]
    sentences = [f"{text.day(row['date'])}: {row['title']}" for row in data.milestones]
    for row in (BANDS, PATROLS, ATTACKS, SHARE):
        low, high = figure.y_axes[row]["range"]
        figure.add(
            "scatter",
            row,
            name="Milestone",
            x=[x for noon in noons for x in (noon, noon, None)],
            y=[y for _ in noons for y in (low, high, None)],
            mode="lines",
            line={"color": PALE, "width": 1},
            **hover([sentence for sentence in sentences for _ in range(3)]),
            legendgroup="milestone",
            showlegend=row == SHARE and bool(noons),
        )


def _narrowed(figure: _Rows, selection: Selection) -> None:
    """A line under the bands over the days to which the records are narrowed."""
    if selection.records_from or selection.records_to:
        first, last = selection.records_days
        figure.add(
            "scatter",
            BANDS,
            name="Records shown",
            x=[start_of(first), end_of(last)],
            y=[-0.42, -0.42],
            mode="lines",
            line={"color": ACCENT, "width": 3},
            **hover(["Days of the records below"] * 2),
        )


def _backgrounds(
    figure: _Rows, row: int, periods: list[dict], data: Timeline, selection: Selection, low: float, high: float
) -> None:
    """Hatch the periods that coverage or the chosen days cut; shade the lag zone. No coverage stays blank."""
    for name, marked, marker in (
        (
            "Partly covered",
            [period for period in periods if period["covered"] == "part"],
            {"color": CLEAR, "pattern": hatch(PALE)},
        ),
        (
            "Not yet fully reported",
            [dict(zip(("first", "last"), data.lag, strict=True))] if data.lag else [],
            {"color": PALE},
        ),
    ):
        if marked:
            figure.add(
                "bar",
                row,
                name=name,
                x=_middles(marked),
                y=[high - low] * len(marked),
                base=low,
                width=[_length(period) for period in marked],
                marker=marker | {"line": {"width": 0}},
                hoverinfo="skip",
                legendgroup=name,
                showlegend=row == PATROLS,
            )


# Marks and words


def _marks(
    figure: _Rows,
    row: int,
    name: str,
    periods: list[dict],
    heights: Sequence[float],
    colour: str,
    symbol: str,
    sentences: list[str],
    *,
    sizes: Sequence[float] | float = 9,
    labels: Sequence[str] | None = None,
    in_legend: bool = True,
) -> None:
    """A mark in the middle of each period, at its height, with its sentence on hover."""
    figure.add(
        "scatter",
        row,
        name=name,
        x=_middles(periods),
        y=heights,
        mode="markers+text" if labels else "markers",
        marker={
            "color": colour,
            "symbol": symbol,
            "size": sizes,
            "opacity": 1,
            "line": {"width": 1.8, "color": colour},
        },
        text=labels,
        textposition="middle right",
        textfont={"size": 11},
        customdata=_days(periods),
        **hover(sentences),
        cliponaxis=False,
        showlegend=in_legend,
    )


def _words(
    figure: _Rows,
    row: int,
    xs: Sequence[datetime],
    ys: Sequence[float],
    words: Sequence[str],
    *,
    size: int = 11,
    position: str = "middle center",
) -> None:
    figure.add(
        "scatter",
        row,
        **{"x": xs, "y": ys, "mode": "text", "text": words, "textposition": position, "textfont": {"size": size}},
        **{"hoverinfo": "skip", "showlegend": False, "cliponaxis": False},
    )


def _say(figure: _Rows, row: int, height: float, words: str, selection: Selection) -> None:
    """Words in the middle of a row that has nothing to draw."""
    middle = middle_of({"first": selection.from_day, "last": selection.to_day})
    _words(figure, row, [middle], [height], [words], size=13)


def hatch(colour: str) -> dict:
    # Without the background of its own, a pattern would take the place of the fill.
    return {
        "shape": "/",
        "fgcolor": colour,
        "bgcolor": ACCENT if colour == "white" else CLEAR,
        "size": 8,
        "solidity": 0.14,
    }


def hover(sentences: list[str]) -> dict:
    """Words that a trace shows on hover, whatever characters stand in them."""
    return {"hoverinfo": "text", "hovertext": [plain(sentence) for sentence in sentences]}


def plain(words: str) -> str:
    """Text from data as Plotly shows it; otherwise it would read tags and links in it."""
    return escape(words, quote=False)


def _patrols_words(row: dict) -> str:
    cut = "; partly covered" if row["covered"] == "part" else ""
    return f"{text.period(row)}: {text.count_of(row['patrols'], 'patrol')}, {row['attacked']} attacked{cut}"


def _share_words(row: dict) -> str:
    words = f"{text.period(row)}: {row['attacked']} of {text.count_of(row['patrols'], 'patrol')} attacked"
    if row["patrols"] < FEW_PATROLS:
        return f"{words}; too few for a percentage"
    return f"{words} ({format_percent(row['share'])} %, 95 % interval {format_percent(row['low'])} to {format_percent(row['high'])} %)"


# Days on the axis


def _within(data: Timeline, selection: Selection) -> Timeline:
    """The same tables, each period with the `first` and `last` of its days in view: marks stand over those."""

    seen = partial(in_view, selection=selection)
    return replace(data, patrols=seen(data.patrols), attacks=seen(data.attacks), shares=seen(data.shares))


def _days(rows: list[dict]) -> list[list[str]]:
    """What a click on a mark tells: the first and the last day that it stands for."""
    return [[str(row["start"]), str(row["end"])] for row in rows]


def _middles(rows: list[dict]) -> list[datetime]:
    return [middle_of(row) for row in rows]


def _length(row: dict) -> float:
    """The length of a period in milliseconds, the unit of a bar's width on a date axis."""
    return milliseconds(end_of(row["last"]) - start_of(row["first"]))


def milliseconds(span: timedelta) -> float:
    return span / timedelta(milliseconds=1)
