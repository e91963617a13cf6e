"""The section of the Risk page on suspensions: announced against observed; before, during and after."""

import streamlit as st

from analysis.questions.populations import find_announced_populations, find_window_populations
from analysis.questions.suspensions import compare_announced, compare_windows
from analysis.questions.timeline import GAP_RULE_DAYS, count_caveats, find_observed_gaps
from views.parts.view import View
from views.state.page_choices import settle_number
from views.words import suspensions as words

MOST_DAYS = 366


def settle_window(view: View) -> None:
    """Settle how many days before and after a suspension are compared, where any can be."""
    if view.ask(compare_announced).num_rows and view.ask(count_caveats)["complete"]:
        settle_number("window", 0, 0, MOST_DAYS)


def show_suspensions(view: View) -> None:
    """Show what was observed of each announced suspension, and what happened around it."""
    st.subheader("Suspensions")
    observed = view.ask(compare_announced)
    rows = observed.to_pylist()
    view.say(*map(words.describe_observed, rows))
    view.say(*words.describe_gaps(view.ask(find_observed_gaps).to_pylist(), GAP_RULE_DAYS))
    if not rows:
        view.say(words.NO_WINDOWS)
        return
    title = "Announced against observed"
    view.fold_numbers(
        observed, "suspensions_observed", title, words.name_suspension, find_announced_populations, "suspension"
    )
    st.caption("Before, during and after")
    if not view.ask(count_caveats)["complete"]:
        view.say(words.NO_COVERAGE)
        return
    _show_windows(view)


def _show_windows(view: View) -> None:
    st.number_input("Days before and after", 0, MOST_DAYS, key="window", help=words.WINDOW_HELP, width=220)
    windows = view.ask(compare_windows, st.session_state["window"] or None)
    view.say(*words.describe_windows(windows.to_pylist()), words.REGRESSION, words.SELECTION)
    title = "Before, during and after each suspension"
    view.fold_numbers(windows, "around_suspensions", title, words.name_window, find_window_populations, "window")
