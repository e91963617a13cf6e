"""How wide the reader's screen is, as far as the server must know it: the script of the page leaves it in a cookie."""

import streamlit as st

NARROW = "narrow"


def is_screen_narrow() -> bool:
    """Say whether the page was opened on a screen as narrow as a phone's."""
    return st.context.cookies.get("screen") == NARROW
