"""The section of the Risk page that sets two periods side by side."""

from datetime import date, timedelta

import pyarrow as pa
import streamlit as st

from analysis.questions.populations import find_rate_populations
from analysis.questions.rates import compute_rates_of_days, find_halves
from analysis.questions.timeline import count_headline
from views.parts.view import View, write_note
from views.state.address import state_choices
from views.state.keys import PAGE_VALUES
from views.state.page_choices import settle_day
from views.words import risk as words
from views.words.markup import list_sentences

PERIOD_KEYS = ("first_from", "first_to", "second_from", "second_to")
BASIS = "periods_basis"

Days = tuple[date, date]


def show_comparison(view: View, notes: list[str]) -> None:
    """Let the reader choose two periods, and say how they compare and what would undo the difference.

    `notes` are the sentences of `settle_periods`.
    """
    st.subheader("Two periods side by side")
    periods = _draw_periods(view, notes)
    first, second = (view.ask(compute_rates_of_days, *days) for days in periods)
    view.say(*words.compare(first, second))
    confirmed = [view.ask(compute_rates_of_days, *days, verification="confirmed") for days in periods]
    in_doubt = sum(
        (row["attacked"] or 0) - (sure["attacked"] or 0) for row, sure in zip((first, second), confirmed, strict=True)
    )
    headlines = [view.ask(count_headline, from_day=start, to_day=end) for start, end in periods]
    without_day = tuple(headline["patrols_without_day"] for headline in headlines)
    if stress := words.describe_stress(first, second, in_doubt, without_day):
        st.caption("What would undo it")
        view.say(*stress)
    write_note(words.describe_p_values(first, second))
    rows = pa.Table.from_pylist([{"period": name} | row for name, row in (("first", first), ("second", second))])
    view.fold_numbers(
        rows,
        "two_periods",
        "Two periods side by side",
        words.name_two_periods,
        lambda row, _: find_rate_populations(row["start"], row["end"]),
        "period",
    )


def settle_periods(view: View) -> list[str]:
    """Settle the days of the two periods, and return a sentence on each that cannot be as it was chosen."""
    state, first, last = st.session_state, view.selection.from_day, view.selection.to_day
    _forget_other_periods(view)
    usual = [day for days in _find_usual_periods(view) for day in days]
    notes = [settle_day(key, day, first, last) for key, day in zip(PERIOD_KEYS, usual, strict=True)]
    for name in ("first", "second"):
        start, end = f"{name}_from", f"{name}_to"
        if state[start] > state[end]:
            notes.append(words.describe_swap(name))
            state[start], state[end] = state[end], state[start]
    state_choices(**{key: str(state[key]) for key in PERIOD_KEYS})
    return [note for note in notes if note]


def _draw_periods(view: View, notes: list[str]) -> tuple[Days, Days]:
    """Draw the fields of the two periods under what is to be said of them, and return their days."""
    if notes:
        st.warning(list_sentences(notes))
    st.caption(words.USUAL_PERIODS)
    grid = st.grid(4, min_column_width=140, gap="small")
    first, last = view.selection.from_day, view.selection.to_day
    for key in PERIOD_KEYS:
        with grid.cell():
            label = words.label_period_day(key)
            st.date_input(label, key=key, min_value=first, max_value=last, format="YYYY-MM-DD")
    first_from, first_to, second_from, second_to = (st.session_state[key] for key in PERIOD_KEYS)
    return (first_from, first_to), (second_from, second_to)


def _forget_other_periods(view: View) -> None:
    """Forget periods that were chosen for other days or another corridor: they mean nothing here."""
    state, selection = st.session_state, view.selection
    days = (selection.from_day, selection.to_day)
    basis = (selection.corridor, selection.feed, *days, selection.participants, view.opened.number)
    if state.get(BASIS, basis) != basis:
        for key in PERIOD_KEYS:
            state.pop(key, None)
            PAGE_VALUES.get().pop(key, None)
    state[BASIS] = basis


def _find_usual_periods(view: View) -> list[Days]:
    """Find the halves in which as many patrols ran, or the halves of the days."""
    first, last = view.selection.from_day, view.selection.to_day
    middle = first + (last - first) // 2
    return view.ask(find_halves) or [(first, middle), (min(middle + timedelta(days=1), last), last)]
