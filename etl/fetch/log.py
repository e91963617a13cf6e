"""The log of fetches, beside the releases: when each ran, how it ended, and where the next one continues.

If a release with fetched records was reverted, its question is asked again from the start.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from etl.errors import LakeUnusable
from etl.lake import Lake, Manifest
from etl.lake.private import replace_file
from etl.lake.releases import FETCHES, Releases
from etl.tables.loads import LOADS

KEPT = 500
MOST_FAILURES = 5  # in a row; then only a user's command asks again
PUBLISHED, NOTHING_NEW, KEPT_SUMS, FAILED = "published", "nothing new", "sums kept", "failed"
OLDER_KEYS = {"says": "reason", "asked": "question_in_words"}  # of logs written before 0.1.0


@dataclass(frozen=True)
class Fetch:
    """One fetch: its service, question (`query`, and `question_in_words`), time (UTC), outcome, and the `reason` if it failed.

    `release` is the newest release after it, `cursor` the position where the next fetch continues; a failed fetch has none.
    """

    service: str
    query: str
    at: str
    outcome: str
    reason: str = ""
    question_in_words: str = ""
    release: int | None = None
    cursor: dict[str, Any] | None = None


def read_fetches(lake: Releases) -> list[Fetch]:
    """Read the fetches of a lake, oldest first. Lines cut off by a power failure are skipped."""
    try:
        lines = (lake.root / FETCHES).read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise LakeUnusable(
            f"The log of fetches cannot be read ({error.strerror}).", f"The lake is in {lake.root}."
        ) from None
    return [fetch for line in lines if (fetch := _parse(line))]


def _parse(line: str) -> Fetch | None:
    try:
        return Fetch(**{OLDER_KEYS.get(key, key): value for key, value in json.loads(line).items()})
    except (ValueError, TypeError, AttributeError):
        return None


def note_fetch(lake: Lake, fetch: Fetch) -> None:
    """Add a fetch to the log. The log keeps the latest entries and the last success of every question. Raises LakeUnusable."""
    with lake.writing():
        fetches = [*read_fetches(lake), fetch]
        successes = {(each.service, each.query): each for each in fetches if each.cursor is not None}
        kept = [each for each in fetches[:-KEPT] if each in successes.values()] + fetches[-KEPT:]
        text = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in kept)
        replace_file(lake.root / FETCHES, text)


def find_cursor(lake: Lake, service: str, query: str) -> dict[str, Any]:
    """Return where a fetch continues. Empty for a first fetch, or if the newest release lacks what was fetched before."""
    last = next((each for each in reversed(read_fetches(lake)) if _is_success(each, service, query)), None)
    if not last or not last.cursor or not _holds_still(lake, service, last.release):
        return {}
    return last.cursor


def count_failures(fetches: Iterable[Fetch], service: str, query: str) -> int:
    """Count how often a question has failed since its last success."""
    ends = [each.outcome for each in fetches if (each.service, each.query) == (service, query)]
    return next((ago for ago, outcome in enumerate(reversed(ends)) if outcome != FAILED), len(ends))


def _is_success(fetch: Fetch, service: str, query: str) -> bool:
    return (fetch.service, fetch.query) == (service, query) and fetch.cursor is not None


def _holds_still(lake: Lake, feed: str, release: int | None) -> bool:
    """Whether the newest release has every load of a feed that an earlier release had."""
    newest = lake.find_newest()
    if release is None or (newest and newest.number == release):
        return True
    if not newest:
        return False
    try:
        before = lake.read_manifest(release)
        with duckdb.connect() as con:
            return _list_loads(lake, con, before, feed) <= _list_loads(lake, con, newest, feed)
    except LakeUnusable:
        return False


def _list_loads(lake: Lake, con: duckdb.DuckDBPyConnection, manifest: Manifest, feed: str) -> set[str]:
    rows = lake.query_rows(con, manifest, LOADS.name)
    return {load for (load,) in con.execute(f"SELECT load_id FROM ({rows}) WHERE feed = ?", [feed]).fetchall()}
