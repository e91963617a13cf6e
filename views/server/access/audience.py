"""Whether people other than the user of this computer may see what is served."""

import streamlit as st

from views.server.access import served_login
from views.server.reach import find_reach


def is_served_to_others() -> bool:
    """Return whether the server answers other computers, has a public address, or offers a login."""
    return find_reach(st.get_option("server.address")) != "computer" or served_login.read() is not None
