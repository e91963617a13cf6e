"""The address of the page: read into choices when a run begins, written when it ends.

An address not written here (from a link, or by going back) sets the fields; otherwise the fields set the address. Streamlit's
own binding of fields to the address silently drops bad values and defaults, so it is not used.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import streamlit as st

from analysis.links.codec import decode, encode, find_release, pick_values
from analysis.links.keys import KEYS, SENT, list_page_keys
from analysis.links.refusal import quote_value
from analysis.links.sharing import format_link
from analysis.selection import Selection
from views.server.public_url import find_public_url
from views.state import cache, fields, keys
from views.state.keys import Address, make_page_key
from views.state.refusals import begin_refusals, is_refused, refuse, set_refusals_of_run
from views.state.sent_number import find_sent_number, keep_sent_number

ALWAYS_STATED = ("v", "release", "corridor", "feed", "from", "to")
MOST_WRITTEN = 20  # addresses that a browser may lag behind


def read_address(page: str) -> None:
    """Read release and selection for the page at this path, from the address if it is new, otherwise from the fields.

    Raises PatrolwatchError if the release cannot be opened.
    """
    address = _read_browser_address()
    refusals: list[str] = []
    if _is_new(address, page):
        selection = _open_address(address, address, page)
    elif not keys.IS_READ.get():
        # If the requested release was damaged and the reader took another, the rest of the link still applies.
        name = fields.FIELDS["release"].find()
        release = {"release": [name]} if name else {}
        selection = _open_address(address, keys.REQUESTED_ADDRESS.get() | release, page)
    else:
        offered = cache.list_choices(cache.get_release(fields.read_release_number()))
        selection, refused = decode(fields.read_choices(), offered)
        refusals = [str(refusal) for refusal in refused]
    fields.set_choices(selection)
    set_refusals_of_run(refusals)
    keys.RELEASE.set(cache.get_release(selection.release))
    keys.SELECTION.set(selection)
    keys.QUERY.set(encode(selection))
    keys.USUAL_VALUES.set({})
    keys.SHOWN_FIGURES.set({})


def _is_new(address: Address, page: str) -> bool:
    """Whether the reader has opened an address, rather than clicked something on the page.

    The browser only reports a written address once it arrives, and an interrupted run never sends it. So a click may come with
    an older address than the last one written. It differs from going back to that address by the field that it changed.
    """
    if not keys.BROWSER_ADDRESS.is_set():
        return True
    last, written = keys.BROWSER_ADDRESS.get(), keys.WRITTEN_ADDRESSES.get()
    keys.BROWSER_ADDRESS.set(address)
    if not address:  # a page was chosen in the navigation
        return False
    if address in written:
        del written[: written.index(address) + 1]
        return False
    return address != last or (bool(written) and keys.DRAWN_VALUES.get() == _read_values(page))


def _read_values(page: str) -> dict[str, Any]:
    """Return the values of everything that a click can change."""
    changed_by_a_click = [
        *fields.FIELDS.values(),
        *map(make_page_key, list_page_keys(page)),
        keys.RECORD_TO_OPEN,
        keys.SENT_NUMBER,
    ]
    return {key.name: key.find() for key in changed_by_a_click}


def _open_address(address: Address, requested: Address, page: str) -> Selection:
    """Decode an address, and add a sentence for each part that is not available.

    `address` is the address in the browser, `requested` the part of it to apply.
    """
    # Store it first: if a damaged release was requested, the reader is offered another and must not be led back here.
    keys.BROWSER_ADDRESS.set(address)
    keys.WRITTEN_ADDRESSES.set([])
    keys.REQUESTED_ADDRESS.set(requested)
    keys.IS_READ.set(False)
    own_keys = {*list_page_keys(page), SENT}
    query = {key: values for key, values in requested.items() if key not in own_keys}
    own, refused_own = pick_values({key: requested[key] for key in sorted(own_keys & requested.keys())}, own_keys)
    sent = own.pop(SENT, None)
    keys.PAGE_VALUES.set(own)
    keys.REQUESTED_VALUES.set(dict(own))
    for key in list_page_keys(page):
        make_page_key(key).pop()  # the page's earlier value must not override a new address
    numbers = cache.get_lake().list_numbers()
    number, refused_release = find_release(requested, numbers)
    fields.FIELDS["release"].set(f"R{number}")
    keys.NEWEST_SEEN.set(numbers[-1])
    keys.SENT_NUMBER.set(None)
    begin_refusals()
    offered = cache.list_choices(cache.get_release(number))
    selection, refused = decode(query, offered)
    if "grain" not in query:
        selection = replace(selection, grain=offered.choose_grain(selection))
    unread = keep_sent_number(sent, query, selection)
    begin_refusals(
        [
            *(("release", sentence) for sentence in refused_release),
            *((each.key, str(each)) for each in (*refused, *refused_own)),
            *((SENT, sentence) for sentence in unread),
        ]
    )
    keys.IS_READ.set(True)
    return selection


def state_choices(**values: str | None) -> None:
    """State the choices of this page alone, for its address and the links of everything drawn on it. None removes a choice."""
    query = keys.QUERY.get()
    for key, value in values.items():
        query.pop(key, None)
        if value:
            query[key] = value


def list_own_choices() -> dict[str, str]:
    """Return the choices of this page alone that were stated so far."""
    return {key: value for key, value in keys.QUERY.get().items() if key not in KEYS}


def list_chosen() -> dict[str, str]:
    """Return the keys of a short link to the current page, omitting what a page shows by default.

    Corridor, feed and days are always included, since their defaults change with each load.
    """
    query, selection = keys.QUERY.get(), keys.SELECTION.get()
    offered = cache.list_choices(keys.RELEASE.get())
    usual = replace(offered.make_default(selection.corridor, selection.feed), grain=offered.choose_grain(selection))
    left_out = {key: value for key, value in encode(usual).items() if key not in ALWAYS_STATED}
    left_out |= keys.USUAL_VALUES.get()
    return {key: value for key, value in query.items() if value != left_out.get(key)}


def write_address(page: str) -> None:
    """Write every choice, and those of the page at this path, to the address."""
    own = list_own_choices()
    _refuse_what_was_not_taken(own)
    if list_page_keys(page):
        keys.PAGE_VALUES.set(own)
    query = dict(keys.QUERY.get())
    if sent := find_sent_number():
        query[SENT] = str(sent)  # kept for a reload of the page; files do not include this number
    address, written = {key: [value] for key, value in query.items()}, keys.WRITTEN_ADDRESSES.get()
    if written or _read_browser_address() != address:
        keys.WRITTEN_ADDRESSES.set([*written, address][-MOST_WRITTEN:])
        keys.DRAWN_VALUES.set(_read_values(page))
        st.query_params.from_dict(query)


def _refuse_what_was_not_taken(own: dict[str, str]) -> None:
    """Report the keys for this page alone that a link contained, but the drawn page neither used nor reported."""
    for key, value in (keys.REQUESTED_VALUES.pop() or {}).items():
        shown = own.get(key, "")
        if value != shown and not is_refused(key):
            instead = f"; {quote_value(shown)} is shown." if shown else ", so it was ignored."
            refuse(key, f"{key}: {quote_value(value)} is not available with these choices{instead}")


def make_late_link() -> Callable[[], str]:
    """Return a function that gives the address of this page with all choices, once it is drawn, since some choices come late.

    A file is written when it is requested, without access to the session, so it needs the address beforehand.
    """
    query, page = keys.QUERY.get(), read_page_address()
    return lambda: format_link(page, query)


def read_page_address(page: str | None = None) -> str:
    """Return the public address of this page, or of the page at this path, without its keys.

    It is the address in the reader's browser, at the server's public address if there is one.
    """
    address = st.context.url or "/"
    if public := find_public_url():
        address = f"{public}/{urlsplit(address).path.removeprefix(urlsplit(public).path).lstrip('/')}"
    address += "" if urlsplit(address).path else "/"
    return address if page is None else urljoin(address, page)


def _read_browser_address() -> Address:
    return {key: st.query_params.get_all(key) for key in st.query_params}
