"""Everything around a page: the bar, the filters, the first release, notices at the top, and errors in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from etl import paths
from etl.curated.build import build
from etl.errors import LakeUnusable, PatrolwatchError, ReleaseDamaged
from etl.lake import Lake
from views import faults
from views.frame import filters, receipt, sent_notice
from views.pages import PAGES
from views.parts import share
from views.state import address, cache
from views.state.keys import NEWEST_SEEN, RELEASE, SELECTION
from views.state.navigation import go_to_release
from views.state.served_lake import is_temporary
from views.words.links import TEMPORARY, describe_withheld
from views.words.markup import escape_markdown

NOTICE_SECONDS = 60  # each check costs the server about 30 ms


@contextmanager
def frame_page(page: str, place_of_share: DeltaGenerator) -> Iterator[None]:
    """Draw the frame of the page at this path, below the bar. Raises PatrolwatchError.

    The address, the rest of the receipt and the links to share depend on the page and follow once it is drawn.
    """
    lake = cache.get_lake()
    _publish_first_release(lake)
    address.read_address(page)
    offered, numbers = cache.list_choices(RELEASE.get()), lake.list_numbers()
    if not PAGES[page].is_for_editors:
        filters.draw_filters(offered, numbers, page, has_figures=PAGES[page].has_figures)
    _offer_newer_release(RELEASE.get().number)
    place = receipt.place_receipt()
    sent_notice.draw_sent_notice()
    if (feed := SELECTION.get().feed) in RELEASE.get().withheld:
        st.info(escape_markdown(describe_withheld(feed)))
    if PAGES[page].is_for_editors and is_temporary():
        st.warning(TEMPORARY)
    place_of_newer_facts = st.container()
    yield
    with place_of_newer_facts:
        _notify_of_newer_facts(lake)
    address.write_address(page)
    receipt.fill_receipt(place)
    share.fill_share(place_of_share)


@contextmanager
def explain_errors() -> Iterator[None]:
    """Show an error as a sentence. If a damaged release was requested, offer the one before it."""
    try:
        yield
    except ReleaseDamaged as error:
        faults.show(error)
        _offer_release_before(error.number)
    except PatrolwatchError as error:
        faults.show(error)


def _publish_first_release(lake: Lake) -> None:
    if lake.is_new():
        with st.status("First start: publishing the embedded cases as R1 …", expanded=True) as status:
            build(lake, *paths.CASES, progress=lambda step: status.write(escape_markdown(step)))
            status.update(label="R1 is published.", state="complete", expanded=False)
    elif not lake.list_numbers():
        raise LakeUnusable(
            "The folder of the data store holds other files and no release, so none was published. Set "
            "PATROLWATCH_LAKE to another folder, or run: patrolwatch build",
            f"The lake is {lake.address}.",
        )


@st.fragment(run_every=NOTICE_SECONDS)
def _offer_newer_release(number: int) -> None:
    """Offer a newer release, even on a page left open. The content of the page does not change."""
    try:
        newest = cache.get_lake().list_numbers()[-1]
    except LakeUnusable:
        return  # the open release stays usable; the next full run reports the problem
    if newest > NEWEST_SEEN.get():
        st.info(f"R{newest} has been published since this page was opened. You still see R{number}.")
        if st.button(f"Show R{newest}", on_click=go_to_release, args=(newest,)):
            st.rerun()


def _notify_of_newer_facts(lake: Lake) -> None:
    try:
        newest = lake.read_manifest(lake.list_numbers()[-1])
    except LakeUnusable as error:
        # The open release is not affected.
        st.warning(escape_markdown(faults.explain(error)), icon=":material/error:")
        return
    if newer := cache.describe_newer_facts(newest):
        st.info(escape_markdown(newer), icon=":material/update:")


def _offer_release_before(damaged: int) -> None:
    numbers: list[int] = []
    with suppress(LakeUnusable):
        numbers = cache.get_lake().list_numbers()
    for number in reversed([number for number in numbers if number < damaged]):
        try:
            cache.get_release(number)
        except LakeUnusable:
            continue
        st.button(f"Open R{number}, the release before", on_click=go_to_release, args=(number,))
        return
    st.write("No earlier release of this data store can be opened.")
