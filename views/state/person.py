"""Who looks at the page that is drawn."""

import streamlit as st

from views.server.access import served_login
from views.server.access.people import Person, find_person


def find_reader() -> Person | None:
    """Find who looks at the page; None where nobody need log in, and once the login is over."""
    login = served_login.read()
    return find_person(st.context.cookies, login) if login else None
