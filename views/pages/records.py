"""Records: lists of patrols, incidents, suspensions and sources, and everything known about one of them."""

import streamlit as st

from analysis.questions.holdings import list_doubts, list_doubts_here, read_corridor
from views.charts.style import LIGHT
from views.parts.view import View, write_note
from views.sections.records import record, search
from views.state import cache
from views.state.address import state_choices
from views.state.keys import RELEASE, SELECTION
from views.state.navigation import go_to_correction_if_requested
from views.words.records import ABOUT_DOUBTS, ABOUT_DOUBTS_OF_NUMBERS, ABOUT_NUMBERS

go_to_correction_if_requested()
view = View(RELEASE.get(), SELECTION.get(), LIGHT)
is_counted = view.selection.corridor in cache.list_choices(view.opened).counted
offered = search.list_offered(is_counted)
search.read_choices(offered)

st.title("Records")
write_note(f"{view.ask(read_corridor)['title']} · release {view.opened.manifest.name}")
record.show_chosen_record(view)
# An open record takes the page; the list and its search stay available.
with st.expander("The list of records") if st.session_state["record"] else st.container():
    found = search.show_fields(view, offered)
    search.show_records(view, found)

doubts = [
    doubt
    for doubt in view.ask(list_doubts_here, tuple(cache.answer(list_doubts, view.opened)))
    if doubt[0] not in ABOUT_NUMBERS
]
names = cache.read_names(view.opened)
names |= cache.name_incidents(view.opened, tuple(sorted({record_id for _, record_id, _ in doubts} - names.keys())))
with st.expander(f"Doubts kept about this corridor ({len(doubts)})"):
    st.caption(ABOUT_DOUBTS if is_counted else f"{ABOUT_DOUBTS} {ABOUT_DOUBTS_OF_NUMBERS}")
    for what, record_id, detail in doubts:
        st.text(f"{what.capitalize()}: {names.get(record_id, record_id)} ({detail})")

everywhere = "yes" if found.everywhere else None
state_choices(record=st.session_state["record"], search=found.words, table=found.table, everywhere=everywhere)
