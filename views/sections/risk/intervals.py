"""Sections of the Risk page: patrols and days between attacks."""

from functools import partial

import streamlit as st

from analysis.questions.populations import find_quiet_populations
from analysis.questions.rates import list_days_between_attacks, list_patrols_between_attacks
from views.parts import tables
from views.parts.view import View
from views.sections.drawings import risk as drawings
from views.state.navigation import open_record
from views.words import risk as words
from views.words.statistics.exposure import Exposed


def show_patrols_between(view: View, exposed: Exposed) -> None:
    """Show how many quiet patrols ran between attacked ones."""
    if view.draw_kept(drawings.draw_quiet_patrols, exposed):
        between = view.ask(list_patrols_between_attacks, exposed.exposure)
        what, title = "patrols_between_attacks", words.PATROLS_BETWEEN
        find = partial(find_quiet_populations, exposure=exposed.exposure)
        view.fold_numbers(between, what, title, lambda row: f"Interval {row['interval']:,}", find, "interval")


def show_days_between(view: View) -> None:
    """Show how many days passed between attacks on patrols."""
    days = view.ask(list_days_between_attacks)
    rows = days.to_pylist()
    view.draw_kept(drawings.draw_quiet_days)
    view.say(*words.describe_days_between(rows))
    if rows:
        with st.expander(f"{words.DAYS_BETWEEN}: the numbers and their records"):
            st.caption(words.INTERVAL_RECORDS)
            tables.show_table(days, "days-between", words.DAYS_BETWEEN, on_select=open_record)
            view.download(days, "days_between_attacks", "interval", title="Days between attacks")
