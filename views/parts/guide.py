"""A link into the guide, with all choices kept."""

import streamlit as st

from analysis.links.keys import KEYS
from views.state.keys import QUERY

PAGE = "views/pages/guide.py"


def link_to_guide(label: str, chapter: str, section: str = "", icon: str | None = ":material/menu_book:") -> None:
    """Draw a link to a section of the guide."""
    choices = {key: value for key, value in QUERY.get().items() if key in KEYS}
    st.page_link(
        PAGE,
        label=label,
        icon=icon,
        query_params=choices | {"chapter": chapter} | ({"section": section} if section else {}),
    )
