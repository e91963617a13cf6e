"""The Timeline as a Plotly figure: bands, patrols, attacks, share attacked and milestones over a date axis.

Bands and backgrounds are traces, since a row with only shapes loses its date axis. Each mark carries its first and last day, to
which a click narrows the records.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import plotly.graph_objects as go

from views.charts.axis import Span, choose_ticks, make_date_axis
from views.charts.milestones import draw_milestones
from views.charts.style import (
    ATTACK,
    CLEAR,
    FAINT,
    GREY,
    PALE,
    RED,
    SHARES,
    Ink,
    Row,
    Trace,
    draw_bars,
    draw_estimates,
    draw_key,
    draw_keys,
    draw_lines,
    draw_marks,
    draw_words,
    escape_tags,
    label_hover,
    make_hatch,
    place_rows,
    style_layout,
)
from views.charts.timeline import ABOVE, BESIDE, Exposed, Mark, Names, Timeline, find_room_for_counts
from views.charts.titles import wrap_heading
from views.words import timeline as words
from views.words.figures import hollow_marks

MARKS_A_DAY = 5  # more patrols on a day are drawn as a bar
SHARE_BOTTOM, SHARE_LABELS, SHARE_TOP = -0.56, -0.34, 1.1
ON_GREY = "#ffffff"  # text on a band of an announced suspension
BAND = "#5f6872"
PLACES = {BESIDE: "middle right", ABOVE: "top center"}  # of counts
# The row has no heading.
TICKS = {"On patrols": "Attacks", "In doubt": "in doubt", "Other": "on others", "Other in doubt": "in doubt"}


class Form(NamedTuple):
    """The layout of a figure for a wide screen or a phone: pixels of its margins and rows, and how many labels have room."""

    left: int
    width: int  # minimum width of the axis
    bands: int
    patrols: int
    attacks: int  # of three lanes
    shares: int  # 0: not drawn
    milestones: int
    labels: int  # most periods with a number above each


WIDE = Form(left=82, width=560, bands=32, patrols=100, attacks=52, shares=92, milestones=34, labels=14)
SMALL = Form(left=82, width=260, bands=28, patrols=44, attacks=44, shares=0, milestones=32, labels=10)
HEADED, BARE, HEADING_LINE = 22, 8, 20  # pixels above a row with and without a heading, and of each further line of it
UNDER, LEGEND_HEIGHT, LABEL_HEIGHT = 34, 24, 15  # pixels


def draw_timeline(timeline: Timeline, ink: Ink, *, is_small: bool = False, is_narrow: bool = False) -> go.Figure:
    """Draw the figure. `is_small` (for phones) omits the shares and the legend, `is_narrow` keeps them on a phone."""
    form = SMALL if is_small else WIDE._replace(width=SMALL.width, labels=SMALL.labels) if is_narrow else WIDE
    rows = [
        _draw_bands(timeline, ink, form),
        _draw_patrols(timeline, form),
        _draw_attacks(timeline, form),
        *([_draw_shares(timeline, form)] if form.shares else []),
        # A row without marks would remove the date axis from the figure.
        *(
            [draw_milestones(timeline.milestones, timeline.selection, ink, form.milestones, form.width)]
            if timeline.milestones
            else []
        ),
    ]
    high = sum(int(row.height) for row in rows)
    over = [_measure_gap(row.heading, is_narrow=is_narrow) for row in rows[1:]]
    total = high + sum(over)
    rows = [row._replace(above=gap / total) for row, gap in zip(rows, [0, *over], strict=True)]
    axis = make_date_axis(timeline.selection) | ({"fixedrange": True, "nticks": 5} if is_small else {})
    traces, layout = place_rows(rows, axis, ink, gap=0, shift=6 - form.left)
    look: dict[str, Any] = {
        **{"dragmode": False if is_small else "zoom", "selectdirection": "h", "showlegend": not is_small},
        **{"margin": {"l": form.left, "r": 10, "t": 4, "b": 10 if is_small else UNDER + LEGEND_HEIGHT}},
        **{"shapes": _mark_narrowed(timeline), "spikedistance": -1, "hoverdistance": 24},
        "uirevision": f"{timeline.selection.from_day} {timeline.selection.to_day}",
    }
    return go.Figure(traces, style_layout(ink, total + look["margin"]["t"] + look["margin"]["b"], **look) | layout)


def _measure_gap(heading: str, *, is_narrow: bool) -> int:
    """Return the pixels above a row with this heading, which may have two lines on a phone."""
    if not heading:
        return BARE
    return HEADED + HEADING_LINE * (len(wrap_heading(heading)) - 1 if is_narrow else 0)


def _draw_bands(timeline: Timeline, ink: Ink, form: Form) -> Row:
    traces = []
    days = (timeline.selection.to_day - timeline.selection.from_day).days + 1
    lanes = (
        (timeline.names.kinds_of_bands[0], timeline.gaps, CLEAR, ink.text),
        (timeline.names.kinds_of_bands[1], timeline.suspensions, BAND, ON_GREY),
    )
    for lane, (name, marks, fill, letters) in enumerate(lanes):
        has_room = [(mark.span.end - mark.span.start).days / days * form.width > 7 * len(mark.label) for mark in marks]
        traces.append(
            draw_bars(
                name,
                [mark.span.milliseconds for mark in marks],
                [lane] * len(marks),
                [0.86] * len(marks),
                {"color": fill, "line": {"color": BAND, "width": 1}},
                orientation="h",
                base=[mark.span.start for mark in marks],
                text=[mark.label if room else "" for mark, room in zip(marks, has_room, strict=True)],
                textfont={"color": letters},
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                **_carry(marks),
                showlegend=False,
            )
        )
    names = {"tickvals": [0, 1], "ticktext": timeline.names.bands, "range": [-0.5, 1.5], "showgrid": False}
    return Row("", form.bands, traces + _draw_narrowed(timeline, ink), names)


def _draw_patrols(timeline: Timeline, form: Form) -> Row:
    rows = timeline.exposed or []
    highest = max([row.run for row in rows] + [1])
    # Leave room above the bars for their numbers, and above these for patrols without a known day.
    free = LABEL_HEIGHT * (1 + 1.5 * bool(timeline.unknown_days and form.shares))
    top = highest * form.patrols / (form.patrols - free)
    axis: dict[str, Any] = {
        "range": [0, top],
        "tickformat": ",d",
        "tickvals": choose_ticks(highest, most=3, least=1),
    }
    traces = _draw_grounds(timeline.partly_covered[0], timeline.lag, 0, top, in_legend=True)
    if not rows:
        axis["showticklabels"] = False
        heights = [0.5] * len(timeline.recorded)
        traces.append(_draw_over("Recorded, not complete", timeline.recorded, heights, GREY, "circle-open"))
        traces.append(_write_in_middle(timeline.no_exposure, top * 0.7, timeline))
    elif not timeline.is_counted and timeline.selection.grain == "day" and highest <= MARKS_A_DAY:
        traces += _draw_patrol_marks(rows)
    else:
        traces += _draw_patrol_bars(rows, timeline.names.bars, form)
    unknown = _draw_unknown_days(timeline, top * (1 - 0.6 * LABEL_HEIGHT / form.patrols), form)
    return Row(timeline.headings[1], form.patrols, traces + unknown, axis)


def _draw_patrol_bars(rows: list[Exposed], name: str, form: Form) -> list[Trace]:
    quiet, attacked = [row.run - row.attacked for row in rows], [row.attacked for row in rows]
    width = [row.span.milliseconds * 0.8 for row in rows]
    hatched = {"color": RED, "pattern": make_hatch("white", RED)}
    traces = [
        draw_bars(name, _find_middles(rows), quiet, width, GREY, base=0, **_carry(rows)),
        *(
            [draw_bars("Attacked", _find_middles(rows), attacked, width, hatched, base=quiet, **_carry(rows))]
            if any(attacked) or name == Names.bars
            else []
        ),
    ]
    if len(rows) <= form.labels:
        ran = [row for row in rows if row.run]
        labels = [row.label for row in ran]
        traces.append(draw_words(_find_middles(ran), [row.run for row in ran], labels, textposition="top center"))
    return traces


def _draw_patrol_marks(rows: list[Exposed]) -> list[Trace]:
    """Draw a mark for each patrol of a day, the attacked ones above the others."""
    quiet = [(row, height) for row in rows for height in range(1, row.run - row.attacked + 1)]
    attacked = [(row, height) for row in rows for height in range(row.run - row.attacked + 1, row.run + 1)]
    return [
        _draw_over(name, [row for row, _ in marks], [height for _, height in marks], colour, symbol)
        for name, marks, colour, symbol in (
            ("Patrols", quiet, GREY, "circle"),
            ("Attacked", attacked, RED, "diamond"),
        )
    ]


def _draw_unknown_days(timeline: Timeline, height: float, form: Form) -> list[Trace]:
    """Draw a line over all days on which a patrol without a known day may have run, with its number at the end if there is room."""
    if not form.shares:
        return []  # a phone has no room for them; hovering over a period lists them
    marks = sorted(timeline.unknown_days, key=lambda mark: mark.span.start)
    axis = Span.from_days(timeline.selection.from_day, timeline.selection.to_day)
    nexts = [*(mark.span.start for mark in marks[1:]), axis.end][: len(marks)]
    traces = []
    for place, (mark, following) in enumerate(zip(marks, nexts, strict=True)):
        room = (following - mark.span.end) / (axis.end - axis.start) * form.width
        traces.append(
            draw_lines(
                "Day not known",
                [mark.span.start, mark.span.middle, mark.span.end],
                [height] * 3,
                width=1.5,
                dash="dot",
                mode="lines+markers+text",
                text=["", "", f" {escape_tags(mark.label)}" if room > 7 * (len(mark.label) + 2) else ""],
                textposition="middle right",
                marker={"symbol": "line-ns-open", "size": 9, "color": GREY},
                legendgroup="unknown day",
                showlegend=place == 0,
                cliponaxis=False,
                **_carry([mark] * 3),
            )
        )
    return traces


def _draw_attacks(timeline: Timeline, form: Form) -> Row:
    lanes = timeline.attacks
    most = max([mark.count for lane in lanes for mark in lane.marks] + [1])
    heights = list(range(len(lanes) - 1, -1, -1))
    positions = [find_room_for_counts(lane.marks, timeline.selection, form.width) for lane in lanes]
    if None in positions:  # counts between two lanes could be read as those of either
        positions = [None] * len(lanes)
    traces = [
        _draw_over(
            lane.name,
            lane.marks,
            [height] * len(lane.marks),
            RED if lane.is_accented else GREY,
            f"{lane.shape}-open" if lane.is_hollow else lane.shape,
            # The area of a mark is proportional to its count.
            size=[round(6 + 7 * (mark.count / most) ** 0.5, 1) if most > 1 else 10 for mark in lane.marks],
            mode="markers+text" if position else "markers",
            text=[f" {mark.label}" if mark.label and position == BESIDE else mark.label for mark in lane.marks],
            **{"textposition": PLACES[position or BESIDE], "showlegend": False},
        )
        for height, lane, position in zip(heights, lanes, positions, strict=True)
    ]
    ticks = [TICKS.get(lane.name, lane.name) if not timeline.is_counted else lane.name for lane in lanes]
    names = {
        "tickvals": heights,
        "ticktext": ticks,
        "range": [-0.6, len(lanes) - (0.2 if ABOVE in positions else 0.4)],
    }
    height = form.attacks * max(3, len(lanes)) // 3 + LABEL_HEIGHT * positions.count(ABOVE)
    # Draw red on top of grey.
    return Row("", height, traces[::-1], names)


def _draw_shares(timeline: Timeline, form: Form) -> Row:
    shares, no_rate = timeline.shares or [], timeline.no_rate
    top = timeline.names.top or 1
    low, high = SHARE_BOTTOM * top, SHARE_TOP * top
    places, labels = _find_middles(shares), [share.label for share in shares]
    traces = _draw_grounds(timeline.partly_covered[1], timeline.lag, low, high, in_legend=False)
    traces.append(
        draw_estimates(timeline.names.rates, places, [share.estimate for share in shares], []) | _carry(shares)
    )
    places, labels = places + [span.middle for span in no_rate], labels + ["no rate"] * len(no_rate)
    if len(labels) <= form.labels:
        traces.append(draw_words(places, [SHARE_LABELS * top] * len(labels), labels))
    traces += draw_keys(share.estimate for share in shares)
    if in_doubt := [lane for lane in timeline.attacks if lane.is_hollow and lane.marks]:
        traces.append(draw_key(hollow_marks.IN_DOUBT, f"{ATTACK}-open", RED if in_doubt[0].is_accented else GREY))
    if timeline.shares is None:
        traces.append(_write_in_middle(timeline.no_rates, 0.5 * top, timeline))
    axis: dict[str, Any] = {"range": [low, high]} | SHARES
    if timeline.is_counted:
        ticks = choose_ticks(top, most=3)
        axis |= {"tickvals": ticks, "ticktext": [f"{tick:,g}" for tick in ticks]}
    return Row(timeline.headings[3], form.shares, traces, axis)


def _draw_narrowed(timeline: Timeline, ink: Ink) -> list[Trace]:
    """Draw a line below the bands over the days to which the records are narrowed, with hover text."""
    selection = timeline.selection
    if not (selection.records_from or selection.records_to):
        return []
    span = Span.from_days(*selection.records_days)
    hover = label_hover([words.NARROWED] * 2)
    line = draw_lines("Records shown", [span.start, span.end], [-0.5, -0.5], ink.text, 3, showlegend=False)
    return [line | hover]


def _mark_narrowed(timeline: Timeline) -> list[dict[str, Any]]:
    """Shade the same days through all rows."""
    selection = timeline.selection
    if not (selection.records_from or selection.records_to):
        return []
    span = Span.from_days(*selection.records_days)
    edge = {"line": {"width": 1, "color": GREY}, "fillcolor": FAINT, "layer": "below"}
    return [{"type": "rect", "xref": "x", "yref": "paper", "x0": span.start, "x1": span.end, "y0": 0, "y1": 1} | edge]


def _draw_grounds(partly: list[Span], lag: Span | None, low: float, high: float, *, in_legend: bool) -> list[Trace]:
    """Hatch periods cut off by coverage or the chosen days, and shade the lag zone. Uncovered days stay blank."""
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


def _write_in_middle(sentence: str, height: float, timeline: Timeline) -> Trace:
    """Draw text in the middle of a row without marks."""
    axis = Span.from_days(timeline.selection.from_day, timeline.selection.to_day)
    return draw_words([axis.middle], [height], [sentence])


def _carry(marks: Sequence[Mark]) -> dict[str, Any]:
    """Return the days and hover text of marks."""
    return {"customdata": [list(mark.days) for mark in marks], **label_hover([mark.sentence for mark in marks])}


def _find_middles(marks: Sequence[Mark]) -> list[datetime]:
    return [mark.span.middle for mark in marks]
