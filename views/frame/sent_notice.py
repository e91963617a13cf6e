"""A notice if the number that a link was sent with differs in the open release, with what changed."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from analysis.links.codec import encode
from analysis.links.keys import SENT
from analysis.links.sent_number import make_sent_number
from analysis.links.sharing import format_link
from analysis.questions.changes import NAMES, read_headline
from etl.errors import LakeUnusable
from etl.lake.diff import Change
from views import faults
from views.parts import tables
from views.state import cache, navigation
from views.state.keys import RELEASE, SELECTION
from views.state.refusals import refuse
from views.state.sent_number import find_sent_number, forget_sent_number, read_sent_selection
from views.words import links as link_text
from views.words.markup import escape_markdown
from views.words.phrases import capitalise


def draw_sent_notice() -> None:
    """Compare the number in the link with that of the open release. Shows nothing if they are equal."""
    navigation.go_to_record_if_requested()
    sent = find_sent_number()
    if sent is None:
        return
    opened, selection = RELEASE.get(), SELECTION.get()
    now = make_sent_number(cache.answer(read_headline, opened, selection), opened.number)
    try:
        before = cache.get_release(sent.release)
        headline = cache.answer(read_headline, before, read_sent_selection(sent.release))
    except LakeUnusable as error:
        if not sent.equals(now):
            _notify(link_text.describe_memory_without_changes(sent, now, faults.explain(error)))
        return
    then = make_sent_number(headline, sent.release)
    sent = then if sent.equals_without_range(then) else sent
    if sent.exposed is None and then.is_counted:
        forget_sent_number()  # an old link, from when links to such corridors carried no number
    elif not sent.equals(then):
        refuse(SENT, link_text.refuse_sent(sent, then))
        forget_sent_number()
    elif sent.release == opened.number:
        _offer_newest(opened.number)
    elif sent.equals(now):
        if sent.exposed is not None:
            st.caption(escape_markdown(link_text.describe_unchanged(sent, now)))
    else:
        changes = cache.compare_kept_headlines(before, opened, selection).records
        _notify(link_text.describe_memory(sent, now, changes))
        _draw_changes(changes, sent.release, opened.number)


def _notify(sentence: str) -> None:
    st.info(escape_markdown(sentence), icon=":material/history:")


def _draw_changes(changes: Sequence[Change], before: int, after: int) -> None:
    title = f"What changed from R{before} to R{after}"
    with st.expander(title, expanded=True):
        if changes:
            st.caption("The records that bear on this number, as they were and as they are. Click one to open it.")
            tables.show_table(_make_table(changes), "memory", title, on_select=navigation.open_record)
        all_changes = format_link("data", encode(SELECTION.get()) | {"before": f"R{before}", "after": f"R{after}"})
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(f"Show R{before} as it was", on_click=navigation.go_back_to_sent, args=(before,))
            st.markdown(f"[All that changed]({all_changes})", width="content")
            st.button("Close", on_click=forget_sent_number, type="tertiary")


def _offer_newest(shown: int) -> None:
    newest = cache.get_lake().list_numbers()[-1]
    if newest > shown:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"R{shown}, as it was sent. R{newest} is the newest.", width="content")
            go = navigation.go_to_release
            st.button(f"Show R{newest}", on_click=go, args=(newest,), key="newest_after_sent")


def _make_table(changes: Sequence[Change]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "record": change.record,
                "kind": NAMES[change.table][0],
                "what": capitalise(change.kind),
                "field": change.field,
                "before": change.before,
                "after": change.after,
            }
            for change in changes
        ]
    )
