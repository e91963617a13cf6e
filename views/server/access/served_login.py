"""The login of this process, as the files say from which Streamlit reads its secrets."""

from functools import cache

import streamlit as st

from views.server.access.settings import Login, read_login


@cache
def read() -> Login | None:
    """Read it once; None where nobody need log in. Raises UsageError where the settings cannot stand."""
    return read_login(st.get_option("secrets.files"))
