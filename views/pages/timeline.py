"""Timeline: whether the corridor is patrolled, how often patrols are attacked, and when they stopped."""

import streamlit as st

from views.parts.view import open_view
from views.sections.timeline import aside, figure, folded, headline
from views.state.address import state_choices

view = open_view()
answers = figure.collect_kept_answers(view)

left, right = st.container(key="timeline").columns([2, 1], gap="medium")
with left:
    headline.show_headline(view, answers)
    figure.show_figure(view)
with right:
    aside.show_map(view)
    aside.list_events(view, answers)

folded.show_things_to_know(view, answers)
folded.show_bands(answers)
folded.fold_records(view)
folded.fold_numbers(view, answers)
folded.offer_briefing(view)

state_choices()
