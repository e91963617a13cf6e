"""With a login, anyone not logged in gets nothing: no page, file, row or WebSocket."""

import json
import secrets
from urllib.parse import quote

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.views.api_client import ask, run_async
from tests.views.server.protection.test_guard import make_message
from views.server.access import entrance, logins, served_login
from views.server.access.entrance import Entrance
from views.server.access.settings import Login
from views.server.access.tokens import Tokens
from views.server.protection.guard import Guard
from views.server.protection.headers import SafetyHeaders
from views.server.routes import PAGES, Routes

SECRET = secrets.token_urlsafe(32)
LOGIN = Login(
    "http://localhost:8501/oauth2callback", "email", frozenset({"ana@example.org"}), frozenset({"ben@example.org"})
)
CLOSED = [*PAGES, "/static/x.js", "/page.js", "/_stcore/host-config", "/_stcore/metrics", "/media/x.csv", "/x"]
DATA = [
    "/api/v1/rates.csv",
    "/api/v1/records.json",
    "/api/v1/releases",
    "/api/v1/openapi.json",
    "/api/v1/files/x/y.csv",
    "/api/v1/preview.png",
]


@pytest.fixture(autouse=True)
def lake(m4_lake, monkeypatch):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
    monkeypatch.setattr(logins, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setattr(logins, "_ended", set())
    return m4_lake


async def answer_as_streamlit(scope, receive, send):
    """Answer in place of Streamlit, with a login for a client that comes back from the provider."""
    status = 302 if scope["path"].endswith(("/oauth2callback", "/auth/logout")) else 200
    headers = [(b"content-type", b"text/html"), (b"location", b"/")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"page " + scope["query_string"]})


def make_app(app=answer_as_streamlit, base=""):
    return SafetyHeaders(Guard(Entrance(Routes(app, base, has_login=True), LOGIN, base), "127.0.0.1", ()))


SERVED = make_app()


def log_in(email="ana@example.org", secret=SECRET, name="_streamlit_user", **claims) -> str:
    """Log in, and return the cookie."""
    payload = {"email": email, "email_verified": True, "is_logged_in": True, "nonce": secrets.token_hex(8)} | claims
    return f"{name}={create_signed_value(secret, '_streamlit_user', json.dumps(payload)).decode()}"


def test_strangers_are_asked_to_log_in_and_get_nothing_else():
    for path in (*CLOSED, *DATA):
        answer = ask(path, app=SERVED)
        assert answer.status == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert b"Log in" in ask("/risk", app=SERVED).body


def test_who_is_on_no_list_gets_nothing_either():
    cookie = log_in("eve@example.org")
    assert {ask(path, app=SERVED, cookie=cookie).status for path in (*CLOSED, *DATA)} == {403}
    assert b"eve@example.org, who may not read here" in ask("/", app=SERVED, cookie=cookie).body
    assert b"<b>" not in ask("/", app=SERVED, cookie=log_in("<b>eve</b>")).body


def test_readers_and_editors_get_pages_and_data():
    for email in ("ana@example.org", "ben@example.org"):
        for path in ("/", "/risk", "/api/v1/rates.csv"):
            assert ask(path, app=SERVED, cookie=log_in(email)).status == 200


def test_monitors_need_no_login_and_learn_nothing_about_the_data(monkeypatch, tmp_path):
    monkeypatch.setattr(served_login, "read", lambda: LOGIN)
    assert ask("/_stcore/health", app=SERVED).status == 200
    assert ask("/healthz", app=SERVED).json() == {"status": "ok"}
    monkeypatch.setenv("PATROLWATCH_LAKE", str(tmp_path / "empty"))
    answer = ask("/healthz", app=SERVED)
    assert (answer.status, answer.json()["detail"]) == (503, "No data can be read. Log in to see why.")


@pytest.mark.parametrize(
    "cookie",
    [
        log_in(secret=secrets.token_urlsafe(32)),  # signed with another key
        log_in(name="_streamlit_user_tokens"),  # signed with our key, for another purpose
        log_in(is_logged_in=False),
        log_in(email_verified=False),
        log_in()[:-3],
        "_streamlit_user=chunks-2",
        "_streamlit_user=\N{LATIN SMALL LETTER E WITH ACUTE}",
        "_streamlit_user=",
    ],
)
def test_a_cookie_that_is_forged_lets_nobody_in(cookie):
    for path in ("/", "/api/v1/rates.csv"):
        assert ask(path, app=SERVED, cookie=cookie.encode().decode("latin-1")).status in (401, 403)


def test_a_login_ends_after_some_hours(monkeypatch):
    cookie = log_in()
    assert ask("/", app=SERVED, cookie=cookie).status == 200
    monkeypatch.setattr(logins, "LOGIN_HOURS", -1)
    assert ask("/", app=SERVED, cookie=cookie).status == 401


