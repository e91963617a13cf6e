"""The reader of the current page."""

import streamlit as st

from views.server.access import served_login
from views.server.access.people import Person, find_person


def find_reader() -> Person | None:
    """Return the reader of the page. None if no login is required, or the login has ended."""
    login = served_login.read()
    return find_person(st.context.cookies, login) if login else None
