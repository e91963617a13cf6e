"""A figure on a page: with its source inside it, so that a saved picture names where it comes from, and a camera that saves it."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analysis.export.writers import make_file_name
from analysis.links.sharing import format_link
from analysis.release import Release
from analysis.selection import Selection
from views.charts.source import add_source
from views.parts.pictures import PICTURES
from views.state.address import read_page_address
from views.state.keys import PICTURE, QUERY
from views.words.phrases import describe_picture


def read_ink() -> str:
    """Return the colour of text on the page."""
    return "#e4e7ea" if st.context.theme.type == "dark" else "#1c2126"


def show_figure(
    figure: go.Figure,
    what: str,
    opened: Release,
    selection: Selection,
    *,
    key: str,
    alt: str,
    rows: int,
    credit: str = "",
    **more: Any,
) -> None:
    """Draw a figure with its source, so that a saved picture names where it comes from.

    `what` names its picture, `rows` is how many rows it draws, `credit` is owed beside that of the feed, and `more` is handed
    to Streamlit.
    """
    manifest = opened.manifest
    picture = PICTURES[PICTURE.get()]
    name = make_file_name(selection.corridor, what, manifest.name, format=picture["format"])
    link = format_link(read_page_address(), QUERY.get())
    source = describe_picture(manifest.name, manifest.made_at, manifest.content_hash, selection, rows, credit)
    st.plotly_chart(
        add_source(figure, source, read_ink(), link),
        key=key,
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "toImageButtonOptions": picture | {"filename": name.rpartition(".")[0]},
        },
        alt=alt,
        **more,
    )
