"""Shows who is logged in, with a button to log out."""

import streamlit as st

from views.state.person import find_reader


def draw_account() -> None:
    """Show the name of the person logged in and a button to log out. Shows nothing without a login."""
    reader = find_reader()
    if reader:
        with st.popover("Account", icon=":material/account_circle:", key="account"):
            st.text(f"{reader.name} ({reader.role})")
            if st.button("Log out", icon=":material/logout:"):
                st.logout()
