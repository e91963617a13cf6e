"""Who can open the links of this server: whoever sits at this computer, is on its network, or knows its public address."""

import os
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from views.server.base_path import find_base
from views.server.protection.guard import THIS_MACHINE

PUBLIC_URL = "PATROLWATCH_PUBLIC_URL"
Reach = Literal["computer", "network", "public"]


def find_reach(bound_to: str | None) -> Reach:
    """Return who can open links of a server that listens on an address, as `server.address` has it."""
    if find_public_url():
        return "public"
    return "computer" if bound_to in THIS_MACHINE else "network"


def find_public_url() -> str:
    """Return the address that the server has behind a proxy, without a slash at its end; empty where it has none.

    Raises ValueError where PATROLWATCH_PUBLIC_URL is no address of a server.
    """
    return check_public_url(os.environ.get(PUBLIC_URL, ""))


def find_base_path() -> str:
    """Return the path under which a proxy serves the pages, `/watch`; empty where they stand at the root."""
    return find_base(st.get_option("server.baseUrlPath"))


def check_public_url(url: str) -> str:
    """Return a public address without a slash at its end. Raises ValueError where it is none."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"“{url}” is no public address; write https://host or https://host/path")
    return url.rstrip("/")
