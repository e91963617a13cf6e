"""Forest plots: estimates with intervals in labelled rows, grouped under headings, over one axis or two side by side."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from analysis.exposure import Unit
from analysis.questions.denominators import WITH_DOUBTFUL
from views.charts.style import (
    Estimate,
    Ink,
    Trace,
    draw_estimates,
    draw_keys,
    draw_words,
    escape_tags,
    measure_labels,
    style_axis,
    style_layout,
    write_heading,
)
from views.words import doubt as doubt_words
from views.words.figures import forest as words
from views.words.figures import hollow_marks

ROW_HEIGHT, AROUND = 24, 22  # pixels
BESIDE, ROW_OF_TWO = 0.36, 1.6  # of a row: the distance of two dots from its middle, and the height that they need
LONGEST_LABEL = 22  # characters; longer names would take the room of the figure
MOST_ROWS = 30  # of a group; the table below the figure has all
PANEL_GAP = 0.06  # of the width, between two axes
DAYS_OF_A_RATE = 30
PHONE = 322  # pixels: width of a figure on a phone, without its right margin
CHARACTER, BESIDE_GAP = 6.6, 16  # pixels: of the text beside an interval, and around it


@dataclass(frozen=True)
class Dot:
    """An estimate with its hover text and the label beside it."""

    estimate: Estimate
    sentence: str
    beside: str


@dataclass(frozen=True)
class Line:
    """A row: its label and dots. Without an estimate there are no dots, and `empty` says why."""

    label: str
    dots: list[Dot]
    empty: str = ""


Groups = list[tuple[str, list[Line]]]


def draw_forest(denominators: list[dict[str, Any]], sources: list[dict[str, Any]], ink: Ink) -> go.Figure:
    """Draw the share attacked by each way of counting the patrols, then by each choice of sources.

    Shares of confirmed attacks are filled, those including doubtful ones hollow. Shares of few patrols are hollow too.
    """
    groups = [
        (words.HOW_MANY, [_make_denominator(row) for row in denominators[:MOST_ROWS]]),
        (words.WHO_REPORTS, [_make_source(row) for row in sources[:MOST_ROWS]]),
    ]
    return _draw_panels([(words.SHARE, [group for group in groups if group[1]], True)], ink)


def draw_before_during_after(
    rows: list[dict[str, Any]], names: dict[str, str], ink: Ink, *, is_small: bool = False
) -> go.Figure:
    """Draw the windows of each suspension as returned by `compare_windows`. `names` maps ids of suspensions to names.

    On the left the share of patrols attacked, on the right the attacks recorded per number of days, omitted in a small figure.
    Windows without a day have no row.
    """
    shares, rates = [], []
    for suspension, windows in groupby(rows, key=lambda row: row["suspension_id"]):
        covered, name = [row for row in windows if row["days"]], names.get(suspension, suspension)
        shares.append((name, [_make_share(row) for row in covered]))
        rates.append((name, [_make_rate(row) for row in covered]))
    panels = [(words.SHARE, shares, True), (words.name_rates(DAYS_OF_A_RATE), rates, False)]
    return _draw_panels(panels[:1] if is_small else panels, ink)


def draw_rates_around(groups: list[tuple[str, list[dict[str, Any]]]], heading: str, unit: Unit, ink: Ink) -> go.Figure:
    """Draw attacks per counted unit in the windows around suspensions. A group has the windows with one name."""
    lines = [(name, [_make_counted(row, unit) for row in rows if row["days"]]) for name, rows in groups]
    return _draw_panels([(heading, lines, False)], ink)


def draw_rates_by_choice(
    choices: list[tuple[str, list[dict[str, Any]]]], heading: str, unit: Unit, ink: Ink
) -> go.Figure:
    """Draw attacks per counted unit by what counts as an attack. A choice has the rates with one name.

    Rates of confirmed attacks are filled, those with doubtful attacks hollow.
    """
    lines = []
    for name, rows in choices:
        dots = [
            _make_counted_dot(row, row["attacks"], name, unit, hollow_marks.explain_doubtful(row["verification"]))
            for row in rows
        ]
        lines.append(Line(name, dots))
    return _draw_panels([(heading, [(words.WHAT_COUNTS, lines)], False)], ink)


def _make_counted(row: dict[str, Any], unit: Unit) -> Line:
    label = row["window"].capitalize()
    if row["rate"] is None:
        return Line(label, [], words.explain_no_count(unit))
    attacks = row["attacks_on_targets"]
    return Line(label, [_make_counted_dot(row, attacks, label, unit, hollow_marks.explain_no_attack(attacks))])


def _make_counted_dot(row: dict[str, Any], attacks: int, label: str, unit: Unit, hollow: str) -> Dot:
    beside = f"{attacks:,} in {row['exposed']:,}"
    estimate = Estimate(row["rate"], row["rate_low"], row["rate_high"], hollow)
    return Dot(estimate, f"{label}: {beside} {unit.plural}", beside)


def _make_denominator(row: dict[str, Any]) -> Line:
    dots = [
        _make_dot(row, of, doubt_words.describe_denominator(row, of))
        for of in ("", WITH_DOUBTFUL)
        if row[f"share{of}"] is not None
    ]
    return Line(doubt_words.label_denominator(row), dots)


def _make_source(row: dict[str, Any]) -> Line:
    has_share = row["share"] is not None
    return Line(doubt_words.label_sources(row), [_make_dot(row, "", doubt_words.describe_sources_of(row))] * has_share)


def _make_share(row: dict[str, Any]) -> Line:
    if row["share"] is None:
        return Line(row["window"].capitalize(), [], words.explain_no_share(row))
    return Line(row["window"].capitalize(), [_make_dot(row, "", words.describe_window(row))])


def _make_dot(row: dict[str, Any], of: str, sentence: str) -> Dot:
    hollow = hollow_marks.WITH_DOUBTFUL if of else hollow_marks.explain_few(row["patrols"])
    estimate = Estimate(row[f"share{of}"], row[f"low{of}"], row[f"high{of}"], hollow)
    return Dot(estimate, sentence, f"{row[f'attacked{of}']:,} of {row['patrols']:,}")


def _make_rate(row: dict[str, Any]) -> Line:
    value, low, high = (DAYS_OF_A_RATE * row[name] for name in ("daily", "daily_low", "daily_high"))
    return Line("", [Dot(Estimate(value, low, high), words.describe_window(row), words.count_in_days(row))])


def _draw_panels(panels: list[tuple[str, Groups, bool]], ink: Ink) -> go.Figure:
    """Draw groups over one axis, or over two side by side, where the first has all labels. Axes of shares are marked as such."""
    lines = [line for _, group in panels[0][1] for line in group]
    labels = [_shorten(line.label) for line in lines]
    left = measure_labels(labels) + 6
    rows, places, headings = 0.0, [], []
    for heading, group in panels[0][1]:
        headings.append((heading, rows))
        rows += 1
        for line in group:
            height = ROW_OF_TWO if len(line.dots) > 1 else 1
            places.append(rows + (height - 1) / 2)
            rows += height
    traces: list[Trace] = []
    layout: dict[str, Any] = {
        "yaxis": style_axis(
            range=[rows - 0.4, -0.6], showgrid=False, tickvals=places, ticktext=labels, ticklabelstandoff=6
        ),
        "annotations": [_write_group(heading, place, ink, left) for heading, place in headings],
    }
    width = (1 - PANEL_GAP * (len(panels) - 1)) / len(panels)
    for number, (title, groups, are_shares) in enumerate(panels):
        suffix = str(number + 1) if number else ""
        drawn, right = _draw_dots([line for _, group in groups for line in group], places, ink, PHONE - left)
        traces += [trace | {"xaxis": f"x{suffix}"} for trace in drawn]
        begin = number * (width + PANEL_GAP)
        axis = style_axis(range=[-0.015 * right, right], nticks=5, domain=[begin, begin + width])
        layout[f"xaxis{suffix}"] = axis | (_tick_shares(right) if are_shares else {})
        layout["annotations"].append(write_heading(title, 1, ink, 6 - left if not number else 0) | {"x": begin})
    estimates = [dot.estimate for _, groups, _ in panels for _, group in groups for line in group for dot in line.dots]
    legend, margin = draw_keys(estimates), {"l": left, "r": 10, "t": AROUND, "b": 8}
    look = style_layout(ink, 2 * AROUND + round(ROW_HEIGHT * rows), keys=legend, margin=margin)
    return go.Figure(traces + legend, look | layout)


def _tick_shares(right: float) -> dict[str, Any]:
    """Return at most five round shares for the ticks of an axis up to `right`, formatted as in sentences."""
    last = min(round(100 * right), 100)
    step = next(step for step in (1, 2, 5, 10, 20, 25) if last / step <= 4)
    ticks = range(0, last + 1, step)
    return {"tickvals": [tick / 100 for tick in ticks], "ticktext": [f"{tick} %" for tick in ticks]}


def _draw_dots(lines: list[Line], places: list[float], ink: Ink, room: int) -> tuple[list[Trace], float]:
    """Draw the dots of a panel, `room` pixels wide on a phone, with their labels. Also return the end of its axis."""
    dots = [
        (place + (BESIDE * (2 * order - 1) if len(line.dots) > 1 else 0), dot)
        for place, line in zip(places, lines, strict=True)
        for order, dot in enumerate(line.dots)
    ]
    ends = [dot.estimate.high for _, dot in dots]
    beside = BESIDE_GAP + CHARACTER * max((len(dot.beside) for _, dot in dots), default=0)
    right = max([*ends, 0.1]) * room / (room - beside)  # leaves room for the counts beside the widest interval
    empty = [(place, line.empty) for place, line in zip(places, lines, strict=True) if line.empty]
    words_of = [f"  {dot.beside}" for _, dot in dots] + [text for _, text in empty]
    at, heights = ends + [0.0] * len(empty), [place for place, _ in dots] + [place for place, _ in empty]
    look: dict[str, Any] = {"textposition": "middle right", "textfont": {"color": ink.text}}
    return [
        draw_estimates(
            "", [p for p, _ in dots], [d.estimate for _, d in dots], [d.sentence for _, d in dots], sideways=True
        ),
        draw_words(at, heights, words_of, **look),
    ], right


def _write_group(heading: str, place: float, ink: Ink, left: int) -> dict[str, Any]:
    look = write_heading(escape_tags(heading), place, ink, 6 - left)
    return look | {"yref": "y", "yanchor": "middle", "font": look["font"] | {"color": ink.muted}}


def _shorten(label: str) -> str:
    return escape_tags(label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…")
