"""The map section of the Map page."""

import streamlit as st

from analysis.exposure import Unit
from analysis.questions.route import list_incidents_by_point, list_places
from analysis.questions.route.base_map import CREDIT
from views.parts import tables
from views.parts.screen import is_screen_narrow
from views.parts.view import View, write_note, write_notes
from views.sections.drawings.road import Posts, draw_open_map, draw_road_map
from views.sections.road.figures import show_clickable
from views.words.figures import road as words


def show_map(view: View, posts: Posts, length_km: float) -> None:
    """Show the map of the corridor with its places and incidents, and its numbers."""
    if not (drawing := draw_road_map(view, posts, length_km, is_small=is_screen_narrow())):
        st.info(words.NO_ROUTE)
        return
    show_clickable(view, drawing, posts)
    points, places = view.ask(list_incidents_by_point), view.ask(list_places)
    write_note(" ".join(words.describe_undrawn(points.to_pylist())))
    with st.expander("How to read the map, and its numbers"):
        write_notes([words.MAP_CLICK, CREDIT])
        st.text(words.POINTS_TABLE)
        tables.show_table(points, "points", "Incidents by point")
        view.download(points, "incidents_by_point", "point")
        st.text(words.PLACES_TABLE)
        tables.show_table(places, "places", "Places on the road")
        view.download(places, "places_on_route", "place")


def show_open_map(view: View, unit: Unit) -> None:
    """Show the map of a corridor without a route: coast, islands, ports and places of attacks; and why there is no strip."""
    no_strip = words.NO_STRIP.format(targets=unit.targets, singular=unit.singular)
    if not (drawing := draw_open_map(view, unit, is_small=is_screen_narrow())):
        st.info(words.NOWHERE)
        write_note(no_strip)
        return
    view.draw(drawing)
    points = view.ask(list_incidents_by_point)
    write_notes([words.POINTS_ARE_NEAR, *words.describe_open_undrawn(points.to_pylist()), no_strip])
    with st.expander("The numbers of the map"):
        write_note(CREDIT)
        tables.show_table(points, "points", "Incidents by point")
        view.download(points, "incidents_by_point", "point")
