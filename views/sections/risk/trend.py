"""The section of the Risk page on a trend over the order of the patrols."""

import streamlit as st

from analysis.questions.rates import compute_trends
from views.parts import tables
from views.parts.view import View
from views.sections.risk.exposure import find_reached
from views.words.statistics import trend as words
from views.words.statistics.exposure import PER_PATROL


def show_trend(view: View) -> None:
    """Describe the basis of a trend in one sentence, above a small table of its p values."""
    reached = find_reached(view)
    km = None if reached == PER_PATROL else reached.exposure.km
    trends = view.ask(compute_trends, km)
    st.caption(words.HEADING)
    view.say(words.describe_trends(trends.to_pylist(), reached))
    tables.show_table(trends, "trends", words.TITLE)
    st.caption(words.ABOUT)
    view.download(trends, "trends", "way", many="ways", title=words.TITLE)
    tables.offer_address("trends", view.selection, {} if km is None else {"reached": f"{km:g}"})
