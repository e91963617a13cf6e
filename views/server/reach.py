"""Who can open links of this server: the user of this computer, its network, or everybody who knows its public address."""

from typing import Literal

import streamlit as st

from views.server.base_path import find_base
from views.server.protection.guard import THIS_MACHINE
from views.server.public_url import find_public_url

Reach = Literal["computer", "network", "public"]


def find_reach(bound_to: str | None) -> Reach:
    """Return who can open links of a server that listens on an address (`server.address`)."""
    if find_public_url():
        return "public"
    return "computer" if bound_to in THIS_MACHINE else "network"


def find_base_path() -> str:
    """Return the path under which a proxy serves the pages, such as `/watch`, or ""."""
    return find_base(st.get_option("server.baseUrlPath"))
