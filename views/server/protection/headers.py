"""Security headers for every answer: what the browser may run, load, send and cache, and who may frame it.

The policy is the strictest with which Streamlit, Plotly and the table work. They use inline styles everywhere, so these are
allowed. Inline scripts are not, except the one in Streamlit's own page, which is allowed by its hash.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.server.base_path import is_data
from views.server.protection.other_sites import EMBED

CLOSED_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get",
    "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in CLOSED_FEATURES),
}
ONLY_BY_TLS = "max-age=31536000"  # a year; not for the whole domain, which is not ours
NOWHERE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# For everything but pages: nothing in it runs or loads, even if a browser shows it as a page.
DATA_POLICY = f"default-src 'none'; {NOWHERE}; sandbox"
# Streamlit's answers to one session must not be cached.
STREAMLIT = "/_stcore/"


class SafetyHeaders:
    """Adds the headers to every answer, and removes those that would expose it to pages of other sites.

    The sites in `embed_on` may frame the figures made for them.
    """

    def __init__(self, app: ASGIApp, embed_on: Sequence[str] = ()):
        self.app, self.embed_on = app, embed_on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                needed = headers.get("content-security-policy")
                _set_headers(headers, scope["path"], message["status"])
                if scope["path"] == EMBED and message["status"] == HTTPStatus.OK:
                    _open_to_frames(headers, needed, self.embed_on)
                if scope["scheme"] == "https":
                    MutableHeaders(scope=message)["Strict-Transport-Security"] = ONLY_BY_TLS
                    _secure_cookies(message)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _set_headers(headers: MutableHeaders, path: str, status: int) -> None:
    headers.update(HEADERS)
    # Data and files of pages are not pages, even if they are HTML.
    is_page = headers.get("content-type", "").startswith("text/html") and not is_data(path)
    if is_page:
        # Streamlit compresses pages, but sets this only on compressed answers.
        headers.setdefault("Vary", "Accept-Encoding")
    if status != HTTPStatus.NOT_MODIFIED:  # otherwise its headers would replace those of the cached page
        headers["Content-Security-Policy"] = make_page_policy() if is_page else DATA_POLICY
    if path.startswith(STREAMLIT):
        headers["Cache-Control"] = "no-store"
    headers.setdefault("Cache-Control", "no-store")
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]


def _open_to_frames(headers: MutableHeaders, needed: str | None, sites: Sequence[str]) -> None:
    """Let pages of these sites frame a figure, with the policy that it needs."""
    headers["Content-Security-Policy"] = (
        f"{needed}; frame-ancestors {' '.join(sites)}; base-uri 'none'; form-action 'none'"
    )
    del headers["X-Frame-Options"]  # it does not support a list of sites


def _secure_cookies(message: Message) -> None:
    """Restrict cookies to TLS if the page was served over it; Streamlit does not."""
    message["headers"] = [
        (name, value + b"; Secure" if name == b"set-cookie" and b"secure" not in value.lower() else value)
        for name, value in message["headers"]
    ]


@cache
def make_page_policy() -> str:
    """Return the policy of a page."""
    scripts = " ".join(f"'sha256-{digest}'" for digest in _hash_scripts())
    return (
        f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"font-src 'self' data:; connect-src 'self'; {NOWHERE}"
    )


def _hash_scripts() -> list[str]:
    """Return the SHA-256 of each script in the page of the installed Streamlit."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
