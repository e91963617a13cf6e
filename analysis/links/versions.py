"""Versions of the keys in an address, and migrations from each version to the next.

A link keeps its meaning. So a choice added later is filled in for older links with what pages did then, whatever the default is
now, and keys or words are only renamed with a migration. A new version needs a new number, a function here, and its links in
tests/fixtures/links.txt.
"""

from collections.abc import Callable, Mapping

VERSION = 3


def _add_sources(values: dict[str, str]) -> dict[str, str]:
    """Count attacks by any source, as in version 1, which had no choice of sources and no version number in its links."""
    return {"sources": "any"} | values


def _add_count(values: dict[str, str]) -> dict[str, str]:
    """Count attacks, as in version 2, which had no episodes."""
    return {"count": "attacks"} | values


MIGRATIONS: Mapping[int, Callable[[dict[str, str]], dict[str, str]]] = {1: _add_sources, 2: _add_count}  # to the next


def migrate(values: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return the values of an address in the newest version, and a clause if its version is unknown."""
    current, clause = dict(values), ""
    stated = current.pop("v", "1")
    if stated not in map(str, range(1, VERSION + 1)):
        clause, stated = f"v: this link states a version other than 1 to {VERSION}", str(VERSION)
    for version in range(int(stated), VERSION):
        current = MIGRATIONS[version](current)
    return current, clause
