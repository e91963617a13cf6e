"""As what the camera over a figure saves it, as the reader chooses."""

from typing import Any

import streamlit as st

from views.state.keys import PICTURE

PICTURES: dict[str, dict[str, Any]] = {
    "svg": {"format": "svg"},
    "png": {"format": "png", "scale": 2},  # twice the size of the screen, to be printed
}


def choose_picture() -> None:
    """Let the reader choose what the camera over a figure saves. It changes no number, so it stands in no link."""
    st.segmented_control(
        "Pictures as",
        list(PICTURES),
        key=PICTURE.name,
        default="svg",
        required=True,
        format_func=str.upper,
        persist_state="session",
        help="The camera over a figure saves it as this.",
    )
