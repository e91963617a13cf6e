"""The address that the server has behind a proxy. It stands apart from the pages, since a command reads it without Streamlit."""

import os
from urllib.parse import urlsplit

from etl.errors import UsageError

PUBLIC_URL = "PATROLWATCH_PUBLIC_URL"


def find_public_url() -> str:
    """Return the address that the server has behind a proxy, without a slash at its end; empty where it has none.

    Raises UsageError where PATROLWATCH_PUBLIC_URL is no address of a server.
    """
    return check_public_url(os.environ.get(PUBLIC_URL, ""))


def check_public_url(url: str) -> str:
    """Return a public address without a slash at its end. Raises UsageError where it is none."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # half a bracket, as of an address in IPv6
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise UsageError(f"“{url}” is no public address; write https://host or https://host/path.")
    return url.rstrip("/")
