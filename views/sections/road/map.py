"""The section of the Road page with the map."""

import streamlit as st

from analysis.exposure import Unit
from analysis.questions.route import (
    compute_stretches,
    list_incidents_by_point,
    list_places,
    list_places_around,
    read_route,
)
from analysis.questions.route.base_map import CREDIT, SHORT_CREDIT
from views.charts.road.map import PHONE, WIDE, Map, draw_map
from views.parts import tables
from views.parts.screen import is_screen_narrow
from views.parts.view import View, write_note, write_notes
from views.sections.road.figures import Posts, draw_clickable
from views.words.figures import road as words


def show_map(view: View, posts: Posts, length_km: float) -> None:
    """Show the map of the corridor with its places and incidents, and its numbers."""
    line = view.ask(read_route)
    if not line:
        st.info(words.NO_ROUTE)
        return
    points, places = view.ask(list_incidents_by_point), view.ask(list_places)
    rows, stretches = points.to_pylist(), view.ask(compute_stretches, length_km).to_pylist()
    drawn = Map(line=line, posts=posts, places=places.to_pylist(), points=rows, stretches=stretches)
    alt = words.describe_map(rows, drawn.places, view.selection)
    figure = draw_map(drawn, view.selection, view.ink, PHONE if is_screen_narrow() else WIDE)
    draw_clickable(view, figure, "map", alt, points.num_rows, posts, credit=CREDIT, short_credit=SHORT_CREDIT)
    write_note(" ".join(words.describe_undrawn(rows)))
    with st.expander("How to read the map, and its numbers"):
        write_notes([words.MAP_CLICK, CREDIT])
        st.text(words.POINTS_TABLE)
        tables.show_table(points, "points", "Incidents by point")
        view.download(points, "incidents_by_point", "point")
        st.text(words.PLACES_TABLE)
        tables.show_table(places, "places", "Places on the road")
        view.download(places, "places_on_route", "place")


def show_open_map(view: View, unit: Unit) -> None:
    """Show the map of a corridor that has no route: coast, islands, ports and where attacks happened; and why there is no strip."""
    st.info(words.NO_STRIP.format(targets=unit.targets, singular=unit.singular))
    points, places = view.ask(list_incidents_by_point), view.ask(list_places_around)
    rows = points.to_pylist()
    drawn = Map(line=[], posts=(0, 0), places=places.to_pylist(), points=rows, stretches=[], target=unit.target)
    if not drawn.marked:
        st.info(words.NOWHERE)
        return
    alt = words.describe_map(rows, drawn.places, view.selection)
    figure = draw_map(drawn, view.selection, view.ink, PHONE if is_screen_narrow() else WIDE)
    view.draw(figure, "map", alt, points.num_rows, credit=CREDIT, short_credit=SHORT_CREDIT)
    write_notes([words.POINTS_ARE_NEAR, *words.describe_open_undrawn(rows)])
    with st.expander("The numbers of the map"):
        write_note(CREDIT)
        tables.show_table(points, "points", "Incidents by point")
        view.download(points, "incidents_by_point", "point")
