"""The section of the Risk page that compares two periods."""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.populations import find_exposed_populations
from analysis.questions.rates import (
    compute_rates_of_days,
    find_halves,
    list_patrols_between_attacks,
    list_reaches_of_one_origin,
)
from analysis.questions.timeline import count_headline
from analysis.statistics.comparisons import Cut, compare_at_every_cut
from analysis.statistics.missed import tabulate_missed_attacks
from views.parts.view import View, write_note
from views.sections.risk.exposure import find_reached
from views.state.address import state_choices
from views.state.fields import DAY_FORMAT
from views.state.keys import PAGE_VALUES, PERIODS_BASIS
from views.state.page_choices import settle_day
from views.words.markup import list_sentences
from views.words.statistics import missed as missed_words
from views.words.statistics import periods as words
from views.words.statistics.exposure import PER_PATROL, Exposed, describe_distances
from views.words.statistics.trend import describe_cuts, describe_range_of_cuts

PERIOD_KEYS = ("first_from", "first_to", "second_from", "second_to")

Days = tuple[date, date]
Row = dict[str, Any]


def show_comparison(view: View, notes: list[str], exposed: Exposed) -> None:
    """Let the reader choose two periods. Say how they compare, what this is based on and what would undo the difference.

    `notes` are the sentences of `settle_periods`.
    """
    st.markdown("**Two periods side by side**")
    periods = draw_periods(view, notes, exposed)
    first, second = (view.ask(compute_rates_of_days, *days, exposed.exposure) for days in periods)
    view.say(*words.compare(first, second, exposed))
    compared = words.pair_periods(first, second, exposed)
    cuts = _compare_at_cuts(view, exposed) if compared else []
    if compared:
        _state_basis(view, first, second, cuts, exposed)
        _describe_stress(view, periods, (first, second), exposed)
    write_note(words.describe_p_values(first, second, exposed, describe_range_of_cuts(cuts)))
    rows = pa.Table.from_pylist([{"period": name} | row for name, row in (("first", first), ("second", second))])
    view.fold_numbers(
        rows,
        "two_periods",
        "Two periods side by side",
        words.name_two_periods,
        lambda row, _: find_exposed_populations(row["start"], row["end"], exposed.exposure),
        "period",
    )
    if compared:
        _show_missed(view, *compared, exposed)


def _compare_at_cuts(view: View, exposed: Exposed) -> list[Cut]:
    """Compare the shares of the exposed patrols of all chosen days at every cut. Without an attack there are no cuts."""
    if exposed.is_by_distance:
        return []
    rows = view.ask(list_patrols_between_attacks, exposed.exposure).to_pylist()
    attacked = [row["last_ordinal"] + 1 for row in rows if not row["is_open"]]
    return compare_at_every_cut(attacked, rows[-1]["last_ordinal"]) if attacked else []


def _state_basis(view: View, first: Row, second: Row, cuts: list[Cut], exposed: Exposed) -> None:
    """State how much depends on the cut and on distance, and how patrols that reached a kilometre compare."""
    view.say(describe_cuts(cuts, exposed))
    if exposed == PER_PATROL:
        view.say(describe_distances(first, second))
        reached = find_reached(view)
        if reached != PER_PATROL and (halves := view.ask(find_halves, reached.exposure)):
            rows = [view.ask(compute_rates_of_days, *days, reached.exposure) for days in halves]
            others = describe_cuts(_compare_at_cuts(view, reached), reached)
            of_one_origin = view.ask(list_reaches_of_one_origin, reached.exposure)
            view.say(words.compare_reached(rows, reached, of_one_origin), others)


def _describe_stress(view: View, periods: tuple[Days, Days], rows: tuple[Row, Row], exposed: Exposed) -> None:
    confirmed = [view.ask(compute_rates_of_days, *days, exposed.exposure, verification="confirmed") for days in periods]
    in_doubt = sum((row["attacked"] or 0) - (sure["attacked"] or 0) for row, sure in zip(rows, confirmed, strict=True))
    headlines = [view.ask(count_headline, from_day=start, to_day=end) for start, end in periods]
    without_day = tuple(headline["patrols_without_day"] for headline in headlines)
    if stress := words.describe_stress(*rows, in_doubt, without_day, exposed):
        st.caption("What would change this?")
        view.say(*stress)


def _show_missed(view: View, first: tuple[int, float], second: tuple[int, float], exposed: Exposed) -> None:
    """Show what unreported attacks would do to the comparison, above a folded table."""
    missed = tabulate_missed_attacks(first, second, are_shares=not exposed.is_by_distance)
    view.say(missed_words.describe_missed(missed.to_pylist(), exposed))
    with st.expander(missed_words.TITLE):
        st.caption(missed_words.ABOUT)
        view.show_with_files(missed, "missed_attacks", "row", missed_words.TITLE)


def settle_periods(view: View, exposed: Exposed) -> list[str]:
    """Settle the days of the two periods. Return a sentence for each choice that is not available."""
    state, first, last = st.session_state, view.selection.from_day, view.selection.to_day
    _forget_other_periods(view, exposed)
    usual = [day for days in _find_usual_periods(view, exposed) for day in days]
    notes = [settle_day(key, day, first, last) for key, day in zip(PERIOD_KEYS, usual, strict=True)]
    for name in ("first", "second"):
        start, end = f"{name}_from", f"{name}_to"
        if state[start] > state[end]:
            notes.append(words.describe_swap(name))
            state[start], state[end] = state[end], state[start]
    state_choices(**{key: str(state[key]) for key in PERIOD_KEYS})
    return [note for note in notes if note]


def draw_periods(view: View, notes: list[str], exposed: Exposed) -> tuple[Days, Days]:
    """Show the fields of the two periods with the notes above them, and return their days."""
    if notes:
        st.warning(list_sentences(notes))
    st.caption(words.USUAL_PERIODS if exposed.has_shares or exposed.is_by_distance else words.USUAL_PERIODS_OF_COUNTS)
    grid = st.grid(4, min_column_width=140, gap="small")
    first, last = view.selection.from_day, view.selection.to_day
    for key in PERIOD_KEYS:
        with grid.cell():
            label = words.label_period_day(key)
            st.date_input(label, key=key, min_value=first, max_value=last, format=DAY_FORMAT)
    first_from, first_to, second_from, second_to = (st.session_state[key] for key in PERIOD_KEYS)
    return (first_from, first_to), (second_from, second_to)


def _forget_other_periods(view: View, exposed: Exposed) -> None:
    """Discard periods that were chosen for other days, another corridor or another exposure."""
    state, selection = st.session_state, view.selection
    days = (selection.from_day, selection.to_day)
    basis = (selection.corridor, selection.feed, *days, selection.participants, view.opened.number, exposed.exposure)
    if PERIODS_BASIS.find() not in (None, basis):
        for key in PERIOD_KEYS:
            state.pop(key, None)
            PAGE_VALUES.get().pop(key, None)
    PERIODS_BASIS.set(basis)


def _find_usual_periods(view: View, exposed: Exposed) -> list[Days]:
    """Return halves with equally many exposed patrols, or halves of the days."""
    first, last = view.selection.from_day, view.selection.to_day
    middle = first + (last - first) // 2
    return view.ask(find_halves, exposed.exposure) or [(first, middle), (min(middle + timedelta(days=1), last), last)]