def test_a_logout_ends_the_login_for_every_copy_of_its_cookie_in_every_process(monkeypatch):
    cookie, other = log_in(), log_in()
    assert ask("/auth/logout", app=SERVED, cookie=cookie).status == 302
    monkeypatch.setattr(logins, "_ended", set())  # as in another process that serves this lake
    # The last character of a signature has unused bits, so a different one may encode the same signature.
    copies = [cookie, *(cookie[:-1] + sign for sign in "AEIMQUYcgkosw048")]
    assert {ask("/api/v1/rates.csv", app=SERVED, cookie=copy).status for copy in copies} == {401}
    assert ask("/", app=SERVED, cookie=other).status == 200


def test_a_link_elsewhere_logs_nobody_out():
    cookie = log_in()
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert ask("/auth/logout", app=SERVED, cookie=cookie, **link).status == 403
    assert ask("/", app=SERVED, cookie=cookie).status == 200


# After the login


def test_whoever_logs_in_comes_to_the_page_that_was_wanted():
    asked = ask("/risk", "corridor=m4&k=10", app=SERVED)
    wanted = asked.headers["set-cookie"].partition(";")[0]
    assert "HttpOnly" in asked.headers["set-cookie"]
    returned = ask("/oauth2callback", "code=x&state=y", app=SERVED, cookie=wanted)
    assert returned.headers["location"] == "/risk?corridor=m4&k=10"
    assert "Max-Age=0" in returned.headers["set-cookie"]


def test_under_a_base_path_too():
    answer = ask(
        "/m4/oauth2callback", app=make_app(base="m4"), cookie=f"patrolwatch_wanted={quote('/risk?k=10', safe='')}"
    )
    assert answer.headers["location"] == "/m4/risk?k=10"
    assert ask("/m4/risk", app=make_app(base="m4")).status == 401
    assert b'href="/m4/auth/login"' in ask("/m4/risk", app=make_app(base="m4")).body


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "/auth/logout", "evil", "javascript:alert(1)", "/risk/../x", "http:/risk"],
)  # fmt: skip
def test_no_cookie_leads_away_from_the_pages(wanted):
    answer = ask("/oauth2callback", app=SERVED, cookie=f"patrolwatch_wanted={quote(wanted, safe='')}")
    assert answer.headers["location"] == "/"


def test_the_provider_is_the_one_of_the_settings_whatever_the_address_says(monkeypatch):
    monkeypatch.setattr(entrance, "encode_provider_token", lambda provider: f"token-of-{provider}")
    assert ask("/auth/login", "provider=evil", app=SERVED).body == b"page provider=token-of-default"


# Programs


def test_a_program_reads_by_its_token_and_sees_no_page(m4_lake):
    kept = Tokens(m4_lake.root)
    _, text = kept.add("newsroom", "reader", 1)
    bearer = {"authorization": f"Bearer {text}"}
    assert ask("/api/v1/rates.csv", app=SERVED, **bearer).status == 200
    assert ask("/", app=SERVED, **bearer).status == 401
    kept.revoke("newsroom")
    refused = ask("/api/v1/rates.csv", app=SERVED, **bearer)
    assert (refused.status, refused.json()["title"]) == (401, "Unauthorized")
    assert ask("/api/v1/rates.csv", app=SERVED, cookie=log_in(), **bearer).status == 401
    assert ask("/api/v1/rates.csv", app=SERVED, cookie=log_in(), authorization="Basic eDp5").status == 200


def test_a_token_in_an_address_is_refused_and_not_repeated(m4_lake):
    _, text = Tokens(m4_lake.root).add("address", "reader", 1)
    for key in ("token", "access_token", "authorization"):
        assert ask("/api/v1/rates.csv", {key: text}, app=SERVED).status == 401
        assert text not in ask("/api/v1/rates.csv", {key: text}, app=SERVED, cookie=log_in()).body.decode()


# WebSockets


def connect(cookie: str = "", between=lambda: None) -> list[str]:
    """Send two messages on the WebSocket of a page, call `between` after the first, and return the answers."""
    heard = []

    async def page(scope, receive, send):
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            heard.append("run")

    messages = iter([make_message("rerun_script"), between, make_message("rerun_script"), None])

    async def receive():
        said = next(messages)
        if callable(said):
            said()
            said = next(messages)
        return (
            {"type": "websocket.receive", "text": None} | said
            if said
            else {"type": "websocket.disconnect", "code": 1000}
        )

    async def send(answer):
        heard.append(answer["type"])

    headers = {"host": "localhost:8501", "origin": "http://localhost:8501", "cookie": cookie}
    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/_stcore/stream", "scheme": "ws", "headers": given}
    run_async(make_app(page)(scope, receive, send))
    return heard


def test_a_websocket_needs_a_login_and_ends_with_it(m4_lake):
    cookie = log_in()
    assert connect(cookie) == ["websocket.accept", "run", "run"]
    assert connect() == connect(log_in("eve@example.org")) == connect(f"{cookie}x") == ["websocket.close"]
    assert connect(cookie, lambda: ask("/auth/logout", app=SERVED, cookie=cookie)) == ["websocket.accept", "run"]
    assert connect(cookie) == ["websocket.close"]
