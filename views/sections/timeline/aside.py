"""What stands beside the figure of the Timeline: a small map, and the milestones by their numbers in the figure."""

import streamlit as st

from analysis.questions.route import find_ends, list_incidents_by_point, list_places, read_route
from analysis.questions.timeline import TimelineAnswers
from views.charts.road.map import SMALL, Map, draw_map
from views.parts.view import View
from views.words.figures import road as road_words
from views.words.markup import escape_markdown
from views.words.timeline import name_milestones


def show_map(view: View) -> None:
    """Show where the road lies, small, with its attacks; nothing where its course is not known."""
    line, posts = view.ask(read_route), view.ask(find_ends)
    if not line or posts is None:
        return
    points, places = view.ask(list_incidents_by_point).to_pylist(), view.ask(list_places).to_pylist()
    drawn = Map(line=line, posts=posts, places=places, points=points, stretches=[])
    figure = draw_map(drawn, view.selection, view.ink, SMALL)
    with st.container(key="small-map", gap="xxsmall"):
        alt = road_words.describe_map(points, places, view.selection)
        st.plotly_chart(figure, key="small-map-figure", theme=None, config={"displayModeBar": False}, alt=alt)
        st.page_link("views/pages/road.py", label="The road in full", icon=":material/route:")


def list_milestones(view: View, answers: TimelineAnswers) -> None:
    """List the milestones by their numbers in the figure; nothing where there are none."""
    rows = answers.milestones.to_pylist()
    if not rows:
        return
    st.subheader("Milestones")
    with st.container(key="milestones"):
        listed = name_milestones(rows, view.selection.to_day)
        st.markdown("\n".join(f"1. **{day}** {escape_markdown(title)}" for day, title in listed))
