"""Tokens with which programs read data that requires a login.

The lake stores only their hashes, so a copy of it exposes no token.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import filelock

from etl.errors import LakeUnusable, UsageError
from etl.lake import private
from etl.lake.private import audit

WRITTEN = re.compile(r"patrolwatch_(?P<id>[0-9a-f]{8})_(?P<secret>[\w-]{43})", re.ASCII)


@dataclass(frozen=True)
class Token:
    """What is stored about a token. Times are UTC. `revoked_at` is empty until it is revoked."""

    id: str
    name: str
    role: str
    made_at: str
    expires_at: str
    sha256: str
    revoked_at: str = ""

    def is_valid(self, now: datetime) -> bool:
        """Return whether the token is valid at this time."""
        return not self.revoked_at and now < datetime.fromisoformat(self.expires_at)

    def describe_state(self) -> str:
        """Describe until when the token is valid, or since when it is not."""
        if self.revoked_at:
            return f"revoked {self.revoked_at[:10]}"
        return f"{'holds until' if self.is_valid(_read_clock()) else 'expired'} {self.expires_at[:10]}"


class Tokens:
    """The tokens of a lake."""

    def __init__(self, root: Path):
        self.root, self.file = root, root / private.FOLDER / "tokens.json"

    def read(self) -> list[Token]:
        """Read all tokens, oldest first. Raises LakeUnusable if their file is damaged; then no token is accepted."""
        try:
            return [Token(**kept) for kept in json.loads(self.file.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            raise LakeUnusable(
                "The file of tokens cannot be read, so no token is accepted.", f"{self.file}: {error}"
            ) from None

    def find(self, text: str) -> Token | None:
        """Return the valid token with this text, or None."""
        if not (sent := WRITTEN.fullmatch(text)):
            return None
        now, digest = _read_clock(), _hash(sent["secret"])
        for token in self.read():
            if token.id == sent["id"] and hmac.compare_digest(token.sha256, digest) and token.is_valid(now):
                return token
        return None

    def add(self, name: str, role: str, days: int) -> tuple[Token, str]:
        """Create a token valid for this many days.

        Return it with its text, which is not stored. Raises UsageError for a name in use.
        """
        now, secret = _read_clock(), secrets.token_urlsafe(32)
        # The secret has 256 random bits, so a plain hash reveals nothing, and salt or stretching would not help.
        token = Token(
            secrets.token_hex(4), name, role, now.isoformat(), (now + timedelta(days=days)).isoformat(), _hash(secret)
        )
        with self._changing() as tokens:
            if any(other.name == name and other.is_valid(now) for other in tokens):
                raise UsageError(f"There is a token “{name}” already. Revoke it first, or choose another name.")
            self._write([*tokens, token])
            audit.note_change(self.root, "token added", name=name, role=role, until=token.expires_at[:10])
        return token, f"patrolwatch_{token.id}_{secret}"

    def revoke(self, name: str) -> Token:
        """Revoke the valid token with this name. Raises UsageError if there is none."""
        now = _read_clock()
        with self._changing() as tokens:
            found = [token for token in tokens if token.name == name and token.is_valid(now)]
            if not found:
                raise UsageError(f"There is no valid token “{name}”. Run: patrolwatch token list")
            revoked = replace(found[0], revoked_at=now.isoformat())
            self._write([revoked if token.id == revoked.id else token for token in tokens])
            audit.note_change(self.root, "token revoked", name=name)
        return revoked

    @contextmanager
    def _changing(self) -> Iterator[list[Token]]:
        """Yield the tokens for changes by one process at a time."""
        folder = private.make_folder(self.root)
        with filelock.FileLock(folder / "tokens.lock", mode=private.find_mode()):
            yield self.read()

    def _write(self, tokens: list[Token]) -> None:
        private.replace_file(self.file, json.dumps([asdict(token) for token in tokens], indent=1) + "\n")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _read_clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
