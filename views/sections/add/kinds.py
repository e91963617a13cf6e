"""The kinds of things that can be added."""

import streamlit as st

from views.sections.add import article, fetch, file, record
from views.sections.add.corridor import adding as corridor
from views.sections.add.words import KINDS
from views.state.page_choices import settle_word

SHOWN = {
    "file": file.show_file,
    "article": article.show_article,
    "fetch": fetch.show_fetch,
    "record": record.show_record,
    "corridor": corridor.show_corridor,
}


def settle_kind() -> str:
    """Settle the chosen kind; none at first."""
    return settle_word("way", "", ["", *SHOWN])


def choose_kind(chosen: str) -> None:
    """Draw a card for each kind. Once one is chosen they have only their titles, to leave room for its steps."""
    with st.container(horizontal=True, key="chosen-kinds" if chosen else "kinds"):
        for name in SHOWN:
            title, what = KINDS[name]
            st.button(
                title if chosen else f"**{title}**  \n{what}",
                on_click=lambda name=name: st.session_state.__setitem__("way", name),
                type="primary" if name == chosen else "secondary",
                key=f"kind-{name}",
                width="content" if chosen else "stretch",
            )


def show_kind(kind: str) -> None:
    """Show the steps of the chosen kind."""
    if kind:
        SHOWN[kind]()
