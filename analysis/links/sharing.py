"""The two links that a reader can send: to one release, and to whichever is the newest."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.export import citation
from analysis.links import sent as memory
from analysis.links.sent import Sent

LONGEST_LINK = 1_500  # characters; longer addresses are cut by some mail readers and messengers
NEWEST = "newest"


@dataclass(frozen=True)
class Links:
    """Two addresses; None where the choices would make one longer than LONGEST_LINK."""

    this_release: str | None
    newest: str | None


def links(page: str, query: Mapping[str, str], sent: Sent) -> Links:
    """The links to a page with these keys. Both carry the headline number that they are sent with.

    The days stay those that are chosen: what is the newest is the release, not the day.
    """
    carried = dict(query) | {memory.KEY: str(sent)}
    return Links(_bounded(page, carried), _bounded(page, carried | {"release": NEWEST}))


def record_link(page: str, query: Mapping[str, str], record_id: str) -> str | None:
    """The address of one record in the newest release, which tells what every release before it said of the record."""
    choices = {key: query[key] for key in ("v", "corridor", "feed")}
    return _bounded(page, choices | {"release": NEWEST, "record": record_id})


def _bounded(page: str, query: Mapping[str, str]) -> str | None:
    link = citation.link(page, query)
    return link if len(link) <= LONGEST_LINK else None
