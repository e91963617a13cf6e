"""Other sites that are trusted with one thing each. Does not import Streamlit, like `public_url`."""

import os
from urllib.parse import urlsplit

from etl.errors import UsageError

EMBED = "/api/v1/embed"  # figures that they may show
EMBED_ON = "PATROLWATCH_EMBED_ON"  # sites that may frame a figure
READ_FROM = "PATROLWATCH_READ_FROM"  # origins whose scripts may read the data, with a token if there is a login


def find_sites(variable: str) -> tuple[str, ...]:
    """Return the origins in an environment variable, separated by spaces. Raises UsageError."""
    return tuple(check_origin(site) for site in os.environ.get(variable, "").split())


def check_origin(site: str) -> str:
    """Return an origin such as `https://news.example`. Raises UsageError if it is invalid: `*` would mean everybody."""
    try:
        parts = urlsplit(site)
        is_origin = parts.scheme in ("http", "https") and parts.hostname and site == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        is_origin = False
    if not is_origin or "@" in site or any(sign in site for sign in "*;, '\""):
        raise UsageError(f"“{site}” is not an origin; write https://host or https://host:port.")
    return site.lower()
