"""Who may read and who may edit, from the file in which Streamlit keeps its secrets.

Commands read it too, so nothing here imports Streamlit.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from etl.errors import UsageError

Role = Literal["reader", "editor"]

CALLBACK = "/oauth2callback"
NEEDED = ("redirect_uri", "client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET, FEWEST_SIGNS = 32, 10  # characters, and distinct characters among them
OWN = {"claim": str, "readers": list, "editors": list}


@dataclass(frozen=True)
class Login:
    """Settings that require a login. `readers` and `editors` are values of a claim of the provider. Editors may also read."""

    redirect_uri: str
    claim: str
    readers: frozenset[str]
    editors: frozenset[str]

    def find_role(self, claims: Mapping[str, Any]) -> Role | None:
        """Return the role of a person with these claims, or None if they are on no list.

        E-mail addresses must be verified by the provider: at many providers anyone can open an account with another person's
        address.
        """
        if self.claim == "email" and claims.get("email_verified") is not True:
            return None
        claimed = claims.get(self.claim)
        values = {_normalise(value, self.claim) for value in (claimed if isinstance(claimed, list) else [claimed])}
        if values & self.editors:
            return "editor"
        return "reader" if values & self.readers else None


def read_login(files: Iterable[str | Path]) -> Login | None:
    """Read who may log in from the files of secrets; later files take precedence. Return None if none configures a login.

    Raises UsageError if the settings cannot be read, or would admit nobody or everybody.
    """
    settings: dict[str, Any] = {}
    for file in map(Path, files):
        try:
            settings |= tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise UsageError(f"The settings in {file} cannot be read: {error}.") from None
    auth, access = settings.get("auth"), settings.get("access")
    if auth is None and access is None:
        return None
    if not isinstance(auth, dict) or not isinstance(access, dict):
        raise UsageError(
            "A login needs both sections in the settings: [auth] names the provider, [access] who may read."
        )
    _check_provider(auth)
    return _read_lists(auth["redirect_uri"], access)


def _check_provider(auth: Mapping[str, Any]) -> None:
    """Raise UsageError for settings with which a login would fail or could be forged."""
    if missing := [key for key in NEEDED if not isinstance(auth.get(key), str) or not auth[key]]:
        raise UsageError(f"The section [auth] of the settings lacks {', '.join(missing)}.")
    secret = auth.get("cookie_secret")
    if not isinstance(secret, str) or len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
        raise UsageError(
            "The cookie_secret of the settings is missing or can be guessed, and whoever guesses it can log in as anybody. "
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if not auth["redirect_uri"].endswith(CALLBACK):
        raise UsageError(f"The redirect_uri of the settings must be the address of the pages followed by {CALLBACK}.")
    provider = urlsplit(auth["server_metadata_url"])
    if provider.scheme != "https" and provider.hostname not in ("localhost", "127.0.0.1"):
        raise UsageError("The server_metadata_url of the settings must begin with https://.")


def _read_lists(redirect_uri: str, access: Mapping[str, Any]) -> Login:
    if wrong := [key for key in access if not isinstance(access[key], OWN.get(key, ()))]:
        raise UsageError(
            f"The section [access] of the settings has an invalid {wrong[0]}; it may have {', '.join(OWN)}."
        )
    claim = access.get("claim", "email")
    readers, editors = (
        frozenset(_normalise(value, claim) for value in access.get(key, ())) - {""} for key in ("readers", "editors")
    )
    if not readers | editors:
        raise UsageError("The section [access] of the settings lists no readers and no editors, so nobody could read.")
    return Login(redirect_uri, claim, readers, editors)


def _normalise(value: object, claim: str) -> str:
    """Normalise a value for comparison: addresses ignore case. Return "" for other types and invalid addresses.

    Some letters of other alphabets turn into those of a different address when their case is changed.
    """
    if not isinstance(value, str):
        return ""
    if claim != "email":
        return value
    return value.lower() if value.isascii() else ""
