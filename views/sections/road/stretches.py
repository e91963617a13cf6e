"""The section of the Map page on stretches: what happened on each, and what is on none."""

from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.route import (
    LENGTHS_KM,
    choose_stretch_length,
    compute_stretch_length,
    compute_stretches,
    count_stretch_totals,
    count_unplaced,
    find_stretch_populations,
    find_total_populations,
    list_places,
)
from views.parts.folding import fold
from views.parts.guide import link_to_guide
from views.parts.view import View, write_note
from views.sections.drawings.road import Posts, draw_road_stretches
from views.sections.road.figures import show_clickable
from views.state.page_choices import settle_word
from views.words.figures import road as road_words
from views.words.figures import stretches as words


def choose_length(view: View, posts: Posts) -> float:
    """Return the length of a stretch in kilometres, as chosen by the reader or by default."""
    offered, _, _ = _list_lengths(view, posts)
    usual = f"{choose_stretch_length(*posts):g}"
    settle_word("stretch", usual if usual in offered else offered[0], offered)
    return float(st.session_state["stretch"])


def _list_lengths(view: View, posts: Posts) -> tuple[list[str], list[str], int]:
    """Return the offered lengths, those too short for the precision of the attacks, and the number of imprecise attacks.

    The longest is always offered, so that the list is not empty.
    """
    usual = choose_stretch_length(*posts)
    lengths = [length for length in LENGTHS_KM if usual / 5 <= length <= 5 * usual]
    short, attacks = [], 0
    for length in lengths[:-1]:
        totals = view.ask(count_stretch_totals, length)
        attacks = totals["attacks"] or 0
        rows = view.ask(compute_stretches, length).to_pylist() if attacks else []
        if not attacks or count_unplaced(rows, totals) < attacks:
            break
        short.append(f"{length:g}")
    return [f"{length:g}" for length in lengths[len(short) :]], short, attacks


def show_stretches(view: View, posts: Posts, length_km: float) -> None:
    """Show the stretches as figure, sentences and numbers."""
    offered, short, attacks = _list_lengths(view, posts)
    look: dict[str, Any] = {"required": True, "format_func": "{} km".format}
    st.segmented_control("Length of a stretch, about", offered, key="stretch", **look)
    write_note(words.explain_lengths(short, attacks))
    places = view.ask(list_places).to_pylist()
    stretches, totals = view.ask(compute_stretches, length_km), view.ask(count_stretch_totals, length_km)
    rows = stretches.to_pylist()
    stretch_km = compute_stretch_length(posts, length_km)
    sentences = words.describe_stretches(rows, totals, places, stretch_km, view.selection)
    # Otherwise nothing is known about any stretch, which is not 0.
    if any(row["patrols"] or row["recorded"] for row in rows):
        show_clickable(view, "stretches", posts, draw_road_stretches, length_km)
    view.say(sentences[0])
    with st.expander("Each stretch in words"):
        st.code("\n".join(sentences), language=None, wrap_lines=True)
        write_note(words.STRETCH_METHOD)
        link_to_guide("How rates of stretches are made", "methods", "stretches-of-road")

    def draw_numbers() -> None:
        view.show_numbers(
            stretches,
            "stretches_table",
            "Patrols, attacks and attacks per patrol by stretch",
            road_words.name_stretch,
            lambda row: find_stretch_populations(row, view.selection, posts, length_km),
        )
        view.show_numbers(
            pa.Table.from_pylist([{"total": "All stretches"} | totals]),
            "stretch_totals",
            "What stands on the stretches, and what on none",
            lambda row: row["total"],
            lambda row: find_total_populations(view.selection, posts, length_km),
        )

    fold("The numbers by stretch and their records", "road-stretches", draw_numbers)
