"""The Timeline as a Plotly figure: bands, patrols, attacks and share attacked over one date axis.

Bands and backgrounds are traces, since a row that holds shapes alone loses its date axis. Each mark carries the first and the
last day that it stands for, to which a click on it narrows the records.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from views.charts.axis import Span, make_date_axis
from views.charts.style import (
    CLEAR,
    GREY,
    PALE,
    PERIODS_WITH_ROOM,
    RED,
    Ink,
    Row,
    Trace,
    draw_bars,
    draw_estimates,
    draw_lines,
    draw_marks,
    draw_words,
    escape_tags,
    label_hover,
    make_hatch,
    place_rows,
    style_layout,
)
from views.charts.timeline import AttackLane, Mark, Patrols, Timeline
from views.words import timeline as words

MARKS_A_DAY = 5  # more patrols on a day are drawn as a bar
SHARE_BOTTOM, SHARE_LABELS, SHARE_TOP = -0.26, -0.13, 1.08
ON_GREY = "#14181c"  # words on a grey band


def draw_timeline(timeline: Timeline, ink: Ink, *, is_small: bool = False) -> go.Figure:
    """Draw the figure of the page; `ink` are the colours of words and grounds there. A small one has bands and patrols alone."""
    rows = [
        _draw_bands(timeline, ink),
        _draw_patrols(timeline),
        _draw_attacks(timeline.attacks, timeline.headings[2]),
        _draw_shares(timeline),
    ][: 2 if is_small else 4]
    for row in rows:
        row.traces.extend(_draw_milestones(timeline.milestones, row.axis["range"], in_legend=row is rows[-1]))
    rows[0].traces.extend(_draw_narrowed(timeline))
    traces, layout = place_rows(
        rows, make_date_axis(timeline.selection), ink, gap=0.2 if is_small else 0.075, shift=-90
    )
    look = {"dragmode": "pan", "selectdirection": "h", "showlegend": True, "margin": {"l": 94, "r": 8, "t": 34, "b": 8}}
    return go.Figure(traces, style_layout(ink, 720, **look) | layout)


def _draw_bands(timeline: Timeline, ink: Ink) -> Row:
    traces = []
    for lane, (name, marks, fill, letters) in enumerate(
        (
            ("Observed gap", timeline.gaps, CLEAR, ink.text),
            ("Announced suspension", timeline.suspensions, GREY, ON_GREY),
        )
    ):
        look = {"color": fill, "line": {"color": GREY, "width": 1.5}}
        traces.append(
            draw_bars(
                name,
                [mark.span.milliseconds for mark in marks],
                [lane] * len(marks),
                [0.62] * len(marks),
                look,
                orientation="h",
                base=[mark.span.start for mark in marks],
                text=[mark.label for mark in marks],
                textfont={"color": letters},
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                **_carry(marks),
                showlegend=False,
            )
        )
    names = {"tickvals": [0, 1], "ticktext": ["Observed gap", "Announced"], "range": [-0.5, 1.5], "showgrid": False}
    return Row(timeline.headings[0], 0.13, traces, names)


def _draw_patrols(timeline: Timeline) -> Row:
    rows = timeline.patrols or []
    highest = max([row.run for row in rows] + [1])
    top = highest * 1.4
    axis: dict[str, Any] = {"range": [0, top], "tickformat": ",d", "nticks": 5}
    if highest <= MARKS_A_DAY:
        axis["dtick"] = 1
    traces = _draw_grounds(timeline.partly_covered[0], timeline.lag, 0, top, in_legend=True)
    if not rows:
        axis["showticklabels"] = False
        heights = [0.5] * len(timeline.recorded)
        traces.append(_draw_over("Recorded, not complete", timeline.recorded, heights, GREY, "circle-open"))
        traces.append(_say(words.NO_COUNTS_DRAWN, top * 0.7, timeline))
    elif timeline.selection.grain == "day" and highest <= MARKS_A_DAY:
        traces += _draw_patrol_marks(rows)
    else:
        traces += _draw_patrol_bars(rows)
    return Row(timeline.headings[1], 0.3, traces + _draw_unknown_days(timeline.unknown_days, top * 0.84), axis)


def _draw_patrol_bars(rows: list[Patrols]) -> list[Trace]:
    quiet, attacked = [row.run - row.attacked for row in rows], [row.attacked for row in rows]
    width = [row.span.milliseconds * 0.8 for row in rows]
    hatched = {"color": RED, "pattern": make_hatch("white", RED)}
    traces = [
        draw_bars("Patrols", _find_middles(rows), quiet, width, GREY, base=0, **_carry(rows)),
        draw_bars("Patrols attacked", _find_middles(rows), attacked, width, hatched, base=quiet, **_carry(rows)),
    ]
    if len(rows) <= PERIODS_WITH_ROOM:
        ran = [row for row in rows if row.run]
        labels = [row.label for row in ran]
        traces.append(draw_words(_find_middles(ran), [row.run for row in ran], labels, textposition="top center"))
    return traces


def _draw_patrol_marks(rows: list[Patrols]) -> list[Trace]:
    """Draw a mark for each patrol of a day, the attacked ones above the others."""
    quiet = [(row, height) for row in rows for height in range(1, row.run - row.attacked + 1)]
    attacked = [(row, height) for row in rows for height in range(row.run - row.attacked + 1, row.run + 1)]
    return [
        _draw_over(name, [row for row, _ in marks], [height for _, height in marks], colour, symbol)
        for name, marks, colour, symbol in (
            ("Patrols", quiet, GREY, "circle"),
            ("Patrols attacked", attacked, RED, "diamond"),
        )
    ]


def _draw_unknown_days(marks: list[Mark], height: float) -> list[Trace]:
    """Draw a line over all days on which a patrol without a known day may have run."""
    return [
        draw_lines(
            "Patrol without a known day",
            [mark.span.start, mark.span.middle, mark.span.end],
            [height] * 3,
            width=1.5,
            dash="dot",
            mode="lines+markers+text",
            text=["", escape_tags(mark.label), ""],
            textposition="top center",
            marker={"symbol": "line-ns-open", "size": 9, "color": GREY},
            legendgroup="unknown day",
            showlegend=place == 0,
            cliponaxis=False,
            **_carry([mark] * 3),
        )
        for place, mark in enumerate(marks)
    ]


def _draw_attacks(lanes: list[AttackLane], heading: str) -> Row:
    most = max([mark.count for lane in lanes for mark in lane.marks] + [1])
    heights = list(range(len(lanes) - 1, -1, -1))
    traces = [
        _draw_over(
            lane.name,
            lane.marks,
            [height] * len(lane.marks),
            RED if lane.is_accented else GREY,
            f"{lane.shape}-open" if lane.is_hollow else lane.shape,
            # The area of a mark grows with its count.
            size=[7 + 9 * (mark.count / most) ** 0.5 if most > 1 else 11 for mark in lane.marks],
            mode="markers+text",
            text=[f" {mark.label}" if mark.label else "" for mark in lane.marks],
            **{"textposition": "middle right", "showlegend": False},
        )
        for height, lane in zip(heights, lanes, strict=True)
    ]
    names = {"tickvals": heights, "ticktext": [lane.name for lane in lanes], "range": [-0.6, len(lanes) - 0.4]}
    return Row(heading, 0.21, traces, names)


def _draw_shares(timeline: Timeline) -> Row:
    shares, no_rate = timeline.shares or [], timeline.no_rate
    low, high = SHARE_BOTTOM, SHARE_TOP
    places, labels = _find_middles(shares), [share.label for share in shares]
    traces = _draw_grounds(timeline.partly_covered[1], timeline.lag, low, high, in_legend=False)
    traces.append(
        draw_estimates("Share attacked", places, [share.estimate for share in shares], [], showlegend=False)
        | _carry(shares)
    )
    places, labels = places + [span.middle for span in no_rate], labels + ["no rate"] * len(no_rate)
    traces.append(draw_words(places, [SHARE_LABELS] * len(labels), labels))
    if timeline.shares is None:
        traces.append(_say(words.NO_RATES_DRAWN, 0.5, timeline))
    axis = {"range": [low, high], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
    return Row(timeline.headings[3], 0.36, traces, axis)


def _draw_milestones(milestones: list[Mark], reach: list[float], *, in_legend: bool) -> list[Trace]:
    """Draw a thin line through a row for each milestone."""
    noons = _find_middles(milestones)
    look: dict[str, Any] = {"legendgroup": "milestone", "showlegend": in_legend and bool(noons)}
    hover = label_hover([mark.sentence for mark in milestones for _ in range(3)])
    x, y = [x for noon in noons for x in (noon, noon, None)], [y for _ in noons for y in (*reach, None)]
    return [draw_lines("Milestone", x, y, PALE, 1, **look) | hover]


def _draw_narrowed(timeline: Timeline) -> list[Trace]:
    """Draw a line under the bands over the days to which the records are narrowed."""
    selection = timeline.selection
    if not (selection.records_from or selection.records_to):
        return []
    span = Span.from_days(*selection.records_days)
    hover = label_hover([words.NARROWED] * 2)
    return [draw_lines("Records shown", [span.start, span.end], [-0.42, -0.42], RED, 3) | hover]


def _draw_grounds(partly: list[Span], lag: Span | None, low: float, high: float, *, in_legend: bool) -> list[Trace]:
    """Hatch the periods that coverage or the chosen days cut; shade the lag zone. What is not covered stays blank."""
    return [
        draw_bars(
            name,
            [span.middle for span in spans],
            [high - low] * len(spans),
            [span.milliseconds for span in spans],
            fill,
            base=low,
            legendgroup=name,
            showlegend=in_legend,
        )
        for name, spans, fill in (
            ("Partly covered", partly, {"color": CLEAR, "pattern": make_hatch(PALE)}),
            ("Not yet fully reported", [lag] if lag else [], {"color": PALE}),
        )
        if spans
    ]


def _draw_over(
    name: str, marks: Sequence[Mark], heights: Sequence[float], colour: str, symbol: str, *,
    size: Sequence[float] | float = 9, **more: Any,
) -> Trace:  # fmt: skip
    """Draw marks in the middle of their spans, at their heights."""
    trace = draw_marks(name, _find_middles(marks), heights, symbol, colour, [], size=size, outline=1.8)
    return trace | _carry(marks) | more


def _say(sentence: str, height: float, timeline: Timeline) -> Trace:
    """Write words in the middle of a row that has nothing to draw."""
    axis = Span.from_days(timeline.selection.from_day, timeline.selection.to_day)
    return draw_words([axis.middle], [height], [sentence])


def _carry(marks: Sequence[Mark]) -> dict[str, Any]:
    """Return the days that marks stand for and what they say on hover."""
    return {"customdata": [list(mark.days) for mark in marks], **label_hover([mark.sentence for mark in marks])}


def _find_middles(marks: Sequence[Mark]) -> list[datetime]:
    return [mark.span.middle for mark in marks]
