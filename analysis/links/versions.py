"""The versions of the keys in an address, and how an older one is read as the next.

A link keeps its meaning. So a choice that comes later is filled in, for every link written before it, with what the page did
then, whatever is the default by now; and a key or a word is only ever renamed together with a migration. A new version takes
a new number, a function here, and its links in tests/fixtures/links.txt.
"""

from collections.abc import Callable, Mapping

VERSION = 3


def _add_sources(values: dict[str, str]) -> dict[str, str]:
    """Count attacks by any source, as version 1 did: it had no choice of sources, and its links do not say their version."""
    return {"sources": "any"} | values


def _add_count(values: dict[str, str]) -> dict[str, str]:
    """Count attacks, as version 2 did: it knew no episodes."""
    return {"count": "attacks"} | values


MIGRATIONS: Mapping[int, Callable[[dict[str, str]], dict[str, str]]] = {1: _add_sources, 2: _add_count}  # to the next


def migrate(values: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return the values of an address as those of the newest version, and a clause where it states no known version."""
    current, clause = dict(values), ""
    stated = current.pop("v", "1")
    if stated not in map(str, range(1, VERSION + 1)):
        clause, stated = f"v: this link states a version other than 1 to {VERSION}", str(VERSION)
    for version in range(int(stated), VERSION):
        current = MIGRATIONS[version](current)
    return current, clause
