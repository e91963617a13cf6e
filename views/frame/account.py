"""Who is logged in, and the way out."""

import streamlit as st

from views.state.person import find_reader


def draw_account() -> None:
    """Draw the name of whoever has logged in and a button to log out; nothing where there is no login."""
    reader = find_reader()
    if reader:
        with st.popover("Account", icon=":material/account_circle:", key="account"):
            st.text(f"{reader.name} ({reader.role})")
            if st.button("Log out", icon=":material/logout:"):
                st.logout()
