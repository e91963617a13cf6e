"""What a tab of the browser holds of the page Add, so that neither a reload nor a look at another kind loses it.

The script of the page names the tab in a cookie. Drafts are in the memory of the server alone, and go after a while.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from views.server import limits
from views.state.keys import ARTICLE, DRAFTS, FORMS, IS_HELD, LINE
from views.state.person import find_reader

FIELDS = ("record-", "article-", "yes-", "fetch-", "corridor-")  # how the keys of its fields begin
KEYS = (DRAFTS, ARTICLE, FORMS, LINE)


@dataclass
class _Held:
    values: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0


_held: dict[tuple[str, str], _Held] = {}  # by account and tab, the one that was seen last at the end
_lock = threading.Lock()


def hold() -> None:
    """Hold what the reader has filled in so far, and give back what is gone from the fields: before the page is drawn, and after."""
    held = _find()
    if held is None:
        return
    state = st.session_state
    for key in KEYS:
        if key.is_set():
            held[key.name] = key.find()
        elif IS_HELD.is_set():  # taken away by the reader
            held.pop(key.name, None)
    IS_HELD.set(True)
    held.update({str(name): state[name] for name in state if str(name).startswith(FIELDS)})
    for name, value in held.items():
        if name not in state:
            state[name] = value


def forget(*beginnings: str) -> None:
    """Forget the fields whose keys begin so."""
    held = _find() or {}
    for name in {*held, *map(str, st.session_state)}:
        if name.startswith(beginnings):
            held.pop(name, None)
            st.session_state.pop(name, None)


def _find() -> dict[str, Any] | None:
    """Find what this tab holds; None where the browser names none."""
    reader = find_reader()
    tab = st.context.cookies.get("tab", "")
    if not tab:
        return None
    key, now = (reader.name if reader else "", tab), time.monotonic()
    with _lock:
        held = _held.pop(key, _Held())
        held.at = now
        _held[key] = held
        for other in list(_held)[: -limits.TABS_HELD]:
            del _held[other]
        for other, theirs in list(_held.items()):
            if theirs.at < now - limits.HELD_SECONDS:
                del _held[other]
    return held.values
