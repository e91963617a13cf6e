"""The section of the Risk page on suspensions: announced against observed; before, during and after."""

from datetime import date
from functools import partial

import streamlit as st

from analysis.questions.populations import find_announced_populations, find_window_populations
from analysis.questions.suspensions import compare_announced, compare_windows
from analysis.questions.timeline import GAP_RULE_DAYS, Unsettled, count_caveats, find_observed_gaps
from views.parts.screen import is_screen_narrow
from views.parts.view import View, write_note
from views.sections.drawings import risk as drawings
from views.sections.risk.verdict import method_and_checks, write_verdict
from views.state import cache
from views.state.page_choices import settle_number
from views.words import suspensions as words
from views.words.figures.forest import explain_missing_rows
from views.words.statistics import verdicts

MOST_DAYS = 366


def settle_window(view: View) -> None:
    """Settle how many days before and after a suspension are compared, if there are any suspensions."""
    if view.ask(compare_announced).num_rows and view.ask(count_caveats)["complete"]:
        settle_number("window", 0, 0, MOST_DAYS)


def show_suspensions(view: View, unsettled: Unsettled) -> None:
    """Show what happened before, during and after each suspension. Announcements compared with observations are folded.

    `unsettled` is what may make more patrols attacked ones.
    """
    observed = view.ask(compare_announced)
    rows = observed.to_pylist()
    is_complete = view.ask(count_caveats)["complete"]
    if rows and is_complete:
        _show_windows(view, {row["suspension_id"]: row["start"] for row in rows}, unsettled)
    elif rows:
        write_verdict(view, verdicts.NO_RATES)
        view.say(words.NO_COVERAGE)
    else:
        write_verdict(view, verdicts.judge_suspensions([], {}, unsettled))
    with method_and_checks("suspensions"):
        view.say(*map(words.describe_observed, rows))
        gaps = view.ask(find_observed_gaps).to_pylist()
        view.say(*words.describe_gaps(gaps, GAP_RULE_DAYS, cache.read_names(view.opened)))
        if not rows:
            view.say(words.NO_WINDOWS)
            return
        if is_complete:
            windows = view.ask(compare_windows, st.session_state["window"] or None).to_pylist()
            view.say(
                *words.describe_windows(windows, cache.read_names(view.opened)),
                words.REGRESSION,
                words.SELECTION,
            )
        title, find = "Announced against observed", find_announced_populations
        view.fold_numbers(observed, "suspensions_observed", title, words.name_suspension, find, "suspension")


def ask_days_around(note: str) -> None:
    """Ask how many days before and after a suspension are compared, beside a note on what this can show."""
    left, right = st.columns([5, 1], gap="medium", vertical_alignment="bottom")
    with left:
        write_note(note if st.session_state["window"] else f"{note} {words.AS_LONG}")
    right.number_input("Days before and after", 0, MOST_DAYS, key="window", help=words.WINDOW_HELP)


def _show_windows(view: View, starts: dict[str, date], unsettled: Unsettled) -> None:
    windows = view.ask(compare_windows, st.session_state["window"] or None)
    write_verdict(view, verdicts.judge_suspensions(windows.to_pylist(), starts, unsettled))
    view.draw_kept(drawings.draw_windows, st.session_state["window"], is_screen_narrow())
    ask_days_around(f"{verdicts.NOT_CAUSE} {explain_missing_rows(windows.to_pylist())}")
    what, title = "around_suspensions", "Before, during and after each suspension"
    name = partial(words.name_window, names=cache.read_names(view.opened))
    view.fold_numbers(windows, what, title, name, find_window_populations, "window")
