"""The side column of the Timeline: a small map, and the milestones by their numbers in the figure, or else the last attacks."""

from dataclasses import replace

import plotly.graph_objects as go
import streamlit as st

from analysis.exposure import read_unit
from analysis.questions.holdings import read_corridor
from analysis.questions.route import find_ends, list_incidents_by_point, list_places, list_places_around, read_route
from analysis.questions.timeline import TimelineAnswers
from analysis.release import Release
from analysis.selection import GRAINS, Selection
from views.charts.road.map import SMALL, Map, draw_map
from views.charts.style import Ink
from views.parts.figures import convert_once
from views.parts.view import View
from views.state import cache
from views.words.figures import road as road_words
from views.words.figures.picked import name_last_attacks
from views.words.markup import escape_markdown
from views.words.timeline import name_milestones


def show_map(view: View) -> None:
    """Show a small map of the corridor with its attacks. Shows nothing if neither a route nor a point is known."""
    found = _draw_small_map(view.opened, replace(view.selection, grain=GRAINS[0]), view.ink, _view=view)
    if not found:
        return
    figure, alt = found
    with st.container(key="small-map", gap="xxsmall"):
        st.plotly_chart(figure, key="small-map-figure", theme=None, config={"displayModeBar": False}, alt=alt)
        st.page_link("views/pages/road.py", label="The map in full", icon=":material/map:")


@st.cache_resource(max_entries=20, show_spinner=False, hash_funcs=cache.KEYS | {Ink: repr})
def _draw_small_map(opened: Release, selection: Selection, ink: Ink, _view: View) -> tuple[go.Figure, str] | None:
    """Draw the map once for all choices that do not change it, which saves a third of the time of changing the grain."""
    view = _view
    line, posts = view.ask(read_route), view.ask(find_ends)
    points = view.ask(list_incidents_by_point).to_pylist()
    places = view.ask(list_places if line else list_places_around).to_pylist()
    target = read_unit(view.ask(read_corridor)).target
    drawn = Map(line=line, posts=posts or (0, 0), places=places, points=points, stretches=[], target=target)
    if not (posts if line else drawn.marked):
        return None
    figure = draw_map(drawn, selection, ink, SMALL)
    convert_once(figure)
    return figure, road_words.describe_map(points, places, selection)


def list_events(view: View, answers: TimelineAnswers) -> None:
    """List the milestones by their numbers in the figure, or the last attacks if there are none. Shows nothing without either."""
    if rows := answers.milestones.to_pylist():
        title, mark, listed = "Milestones", "1.", name_milestones(rows, view.selection.to_day)
    else:
        title, mark, listed = "Last attacks", "-", name_last_attacks(answers.named, answers.unit)
    if listed:
        st.subheader(title)
        with st.container(key="milestones"):
            st.markdown("\n".join(f"{mark} **{escape_markdown(day)}** {escape_markdown(text)}" for day, text in listed))
