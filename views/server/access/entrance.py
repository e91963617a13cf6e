"""Admits readers who are logged in, and programs with a token. All others get a login page.

Anyone who is not admitted gets nothing else: no page program, no WebSocket, no file and no internal error.
"""

from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token

from etl.errors import LakeUnusable
from views import faults
from views.server.access import login_page, logins
from views.server.access.people import Person, find_person, find_program, has_token
from views.server.access.settings import CALLBACK, Login
from views.server.base_path import find_base, is_data
from views.server.protection.page_messages import GOODBYE
from views.server.routes import FOR_EDITORS, PAGES
from views.state import served_lake

LOGIN, LOGOUT = "/auth/login", "/auth/logout"
OPEN = ("/_stcore/health", "/healthz", "/favicon.png")
WANTED = "patrolwatch_wanted"  # cookie with the page that was requested before the login
SECONDS_TO_LOG_IN = 900
LONGEST_COOKIE = 3500  # characters; browsers drop cookies of more than 4,096
LOG_IN = "Log in on the first page, or send a token: Authorization: Bearer …"
ONLY_FROM_HERE = "Log out on a page of this server.\n"


class Entrance:
    """ASGI middleware around everything that is served. `base` is the path below which Streamlit serves the pages."""

    def __init__(self, app: ASGIApp, login: Login, base: str = ""):
        self.app, self.login, self.base = app, login, find_base(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        within = scope["path"].removeprefix(self.base)
        if scope["type"] == "websocket":
            await self._open_page(scope, receive, send)
        elif within == LOGIN:
            # The login page may stay open for hours, but Streamlit's token for the provider is only valid for minutes.
            query = f"provider={encode_provider_token('default')}".encode()
            await self.app({**scope, "query_string": query}, receive, send)
        elif within == LOGOUT:
            await self._log_out(scope, receive, send)
        elif within == CALLBACK:
            await self.app(scope, receive, self._return_to_page(scope, send))
        elif within in OPEN:
            await self.app(scope, receive, send)
        elif is_data(within):
            await self._give_data(scope, receive, send)
        else:
            await self._give_page(scope, within, receive, send)

    def _find_person(self, scope: Scope) -> Person | None:
        return find_person(HTTPConnection(scope).cookies, self.login)

    async def _open_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a page over its WebSocket, and close it when the login ends."""

        def is_let_in() -> bool:
            person = self._find_person(scope)
            return bool(person and person.role)

        async def receive_until_logout() -> Message:
            message = await receive()
            return message if message["type"] != "websocket.receive" or is_let_in() else GOODBYE

        if not is_let_in():
            return await send({"type": "websocket.close", "code": 1008})
        await self.app(scope, receive_until_logout, send)

    async def _log_out(self, scope: Scope, receive: Receive, send: Send) -> None:
        """End the login if one of our pages asks. Links on other sites must not log anybody out."""
        if Headers(scope=scope).get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return await PlainTextResponse(ONLY_FROM_HERE, HTTPStatus.FORBIDDEN)(scope, receive, send)
        if (person := self._find_person(scope)) and person.claims:
            logins.end(person.claims, served_lake.get_lake().root)
        await self.app(scope, receive, send)

    def _return_to_page(self, scope: Scope, send: Send) -> Send:
        """Return a `send` that redirects to the page requested before the login, if it is one of ours."""
        wanted = urlsplit(unquote(HTTPConnection(scope).cookies.get(WANTED, "")))
        is_ours = not wanted.scheme and not wanted.netloc and wanted.path in (*PAGES, *FOR_EDITORS)

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.FOUND:
                headers = MutableHeaders(scope=message)
                if is_ours:
                    headers["Location"] = f"{self.base}{wanted.path}?{wanted.query}"
                headers.append("Set-Cookie", f"{WANTED}=; Path={self.base}/; Max-Age=0")
            await send(message)

        return send_on

    async def _give_data(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a program or page that asks for data, if it may have it. With an invalid token, cookies are ignored."""
        # Imported here, since the caches of pages exist only once Streamlit runs.
        from views.server.data.problems import Problem

        try:
            person = find_program(scope) if has_token(scope) else self._find_person(scope)
        except LakeUnusable as error:
            return await Problem(HTTPStatus.SERVICE_UNAVAILABLE, faults.explain(error)).respond()(scope, receive, send)
        if person is None:
            problem = Problem(HTTPStatus.UNAUTHORIZED, LOG_IN, headers=login_page.CHALLENGE)
        elif person.role is None:
            problem = Problem(HTTPStatus.FORBIDDEN, f"{person.name} may not read here.")
        else:
            return await self.app(scope, receive, send)
        await problem.respond()(scope, receive, send)

    async def _give_page(self, scope: Scope, within: str, receive: Receive, send: Send) -> None:
        """Answer with a page or a part of one. Strangers are asked to log in, and then get the page they requested."""
        person = self._find_person(scope)
        if person and person.role:
            return await self.app(scope, receive, send)
        response: Response
        if person:
            response = login_page.refuse(person.name, self.base + LOGOUT)
        elif within not in (*PAGES, *FOR_EDITORS):
            response = PlainTextResponse(f"{LOG_IN}\n", HTTPStatus.UNAUTHORIZED, login_page.CHALLENGE)
        else:
            response = login_page.ask_to_log_in(self.base + LOGIN)
            wanted = quote(f"{within}?{scope['query_string'].decode('latin-1')}", safe="")
            if len(wanted) <= LONGEST_COOKIE:
                response.set_cookie(
                    WANTED, wanted, SECONDS_TO_LOG_IN, path=f"{self.base}/", httponly=True, samesite="lax"
                )
        await response(scope, receive, send)
