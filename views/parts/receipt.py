"""The receipt: on top of every page, in plain words, whatever a link asked for and could not have."""

from collections.abc import Iterable

import streamlit as st

from views.words.text import escaped


def begin(sentences: Iterable[str]) -> None:
    """A link was opened; these sentences stay until another one is, or the choices begin anew."""
    st.session_state["refused"] = list(sentences)


def show(now: Iterable[str] = ()) -> None:
    """Take the place for the receipt, which what is drawn later may still add to. `now` are sentences of this run alone."""
    st.session_state["receipt_place"], st.session_state["refused_now"] = st.empty(), list(now)
    _draw()


def refuse(*sentences: str) -> None:
    """Add what only the page itself could tell. A sentence stands once, however often the page is drawn."""
    refused = st.session_state["refused"]
    refused += [sentence for sentence in sentences if sentence not in refused]
    _draw()


def names(key: str) -> bool:
    """Whether the receipt says already what became of a key."""
    return any(sentence.startswith(f"{key}: ") for sentence in st.session_state["refused"])


def _draw() -> None:
    if said := [*st.session_state["refused"], *st.session_state["refused_now"]]:
        st.session_state["receipt_place"].warning(
            "Not everything that was asked for could be had:\n\n"
            + "\n".join(f"- {escaped(sentence)}" for sentence in said),
            icon=":material/receipt_long:",
        )
