"""A folded part of a page, computed only when it is opened. Opening it redraws nothing else."""

from collections.abc import Callable

import streamlit as st

from views.server.page_turns import hold_turn
from views.state import fields
from views.state.keys import RECORD_TO_OPEN


def fold(label: str, key: str, draw: Callable[[], None]) -> None:
    """Fold the output of a function under a label. `key` identifies the part on the page."""

    @st.fragment(key=f"fold-{key}")
    def part() -> None:
        if st.session_state.get(key):
            unfold(key)  # also if the label changes, which would close it
        with st.expander(label, key=key, on_change="rerun") as folded:
            if folded.open:
                with hold_turn():
                    draw()
        # Only now, since fields that a run does not draw lose their values.
        if fields.have_changed() or RECORD_TO_OPEN.is_set():
            st.rerun()  # reruns the whole page, which shows the choice or goes to the record

    part()


def unfold(key: str) -> None:
    """Open a folded part in the next run."""
    st.session_state[key] = True
