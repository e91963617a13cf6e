"""The section of the Road page on kilometre by date: single patrols and incidents, or sums where they are too many."""

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
    list_places,
    read_without_km_in_batches,
)
from analysis.questions.timeline import find_observed_gaps, list_announced_suspensions
from views.charts.road.strip import Strip, draw_strip
from views.parts import tables
from views.parts.folding import fold
from views.parts.screen import is_screen_narrow
from views.parts.view import View, write_notes
from views.sections.road.figures import Posts, draw_clickable
from views.state.navigation import open_record
from views.words.figures import road as words
from views.words.phrases import format_count


def show_strip(view: View, posts: Posts, length_km: float) -> None:
    """Show the strip chart, how to read it, and its numbers."""
    counts = view.ask(count_on_route)
    many = {name for name, most in route.DRAWN_ONE_BY_ONE.items() if counts[name] > most}
    patrols = None if "patrols" in many else view.ask(list_patrols_on_route)
    incidents = None if "incidents" in many else view.ask(list_incidents_on_route)
    patrol_cells = view.ask(count_patrols_by_stretch, length_km) if "patrols" in many else None
    attack_cells = view.ask(count_attacks_by_stretch, length_km) if "incidents" in many else None
    strip = Strip(
        posts=posts,
        patrols=patrols.to_pylist() if patrols else [],
        incidents=incidents.to_pylist() if incidents else [],
        patrol_cells=patrol_cells.to_pylist() if patrol_cells else None,
        attack_cells=attack_cells.to_pylist() if attack_cells else None,
        suspensions=view.ask(list_announced_suspensions).to_pylist(),
        gaps=view.ask(find_observed_gaps).to_pylist(),
        places=view.ask(list_places).to_pylist(),
    )
    drawn = sum(table.num_rows for table in (patrols, incidents, patrol_cells, attack_cells) if table)
    alt = words.describe_strip_figure(counts, posts, view.selection)
    draw_clickable(
        view, draw_strip(strip, view.selection, view.ink, is_small=is_screen_narrow()), "strip", alt, drawn, posts
    )
    how_to_read = _explain(strip, counts, many, view, compute_stretch_length(posts, length_km))
    write_notes(words.describe_doubt(counts, view.selection))
    with st.expander("How to read the figure"):
        write_notes(how_to_read)

    def draw_numbers() -> None:
        if patrols is not None:
            _show_rows(view, patrols, "patrols_on_route", "patrol")
        if incidents is not None:
            _show_rows(view, incidents, "incidents_on_route", "incident")
        if patrol_cells is not None:
            number = partial(_find_cell_number, view, posts, length_km, "patrols")
            _show_cells(view, patrol_cells, "patrols_by_stretch_and_period", "patrols", number)
        if attack_cells is not None:
            number = partial(_find_cell_number, view, posts, length_km, "recorded")
            _show_cells(view, attack_cells, "attacks_by_stretch_and_period", "attacks", number)
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
    """Show sums by stretch and period; the first column tells them apart."""
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
