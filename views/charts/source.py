"""The source of a figure inside the figure, so that who saves it as a picture saves where it comes from too."""

from textwrap import wrap

import plotly.graph_objects as go

from views.charts.style import escape_tags

SOURCE_CHARACTERS = 64  # in a line, so that it has room on a phone
# Those of a link are wider than those of words, and a line of it that ends anywhere is easier to put together than at hyphens.
LINK_CHARACTERS = 52
SOURCE_LINE, SOURCE_ABOVE, SOURCE_BELOW = 13, 14, 8  # pixels: the height of a line, and what is left free around all
UNDER_AN_AXIS = 44  # pixels: the room of its words and its title


def add_source(figure: go.Figure, source: str, ink: str, link: str = "") -> go.Figure:
    """Write the source of a figure as its last lines, under the legend, and its link after it."""
    links = [link[start : start + LINK_CHARACTERS] for start in range(0, len(link), LINK_CHARACTERS)]
    lines = wrap(source, SOURCE_CHARACTERS) + links
    block = SOURCE_ABOVE + SOURCE_LINE * len(lines) + SOURCE_BELOW
    height = figure.layout.height + block
    figure.layout.height = height
    # An axis keeps clear of a legend by itself, and of nothing else.
    figure.layout.margin.b += block + (UNDER_AN_AXIS if figure.layout.showlegend is False else 0)
    # A legend keeps clear of what stands under it only where both are placed by the same frame.
    figure.layout.legend.update(yref="container", y=block / height, yanchor="bottom")
    figure.layout.title = {
        # Streamlit makes a title bold.
        "text": f'<span style="font-weight: normal">{"<br>".join(map(escape_tags, lines))}</span>',
        "font": {"size": 10, "color": ink},
        **{"x": 0, "xref": "container", "xanchor": "left", "pad": {"l": 4}},
        **{"y": (block - SOURCE_ABOVE) / height, "yref": "container", "yanchor": "top"},
    }
    return figure
