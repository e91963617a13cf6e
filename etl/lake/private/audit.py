"""The audit log: one line of JSON for each change, in the folder of the lake. Reads are not logged."""

import getpass
import json
import os
from pathlib import Path
from typing import Any

from etl.lake import private
from etl.lake.manifest import read_clock
from etl.lake.storage.disk import keep_for_owner

NAME = "audit.jsonl"
ACCOUNT = "PATROLWATCH_ACCOUNT"  # who is logged in, when a server publishes on behalf of a user


def note_change(root: Path, what: str, by: str = "", **details: str) -> None:
    """Append one line to the log: what was done, who they say they are, and their system account.

    Raises OSError.
    """
    line = {"at": read_clock(), "what": what, "by": by, "account": _find_account()} | details
    file = private.make_folder(root) / NAME
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, private.find_mode())
    try:
        keep_for_owner(file)
        # A single write keeps lines of two processes from mixing.
        os.write(descriptor, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_changes(root: Path) -> list[dict[str, Any]]:
    """Read the log, newest line first. A line that a killed process left incomplete is marked as unreadable in `what`."""
    try:
        lines = (root / private.FOLDER / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [_read_line(line) for line in reversed(lines)]


def _read_line(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"what": f"a line that cannot be read: {line[:80]}"}


def _find_account() -> str:
    if given := os.environ.get(ACCOUNT):
        return given
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # the user of a container may have no name
        return ""
