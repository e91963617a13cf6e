"""The reader's choices: widgets at the side, the address of the page, and the receipt for what it could not have.

An address that was not written here (a link, a page opened anew) sets the widgets; otherwise the widgets set the address.
Streamlit's own binding of widgets to the address drops bad values and defaults without a word, so it does not serve.
"""

from collections.abc import Callable, Collection
from datetime import date
from urllib.parse import urljoin, urlsplit

import streamlit as st

from analysis.links.codec import decode, encode, find_release, format_value, pick_values
from analysis.links.keys import SENT, list_page_keys
from analysis.links.refusal import quote_value
from analysis.links.sent_number import SentNumber, have_same_headline, parse_sent_number
from analysis.links.sharing import format_link
from analysis.questions import road
from analysis.release import Release
from analysis.selection import (
    GRAINS,
    PARTICIPANTS,
    TARGET_CHOICES,
    VERIFICATION_CHOICES,
    Choices,
    Selection,
)
from etl.errors import LakeUnusable
from views.parts import pictures, receipt
from views.state import cache
from views.words import road as road_text
from views.words.text import capitalised, told_by

GRAIN_LABELS = {"day": "Day", "week": "ISO week", "month": "Month"}
VERIFICATION_LABELS = {
    "confirmed": "Confirmed and coded",
    "any": "Disputed and unconfirmed too",
}
PARTICIPANT_LABELS = {"joint": "Joint (all parties)", "any": "Any party"}
PAGES_WITHOUT_FIGURES = frozenset({"records", "data"})
DAY_KEYS = ("from", "to", "records_from", "records_to")
NOTICE_SECONDS = 60  # each look costs some 30 ms of the server
KILOMETRE_KEYS = ("km_from", "km_to")
WIDGET_KEYS = (
    "release",
    "corridor",
    "feed",
    "from",
    "to",
    "grain",
    "target",
    "verification",
    "participants",
    "sources",
    "records_from",
    "records_to",
    *KILOMETRE_KEYS,
)


def choose(page: str) -> None:
    """Read the address, show the widgets and the receipt, and keep release and selection for the page of that path."""
    state = st.session_state
    asked = {key: st.query_params.get_all(key) for key in st.query_params}
    if "release" not in state or (asked and asked not in (state["written_address"], state["opened_address"])):
        _take_over(asked, asked, frozenset(list_page_keys(page)))
    elif not state["taken_over"]:
        # The release asked for was damaged, and the reader took another: the rest of the link still stands.
        _take_over(asked, state["opened_address"] | {"release": [state["release"]]}, frozenset(list_page_keys(page)))
    numbers = cache.lake().numbers()
    opened = cache.release(int(state["release"][1:]))
    offered = cache.choices(opened)
    chosen, refused = decode(_widget_values(), offered)
    _set_widgets(chosen)
    with st.sidebar:
        _widgets(offered, numbers)
        if page not in PAGES_WITHOUT_FIGURES:
            pictures.choose_picture()
    state["release_opened"], state["selection"] = opened, chosen
    state["address_of_run"] = encode(chosen)
    _offer_newer(opened.number)
    receipt.show(map(str, refused))


@st.fragment(run_every=NOTICE_SECONDS)
def _offer_newer(number: int) -> None:
    """Notice a release published since, also on a page that is left open, and offer it; what is shown stays what it is."""
    try:
        newest = cache.lake().numbers()[-1]
    except LakeUnusable:
        return  # what is open is read on; the next run of the whole page says what is wrong
    if newest > st.session_state["newest_seen"]:
        st.info(f"R{newest} has been published since this page was opened. You still see R{number}.")
        if st.button(f"Show R{newest}", on_click=go_to_release, args=(newest,)):
            st.rerun()


def selection() -> Selection:
    return st.session_state["selection"]


def opened() -> Release:
    return st.session_state["release_opened"]


