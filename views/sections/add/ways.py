"""The kinds of things that can be added."""

import streamlit as st

from views.sections.add import article, fetch, file, record
from views.sections.add.corridor import adding as corridor
from views.sections.add.words import WAYS
from views.state.page_choices import settle_word

SHOWN = {
    "file": file.show_file,
    "article": article.show_article,
    "fetch": fetch.show_fetch,
    "record": record.show_record,
    "corridor": corridor.show_corridor,
}


def settle_way() -> str:
    """Settle the chosen kind; none at first."""
    return settle_word("way", "", ["", *SHOWN])


def choose_way(way: str) -> None:
    """Draw a card for each kind."""
    with st.container(horizontal=True, key="ways"):
        for name in SHOWN:
            title, what = WAYS[name]
            st.button(
                f"**{title}**  \n{what}",
                on_click=lambda name=name: st.session_state.__setitem__("way", name),
                type="primary" if name == way else "secondary",
                key=f"way-{name}",
                width="stretch",
            )


def show_way(way: str) -> None:
    """Show the steps of the chosen kind."""
    if way:
        SHOWN[way]()
