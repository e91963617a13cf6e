"""Data: releases and what changed between two, loads and rejects, fetches, near-duplicates, coverage, method and credit."""

import streamlit as st

from analysis.export.citation import CREDITS, credit_counter
from analysis.questions.holdings import list_feeds, read_corridor
from etl.tables.labels import label_feed
from views.parts.guide import link_to_guide
from views.parts.view import open_view, write_note
from views.sections.data import audit, changes, fetches, loads, sums
from views.sections.guide import CHAPTERS
from views.server.adding.permission import may_write
from views.state.address import state_choices
from views.state.served_lake import get_lake
from views.words import data as words
from views.words.phrases import capitalise

view = open_view()
manifest = view.opened.manifest

st.title("Data")
write_note(words.describe_release(manifest.name, len(get_lake().list_numbers()), manifest.content_hash))
changes.show_releases(view)
changes.show_changes(view)
loads.show_loads(view)
if not may_write(st.context.cookies):
    write_note(words.NOT_ADDED_HERE)
fetches.show_fetches()
sums.show_sums(view)
loads.show_near_duplicates(view)
loads.show_coverage(view)
audit.show_audit_log()
st.subheader("How the numbers are made")
st.markdown(words.HOW)
with st.container(horizontal=True, gap="medium"):
    for chapter, (title, _) in CHAPTERS.items():
        link_to_guide(title, chapter)
st.subheader("Whom to credit")
for feed in list_feeds(view.opened):
    st.text(f"{capitalise(label_feed(feed))}: {CREDITS[feed]}")
if counter := credit_counter(view.ask(read_corridor)):
    st.text(counter)

keys = ("before", "after", "changed", "days", "km")
state_choices(**{key: str(st.session_state[key]) if key in st.session_state else None for key in keys})
