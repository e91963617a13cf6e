"""The guard allows only requests by a name of this server, from its own pages, to existing addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.views.api_client import ask, run_async
from views.server.base_path import DataBelowBase
from views.server.data import page_files
from views.server.protection.error_boundary import ErrorBoundary
from views.server.protection.guard import Guard
from views.server.protection.headers import SafetyHeaders
from views.server.routes import PAGES, Routes


async def answer_as_streamlit(scope, receive, send):
    """Answer in place of Streamlit."""
    headers = [(b"content-type", b"text/html"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"page"})


def make_app(app=answer_as_streamlit, bound_to="127.0.0.1", names=(), base=""):
    return SafetyHeaders(ErrorBoundary(Guard(Routes(app, base), bound_to, names)))


LOCAL = make_app(names=["dash.example"])
OPEN = make_app(bound_to="0.0.0.0")  # noqa: S104 - nothing listens here


@pytest.mark.parametrize(
    ("server", "host", "status"),
    [
        (LOCAL, "localhost:8501", 200), (LOCAL, "127.0.0.1:8501", 200), (LOCAL, "[::1]:8501", 200),
        (LOCAL, "LocalHost", 200), (LOCAL, "dash.example", 200),
        (LOCAL, "evil.example", 421), (LOCAL, "127.0.0.1.evil.example:8501", 421), (LOCAL, "192.168.1.5", 421),
        (LOCAL, "", 421), (LOCAL, "[x", 421), (LOCAL, "evil.example@localhost", 200),
        (OPEN, "192.168.1.5:8501", 200), (OPEN, "[fe80::1]", 200), (OPEN, "evil.example", 421),
    ],
)  # fmt: skip
def test_only_who_asks_by_a_name_of_this_server_is_answered(m4_address, server, host, status):
    for path in ("/", "/api/v1/rates.csv", "/healthz"):
        assert ask(path, app=server, host=host).status == status


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://localhost:8501/healthz", 200), ("http://evil.example/healthz", 421), ("ftp://localhost/healthz", 400),
        ("localhost:8501", 400), ("*", 400), ("http://[x/healthz", 400), ("http:///healthz", 400),
    ],
)  # fmt: skip
def test_a_whole_address_in_the_request_is_judged_by_its_own_host(m4_address, address, status):
    assert ask(address, app=LOCAL, host="localhost:8501").status == status


# Pages of other sites

LINK = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
CLICKED = LINK | {"sec_fetch_user": "?1"}
FRAMED = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe", "sec_fetch_user": "?1"}
ADDRESSES = ("/", "/records", "/api/v1/rates.csv", "/healthz", "/static/x.js", "/_stcore/health")


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("how", [{"sec_fetch_mode": "no-cors"}, {"sec_fetch_mode": "cors"}, FRAMED])
def test_a_page_of_another_site_is_given_nothing(m4_address, monkeypatch, path, site, how):
    monkeypatch.setattr(
        "views.server.data.api.APP", None
    )  # refused without reading anything, so that timing reveals nothing
    assert ask(path, app=LOCAL, sec_fetch_site=site, **how).status == 403


def test_who_follows_a_link_from_elsewhere_sees_the_page_and_gets_data_by_a_click_alone(m4_address):
    for path in PAGES:
        assert ask(path, app=LOCAL, sec_fetch_site="cross-site", **LINK).status == 200
    assert ask("/api/v1/rates.csv", app=LOCAL, sec_fetch_site="cross-site", **LINK).status == 403
    assert ask("/api/v1/rates.csv", app=LOCAL, sec_fetch_site="cross-site", **CLICKED).status == 200


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_pages_themselves_and_programs_are_answered(m4_address, path):
    for said in (
        {},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://localhost:8501"},
    ):
        assert ask(path, app=LOCAL, **said).status == 200


OTHER_ORIGINS = [
    "http://evil.example", "http://localhost:8502", "https://localhost:8501", "http://localhost", "http://127.0.0.1:8501",
    "http://localhost.evil.example:8501", "http://localhost:8501.evil.example", "null", "", "http://[x",
]  # fmt: skip


@pytest.mark.parametrize("origin", OTHER_ORIGINS)
def test_another_origin_is_given_nothing(m4_address, origin):
    assert ask("/api/v1/rates.csv", app=LOCAL, origin=origin).status == 403
    assert connect(origin=origin) == ["websocket.close"]


def test_a_websocket_needs_an_origin_and_it_must_be_that_of_the_page():
    assert connect(origin="http://localhost:8501") == ["websocket.accept"]
    assert connect() == ["websocket.close"]
    assert connect(origin="http://localhost", host="localhost:80") == ["websocket.accept"]
    assert connect(origin="https://dash.example", host="dash.example", scheme="wss") == ["websocket.accept"]
    assert connect(origin="https://dash.example", host="dash.example", scheme="ws") == ["websocket.close"]
    assert connect(origin="http://evil.example", host="evil.example") == ["websocket.close"]
    assert connect(path="/other", origin="http://localhost:8501") == ["websocket.close"]


def connect(path="/_stcore/stream", host="localhost:8501", scheme="ws", said=(), **headers) -> list[str]:
    """Send messages on a WebSocket, and return the answers of the server and the messages that reached Streamlit."""
    heard, messages = [], iter([{"type": "websocket.receive", "bytes": None, "text": None} | part for part in said])

    async def receive():
        return next(messages, {"type": "websocket.disconnect", "code": 1000})

    async def send(message):
        heard.append(message["type"])

    async def receive_as_streamlit(scope, receive, send):
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(BackMsg.FromString(message["bytes"]).WhichOneof("type"))

    given = [(name.encode(), value.encode()) for name, value in {"host": host, **headers}.items()]
    scope = {"type": "websocket", "path": path, "scheme": scheme, "headers": given}
    run_async(make_app(receive_as_streamlit, names=["dash.example"])(scope, receive, send))
    return heard


# Messages of pages


def make_message(kind: str, **fields) -> dict:
    said = BackMsg()
    if kind == "backend_operation_request":
        getattr(said.backend_operation_request, fields["payload"]).SetInParent()
    elif kind == "rerun_script":
        said.rerun_script.SetInParent()
    else:
        setattr(said, kind, True)
    return {"bytes": said.SerializeToString()}


def test_a_page_can_run_and_show_rows_and_cannot_empty_the_caches_of_all_or_write_files():
    said = [
        make_message("clear_cache"), make_message("load_git_info"), make_message("set_run_on_save"), make_message("debug_shutdown_runtime"),
        make_message("backend_operation_request", payload="install_skills"), {"bytes": b""}, make_message("rerun_script"),
        make_message("backend_operation_request", payload="deferred_file"),
        make_message("backend_operation_request", payload="dataframe_chunk"),
    ]  # fmt: skip
    heard = connect(origin="http://localhost:8501", said=said)
    assert heard == ["websocket.accept", "rerun_script", "backend_operation_request"]


@pytest.mark.parametrize("wrong", [{"text": "rerun"}, {"bytes": b"\xff\xff"}, {}])
def test_an_invalid_message_ends_the_connection(wrong):
    said = [wrong, make_message("rerun_script")]
    assert connect(origin="http://localhost:8501", said=said) == ["websocket.accept"]


# Addresses

CLOSED = [
    "/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp",
    "/_stcore/upload_file/a/b", "/_stcore/script-health-check", "/_stcore/bidi-components/a/b.js", "/component/a/b.js",
    "/auth/login", "/auth/logout", "/oauth2callback", "/app/static/x", "/manifest.json", "/timelines", "/records/x", "/index.html",
    "/static", "/media", "/media/x.csv", "/apiary", "/_stcore", "/_stcore/stream",
]  # fmt: skip


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_pages_do_not_need_is_not_there(path):
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(path, app=LOCAL, method=method).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"])
def test_the_pages_are_only_read(method):
    for path in ("/", "/records", "/_stcore/health", "/static/x.js"):
        answer = ask(path, app=LOCAL, method=method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_pages_are_handed_on_also_below_a_path_of_their_own():
    below = make_app(base="dash")
    for path in ("/static/x.js", "/favicon.png"):
        assert ask(path, app=LOCAL).body == ask(f"/dash{path}", app=below).body == b"page"
    for page in (ask("/records", {"record": "P1"}, app=LOCAL), ask("/dash/records", app=below)):
        assert b"page.css" in page.body and b"static/js/index" in page.body
    assert ask("/dash/page.js", app=below).headers["content-type"].startswith("text/javascript")
    assert ask("/records", app=below).status == ask("/dashboard", app=below).status == 404


def test_the_data_lies_below_that_path_too_with_the_headers_of_data(m4_address):
    below = DataBelowBase(make_app(base="dash"), base="dash")
    for path in ("/dash/api/v1/series.csv", "/api/v1/series.csv", "/dash/healthz", "/healthz"):
        answer = ask(path, app=below)
        assert answer.status == 200
        assert "sandbox" in answer.headers["content-security-policy"]
    assert ask("/dashapi/v1/series.csv", app=below).status == ask("/other/api/v1/series.csv", app=below).status == 404


# Headers


def test_every_answer_carries_the_headers_for_safety_and_none_that_opens_it_to_other_sites(m4_address):
    for path in (*ADDRESSES, "/api/v1/nothing", "/nothing"):
        for said in ({}, {"origin": "http://evil.example"}, {"host": "evil.example"}):
            headers = ask(path, app=LOCAL, **said).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-resource-policy"] == headers["cross-origin-opener-policy"] == "same-origin"
            assert headers["x-frame-options"] == "DENY"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "camera=()" in headers["permissions-policy"]
            assert not any(name.startswith("access-control") for name in headers)


def test_behind_tls_a_browser_comes_back_only_by_tls(m4_address):
    async def ask_by_tls(scope, receive, send):
        await LOCAL({**scope, "scheme": "https"}, receive, send)

    assert ask("/", app=ask_by_tls).headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in ask("/", app=LOCAL).headers


def test_a_file_that_is_html_runs_nothing_where_a_page_may_run_its_program():
    assert "script-src 'self'" in ask("/", app=LOCAL).headers["content-security-policy"]
    (briefing,) = page_files.offer_files(
        [page_files.PageFile("briefing.html", "text/html", page_files.write_whole(lambda: b"<script>"))]
    )
    answer = ask(briefing, app=LOCAL)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_page_that_has_not_changed_keeps_the_policy_that_it_came_with():
    for path in ("/", "/page.css"):
        tag = ask(path, app=LOCAL).headers["etag"]
        again = ask(path, app=LOCAL, if_none_match=tag)
        assert (again.status, again.body) == (304, b"")
        assert "content-security-policy" not in again.headers


def test_what_is_a_readers_own_is_kept_by_no_cache(m4_address):
    for path in ("/media/x", "/api/v1/files/x/x", "/_stcore/health", "/healthz", "/nothing", "/api/v1/nothing"):
        assert ask(path, app=LOCAL).headers["cache-control"] == "no-store"
    assert ask("/api/v1/rates.csv", app=LOCAL).headers["cache-control"] == "private, no-cache"


# Faults


def test_an_error_that_nobody_caught_is_answered_with_an_id(caplog):
    async def fail(scope, receive, send):
        raise KeyError("/home/someone")

    answer = ask("/static/x.js", app=make_app(fail))
    assert answer.status == 500
    assert answer.body.startswith(b"Something in the server itself failed.")
    assert b"someone" not in answer.body
    (record,) = caplog.records
    assert record.message.split("]")[0].strip("[").encode() in answer.body
    assert "KeyError: '/home/someone'" in record.exc_text


@given(st.binary(max_size=30), st.sampled_from(["origin", "host", "sec-fetch-site", "sec-fetch-mode"]))
def test_any_bytes_in_a_header_are_answered(value, name):
    sent = []

    async def send(part):
        sent.append(part)

    scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "headers": [(b"host", b"localhost")]}
    scope["headers"] = [(name.encode(), value), *scope["headers"]]
    run_async(LOCAL(scope, None, send))
    assert sent[0]["status"] in (200, 403, 421)
