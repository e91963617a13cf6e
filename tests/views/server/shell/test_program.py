"""Streamlit's program comes compressed to every browser that accepts it, and is otherwise left to Streamlit."""

import gzip
import re

import pytest

from tests.views.api_client import ask
from views.server.routes import Routes
from views.server.shell import program

FILES = sorted(program.list_compressible())
SCRIPT = max(
    (path for path in FILES if path.endswith(".js")), key=lambda path: (program.HERE / path[1:]).stat().st_size
)
STYLE = next(path for path in FILES if path.endswith(".css"))


async def answer_as_streamlit(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"as it is"})


PAGES = Routes(answer_as_streamlit)


@pytest.mark.parametrize(("path", "media"), [(SCRIPT, "text/javascript"), (STYLE, "text/css")])
def test_a_browser_gets_the_same_bytes_in_less_than_half_the_size(path, media):
    answer = ask(path, app=PAGES, accept_encoding="gzip, deflate, br")
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert answer.headers["content-type"].startswith(media)
    assert gzip.decompress(answer.body) == (program.HERE / path[1:]).read_bytes()
    assert len(answer.body) < len(gzip.decompress(answer.body)) / 2


@pytest.mark.parametrize(
    ("path", "accepted"),
    [
        (SCRIPT, "identity"),
        (SCRIPT, "gzip;q=0"),
        ("/static/js/none.js", "gzip"),
        ("/static/js/../../../app.py", "gzip"),
    ],
)
def test_all_else_is_left_to_streamlit(path, accepted):
    assert ask(path, app=PAGES, accept_encoding=accepted).body == b"as it is"


def test_below_a_path_of_its_own_it_is_compressed_too():
    assert (
        ask(f"/dash{SCRIPT}", app=Routes(answer_as_streamlit, "dash"), accept_encoding="gzip").headers[
            "content-encoding"
        ]
        == "gzip"
    )


@pytest.mark.parametrize(("path", "figures"), [("/", 1), ("/risk", 1), ("/records", 0), ("/guide", 0)])
def test_a_page_with_figures_asks_for_plotly_before_its_program_does(path, figures):
    links = re.findall(rb'modulepreload"[^>]*href="\.(/static/js/PlotlyChart\.[^"]+)"', ask(path, app=PAGES).body)
    assert len(links) == figures
    assert {link.decode() for link in links} <= program.list_compressible()
