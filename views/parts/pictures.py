"""The file format in which the camera button saves figures."""

from typing import Any

import streamlit as st

from views.state.keys import PICTURE

PICTURES: dict[str, dict[str, Any]] = {
    "svg": {"format": "svg"},
    "png": {"format": "png", "scale": 2},  # twice the screen resolution, for printing
}


def choose_picture() -> None:
    """Let the reader choose the format of saved pictures. It changes no number, so links do not include it."""
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
