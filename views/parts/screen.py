"""Whether the reader's screen is narrow, from a cookie set by the script of the page."""

import streamlit as st

NARROW = "narrow"


def is_screen_narrow() -> bool:
    """Whether the page was opened on a screen as narrow as a phone's."""
    return st.context.cookies.get("screen") == NARROW
