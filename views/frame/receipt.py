"""The receipt: on top of every page, in plain words, whatever a link asked for and could not have."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from views.state.refusals import list_refusals
from views.words.markup import list_sentences


def place_receipt() -> DeltaGenerator:
    """Take the place of the receipt, and fill it with what is known before the page is drawn."""
    place = st.empty()
    fill_receipt(place)
    return place


def fill_receipt(place: DeltaGenerator) -> None:
    """Fill the receipt, where there is anything to say."""
    if sentences := list_refusals():
        listed = list_sentences(sentences)
        place.warning(f"Some of what was asked for could not be shown:\n\n{listed}", icon=":material/receipt_long:")
