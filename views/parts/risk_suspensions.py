"""The section of the Risk page on suspensions: announced against observed; before, during and after."""

import streamlit as st

from analysis.questions.populations import find_announced_populations, find_window_populations
from analysis.questions.suspensions import compare_announced, compare_windows
from analysis.questions.timeline import GAP_RULE_DAYS, count_caveats, find_observed_gaps
from views.parts.risk_doubt import Section
from views.state import filters
from views.words import suspensions as suspension_text
from views.words import text

MOST_DAYS = 366


def show_suspensions(page: Section) -> None:
    st.subheader("Suspensions")
    observed = page.ask(compare_announced)
    rows = observed.to_pylist()
    page.say(*map(suspension_text.observed, rows))
    page.say(*suspension_text.gaps(page.ask(find_observed_gaps).to_pylist(), GAP_RULE_DAYS))
    if not rows:
        page.say(suspension_text.NO_WINDOWS)
        return
    page.numbers(
        observed, "suspensions_observed", "Announced against observed", _name, find_announced_populations, "suspension"
    )
    _around(page)


def _name(row: dict) -> str:
    return f"{row['suspension_id']}, from {text.day(row['start'])}"


def _around(page: Section) -> None:
    st.caption("Before, during and after")
    if page.ask(count_caveats)["complete_from"] is None:
        page.say(suspension_text.NO_COVERAGE)
        return
    filters.page_number("window", 0, 0, MOST_DAYS)
    st.number_input(
        "Days before and after",
        0,
        MOST_DAYS,
        key="window",
        help="0: before and after are as long as the suspension itself. All are cut at complete coverage, at the chosen days and at "
        "the next suspension.",
        width=220,
    )
    windows = page.ask(compare_windows, st.session_state["window"] or None)
    rows = windows.to_pylist()
    page.say(*suspension_text.around(rows), suspension_text.REGRESSION, suspension_text.SELECTION)
    page.numbers(
        windows,
        "around_suspensions",
        "Before, during and after each suspension",
        suspension_text.window_name,
        find_window_populations,
        "window",
    )
