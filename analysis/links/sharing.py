"""The addresses that a reader can send: of a page in one release or in the newest one, and of a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from analysis.links.codec import encode
from analysis.links.keys import SENT
from analysis.links.sent_number import SentNumber
from analysis.selection import Selection

LONGEST_LINK = 1_500  # characters; longer addresses are cut by some mail readers and messengers
NEWEST = "newest"


@dataclass(frozen=True)
class Links:
    """Two addresses. None if the choices would make an address longer than LONGEST_LINK."""

    this_release: str | None
    newest: str | None


def format_link(page: str, query: Mapping[str, str]) -> str:
    """Return the address of a page with its query, without a host if `page` has none."""
    return f"{page}?{urlencode(query)}"


def make_link(selection: Selection, page: str = "/") -> str:
    """Return the address of a page with every choice."""
    return format_link(page, encode(selection))


def make_links(page: str, query: Mapping[str, str], sent: SentNumber) -> Links:
    """Return the links to a page with these keys. Both carry the headline number that they are sent with.

    The days stay as chosen: `newest` refers to the release, not to the days.
    """
    carried = dict(query) | {SENT: str(sent)}
    return Links(_limit_length(page, carried), _limit_length(page, carried | {"release": NEWEST}))


def make_record_link(page: str, query: Mapping[str, str], record_id: str) -> str | None:
    """Return the address of one record in the newest release, which also shows its state in every earlier release."""
    choices = {key: query[key] for key in ("v", "corridor", "feed")}
    return _limit_length(page, choices | {"release": NEWEST, "record": record_id})


def _limit_length(page: str, query: Mapping[str, str]) -> str | None:
    link = format_link(page, query)
    return link if len(link) <= LONGEST_LINK else None
