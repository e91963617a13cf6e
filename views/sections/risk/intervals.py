"""Sections of the Risk page: patrols and days between attacks."""

from functools import partial

import streamlit as st

from analysis.questions.populations import find_quiet_populations
from analysis.questions.rates import list_days_between_attacks, list_patrols_between_attacks
from analysis.statistics.intervals import compute_g_limits
from views.charts.risk import draw_days_between, draw_patrols_between
from views.parts import tables
from views.parts.view import View
from views.state.navigation import open_record
from views.words import risk as words
from views.words.statistics.exposure import Exposed


def show_patrols_between(view: View, exposed: Exposed) -> None:
    """Show how many quiet patrols ran between attacked ones."""
    between = view.ask(list_patrols_between_attacks, exposed.exposure)
    rows = between.to_pylist()
    still_open = sum(row["is_open"] for row in rows)
    limits = compute_g_limits(sum(row["quiet"] for row in rows), len(rows) - still_open, still_open)
    if limits:
        figure = draw_patrols_between(rows, limits, view.ink)
        alt = words.describe_intervals_figure(words.describe_patrols_between(rows, limits, exposed))
        view.draw(figure, "patrols-between-attacks", alt, rows, words.HOLLOW_OPEN)
        what, title = "patrols_between_attacks", words.PATROLS_BETWEEN
        find = partial(find_quiet_populations, exposure=exposed.exposure)
        view.fold_numbers(between, what, title, lambda row: f"Interval {row['interval']:,}", find, "interval")


def show_days_between(view: View) -> None:
    """Show how many days passed between attacks on patrols."""
    days = view.ask(list_days_between_attacks)
    rows = days.to_pylist()
    sentences = words.describe_days_between(rows)
    if rows:
        figure = draw_days_between(rows, view.ink)
        view.draw(figure, "days-between-attacks", words.describe_intervals_figure(sentences), rows, words.HOLLOW_CUT)
    view.say(*sentences)
    if rows:
        with st.expander(f"{words.DAYS_BETWEEN}: the numbers and their records"):
            st.caption(words.INTERVAL_RECORDS)
            tables.show_table(days, "days-between", words.DAYS_BETWEEN, on_select=open_record)
            view.download(days, "days_between_attacks", "interval", title="Days between attacks")
