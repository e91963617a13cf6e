"""Other sites that this server trusts with one thing each. It stands apart from the pages, as `public_url` does."""

import os
from urllib.parse import urlsplit

from etl.errors import UsageError

EMBED = "/api/v1/embed"  # the figures that they may show
EMBED_ON = "PATROLWATCH_EMBED_ON"  # may show a figure in a frame
READ_FROM = "PATROLWATCH_READ_FROM"  # their scripts may read the data, with a token where there is a login


def find_sites(variable: str) -> tuple[str, ...]:
    """Return the origins that a variable names, with blanks between them. Raises UsageError."""
    return tuple(check_origin(site) for site in os.environ.get(variable, "").split())


def check_origin(site: str) -> str:
    """Return an origin such as `https://news.example`. Raises UsageError where it is none: `*` would be everybody."""
    try:
        parts = urlsplit(site)
        is_origin = parts.scheme in ("http", "https") and parts.hostname and site == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        is_origin = False
    if not is_origin or "@" in site or any(sign in site for sign in "*;, '\""):
        raise UsageError(f"“{site}” is not an origin; write https://host or https://host:port.")
    return site.lower()
