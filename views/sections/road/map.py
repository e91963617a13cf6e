"""The map section of the Map page."""

import pyarrow as pa
import streamlit as st

from analysis.exposure import Unit
from analysis.questions.route import list_incidents_by_point, list_places
from analysis.questions.route.base_map import CREDIT
from views.parts import tables
from views.parts.folding import fold
from views.parts.screen import is_screen_narrow
from views.parts.view import View, write_note, write_notes
from views.sections.drawings.road import Posts, draw_open_map, draw_road_map
from views.sections.road.figures import show_clickable
from views.words.figures import road as words


def show_map(view: View, posts: Posts, length_km: float) -> None:
    """Show the map of the corridor with its places and incidents, and its numbers."""
    if not show_clickable(view, "map", posts, draw_road_map, length_km, is_screen_narrow()):
        st.info(words.NO_ROUTE)
        return
    points, places = view.ask(list_incidents_by_point), view.ask(list_places)
    write_note(" ".join(words.describe_undrawn(points.to_pylist())))

    def draw_numbers() -> None:
        write_notes([words.MAP_CLICK, CREDIT])
        st.text(words.POINTS_TABLE)
        _show_points(view, points)
        st.text(words.PLACES_TABLE)
        tables.show_table(places, "places", "Places on the road")
        view.download(places, "places_on_route", "place")

    fold("How to read the map, and its numbers", "map-numbers", draw_numbers)


def show_open_map(view: View, unit: Unit, *, has_kilometres: bool) -> None:
    """Show the map of a corridor whose exposure is counted: coast, islands, ports and places of attacks; and why there is no strip."""
    no_strip = words.explain_no_strip(unit, has_kilometres=has_kilometres)
    if not view.draw_kept(draw_open_map, unit, is_screen_narrow()):
        st.info(words.NOWHERE)
        write_note(no_strip)
        return
    points = view.ask(list_incidents_by_point)
    write_notes([words.POINTS_ARE_NEAR, *words.describe_open_undrawn(points.to_pylist()), no_strip])

    def draw_numbers() -> None:
        write_note(CREDIT)
        _show_points(view, points)

    fold("The numbers of the map", "map-numbers", draw_numbers)


def _show_points(view: View, points: pa.Table) -> None:
    tables.show_table(points, "points", "Incidents by point")
    view.download(points, "incidents_by_point", "point")
