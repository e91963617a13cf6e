"""The receipt: sentences at the top of every page about what a link asked for that is not available."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from views.state.refusals import list_refusals
from views.words.markup import list_sentences


def place_receipt() -> DeltaGenerator:
    """Create the place of the receipt, and fill it with what is known before the page is drawn."""
    place = st.empty()
    fill_receipt(place)
    return place


def fill_receipt(place: DeltaGenerator) -> None:
    """Fill the receipt, if there is anything to report."""
    if sentences := list_refusals():
        listed = list_sentences(sentences)
        place.warning(f"Some of what was asked for could not be shown:\n\n{listed}", icon=":material/receipt_long:")
