"""Timeline: is the corridor patrolled, how often are patrols attacked, when did they stop."""

import streamlit as st

from views.parts.narrowing import draw_narrowing_fields
from views.parts.record_lists import show_records
from views.parts.view import open_view
from views.sections import timeline
from views.state.address import state_choices
from views.words.timeline import HOW_TO_NARROW

view = open_view()
answers = timeline.collect_kept_answers(view)

timeline.show_headline(view, answers)
timeline.show_figure(view, answers)
timeline.offer_briefing(view)
timeline.show_bands(answers)
timeline.show_numbers(view, answers)

st.subheader("Records")
st.caption(HOW_TO_NARROW)
draw_narrowing_fields()
show_records(view, "{table}-table", "{table} of the chosen days", explain_nothing=True)

state_choices()
