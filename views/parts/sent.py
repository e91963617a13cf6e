"""Memory: a link was sent with a number; where another release gives another, the page says so and shows what changed."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from analysis.links.codec import encode
from analysis.links.sent_number import make_sent_number
from analysis.links.sharing import format_link
from analysis.questions import metrics
from analysis.questions.changes import NAMES
from etl.errors import LakeUnusable
from etl.lake.diff import Change
from views import faults
from views.parts import receipt, tables
from views.state import cache, filters
from views.words import links as link_text
from views.words.text import escaped


def show() -> None:
    """Draw what became of the number that the link was sent with; nothing where it is that of the open release."""
    filters.go_to_record_if_asked()
    sent = filters.sent()
    if sent is None:
        return
    opened, selection = filters.opened(), filters.selection()
    now = make_sent_number(cache.answer(metrics.headline, opened, selection), opened.number)
    try:
        before = cache.release(sent.release)
        then = make_sent_number(cache.answer(metrics.headline, before, filters.as_sent(sent.release)), sent.release)
    except LakeUnusable as error:
        if not sent.equals(now):
            _say(link_text.memory_without_changes(sent, now, faults.explain(error)))
        return
    if not sent.equals(then):
        receipt.refuse(link_text.not_what_was_sent(sent, then))
        filters.forget_sent()
    elif sent.release == opened.number:
        _offer_newest(opened.number)
    elif sent.equals(now):
        st.caption(escaped(link_text.as_when_sent(sent)))
    else:
        changes = cache.headline_change(before, opened, selection).records
        _say(link_text.memory(sent, now, changes))
        _difference(changes, sent.release, opened.number)


def _say(sentence: str) -> None:
    st.info(escaped(sentence), icon=":material/history:")


def _difference(changes: Sequence[Change], before: int, after: int) -> None:
    with st.expander(f"What changed from R{before} to R{after}", expanded=True):
        if changes:
            st.caption("The records that bear on this number, as they were and as they are. A tick opens one.")
            tables.show(
                _as_table(changes),
                "memory",
                f"What changed from R{before} to R{after}",
                on_select=filters.open_record,
            )
        all_of_it = format_link("data", encode(filters.selection()) | {"before": f"R{before}", "after": f"R{after}"})
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(f"Show R{before} as it was", on_click=filters.go_back_to_sent, args=(before,))
            st.markdown(f"[All that changed]({all_of_it})", width="content")
            st.button("Close", on_click=filters.forget_sent, type="tertiary")


def _offer_newest(shown: int) -> None:
    newest = cache.lake().numbers()[-1]
    if newest > shown:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"R{shown}, as it was sent. R{newest} is the newest.", width="content")
            st.button(f"Show R{newest}", on_click=filters.go_to_release, args=(newest,), key="newest_after_sent")


def _as_table(changes: Sequence[Change]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "record": change.record,
                "kind": NAMES[change.table][0],
                "what": change.what,
                "field": change.field and tables.label(change.field),
                "before": change.before,
                "after": change.after,
            }
            for change in changes
        ]
    )
