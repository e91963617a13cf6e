"""The server's address behind a proxy. Does not import Streamlit, since a command reads it."""

import os
from urllib.parse import urlsplit

from etl.errors import UsageError

PUBLIC_URL = "PATROLWATCH_PUBLIC_URL"


def find_public_url() -> str:
    """Return the server's address behind a proxy without a trailing slash, or "" if it has none.

    Raises UsageError if PATROLWATCH_PUBLIC_URL is not a valid address.
    """
    return check_public_url(os.environ.get(PUBLIC_URL, ""))


def check_public_url(url: str) -> str:
    """Return a public address without a trailing slash. Raises UsageError if it is invalid."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # an unmatched bracket, as in an IPv6 address
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise UsageError(f"“{url}” is not a public address; write https://host or https://host/path.")
    return url.rstrip("/")
