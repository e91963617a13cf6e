"""Data: releases and what changed between two, loads and rejects, near-duplicates, coverage, method and credit."""

import streamlit as st

from analysis.export.citation import CREDITS
from analysis.questions.holdings import list_feeds
from views.parts.view import open_view, write_note
from views.sections.data import changes, loads
from views.state.address import state_choices
from views.state.served_lake import lake
from views.words import data as words

view = open_view()
manifest = view.opened.manifest

st.title("Data")
write_note(words.describe_release(manifest.name, len(lake().numbers()), manifest.content_hash))
changes.show_releases(view)
changes.show_changes(view)
loads.show_loads(view)
loads.show_near_duplicates(view)
loads.show_coverage(view)
st.subheader("How the numbers are made")
st.markdown(words.HOW)
st.subheader("Whom to credit")
for feed in list_feeds(view.opened):
    st.text(f"{feed}: {CREDITS[feed]}")

keys = ("before", "after", "changed", "days", "km")
state_choices(**{key: str(st.session_state[key]) if key in st.session_state else None for key in keys})
