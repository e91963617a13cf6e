"""Drafts of the Add page by browser tab, so that neither a reload nor a look at another tab loses them.

The script of the page identifies the tab in a cookie. Drafts are only in the server's memory, and expire.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from views.server import limits
from views.state.keys import ARTICLE, DRAFTS, DRAWN_FIELDS, FORMS, IS_HELD, LINE
from views.state.person import find_reader

FIELDS = ("record-", "report-", "article-", "yes-", "fetch-", "corridor-")  # prefixes of the keys of its fields
KEYS = (DRAFTS, ARTICLE, FORMS, LINE)


@dataclass
class _Held:
    values: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0


_held: dict[tuple[str, str], _Held] = {}  # by account and tab, the most recently seen last
_lock = threading.Lock()


def restore() -> None:
    """Put back what the reader filled in, before the page is drawn.

    Fields that the last run did not draw are set anew in every run: Streamlit tells the browser of a value only in the run
    that sets it, and the browser would answer with an empty field.
    """
    if (entry := _find()) is None:
        return
    _store(entry)
    drawn = DRAWN_FIELDS.find() or frozenset()
    for name, value in entry.items():
        if name not in st.session_state or (name.startswith(FIELDS) and name not in drawn):
            st.session_state[name] = value
    DRAWN_FIELDS.set(frozenset())


def hold() -> None:
    """Store what the reader has filled in, once the page is drawn."""
    if (entry := _find()) is None:
        return
    _store(entry)
    if run := get_script_run_ctx(suppress_warning=True):
        DRAWN_FIELDS.set(run.shared.widget_user_keys_this_run.snapshot())


def _store(entry: dict[str, Any]) -> None:
    state = st.session_state
    for key in KEYS:
        if key.is_set():
            entry[key.name] = key.find()
        elif IS_HELD.is_set():  # removed by the reader
            entry.pop(key.name, None)
    IS_HELD.set(True)
    entry.update({str(name): state[name] for name in state if str(name).startswith(FIELDS)})


def forget_article() -> None:
    """Forget an article and the answers on its proposals."""
    ARTICLE.pop()
    forget("report-", "article-", "yes-")


def forget(*beginnings: str) -> None:
    """Forget the fields whose keys have these prefixes."""
    entry = _find() or {}
    for name in {*entry, *map(str, st.session_state)}:
        if name.startswith(beginnings):
            entry.pop(name, None)
            st.session_state.pop(name, None)


def _find() -> dict[str, Any] | None:
    """Return the draft of this tab, or None if the browser identifies none."""
    reader = find_reader()
    tab = st.context.cookies.get("tab", "")
    if not tab:
        return None
    key, now = (reader.name if reader else "", tab), time.monotonic()
    with _lock:
        entry = _held.pop(key, _Held())
        entry.at = now
        _held[key] = entry
        for other in list(_held)[: -limits.TABS_HELD]:
            del _held[other]
        for other, theirs in list(_held.items()):
            if theirs.at < now - limits.HELD_SECONDS:
                del _held[other]
    return entry.values
