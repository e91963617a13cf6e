"""The HTML page around Streamlit's program, with our own style and script, served from here.

A style sent with each page would be sent again in each run, and the page would first appear without it.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.responses import Response

HERE = Path(__file__).parent
MEDIA = {"/page.css": "text/css", "/page.js": "text/javascript"}
UNUSED_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*/>")  # the theme uses other fonts
OURS = '<script src="./page.js"></script>\n    <link rel="stylesheet" href="./page.css">\n  '


def respond(path: str, known: str, preview: str = "") -> Response:
    """Return the style, the script, or for any other path the page. `known` are the ETags that the browser has.

    `preview` are head elements for programs that show where a link leads.
    """
    body = _read_file(path) if path in MEDIA else _make_page().replace(b"</head>", preview.encode() + b"</head>", 1)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA.get(path, "text/html"))


@cache
def _read_file(path: str) -> bytes:
    return (HERE / path.lstrip("/")).read_bytes()


@cache
def _make_page() -> bytes:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return UNUSED_FONT.sub("", page).replace("</head>", f"{OURS}</head>", 1).encode()
