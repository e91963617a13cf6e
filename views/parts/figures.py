"""A figure on a page: with title and source inside it, so that a saved picture names where it comes from, and a camera that saves it."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analysis.export.writers import make_file_name
from analysis.links.sharing import format_link
from analysis.questions.holdings import read_corridor
from analysis.release import Release
from analysis.selection import Selection
from views.charts.style import DARK, LIGHT, Ink
from views.charts.titles import add_titles, compose_titles, wrap_hovers
from views.parts.pictures import PICTURES
from views.parts.screen import is_screen_narrow
from views.state import cache
from views.state.keys import PICTURE, QUERY

UNUSED_BUTTONS = ["zoom2d", "pan2d", "lasso2d", "autoScale2d", "sendChartToCloud"]
ZOOM_BUTTONS = ["zoomIn2d", "zoomOut2d"]  # of a figure that is moved by dragging; any other is zoomed by that


def read_ink() -> Ink:
    """Return the colours of words and grounds on the page."""
    return DARK if st.context.theme.type == "dark" else LIGHT


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
    short_credit: str = "",
    subtitle: str = "",
    small: bool = False,
    **more: Any,
) -> None:
    """Draw a figure with its title and source, so that a saved picture says what it shows and where it comes from.

    `what` names its picture and its title, `subtitle` says what else is shown, `small` that it has a third of a page, `rows` is how
    many rows it draws, `credit` is owed beside that of the feed (`short_credit` in the line under the figure), and `more` is handed
    to Streamlit.
    """
    picture, is_narrow = PICTURES[PICTURE.get()], is_screen_narrow()
    corridor = cache.answer(read_corridor, opened, selection)
    name = make_file_name(selection.corridor, what, opened.manifest.name, format=picture["format"])
    titles = compose_titles(
        what,
        opened,
        selection,
        corridor,
        alt=alt,
        rows=rows,
        link=format_link("", QUERY.get()),
        subtitle=subtitle,
        credit=credit,
        short_credit=short_credit,
    )
    if is_narrow:
        wrap_hovers(figure)
    unused = UNUSED_BUTTONS + ZOOM_BUTTONS * (figure.layout.dragmode != "pan")
    # To what the reader zoomed holds on this corridor, see page.js.
    figure.layout.uirevision = f"{selection.corridor} {figure.layout.uirevision}"
    st.plotly_chart(
        add_titles(figure, titles, read_ink(), narrow=is_narrow or small),
        key=key,
        theme=None,
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "modeBarButtonsToRemove": unused + ["select2d"] * is_narrow,  # there it would lie on the title
            "toImageButtonOptions": picture | {"filename": name.rpartition(".")[0]},
        },
        alt=alt,
        **more,
    )
