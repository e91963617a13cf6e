"""The schedule of fetches: a TOML file in which each `[[fetch]]` is a question to one feed.

[[fetch]]
feed = "ucdp_candidate"
every = "1d"
countries = ["Syria"]
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from etl.errors import UsageError
from etl.fetch.hosts import HOSTS
from etl.fetch.question import Question

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
LEAST = timedelta(minutes=15)  # as often as GDELT publishes, which is more often than others
FETCH_KEYS = {"feed", "every", "since", "countries", "corridors"}


@dataclass(frozen=True)
class Job:
    """A scheduled question to a feed."""

    feed: str
    question: Question
    every: timedelta


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file. Raises UsageError if it cannot be read, or has tables other than `fetch` and `notify`."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} is not TOML: {error}.") from None
    for name, tables in found.items():
        is_tables = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
        if name not in ("fetch", "notify") or not is_tables:
            raise UsageError(f"{path.name} has an unknown table {name}. Use [[fetch]] or [[notify]].")
    return found


def read_jobs(path: Path) -> list[Job]:
    """Read the scheduled fetches. Raises UsageError if there are none, or an entry is invalid."""
    jobs = [_read_job(path, table) for table in read_toml(path).get("fetch", [])]
    if not jobs:
        raise UsageError(f"{path.name} has no [[fetch]], so there is nothing to watch.")
    return jobs


def check_keys(path: Path, what: str, table: Mapping[str, Any], known: set[str]) -> None:
    """Raise UsageError if a table of the file has an unknown key."""
    if unknown := sorted(set(table) - known):
        raise UsageError(
            f"{path.name}: [[{what}]] has an unknown key {unknown[0]}. It may have {', '.join(sorted(known))}."
        )


def read_texts(path: Path, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Read a list of texts. Raises UsageError if it is anything else."""
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise UsageError(f'{path.name}: {key} must be a list of words, such as ["m4"].')
    return tuple(found)


def _read_job(path: Path, table: Mapping[str, Any]) -> Job:
    check_keys(path, "fetch", table, FETCH_KEYS)
    feed, since, every = table.get("feed"), table.get("since"), str(table.get("every", ""))
    if not isinstance(feed, str) or feed not in HOSTS:
        raise UsageError(f"{path.name}: feed must be one of {', '.join(HOSTS)}, not {feed}.")
    if since is not None and type(since) is not date:
        raise UsageError(f"{path.name}: since must be a day, such as 2020-01-01 without quotes.")
    found = re.fullmatch(r"(\d{1,4})([mhd])", every)
    length = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if length < LEAST:
        raise UsageError(f'{path.name}: every must be at least 15 minutes, such as "15m", "6h" or "1d".')
    question = Question(since, read_texts(path, table, "countries"), read_texts(path, table, "corridors"))
    return Job(feed, question, length)
