"""The form of a fetch: what to ask a service for, with a button that names the host."""

from datetime import UTC, date, datetime

import streamlit as st

from analysis.questions.holdings import list_corridors
from etl.errors import LakeUnusable
from etl.fetch.hosts import HOSTS, Host
from etl.fetch.keys import KEYRING_SERVICE, has_key
from etl.fetch.log import read_fetches
from views.parts.choosing import choose
from views.sections.add import steps, words
from views.sections.add.draft import Draft, find_draft, keep_draft
from views.state import cache
from views.state.fields import DAY_FORMAT
from views.state.keys import RELEASE
from views.state.served_lake import get_lake
from views.words.data import describe_fetched_questions

KIND = "fetch"


def show_fetch() -> None:
    """Ask what to fetch, or show the progress."""
    if draft := find_draft(KIND):
        steps.show_draft(KIND, draft)
        return
    titles = {name: host.title for name, host in HOSTS.items()}
    name = choose("Service", titles, "fetch-service", default="acled")
    host = HOSTS[name]
    missing = [key for key in host.keys if not has_key(key)]
    (st.warning if missing else st.caption)(words.describe_keys(host, missing))
    if missing:
        st.code("\n".join(f"keyring set {KEYRING_SERVICE} {key}" for key in missing), language=None)
    _show_last_fetches(host.feed)
    left, middle, right = st.columns(3)
    since = left.date_input(
        words.label_since(host), value=None, max_value=date.today(), format=DAY_FORMAT, key="fetch-since"
    )
    countries = middle.text_input(
        words.label_places(host), max_chars=300, help=f"They are named {host.countries}.", key="fetch-countries"
    )
    with right:
        corridors = _ask_corridors(host)
    st.caption(words.describe_asking(host))
    if st.button(f"Ask {host.name}", type="primary", disabled=bool(missing)):
        question = {
            "name": name,
            "since": since and since.isoformat(),
            "countries": [country.strip() for country in countries.split(",") if country.strip()],
            "corridors": corridors,
        }
        keep_draft(KIND, Draft([], fetch=question))
        st.rerun()


def _ask_corridors(host: Host) -> list[str]:
    """Ask which corridors to fetch for. A sum lies on none, and a chokepoint is one whose traffic is counted."""
    known = cache.answer(list_corridors, RELEASE.get())
    if host.gives_sums:
        return []
    if host.counts_one:
        counted = [name for name, (_, parties) in known.items() if not parties]
        chosen = st.selectbox(
            words.CORRIDOR_OF_CHOKEPOINT, counted, format_func=lambda name: known[name][0], key="fetch-counted"
        )
        return [chosen] if chosen else []
    return st.multiselect(
        words.ONLY_CORRIDORS, list(known), format_func=lambda name: known[name][0], key="fetch-corridors"
    )


def _show_last_fetches(feed: str) -> None:
    """Show when each fetch of a service last ran, and what it brought."""
    try:
        fetches = [fetch for fetch in read_fetches(get_lake()) if fetch.service == feed]
    except LakeUnusable:  # the Data page reports the problem
        return
    for sentence in describe_fetched_questions(fetches, datetime.now(UTC)):
        st.caption(sentence)
