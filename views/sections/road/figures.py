"""Figures of the road in which a click narrows the records to days and kilometres."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from views.parts.figures import Drawing
from views.parts.folding import fold, unfold
from views.parts.narrowing import draw_chip, draw_kilometre_fields, draw_narrowing_fields
from views.parts.record_lists import show_records
from views.parts.view import View
from views.sections.drawings.road import Posts
from views.state.keys import PICKED_IN
from views.state.navigation import name_pickable, narrow_records, narrow_to_stretch
from views.words.figures import road as words
from views.words.markup import escape_markdown

RECORDS = "road-records"


def show_clickable(view: View, key: str, posts: Posts, draw: Callable[..., Drawing | None], *more: Any) -> bool:
    """Show a figure whose marks carry the first day, last day and kilometres to which a click narrows the records.

    Return False if `draw` draws nothing for the view, `posts` and `more`.
    """
    drawn = name_pickable(key)

    def narrow() -> None:
        points = st.session_state[drawn]["selection"]["points"]
        carried = [point["customdata"] for point in points if point.get("customdata")]
        if carried:
            PICKED_IN.set(key)
            _narrow(view, carried[0], posts)

    if not view.draw_kept(draw, posts, *more, key=drawn, on_select=narrow, selection_mode="points"):
        return False
    if (PICKED_IN.find() or "strip") == key:
        draw_chip(view)
    return True


def fold_records(view: View, posts: Posts | None) -> None:
    """Show the narrowed records in a fold, which is open if they are narrowed."""
    chosen = view.selection
    if st.session_state.get(RECORDS) is None and chosen.is_narrowed:
        unfold(RECORDS)

    def draw() -> None:
        st.caption(escape_markdown(words.WHAT_A_STRETCH_NARROWS) if posts else words.DAYS_NARROW)
        draw_narrowing_fields()
        if posts:
            draw_kilometre_fields(*posts)
        show_records(view, "road-{table}", "{table} as narrowed", explain_nothing=False)

    fold("Records", RECORDS, draw)


def _narrow(view: View, carried: list[Any], posts: Posts) -> None:
    unfold(RECORDS)
    first, last, km_from, km_to = carried
    if first and last:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        narrow_records(max(start, view.selection.from_day), min(end, view.selection.to_day))
    if km_from is not None or km_to is not None:
        # An end of the corridor is no restriction.
        narrow_to_stretch(*(km if km is not None and posts[0] < km < posts[1] else None for km in (km_from, km_to)))
