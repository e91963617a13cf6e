"""Rows of options in which exactly one is always selected, and the file format in which the camera button saves figures."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from views.state.keys import PICTURE

PICTURES: dict[str, dict[str, Any]] = {
    "svg": {"format": "svg"},
    "png": {"format": "png", "scale": 2},  # twice the screen resolution, for printing
}


def choose(label: str, options: Mapping[str, str], key: str, **look: Any) -> str:
    """Ask for one of several options by their labels. `label` names the row for screen readers, unless `look` shows it."""
    look = {"label_visibility": "collapsed"} | look
    return str(
        st.segmented_control(label, list(options), format_func=options.__getitem__, required=True, key=key, **look)
    )


def choose_picture() -> None:
    """Let the reader choose the format of saved pictures. It changes no number, so links do not include it."""
    look = {"label_visibility": "visible", "persist_state": "session", "default": "svg"}
    help_text = "The camera button above a figure saves it in this format."
    choose("Pictures as", {name: name.upper() for name in PICTURES}, PICTURE.name, help=help_text, **look)
