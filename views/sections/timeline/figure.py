"""The figure of the Timeline, in which clicks and boxes narrow the records below it."""

from datetime import date

import streamlit as st

from analysis.questions.timeline import TimelineAnswers, collect_answers
from analysis.release import Release
from analysis.selection import Selection
from views.charts.timeline import describe_timeline
from views.charts.timeline_figure import draw_timeline
from views.parts.figures import Drawing
from views.parts.folding import unfold
from views.parts.narrowing import draw_chip
from views.parts.screen import is_screen_narrow
from views.parts.view import View
from views.sections.timeline.folded import RECORDS
from views.state import cache
from views.state.navigation import forget_picked, name_pickable, narrow_records
from views.words import timeline as words


def collect_kept_answers(view: View) -> TimelineAnswers:
    """Answer the questions of the Timeline, using cached answers."""
    return _collect(view.opened, view.selection)


@cache.keep(max_entries=cache.LISTS)
def _collect(opened: Release, selection: Selection) -> TimelineAnswers:
    """Collect cached answers. To look up each of them took a tenth of the time of a click."""
    return collect_answers(
        selection,
        ask=lambda question, choices, *more: cache.answer(question, opened, choices, *more),
        list_records=lambda table, choices: cache.list_kept_records(opened, table, choices),
    )


def show_figure(view: View) -> None:
    """Show the figure. Clicks and boxes narrow the records."""
    key = name_pickable("timeline")
    view.draw_kept(
        draw_figure,
        is_screen_narrow(),
        key=key,
        on_select=lambda: _narrow_to_picked(key, view),
        selection_mode=("points", "box"),
    )
    draw_chip(view)


def draw_figure(view: View, is_small: bool) -> Drawing:
    """Draw the figure."""
    answers = collect_kept_answers(view)
    alt = words.describe_figure(answers, view.selection)
    timeline = describe_timeline(answers, view.selection)
    figure = draw_timeline(timeline, view.ink, is_small=is_small)
    return Drawing(figure, "timeline", alt, answers.series.num_rows, subtitle=f"By {view.selection.grain}")


def _narrow_to_picked(key: str, view: View) -> None:
    """Narrow the records to the days of the clicked mark or the box. Clearing the selection shows all again."""
    picked = st.session_state[key]["selection"]
    days = [value for point in picked["points"] for value in (point.get("customdata") or []) if value]
    if picked["box"]:
        days = [str(edge)[:10] for box in picked["box"] for edge in box["x"]]
        # A figure with a box selection ignores clicks, so redraw it after a box.
        forget_picked()
    if not days:
        narrow_records(None, None)
        return
    unfold(RECORDS)
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    narrow_records(max(first, view.selection.from_day), min(last, view.selection.to_day))
