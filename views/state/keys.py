"""The keys of Streamlit's session state, declared once; each begins with a prefix that no other key has."""

from typing import Any, Generic, TypeVar, cast

import streamlit as st

from analysis.links.sent_number import SentNumber
from analysis.release import Release
from analysis.selection import Selection

PREFIX = "patrolwatch-"
Value = TypeVar("Value")
Address = dict[str, list[str]]  # the values of each key, as often as it stands there


class SessionKey(Generic[Value]):
    """A value that lasts as long as a reader's session."""

    def __init__(self, name: str, prefix: str = PREFIX):
        self.name = prefix + name

    def is_set(self) -> bool:
        """Say whether there is a value."""
        return self.name in st.session_state

    def get(self) -> Value:
        """Return the value. Raises KeyError where there is none."""
        return cast(Value, st.session_state[self.name])

    def find(self) -> Value | None:
        """Return the value; None where there is none."""
        return cast(Value | None, st.session_state.get(self.name))

    def set(self, value: Value) -> None:
        """Keep a value from now on."""
        st.session_state[self.name] = value

    def pop(self) -> Value | None:
        """Return the value and forget it; None where there is none."""
        return cast(Value | None, st.session_state.pop(self.name, None))


def make_widget_key(name: str) -> SessionKey[Any]:
    """Make the key of the field that holds a choice, by the name that the choice has in an address."""
    return SessionKey(f"choice-{name}")


def make_page_key(name: str) -> SessionKey[Any]:
    """Make the same of a choice of one page alone."""
    return SessionKey(name, prefix="")


# What is open
RELEASE: SessionKey[Release] = SessionKey("release")
SELECTION: SessionKey[Selection] = SessionKey("selection")
NEWEST_SEEN: SessionKey[int] = SessionKey("newest-seen")  # number of the newest release that the reader knows of

# The address
BROWSER_ADDRESS: SessionKey[Address] = SessionKey("browser-address")  # that the last run came with
WRITTEN_ADDRESSES: SessionKey[list[Address]] = SessionKey("written-addresses")  # no run has come with them yet
DRAWN_VALUES: SessionKey[dict[str, Any]] = SessionKey("drawn-values")  # of the fields, as the last address was written
REQUESTED_ADDRESS: SessionKey[Address] = SessionKey("requested-address")  # of the link that was opened
IS_READ: SessionKey[bool] = SessionKey("is-read")  # whether that could be read to its end
QUERY: SessionKey[dict[str, str]] = SessionKey("query")  # what is drawn now, for its links
PAGE_VALUES: SessionKey[dict[str, str]] = SessionKey("page-values")  # keys of one page alone, as asked or last chosen
USUAL_VALUES: SessionKey[dict[str, str]] = SessionKey("usual-values")  # of such keys, had the reader chosen nothing
REQUESTED_VALUES: SessionKey[dict[str, str]] = SessionKey("requested-values")  # the same, of the link, until drawn once

# The receipt
REFUSALS: SessionKey[list[str]] = SessionKey("refusals")  # of the link; they stay
REFUSALS_OF_RUN: SessionKey[list[str]] = SessionKey("refusals-of-run")

# The number that the link was sent with, and what it was a number of
SENT_NUMBER: SessionKey[SentNumber | None] = SessionKey("sent-number")
SENT_QUERY: SessionKey[Address] = SessionKey("sent-query")
SENT_SELECTION: SessionKey[Selection | None] = SessionKey("sent-selection")

# What sections keep beside their fields
# The choices that the two periods of Risk were chosen for
PERIODS_BASIS: SessionKey[tuple[Any, ...]] = SessionKey("periods-basis")
EXPOSURE_CORRIDOR: SessionKey[str] = SessionKey("exposure-corridor")  # whose kilometre is to be reached
# A record that the open release lacks, and one that has it
HELD_ELSEWHERE: SessionKey[tuple[str, int] | None] = SessionKey("held-elsewhere")

# Where a click leads, and how it is drawn
RECORD_TO_OPEN: SessionKey[str] = SessionKey("record-to-open")
RECORD_TO_CORRECT: SessionKey[str] = SessionKey("record-to-correct")
PICTURE: SessionKey[str] = SessionKey("picture")
SHOWN_FIGURES: SessionKey[dict[str, tuple[str, int]]] = SessionKey("shown-figures")  # title and height, by name
PICKED_IN: SessionKey[str] = SessionKey("picked-in")  # the figure that was clicked last
PICKED_FORGOTTEN: SessionKey[int] = SessionKey("picked-forgotten")  # how often it was forgotten what is picked

# What the reader adds, by the way in
DRAFTS: SessionKey[dict[str, Any]] = SessionKey("drafts")
FORMS: SessionKey[int] = SessionKey("forms")  # how many records by hand were published: each begins with empty fields
ARTICLE: SessionKey[dict[str, Any]] = SessionKey("article")  # its text, and what is said of it
LINE: SessionKey[list[tuple[float, float]]] = SessionKey("line")  # of a corridor, drawn so far
IS_HELD: SessionKey[bool] = SessionKey("is-held")  # whether the session has got what its tab held before

# What the reader decides on records
DECISION: SessionKey[Any] = SessionKey("decision")  # that is being published, or was last
AUTHOR: SessionKey[str] = SessionKey("author")  # as the reader signs
