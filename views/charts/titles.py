"""Title, subtitle and source inside a figure, so that a saved picture says what it shows and where it is from."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from analysis.export.citation import CREDITS, credit_counter
from analysis.exposure import read_unit
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.labels import label_feed
from views.charts.style import FONT_SIZE, HEADING_WEIGHT, Ink, escape_tags
from views.words.figures import titles as words
from views.words.phrases import describe_picture

TITLE_SIZE, NARROW_TITLE_SIZE = 15, 13  # pixels
# Characters per line of title, subtitle and source on a phone of 360 pixels (where the title is beside two buttons) and on a wide
# screen.
NARROW, WIDE = (32, 52, 56), (72, 124, 124)
HEADING = 43  # characters per line of a heading above a row, on a phone
HOVER = 46  # characters per line of hover text, so that it fits a phone
TITLE_LINE, SUBTITLE_LINE, ABOVE, BELOW = 20, 16, 4, 10  # pixels
SOURCE_SIZE, SOURCE_LINE, SOURCE_AROUND, SOURCE_ABOVE = 11, 14, 12, 8  # pixels
UNDER_AN_AXIS, AXIS_TITLE = 30, 14  # pixels for axis labels if nothing else leaves room, and for an axis title
OWN_ROOM = 20  # pixels: a bottom margin that already has room for axis labels


@dataclass(frozen=True)
class Titles:
    """The text around a figure. `source` is its last line, `full_text` is hidden in its file."""

    title: str
    subtitle: str
    source: str
    full_text: str


def compose_titles(
    what: str,
    release: Release,
    selection: Selection,
    corridor: dict[str, Any],
    lender: str | None,
    *,
    alt: str,
    rows: int,
    link: str,
    subtitle: str = "",
    credit: str = "",
    short_credit: str = "",
) -> Titles:
    """Compose the text around a figure of `rows` rows. `what` names it, `subtitle` says what else is shown.

    `lender` is the feed whose counts of exposure the figure borrows. `link` is the address with its choices, `alt` its text
    alternative, and `credit` an attribution in addition to that of the feed, with a short form for the line under the figure.
    """
    manifest = release.manifest
    if lender:
        credit = " ".join(filter(None, (credit, CREDITS[lender])))
        short_credit = " · ".join(filter(None, (short_credit, label_feed(lender))))
    elif counter := credit_counter(corridor):
        credit = " ".join(filter(None, (credit, counter)))
        short_credit = " · ".join(filter(None, (short_credit, corridor["own_count"])))
    source = describe_picture(
        manifest.name, manifest.made_at, manifest.content_hash, selection, rows, credit, read_unit(corridor)
    )
    return Titles(
        title=words.title_figure(what, corridor),
        subtitle=words.describe_choices(selection, subtitle, read_unit(corridor)),
        source=words.describe_source_line(corridor, manifest.name, manifest.content_hash, selection, short_credit),
        full_text=f"{corridor['title']}. {alt} {source} Choices: {link}",
    )


def add_titles(figure: go.Figure, titles: Titles, ink: Ink, *, narrow: bool) -> go.Figure:
    """Add title and subtitle above a figure, its source below it, and its full text invisibly in its file."""
    layout = figure.layout
    of_title, of_subtitle, of_source = NARROW if narrow else WIDE
    title, subtitle = wrap(titles.title, of_title, break_on_hyphens=False), wrap_parts(titles.subtitle, of_subtitle)
    below_title = ABOVE + TITLE_LINE * len(title)
    top = below_title + SUBTITLE_LINE * len(subtitle) + BELOW
    source = wrap_parts(titles.source, of_source)
    foot = SOURCE_AROUND + SOURCE_LINE * len(source)
    axis_title = AXIS_TITLE * bool(layout.xaxis.title.text)
    layout.height += top + foot + axis_title
    layout.margin.t += top
    # An axis leaves room for a legend by itself, but for nothing else.
    has_room = layout.showlegend or layout.margin.b >= OWN_ROOM
    layout.margin.b += foot + axis_title + (0 if has_room else UNDER_AN_AXIS)
    layout.legend.y = foot / layout.height
    if narrow:
        _wrap_headings(figure)
    texts = []
    for lines, below, font in (
        (title, ABOVE, {"size": NARROW_TITLE_SIZE if narrow else TITLE_SIZE, "color": ink.text, "weight": 650}),
        (subtitle, below_title, {"size": FONT_SIZE, "color": ink.muted}),
    ):
        # The left margin is known, since every figure sets it to the width of its axis labels.
        left = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -layout.margin.l, "align": "left"}
        high = {"y": 1, "yref": "paper", "yanchor": "top", "yshift": layout.margin.t - below}
        texts.append({"text": _join(lines), "font": font, "showarrow": False} | left | high)
    # The layout title is the only element that can be placed at the bottom, whatever is above.
    layout.title = {
        "text": _join(source),
        "font": {"size": SOURCE_SIZE, "color": ink.muted},
        **{"x": 0, "xref": "container", "xanchor": "left", "pad": {"l": 2}},
        **{"y": (foot - SOURCE_ABOVE) / layout.height, "yref": "container", "yanchor": "top"},
    }
    hidden = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "left", "opacity": 0, "font": {"size": 1}}
    texts.append({"text": escape_tags(titles.full_text), "showarrow": False} | hidden)
    # Adding them one by one would make Plotly process all of them each time.
    layout.annotations = (*layout.annotations, *texts)
    return figure


def _wrap_headings(figure: go.Figure) -> None:
    """Break headings above rows that are wider than a phone."""
    for heading in figure.layout.annotations:
        if heading.font.weight == HEADING_WEIGHT and heading.yref == "paper" and "<br>" not in heading.text:
            heading.text = "<br>".join(wrap_heading(heading.text))


def wrap_heading(words: str) -> list[str]:
    """Break a heading above a row into lines of a phone's width."""
    return wrap(words, HEADING, break_long_words=False)


def wrap_parts(words: str, characters: int) -> list[str]:
    """Break text into lines, preferably at its middle dots."""
    lines: list[str] = []
    for part in words.split(" · "):
        if lines and len(lines[-1]) + len(part) + 3 <= characters:
            lines[-1] += f" · {part}"
        else:
            lines += wrap(part, characters) or [""]
    return lines


def wrap_hovers(figure: go.Figure) -> None:
    """Wrap the hover text of marks into lines that fit a phone."""
    for trace in figure.data:
        if trace.hovertext:
            trace.hovertext = ["<br>".join(map(_wrap_hover, words.split("<br>"))) for words in trace.hovertext]


def _wrap_hover(words: str) -> str:
    return "<br>".join(wrap(words, HOVER, break_long_words=False, break_on_hyphens=False))


def _join(lines: list[str]) -> str:
    return "<br>".join(map(escape_tags, lines))