def page_values() -> dict[str, str]:
    """What the address, or the reader before, asked of this page alone, such as the record to open."""
    return st.session_state["page_values"]


def page_day(key: str, otherwise: date, first: date, last: date) -> str:
    """Set the widget of a key of this page to the day that the address asks for, or put on the receipt why it cannot be had.

    A day that the widget has already stays, unless it has fallen out of the days that can be chosen: the sentence given.
    """
    asked, is_new = page_values().get(key), key not in st.session_state
    if is_new:
        st.session_state[key] = otherwise
        if asked is not None:
            try:
                st.session_state[key] = date.fromisoformat(asked)
            except ValueError:
                receipt.refuse(f"{key}: {quote_value(asked)} is not a day written YYYY-MM-DD; {otherwise} is shown.")
    if first <= st.session_state[key] <= last:
        return ""
    outside = f"{key}: {st.session_state[key]} is outside the chosen days, {first} to {last}; {otherwise} is shown."
    st.session_state[key] = otherwise
    if not is_new:
        return outside
    receipt.refuse(outside)
    return ""


def page_number(key: str, otherwise: int, least: int, most: int) -> None:
    """The same for a whole number."""
    asked = page_values().get(key)
    if key not in st.session_state:
        st.session_state[key] = otherwise
        if asked is not None:
            wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
            if wanted is None or not least <= wanted <= most:
                receipt.refuse(
                    f"{key}: {quote_value(asked)} is not a whole number from {least} to {most:,}; {otherwise} is shown."
                )
            else:
                st.session_state[key] = wanted


def page_word(key: str, otherwise: str, allowed: Collection[str]) -> None:
    """The same for one of some words. Other choices may leave fewer words than the widget had, so it is held to them."""
    asked = st.session_state.setdefault(key, page_values().get(key, otherwise))
    if asked not in allowed:
        receipt.refuse(
            f"{key}: there is no {quote_value(asked)} here, so “{otherwise}” is shown. There is {', '.join(allowed)}."
        )
        st.session_state[key] = otherwise


def sent() -> SentNumber | None:
    """The headline number that the link was sent with, while the choices that it depends on are still those of the link."""
    state = st.session_state
    return state["sent"] if state["sent"] and have_same_headline(state["sent_choices"], selection()) else None


def as_sent(number: int) -> Selection:
    """The selection that the link asks of a release."""
    return decode(st.session_state["sent_query"], cache.choices(cache.release(number)))[0]


def go_back_to_sent(number: int) -> None:
    """Show the release that the link was sent from with all choices of the link."""
    _set_widgets(as_sent(number))


def forget_sent() -> None:
    st.session_state["sent"] = None


def write_address(**values: str | None) -> None:
    """Put every choice into the address, and what this page adds to them."""
    own = {key: value for key, value in values.items() if value}
    _refuse_what_was_not_taken(own)
    if own or values:
        st.session_state["page_values"] = own
    query = encode(selection()) | own
    st.session_state["address_of_run"].update(query)
    if kept := sent():
        query[SENT] = str(kept)  # so that the page, loaded anew, still knows; a file names no such number
    st.session_state["written_address"] = {key: [value] for key, value in query.items()}
    if {key: st.query_params.get_all(key) for key in st.query_params} != st.session_state["written_address"]:
        st.query_params.from_dict(query)


def _refuse_what_was_not_taken(own: dict[str, str]) -> None:
    """Name what a link asked of this page alone and the page, now that it is drawn, neither took nor named."""
    for key, asked in st.session_state.pop("own_values_asked", {}).items():
        shown = own.get(key, "")
        if asked != shown and not receipt.names(key):
            instead = f"; {quote_value(shown)} is shown." if shown else ", so it was left aside."
            receipt.refuse(f"{key}: {quote_value(asked)} cannot be had with these choices{instead}")


