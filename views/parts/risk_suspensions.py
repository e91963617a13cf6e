"""The section of the Risk page on suspensions: announced against observed; before, during and after."""

import streamlit as st

from analysis.questions import metrics, suspensions
from analysis.questions.behind import suspension_numbers, window_numbers
from analysis.questions.metrics import GAP_RULE_DAYS
from views.parts.risk_doubt import Section
from views.state import filters
from views.words import suspensions as suspension_text
from views.words import text

MOST_DAYS = 366


def show_suspensions(page: Section) -> None:
    st.subheader("Suspensions")
    observed = page.ask(suspensions.suspensions_observed)
    rows = observed.to_pylist()
    page.say(*map(suspension_text.observed, rows))
    page.say(*suspension_text.gaps(page.ask(metrics.observed_gaps).to_pylist(), GAP_RULE_DAYS))
    if not rows:
        page.say(suspension_text.NO_WINDOWS)
        return
    page.numbers(
        observed, "suspensions_observed", "Announced against observed", _name, suspension_numbers, "suspension"
    )
    _around(page)


def _name(row: dict) -> str:
    return f"{row['suspension_id']}, from {text.day(row['start'])}"


def _around(page: Section) -> None:
    st.caption("Before, during and after")
    if page.ask(metrics.caveats)["complete_from"] is None:
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
    windows = page.ask(suspensions.around_suspensions, st.session_state["window"] or None)
    rows = windows.to_pylist()
    page.say(*suspension_text.around(rows), suspension_text.REGRESSION, suspension_text.SELECTION)
    page.numbers(
        windows,
        "around_suspensions",
        "Before, during and after each suspension",
        suspension_text.window_name,
        window_numbers,
        "window",
    )
