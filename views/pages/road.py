"""Map: how far patrols came, where attacks happened, and how often each stretch was driven."""

import streamlit as st

from analysis.exposure import read_unit
from analysis.questions.holdings import read_corridor
from analysis.questions.route import find_ends
from views.parts.narrowing import offer_left_out
from views.parts.view import open_view
from views.sections.road.figures import fold_records
from views.sections.road.map import show_map, show_open_map
from views.sections.road.stretches import choose_length, show_stretches
from views.sections.road.strip import show_strip
from views.state.address import state_choices
from views.words.figures import road as words

view = open_view()
posts = view.ask(find_ends)

unit = read_unit(view.ask(read_corridor))

view.write_title("Map")
offer_left_out(view)
if unit.is_counted:
    show_open_map(view, unit, has_kilometres=posts is not None)
elif posts is None:
    st.info(words.NO_KILOMETRES)
else:
    length_km = choose_length(view, posts)
    show_map(view, posts, length_km)
    show_strip(view, posts, length_km)
    show_stretches(view, posts, length_km)
fold_records(view, posts)

state_choices(stretch=st.session_state.get("stretch") if posts else None)