def link() -> Callable[[], str]:
    """The address of this page with all that is chosen. To be asked once the page is drawn: its last choices come late.

    A file is written when the reader asks for it, which no session is then at hand for; so the address goes with it.
    """
    query, page = address_of_run(), page_address()
    return lambda: format_link(page, query)


def address_of_run() -> dict[str, str]:
    """The keys of the address of this page, which what is drawn later still adds to."""
    return st.session_state["address_of_run"]


def page_address(page: str | None = None) -> str:
    """The address of this page, or of the page of that path, without its keys, as the reader's browser knows it."""
    here = st.context.url or "/"
    here += "" if urlsplit(here).path else "/"
    return here if page is None else urljoin(here, page)


def narrow_records(first: date | None, last: date | None) -> None:
    """Let the records show these days alone; None, None shows all chosen days again."""
    st.session_state["records_from"], st.session_state["records_to"] = first, last


def narrow_to_stretch(km_from: float | None, km_to: float | None) -> None:
    """Let the records show this stretch alone; None, None shows the whole corridor again."""
    st.session_state["km_from"], st.session_state["km_to"] = km_from, km_to


def go_to_release(number: int) -> None:
    """Stay with all choices and look at another release."""
    st.session_state["release"] = f"R{number}"
    st.session_state["newest_seen"] = cache.lake().numbers()[-1]


def open_record(record_id: str) -> None:
    """Let the Records page open a record at the next run; a callback may not change the page itself."""
    st.session_state["record_to_open"] = record_id


def go_to_record_if_asked() -> None:
    if record_id := st.session_state.pop("record_to_open", None):
        st.session_state["page_values"] = {"record": record_id}
        # The Records page keeps the record it last showed, which would win over the one asked for here.
        st.session_state["record"] = record_id
        st.switch_page("views/pages/records.py")


def records_days() -> None:
    """Two fields that narrow the records, as a click or a box on the figure does; and the stretch they are narrowed to."""
    chosen = selection()
    left, right, clear = st.columns([2, 2, 3], vertical_alignment="bottom")
    # A link may narrow the records to days beyond the chosen ones; a field that could not hold its day would raise.
    held = [day for day in (chosen.from_day, chosen.to_day, chosen.records_from, chosen.records_to) if day]
    days = {"min_value": min(held), "max_value": max(held), "format": "YYYY-MM-DD"}
    left.date_input("Records from", key="records_from", **days)
    right.date_input("Records to", key="records_to", **days)
    if st.session_state["records_from"] or st.session_state["records_to"]:
        clear.button("Show all chosen days", on_click=narrow_records, args=(None, None))
    if chosen.is_on_a_stretch:
        stretch, whole = st.columns([4, 3], vertical_alignment="center")
        off = road_text.left_off(cache.answer(road.left_off_stretches, opened(), chosen))
        stretch.text(f"Narrowed to {road_text.km_span(chosen.km_from, chosen.km_to)} of the corridor. {off}".rstrip())
        whole.button("Show the whole corridor", on_click=narrow_to_stretch, args=(None, None))


def _take_over(address: dict[str, list[str]], asked: dict[str, list[str]], page_keys: frozenset[str]) -> None:
    """Set the widgets to what an address asks for, and keep a sentence for each part that cannot be had.

    `address` is what stands in the browser, `asked` what of it is to be had.
    """
    state = st.session_state
    # Kept first: where a damaged release was asked for, the reader is offered another and must not be led back here.
    state["opened_address"], state["written_address"] = asked, address
    state["taken_over"] = False
    choices = {key: values for key, values in asked.items() if key not in page_keys | {SENT}}
    own, refused_own = pick_values({key: asked[key] for key in sorted(set(asked) - set(choices))}, page_keys | {SENT})
    sent_text = own.pop(SENT, None)
    state["page_values"], state["own_values_asked"] = own, dict(own)
    for key in page_keys:
        state.pop(key, None)  # what the page showed before a new address came does not win over it
    numbers = cache.lake().numbers()
    number, refused_release = find_release(asked, numbers)
    state["release"], state["newest_seen"] = f"R{number}", numbers[-1]
    state["sent"], state["sent_query"], state["sent_choices"] = None, choices, None
    receipt.begin([])
    chosen, refused = decode(choices, cache.choices(cache.release(number)))
    _set_widgets(chosen)
    unread = []
    if sent_text is not None:
        state["sent"], state["sent_choices"] = parse_sent_number(sent_text), chosen
        if not state["sent"]:
            unread = [
                f"{SENT}: {quote_value(sent_text)} is not what a link carries, such as 4of24-R7; it was left aside."
            ]
    receipt.begin([*refused_release, *map(str, [*refused, *refused_own]), *unread])
    state["taken_over"] = True


