"""Sections of the Risk page on what its numbers rest on: who counts, who tells, whose numbers are whole, how late reports come.

Each takes the page: what asks for numbers, says sentences, draws figures and shows tables there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import streamlit as st

from analysis.questions.denominators import (
    compute_shares_by_denominator,
    compute_shares_by_sources,
    find_doubtful_numbers,
    list_counts,
)
from analysis.questions.lag import compute_reporting_lag, find_lag_zone
from analysis.questions.populations import find_denominator_populations, find_lag_populations, find_source_populations
from analysis.release import Release
from analysis.selection import Selection
from views.charts import risk_doubt as risk_doubt_charts
from views.parts import tables
from views.state import filters
from views.words import doubt as doubt_text
from views.words import text


@dataclass(frozen=True)
class Section:
    """What a section of the page may do there."""

    opened: Release
    selection: Selection
    ink: str
    ask: Callable
    say: Callable
    draw: Callable
    numbers: Callable


def denominators(page: Section) -> None:
    st.subheader("The denominator under doubt")
    table = page.ask(compute_shares_by_denominator)
    rows = table.to_pylist()
    if not rows:
        page.say(doubt_text.NO_DENOMINATOR)
        return
    page.say(*doubt_text.denominators(rows))
    if not any(row["patrol_id"] for row in rows):
        st.caption(doubt_text.NO_COUNTS)
    if any(row["share"] is not None for row in rows):
        figure = risk_doubt_charts.denominators_chart(rows, page.ink)
        page.draw(figure, "denominators", " ".join(doubt_text.denominators(rows)), risk_doubt_charts.HOLLOW, rows)
    page.numbers(
        table,
        "denominators",
        "Shares by who counts the patrols",
        doubt_text.way,
        find_denominator_populations,
        "way to count",
    )


def sources(page: Section) -> None:
    st.subheader("By who tells of the attacks")
    st.caption(
        "The choice of sources at the side holds on every page. Here the headline under each of its settings: an attack counts "
        "if those who tell of it satisfy the setting."
    )
    table = page.ask(compute_shares_by_sources)
    rows = table.to_pylist()
    sentences = doubt_text.sources(rows, page.selection)
    page.say(*sentences)
    if any(row["share"] is not None for row in rows):
        page.draw(
            risk_doubt_charts.sources_chart(rows, page.ink),
            "sources",
            " ".join(sentences),
            risk_doubt_charts.FEW_HOLLOW,
            rows,
        )
    if sentences:
        page.numbers(
            table,
            "shares_by_sources",
            "Shares by who tells of the attacks",
            lambda row: text.capitalised(text.told_by(row["sources"])),
            find_source_populations,
            "setting",
        )
    else:
        page.say(doubt_text.NO_SHARE)


def audit(page: Section) -> None:
    st.subheader("Audit of the numbers")
    counts = page.ask(list_counts).to_pylist()
    table = page.ask(find_doubtful_numbers)
    doubts = table.to_pylist()
    if not counts:
        page.say("No patrol of this corridor has a number up to the as-of day, so there is nothing to audit.")
        return
    for row in counts:
        page.say(
            doubt_text.count_of_patrols(row, [doubt for doubt in doubts if doubt["counted_by"] == row["counted_by"]])
        )
    page.say(*map(doubt_text.doubtful_number, doubts[: doubt_text.MOST_NAMED]))
    if doubts:
        st.caption("A ticked row opens the patrol at which the doubt shows.")
        between = pa.array([", ".join(row["between"]) for row in doubts])
        shown = table.drop_columns(["is_party", "between"]).append_column("between", between)
        tables.show(shown, "doubtful-numbers", "Doubtful numbers", on_select=filters.open_record)
        tables.download(shown, "doubtful_numbers", page.opened, page.selection, one="doubt")


def show_lag(page: Section) -> None:
    st.subheader("Reporting lag")
    table = page.ask(compute_reporting_lag)
    rows = table.to_pylist()
    sentences = doubt_text.reporting_lag(rows)
    page.say(text.lag_zone(page.ask(find_lag_zone)), *sentences)
    if any(row["of"] >= doubt_text.FEW_PATROLS for row in rows):
        page.draw(risk_doubt_charts.reporting_lag_chart(rows, page.ink), "reporting-lag", " ".join(sentences), "", rows)
    if rows:
        page.numbers(table, "reporting_lag", "Share of records known", doubt_text.lag_name, find_lag_populations, "lag")
