"""The figures of the road, a click on which narrows the records to days and kilometres."""

from datetime import date
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from views.parts.view import View
from views.state.navigation import narrow_records, narrow_to_stretch

Posts = tuple[float, float]


def draw_clickable(view: View, figure: go.Figure, key: str, alt: str, rows: int, posts: Posts, **more: Any) -> None:
    """Show a figure whose marks carry the first day, the last day and the kilometres to which a click narrows the records."""

    def narrow() -> None:
        points = st.session_state[key]["selection"]["points"]
        carried = [point["customdata"] for point in points if point.get("customdata")]
        if carried:
            _narrow(view, carried[0], posts)

    view.draw(figure, key, alt, rows, key=key, on_select=narrow, selection_mode="points", **more)


def _narrow(view: View, carried: list[Any], posts: Posts) -> None:
    first, last, km_from, km_to = carried
    if first and last:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        narrow_records(max(start, view.selection.from_day), min(end, view.selection.to_day))
    if km_from is not None or km_to is not None:
        # An end of the corridor narrows nothing.
        narrow_to_stretch(*(km if km is not None and posts[0] < km < posts[1] else None for km in (km_from, km_to)))
