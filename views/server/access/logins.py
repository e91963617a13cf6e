"""Logins: reads Streamlit's signed cookie until the login ends."""

import hashlib
import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from etl.lake import private
from views.server.limits import LOGIN_HOURS

LOG = logging.getLogger(__name__)
ENDED = "ended"
_ended: set[str] = set()  # needed if the lake is not writable


@dataclass(frozen=True)
class Claims:
    """The provider's claims about a person who has logged in. `key` identifies this login and reveals nothing about it."""

    key: str
    claimed: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name shown to other users."""
        return str(self.claimed.get("email") or self.claimed.get("preferred_username") or self.claimed.get("sub") or "")


def read_claims(cookies: Mapping[str, str], root: Path) -> Claims | None:
    """Return the login in the cookies, or None if there is none or it has ended. `root` is the folder of the lake.

    A login ends after LOGIN_HOURS. After a logout it ends for every copy of its cookie.
    """

    def read_signed(name: str) -> bytes | None:
        value = cookies.get(name, "")
        return decode_signed_value(get_cookie_secret(), name, value, LOGIN_HOURS / 24) if value.isascii() else None

    payload = get_cookie_with_chunks(read_signed, USER_COOKIE_NAME)
    if not payload:
        return None
    # Hash the payload, not the cookie, since a signature can be written in several ways.
    key = hashlib.sha256(payload).hexdigest()
    claimed = json.loads(payload)
    if claimed.get("is_logged_in") is not True or key in _ended or (root / private.FOLDER / ENDED / key).exists():
        return None
    return Claims(key, claimed)


def end(claims: Claims, root: Path) -> None:
    """End a login permanently, in every process that serves this lake."""
    _ended.add(claims.key)
    try:
        folder = private.make_folder(root, ENDED)
        (folder / claims.key).touch(mode=private.find_mode())
        for old in folder.iterdir():  # these logins have expired anyway
            with suppress(OSError):
                if old.stat().st_mtime < time.time() - 2 * LOGIN_HOURS * 3600:
                    old.unlink()
    except OSError as error:
        LOG.warning("A logout applies only to this process, since the lake is not writable (%s).", error.strerror)
