"""The section of the Map page on kilometre by date: single patrols and incidents, or sums if there are too many."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions import route
from analysis.questions.populations import Population
from analysis.questions.route import (
    choose_cell_grain,
    compute_stretch_length,
    count_attacks_by_stretch,
    count_on_route,
    count_patrols_by_stretch,
    find_stretch_populations,
    list_incidents_on_route,
    list_newest_without_km,
    list_patrols_on_route,
    read_without_km_in_batches,
)
from etl.tables.labels import format_count
from views.charts.road.strip import Strip
from views.parts import tables
from views.parts.folding import fold
from views.parts.screen import is_screen_narrow
from views.parts.view import View, write_notes
from views.sections.drawings.road import Posts, collect_strip, draw_road_strip
from views.sections.road.figures import show_clickable
from views.state.navigation import open_record
from views.words.figures import road as words


def show_strip(view: View, posts: Posts, length_km: float) -> None:
    """Show the strip chart, how to read it, and its numbers."""
    counts = view.ask(count_on_route)
    many = {name for name, most in route.DRAWN_ONE_BY_ONE.items() if counts[name] > most}
    strip = collect_strip(view, posts, length_km)
    show_clickable(view, "strip", posts, draw_road_strip, length_km, is_screen_narrow())
    write_notes(words.describe_doubt(counts, view.selection))
    with st.expander("How to read the figure"):
        write_notes(_explain(strip, counts, many, view, compute_stretch_length(posts, length_km)))

    def draw_numbers() -> None:
        if "patrols" not in many:
            _show_rows(view, view.ask(list_patrols_on_route), "patrols_on_route", "patrol")
        if "incidents" not in many:
            _show_rows(view, view.ask(list_incidents_on_route), "incidents_on_route", "incident")
        if "patrols" in many:
            number = partial(_find_cell_number, view, posts, length_km, "patrols")
            cells = view.ask(count_patrols_by_stretch, length_km)
            _show_cells(view, cells, "patrols_by_stretch_and_period", "patrols", number)
        if "incidents" in many:
            number = partial(_find_cell_number, view, posts, length_km, "recorded")
            cells = view.ask(count_attacks_by_stretch, length_km)
            _show_cells(view, cells, "attacks_by_stretch_and_period", "attacks", number)
        _show_without_kilometre(view)

    fold("The numbers of kilometre by date", "road-strip", draw_numbers)


def _explain(strip: Strip, counts: dict[str, Any], many: set[str], view: View, stretch_km: float) -> list[str]:
    grain, most = choose_cell_grain(view.selection), route.DRAWN_ONE_BY_ONE
    return [
        *([words.HOW_TO_READ_RUNS] if strip.patrols else []),
        *([words.HOW_TO_READ_MARKS] if strip.incidents else []),
        *([words.HOW_TO_READ_BARS] if strip.attack_cells else []),
        *(words.explain_sums(what, counts[what], most[what], grain, stretch_km) for what in sorted(many)),
    ]


def _show_rows(view: View, rows: pa.Table, what: str, one: str) -> None:
    st.text(format_count(rows.num_rows, one))
    tables.show_table(rows, what, f"The {one}s of the figure", on_select=open_record)
    view.download(rows, what, one)


def _show_cells(
    view: View, cells: pa.Table, what: str, column: str, number: Callable[[dict[str, Any]], Population]
) -> None:
    """Show sums by stretch and period, identified by the first column."""
    cells = cells.add_column(0, "cell", pa.array([str(place) for place in range(cells.num_rows)]))
    title = f"{column.capitalize()} by stretch and {choose_cell_grain(view.selection)}"
    view.show_numbers(cells, what, title, words.name_cell, lambda row: {column: number(row)}, "sum")


def _find_cell_number(view: View, posts: Posts, length_km: float, population: str, row: dict[str, Any]) -> Population:
    return find_stretch_populations(row, view.selection, posts, length_km)[population]


def _show_without_kilometre(view: View) -> None:
    found = view.ask(list_newest_without_km)
    if found.total and view.selection.feed not in view.opened.withheld:
        what = "incidents_without_km"
        st.text(f"{format_count(found.total, 'incident')} without a kilometre")
        tables.show_newest(found, what, "Incidents without a kilometre", on_select=open_record)
        every = partial(read_without_km_in_batches, view.opened, view.selection)
        view.download(found.rows, what, "incident", total=found.total, every=every)
