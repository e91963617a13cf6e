"""Who may add to the lake from the browser. Used by the pages, the addresses and the WebSocket messages."""

from collections.abc import Mapping

import streamlit as st

from views.server.access import served_login
from views.server.access.people import find_person
from views.server.reach import find_reach


def may_write(cookies: Mapping[str, str]) -> bool:
    """Return whether the browser with these cookies may publish.

    With a login, editors may. Without one, anyone may if the server only answers this machine.
    """
    if login := served_login.read():
        person = find_person(cookies, login)
        return person is not None and person.role == "editor"
    return find_reach(st.get_option("server.address")) == "computer"
