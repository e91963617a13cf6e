"""Who asks: a person by the cookie of a login, or a program by its token."""

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
    """Somebody who is known by name; without a role there is nothing that they may see."""

    name: str
    role: Role | None
    claims: logins.Claims | None = None


def find_person(cookies: Mapping[str, str], login: Login) -> Person | None:
    """Find who asks by the cookies of a browser; None where nobody has logged in."""
    claims = logins.read_claims(cookies, served_lake.lake().root)
    return Person(claims.name, login.find_role(claims.claimed), claims) if claims else None


def find_program(scope: Scope) -> Person | None:
    """Find who asks by a token; None where none that is valid was sent. Raises LakeUnusable."""
    sent = HTTPConnection(scope).headers.get("authorization", "")
    if not has_token(scope):
        return None
    token = Tokens(served_lake.lake().root).find(sent[len(SCHEME) :].strip())
    return Person(f"token {token.name}", "reader") if token else None


def has_token(scope: Scope) -> bool:
    """Return whether a request brings a token, valid or not. A proxy may ask for a password of its own in the same header."""
    return HTTPConnection(scope).headers.get("authorization", "").lower().startswith(SCHEME)
