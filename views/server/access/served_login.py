"""The login settings of this process, from the files in which Streamlit keeps its secrets."""

from functools import cache

import streamlit as st

from views.server.access.settings import Login, read_login


@cache
def read() -> Login | None:
    """Read the settings once. Return None if no login is required. Raises UsageError for invalid settings."""
    return read_login(st.get_option("secrets.files"))
