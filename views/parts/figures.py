"""Shows a figure with its title and source inside it, and a camera button that saves it with both."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analysis.export.writers import make_file_name
from analysis.questions.holdings import find_lender, read_corridor
from analysis.release import Release
from analysis.selection import Selection
from views.charts.style import DARK, LIGHT, Ink
from views.charts.titles import add_titles, compose_titles, wrap_hovers
from views.parts.choosing import PICTURES
from views.parts.screen import is_screen_narrow
from views.state import cache
from views.state.keys import PICTURE, SHOWN_FIGURES
from views.words.figures.titles import title_figure

UNUSED_BUTTONS = ["zoom2d", "pan2d", "lasso2d", "autoScale2d", "sendChartToCloud"]
ZOOM_BUTTONS = ["zoomIn2d", "zoomOut2d"]  # only for figures that can be moved; in all others dragging zooms


def read_ink() -> Ink:
    """Return the colours of text and backgrounds on the page."""
    return DARK if st.context.theme.type == "dark" else LIGHT


@dataclass(frozen=True)
class Drawing:
    """A figure with the parts of its title, source and text alternative.

    `name` is used in its file name and title, `rows` is the number of rows drawn, `note` is shown below it, `subtitle` says what
    else is shown, and `credit` is an attribution in addition to that of the feed (`short_credit` in the line below the figure).
    """

    figure: go.Figure
    name: str
    alt: str
    rows: int
    note: str = ""
    subtitle: str = ""
    credit: str = ""
    short_credit: str = ""


def write_titles(
    drawing: Drawing, opened: Release, selection: Selection, ink: Ink, link: str, *, is_narrow: bool
) -> None:
    """Add title and source to a figure, so that a saved picture says what it shows and where it is from."""
    titles = compose_titles(
        drawing.name,
        opened,
        selection,
        cache.answer(read_corridor, opened, selection),
        cache.answer(find_lender, opened, selection),
        alt=drawing.alt,
        rows=drawing.rows,
        link=link,
        subtitle=drawing.subtitle,
        credit=drawing.credit,
        short_credit=drawing.short_credit,
    )
    if is_narrow:
        wrap_hovers(drawing.figure)
    add_titles(drawing.figure, titles, ink, narrow=is_narrow)


def finish_figure(drawing: Drawing, opened: Release, selection: Selection, ink: Ink, link: str) -> None:
    """Add title and source to a figure of a page, and keep the reader's zoom for its corridor (see page.js)."""
    layout = drawing.figure.layout
    layout.uirevision = f"{selection.corridor} {layout.uirevision}"
    write_titles(drawing, opened, selection, ink, link, is_narrow=is_screen_narrow())


def convert_once(figure: go.Figure) -> None:
    """Convert a finished figure once. Converting it in each run that shows it took a quarter of the time of a click."""
    converted = figure.to_dict()
    figure.to_dict = lambda: converted


def show_figure(drawing: Drawing, opened: Release, selection: Selection, *, key: str, **more: Any) -> None:
    """Show a finished figure. `more` is passed to Streamlit."""
    picture, is_narrow = PICTURES[PICTURE.get()], is_screen_narrow()
    name = make_file_name(selection.corridor, drawing.name, opened.manifest.name, format=picture["format"])
    title = title_figure(drawing.name, cache.answer(read_corridor, opened, selection))
    layout = drawing.figure.layout
    SHOWN_FIGURES.get()[drawing.name] = (title, layout.height)
    unused = UNUSED_BUTTONS + ZOOM_BUTTONS * (layout.dragmode != "pan")
    st.plotly_chart(
        drawing.figure,
        key=key,
        theme=None,
        config={
            "displaylogo": False,
            "displayModeBar": True,
            # On a phone more buttons would cover the title. A double tap resets the zoom.
            "modeBarButtonsToRemove": unused + ["select2d", "resetScale2d"] * is_narrow,
            "toImageButtonOptions": picture | {"filename": name.rpartition(".")[0]},
        },
        alt=drawing.alt,
        **more,
    )
