"""The keys of Streamlit's session state, declared once, with a prefix that no other key has."""

from typing import Any, Generic, TypeVar, cast

import streamlit as st

from analysis.links.sent_number import SentNumber
from analysis.release import Release
from analysis.selection import Selection

PREFIX = "patrolwatch-"
Value = TypeVar("Value")
Address = dict[str, list[str]]  # the values of each key, repeated keys included


class SessionKey(Generic[Value]):
    """A value in the session state."""

    def __init__(self, name: str, prefix: str = PREFIX):
        self.name = prefix + name

    def is_set(self) -> bool:
        """Whether there is a value."""
        return self.name in st.session_state

    def get(self) -> Value:
        """Return the value. Raises KeyError if there is none."""
        return cast(Value, st.session_state[self.name])

    def find(self) -> Value | None:
        """Return the value, or None."""
        return cast(Value | None, st.session_state.get(self.name))

    def set(self, value: Value) -> None:
        """Set the value."""
        st.session_state[self.name] = value

    def pop(self) -> Value | None:
        """Return the value and remove it, or None."""
        return cast(Value | None, st.session_state.pop(self.name, None))


def make_widget_key(name: str) -> SessionKey[Any]:
    """Return the key of the field for a choice, by the choice's name in an address."""
    return SessionKey(f"choice-{name}")


def make_page_key(name: str) -> SessionKey[Any]:
    """Return the key of the field for a choice of one page alone."""
    return SessionKey(name, prefix="")


# What is open
RELEASE: SessionKey[Release] = SessionKey("release")
SELECTION: SessionKey[Selection] = SessionKey("selection")
NEWEST_SEEN: SessionKey[int] = SessionKey("newest-seen")  # the newest release that the reader has been told about

# The address
BROWSER_ADDRESS: SessionKey[Address] = SessionKey("browser-address")  # of the last run
WRITTEN_ADDRESSES: SessionKey[list[Address]] = SessionKey("written-addresses")  # not yet reported back by the browser
# Values of the fields when the last address was written.
DRAWN_VALUES: SessionKey[dict[str, Any]] = SessionKey("drawn-values")
REQUESTED_ADDRESS: SessionKey[Address] = SessionKey("requested-address")  # of the opened link
IS_READ: SessionKey[bool] = SessionKey("is-read")  # whether that was read completely
QUERY: SessionKey[dict[str, str]] = SessionKey("query")  # the keys of what is drawn now, for its links
# Keys of one page alone, as requested or last chosen.
PAGE_VALUES: SessionKey[dict[str, str]] = SessionKey("page-values")
USUAL_VALUES: SessionKey[dict[str, str]] = SessionKey("usual-values")  # defaults of these keys
# Values that the link has for these keys, until they are drawn once.
REQUESTED_VALUES: SessionKey[dict[str, str]] = SessionKey("requested-values")

# The receipt
REFUSALS: SessionKey[list[tuple[str, str]]] = SessionKey("refusals")  # of the link, by key; they stay
REFUSALS_OF_RUN: SessionKey[list[str]] = SessionKey("refusals-of-run")

# The number that the link was sent with, and the choices it belongs to
SENT_NUMBER: SessionKey[SentNumber | None] = SessionKey("sent-number")
SENT_QUERY: SessionKey[Address] = SessionKey("sent-query")
SENT_SELECTION: SessionKey[Selection | None] = SessionKey("sent-selection")

# Values of sections in addition to their fields
# The choices for which the two periods of Risk were chosen
PERIODS_BASIS: SessionKey[tuple[Any, ...]] = SessionKey("periods-basis")
EXPOSURE_CORRIDOR: SessionKey[str] = SessionKey("exposure-corridor")  # to which the kilometre to be reached belongs
# A record that the open release lacks, with a release that has it
HELD_ELSEWHERE: SessionKey[tuple[str, int] | None] = SessionKey("held-elsewhere")

# Where a click leads, and how it is drawn
RECORD_TO_OPEN: SessionKey[str] = SessionKey("record-to-open")
RECORD_TO_CORRECT: SessionKey[str] = SessionKey("record-to-correct")
PICTURE: SessionKey[str] = SessionKey("picture")
SHOWN_FIGURES: SessionKey[dict[str, tuple[str, int]]] = SessionKey("shown-figures")  # title and height by name
PICKED_IN: SessionKey[str] = SessionKey("picked-in")  # the figure that was clicked last
PICKED_FORGOTTEN: SessionKey[int] = SessionKey("picked-forgotten")  # how often the selection was reset

# What the reader is adding, by method
DRAFTS: SessionKey[dict[str, Any]] = SessionKey("drafts")
FORMS: SessionKey[int] = SessionKey("forms")  # number of records published by hand; each starts with empty fields
ARTICLE: SessionKey[dict[str, Any]] = SessionKey("article")  # its text and the proposals made from it
LINE: SessionKey[list[tuple[float, float]]] = SessionKey("line")  # points of a corridor drawn so far
IS_HELD: SessionKey[bool] = SessionKey("is-held")  # whether the session has restored the draft of its tab
DRAWN_FIELDS: SessionKey[frozenset[str]] = SessionKey("drawn-fields")  # keys of the fields that the last run drew

# Decisions of editors
DECISION: SessionKey[Any] = SessionKey("decision")  # being published, or the last one
AUTHOR: SessionKey[str] = SessionKey("author")  # the reader's signature
