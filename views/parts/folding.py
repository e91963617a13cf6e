"""A part of a page that is folded, and computed only once it is opened: opening it draws nothing else anew."""

from collections.abc import Callable

import streamlit as st

from views.server.page_turns import hold_turn
from views.state import fields
from views.state.keys import RECORD_TO_OPEN


def fold(label: str, key: str, draw: Callable[[], None]) -> None:
    """Fold what a function draws under a label; `key` tells it from the other parts of the page."""

    @st.fragment(key=f"fold-{key}")
    def part() -> None:
        if st.session_state.get(key):
            unfold(key)  # under another label too, which would close it
        with st.expander(label, key=key, on_change="rerun") as folded:
            if folded.open:
                with hold_turn():
                    draw()
        # Only now: what is not drawn by a run loses what was chosen in it.
        if fields.have_changed() or RECORD_TO_OPEN.is_set():
            st.rerun()  # the whole page, which shows the choice or goes to the record

    part()


def unfold(key: str) -> None:
    """Open a folded part with the next run."""
    st.session_state[key] = True
