"""Identifies the client: a person by the login cookie, or a program by its token."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from views.server.access import logins
from views.server.access.settings import Login, Role
from views.server.access.tokens import Tokens
from views.state import served_lake

SCHEME = "bearer "


@dataclass(frozen=True)
class Person:
    """Somebody with a known name. Without a role they may see nothing."""

    name: str
    role: Role | None
    claims: logins.Claims | None = None


def find_person(cookies: Mapping[str, str], login: Login) -> Person | None:
    """Return the person with these browser cookies, or None if nobody is logged in."""
    claims = logins.read_claims(cookies, served_lake.get_lake().root)
    return Person(claims.name, login.find_role(claims.claimed), claims) if claims else None


def find_program(scope: Scope) -> Person | None:
    """Return the owner of the token that a request has, or None if it is not valid. Raises LakeUnusable."""
    sent = HTTPConnection(scope).headers["authorization"]
    token = Tokens(served_lake.get_lake().root).find(sent[len(SCHEME) :].strip())
    return Person(f"token {token.name}", "reader") if token else None


def has_token(scope: Scope) -> bool:
    """Return whether a request has a token, valid or not. A proxy may use the same header for its own password."""
    return HTTPConnection(scope).headers.get("authorization", "").lower().startswith(SCHEME)
