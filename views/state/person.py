"""Who looks at the page that is drawn."""

import streamlit as st

from views.server.access import served_login
from views.server.access.audience import is_served_to_others
from views.server.access.people import Person, find_person


def find_reader() -> Person | None:
    """Find who looks at the page; None where nobody need log in, and once the login is over."""
    login = served_login.read()
    return find_person(st.context.cookies, login) if login else None


def is_editor() -> bool:
    """Return whether whoever looks at the page may change records, and see who did: an editor, or who sits at this computer."""
    login = served_login.read()
    if not login:
        return not is_served_to_others()
    reader = find_reader()
    return reader is not None and reader.role == "editor"
