"""A figure on a page: with its source inside it, so that a saved picture names where it comes from, and a camera that saves it."""

import plotly.graph_objects as go
import streamlit as st

from analysis.exports import file_name
from analysis.release import Release
from analysis.selection import Selection
from views import charts, text

PICTURES = {
    "svg": {"format": "svg"},
    "png": {"format": "png", "scale": 2},
}  # twice the size of the screen, to be printed


def ink() -> str:
    """The colour of text on the page."""
    return "#e4e7ea" if st.context.theme.type == "dark" else "#1c2126"


def choose_picture() -> None:
    """Let the reader choose what the camera over a figure saves. It changes no number, so it stands in no link."""
    st.segmented_control(
        "Pictures as",
        list(PICTURES),
        key="picture",
        default="svg",
        required=True,
        format_func=str.upper,
        persist_state="session",
        help="The camera over a figure saves it as this.",
    )


def show(
    figure: go.Figure,
    what: str,
    opened: Release,
    selection: Selection,
    *,
    key: str,
    alt: str,
    credit: str = "",
    **more,
) -> None:
    """Draw a figure; `what` names its picture, `credit` is owed beside that of the feed, `more` is handed to Streamlit."""
    manifest = opened.manifest
    picture = PICTURES[st.session_state["picture"]]
    name = file_name(selection.corridor, what, manifest.name, format=picture["format"])
    source = f"{text.source_line(manifest.name, manifest.made_at, selection)} {credit}".rstrip()
    st.plotly_chart(
        charts.sourced(figure, source, ink()),
        key=key,
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "toImageButtonOptions": picture | {"filename": name.rpartition(".")[0]},
        },
        alt=alt,
        **more,
    )
