"""The HTML page around Streamlit's program, with our own style and script, served from here.

A style sent with each page would be sent again in each run, and the page would first appear without it.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.responses import Response

from views.pages import PAGES
from views.server.shell import program

HERE = Path(__file__).parent
MEDIA = {"/page.css": "text/css", "/page.js": "text/javascript"}
PLOTLY = re.compile(r"/PlotlyChart\.[^/]*\.js$")
UNUSED_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*/>")  # the theme uses other fonts
WITH_FIGURES = {f"/{path}" for path, page in PAGES.items() if page.has_figures}
OURS = '<script src="./page.js"></script>\n    <link rel="stylesheet" href="./page.css">\n  '


def respond(path: str, known: str, preview: str = "") -> Response:
    """Return the style, the script, or for any other path the page. `known` are the ETags that the browser has.

    `preview` are head elements for programs that show where a link leads.
    """
    if path in MEDIA:
        body = _read_file(path)
    else:
        body = _make_page(path in WITH_FIGURES).replace(b"</head>", preview.encode() + b"</head>", 1)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA.get(path, "text/html"))


@cache
def _read_file(path: str) -> bytes:
    return (HERE / path.lstrip("/")).read_bytes()


@cache
def _make_page(has_figures: bool) -> bytes:
    """Return Streamlit's page with our style and script.

    With `has_figures`, the page preloads Plotly, which Streamlit's program would not request before it draws a figure.
    """
    page = (program.HERE / "index.html").read_text(encoding="utf-8")
    early = (path for path in sorted(program.list_compressible()) if has_figures and PLOTLY.search(path))
    links = "".join(f'<link rel="modulepreload" crossorigin href=".{path}">' for path in early)
    return UNUSED_FONT.sub("", page).replace("</head>", f"{OURS}{links}</head>", 1).encode()
