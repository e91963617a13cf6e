"""Named sites may embed one figure or read the data. All others get nothing more than before."""

import base64
import gzip
import json
import re

import pytest

from etl.errors import UsageError
from tests.views.api_client import ask
from tests.views.server.protection.test_guard import answer_as_streamlit
from views.charts.style import LIGHT
from views.page_file.packing import hash_script
from views.parts.view import View
from views.sections.drawings.embedded import FIGURES
from views.server.data import api, embed
from views.server.protection.cross_origin import CrossOrigin
from views.server.protection.guard import Guard
from views.server.protection.headers import SafetyHeaders
from views.server.protection.other_sites import EMBED, EMBED_ON, check_origin
from views.server.routes import Routes
from views.state import cache

NEWS, EVIL = "https://news.example", "https://evil.example"
FRAMED = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}


def make_app(read_from=(), embed_on=()):
    guard = Guard(Routes(answer_as_streamlit), "127.0.0.1", (), read_from, bool(embed_on))
    return CrossOrigin(SafetyHeaders(guard, embed_on), read_from)


@pytest.fixture(autouse=True)
def lake(m4_lake, monkeypatch):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))


@pytest.fixture
def with_figure(monkeypatch):
    """Serve the address of the figure, which exists only if sites are named at the start of the server."""
    monkeypatch.setenv(EMBED_ON, NEWS)
    route = api._make_route(EMBED, embed.answer_with_figure, api.GATE, is_described=False)
    monkeypatch.setattr(api.APP.router, "routes", [route, *api.APP.routes])


def test_a_named_site_may_frame_the_figure_and_nothing_else(with_figure):
    app = make_app(embed_on=[NEWS])
    answer = ask(EMBED, {"corridor": "m4"}, app=app, **FRAMED)
    policy = answer.headers["content-security-policy"]
    assert (answer.status, f"frame-ancestors {NEWS};" in policy, "sandbox" in policy) == (200, True, True)
    assert "x-frame-options" not in answer.headers
    assert b"<svg" in answer.body and b"<script" not in answer.body and b"R1" in answer.body
    assert "script-src" not in policy and "default-src 'none'" in policy
    for path in ("/", "/api/v1/rates.csv"):
        assert ask(path, app=app, **FRAMED).status == 403
    assert (
        ask(EMBED, app=app, sec_fetch_site="cross-site", sec_fetch_mode="no-cors", sec_fetch_dest="image").status == 403
    )
    assert ask(EMBED, {"corridor": "m5"}, app=app).status == 400


def test_any_other_figure_runs_only_its_own_two_scripts(with_figure):
    choices = {"corridor": "m4", "figure": "rates-by-block", "k": "6", "exposure": "reached", "reached": "30"}
    answer = ask(EMBED, choices, app=make_app(embed_on=[NEWS]), **FRAMED)
    page, policy = answer.body.decode(), answer.headers["content-security-policy"]
    own = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert (answer.status, len(own), policy.count("'sha256-"), "'self'" in policy) == (200, 1, 2, False)
    assert hash_script(own[0]) in policy and f"frame-ancestors {NEWS}" in policy and "allow-same-origin" not in policy
    assert "card=" not in page and "/risk?" in page and "reached=30" in page
    packed = re.search(r'<script type="text/plain" id="data">(.*?)</script>', page)[1]
    figures = json.loads(gzip.decompress(base64.b64decode(packed)))["figures"]
    assert set(figures) == {"figure", "figure-on-a-phone"} and "known to have reached" in str(
        figures["figure"]["layout"]
    )
    known = answer.headers["etag"]
    assert ask(EMBED, choices, app=make_app(embed_on=[NEWS]), if_none_match=known, **FRAMED).status == 304


def test_every_figure_that_a_page_shows_can_be_framed():
    opened = cache.get_release(1)
    view = View(opened, cache.list_choices(opened).make_default("m4"), LIGHT)
    for name, embedded in FIGURES.items():
        drawing = embedded.draw(view, {}, False)
        assert (drawing.name, drawing.rows > 0) == (name, True)


def test_a_value_that_a_figure_does_not_accept_is_named(with_figure):
    wrong = {
        "figure": "no", "k": "4", "window": "x", "parts": "9", "stretch": "3", "align": "up", "compare": "corridors",
        "with": "m4,m5", "exposure": "wheels",
    }  # fmt: skip
    assert set(ask(EMBED, {"corridor": "m4"} | wrong).errors()) == set(wrong) - {"compare"}
    nothing = ask(EMBED, {"corridor": "ne_border", "figure": "strip"})
    assert (nothing.status, nothing.json()["detail"].endswith("in this figure for these choices.")) == (404, True)


def test_where_no_site_is_named_there_is_no_figure():
    assert ask(EMBED, app=make_app()).status == 404
    assert ask(EMBED, app=make_app(), **FRAMED).status == 403


def test_no_answer_has_a_cors_header_unless_a_site_is_named():
    for method in ("GET", "OPTIONS"):
        answer = ask(
            "/api/v1/rates.csv", method=method, app=make_app(), origin=NEWS, access_control_request_method="GET"
        )
        assert answer.status == 403
        assert [name for name in answer.headers if name.startswith("access-control-")] == []


def test_scripts_of_a_named_site_read_the_data_and_see_no_page():
    app, asked = make_app(read_from=[NEWS]), {"sec_fetch_site": "cross-site", "sec_fetch_mode": "cors"}
    answer = ask("/api/v1/rates.csv", app=app, origin=NEWS, **asked)
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, NEWS)
    assert "access-control-allow-credentials" not in answer.headers
    preflight = ask("/api/v1/rates.csv", method="OPTIONS", app=app, origin=NEWS, access_control_request_method="GET",
                    access_control_request_headers="authorization")  # fmt: skip
    assert (preflight.status, "Authorization" in preflight.headers["access-control-allow-headers"]) == (200, True)
    assert ask("/", app=app, origin=NEWS, **asked).status == 403
    for other in (EVIL, "https://news.example.evil.example", "null", NEWS.replace("https", "http")):
        refused = ask("/api/v1/rates.csv", app=app, origin=other, **asked)
        assert (refused.status, "access-control-allow-origin" in refused.headers) == (403, False)


@pytest.mark.parametrize(
    "site",
    [
        "*",
        "news.example",
        "https://news.example/",
        "https://*.example",
        "https://a.example;x",
        "https://u@x",
        "https://[",
    ],
)
def test_only_an_origin_is_taken_for_one(site):
    with pytest.raises(UsageError, match="is not an origin"):
        check_origin(site)