def _set_widgets(chosen: Selection) -> None:
    query = encode(chosen)
    for key in WIDGET_KEYS:
        value = query.get(key)
        read = date.fromisoformat if key in DAY_KEYS else float if key in KILOMETRE_KEYS else str
        st.session_state[key] = value and read(value)


def _widget_values() -> dict[str, list[str]]:
    values = {key: st.session_state.get(key) for key in WIDGET_KEYS}
    return {key: [format_value(value)] for key, value in values.items() if value is not None}


def _widgets(offered: Choices, numbers: list[int]) -> None:
    state = st.session_state
    st.selectbox(
        "Corridor", offered.corridors, key="corridor", format_func=offered.titles.get, on_change=_corridor_changed
    )
    feeds = offered.feeds(state["corridor"])
    if len(feeds) > 1:
        st.selectbox("Feed", feeds, key="feed")
    first, last = offered.days[state["corridor"], state["feed"]]
    st.date_input("From", key="from", min_value=first, max_value=last, format="YYYY-MM-DD")
    st.date_input(
        "To (as of)",
        key="to",
        min_value=first,
        max_value=last,
        format="YYYY-MM-DD",
        help="Open gaps, open suspensions and “days since” are counted up to this day, never up to today.",
    )
    st.segmented_control("Grain", GRAINS, key="grain", required=True, format_func=GRAIN_LABELS.get)
    st.selectbox(
        "Verification",
        list(VERIFICATION_CHOICES),
        key="verification",
        format_func=VERIFICATION_LABELS.get,
        help="Which attacks are counted. Those left out stay visible as hollow marks.",
    )
    st.selectbox(
        "Sources",
        offered.sources(state["corridor"]),
        key="sources",
        format_func=lambda sources: capitalised(told_by(sources)),
        help="By whom an attack must be told in order to count. Patrols are counted whoever tells of them.",
    )
    st.selectbox("Participants", PARTICIPANTS, key="participants", format_func=PARTICIPANT_LABELS.get)
    st.selectbox(
        "Target",
        TARGET_CHOICES,
        key="target",
        format_func=lambda word: word.replace("_", " ").capitalize(),
        help="Which attacks and records are shown. The share attacked always counts attacks on patrols.",
    )
    st.selectbox(
        "Release",
        [f"R{number}" for number in reversed(numbers)],
        key="release",
        format_func=lambda name: f"{name} (newest)" if name == f"R{numbers[-1]}" else name,
    )
    st.button("Reset the choices", on_click=_reset, width="stretch")


def _corridor_changed() -> None:
    """Another corridor is covered on other days, so the days begin anew."""
    state = st.session_state
    offered = cache.choices(cache.release(int(state["release"][1:])))
    fresh = offered.default(state["corridor"])
    state["feed"], state["from"], state["to"] = fresh.feed, fresh.from_day, fresh.to_day
    narrow_records(None, None)
    narrow_to_stretch(None, None)
    receipt.begin([])


def _reset() -> None:
    offered = cache.choices(cache.release(int(st.session_state["release"][1:])))
    _set_widgets(offered.default())
    receipt.begin([])
