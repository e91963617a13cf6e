"""Review: records that may be one event, claims that disagree, corrections, and what editors decided."""

import streamlit as st

from views.frame.filters import choose_corridor
from views.parts.choosing import choose
from views.parts.view import open_view, write_note
from views.sections.review import claims, correction, deciding, duplicates, entries, words
from views.state import cache
from views.state.address import state_choices
from views.state.page_choices import settle_word

SECTIONS = {
    "duplicates": (duplicates.show_duplicates, duplicates.count_duplicates),
    "claims": (claims.show_claims, claims.count_claims),
    "entries": (entries.show_entries, entries.count_entries),
}

view = open_view()
counts = {name: count(view) for name, (_, count) in SECTIONS.items()}
settle_word("show", "duplicates" if counts["duplicates"] or not counts["claims"] else "claims", list(SECTIONS))
st.title("Review")
write_note(f"Release {view.opened.manifest.name}")
st.caption(words.ABOUT)
deciding.show_decision()
with st.container(horizontal=True, vertical_alignment="bottom", key="deciding"):
    choose_corridor(cache.list_choices(view.opened), has_label=True)
    deciding.ask_author()
correction.show_correction(view)
labels = {name: words.label_list(name, number) for name, number in counts.items()}
show, _ = SECTIONS[choose("What is listed", labels, "show")]
show(view)
state_choices(correct=st.session_state["correct"] or None)
