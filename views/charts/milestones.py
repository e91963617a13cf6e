"""Milestones as numbered marks above the date axis. The page lists them with the same numbers."""

from analysis.selection import Selection
from views.charts.axis import Span
from views.charts.style import Ink, Row, Trace, draw_marks, escape_tags
from views.charts.timeline import Mark

SIZE, FONT = 16, 11  # pixels
APART = 18  # pixels between numbers on one level
LEVELS = 2  # marks of neighbouring days are stacked on this many levels


def draw_milestones(marks: list[Mark], selection: Selection, ink: Ink, height: int, width: int) -> Row:
    """Draw a numbered circle for each milestone. If there is no room, one mark stands for several: `7+`."""
    levels = stack_marks(marks, selection, width)
    traces = [_draw_level(groups, level, ink) for level, groups in enumerate(levels) if groups]
    names = {"tickvals": [(LEVELS - 1) / 2], "ticktext": ["Milestones"], "ticklabelstandoff": SIZE // 2}
    return Row("", height, traces, names | {"range": [LEVELS - 0.4, -0.6], "showgrid": False})


def stack_marks(marks: list[Mark], selection: Selection, width: int) -> list[list[list[Mark]]]:
    """Assign marks to groups on levels without overlap. A group is at the position of its first mark."""
    axis = Span.from_days(selection.from_day, selection.to_day)
    levels: list[list[list[Mark]]] = [[] for _ in range(LEVELS)]
    for mark in marks:
        gaps = [
            (mark.span.middle - groups[-1][0].span.middle) / (axis.end - axis.start) * width if groups else width
            for groups in levels
        ]
        free = next((level for level, gap in enumerate(gaps) if gap >= APART), None)
        if free is None:
            # Add it to the newest group, so that numbers stay in order.
            max((groups[-1] for groups in levels), key=lambda group: group[0].span.start).append(mark)
        else:
            levels[free].append([mark])
    return levels


def _draw_level(groups: list[list[Mark]], level: int, ink: Ink) -> Trace:
    first = [group[0] for group in groups]
    # A number with a plus sign is wider than a circle.
    edges = [1 if len(group) == 1 else 0 for group in groups]
    return draw_marks(
        "Milestone",
        [mark.span.middle for mark in first],
        [level] * len(first),
        "circle",
        ink.ground,
        [],
        marker={"symbol": "circle", "size": SIZE, "color": ink.ground, "line": {"width": edges, "color": ink.muted}},
        mode="markers+text",
        text=[group[0].label + "+" * (len(group) > 1) for group in groups],
        textposition="middle center",
        textfont={"size": FONT, "color": ink.text},
        customdata=[[group[0].days[0], group[-1].days[1]] for group in groups],
        hovertext=["<br>".join(escape_tags(mark.sentence) for mark in group) for group in groups],
        showlegend=False,
    )
