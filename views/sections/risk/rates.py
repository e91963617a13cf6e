"""Sections of the Risk page: the rates of all chosen days, by period and by block of patrols, or what is recorded instead."""

from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.periods import compute_rates_by_period, count_corridor_attacks_by_period
from analysis.questions.populations import (
    Population,
    find_block_populations,
    find_corridor_attack_populations,
    find_period_populations,
    find_rate_populations,
)
from analysis.questions.rates import (
    choose_block_size,
    compute_rates_by_block,
    compute_rates_of_days,
    count_corridor_attacks,
)
from analysis.questions.timeline import count_caveats
from analysis.selection import Selection
from views.charts.risk import draw_rates_by_block, draw_rates_by_period
from views.parts import tables
from views.parts.view import View
from views.state.page_choices import settle_number
from views.words import risk as words

LEAST_BLOCK, MOST_BLOCK = 5, 10_000


def show_all_days(view: View, headline: dict[str, Any]) -> None:
    """Show the share attacked and the attacks per patrol of all chosen days, or why there are none."""
    selection = view.selection
    rates = view.ask(compute_rates_of_days, selection.from_day, selection.to_day)
    recorded = view.ask(count_corridor_attacks)
    view.say(*words.describe_all_days(headline, rates["attacks"], selection))
    if headline["patrols"] is None:
        attacks = recorded["corridor_attacks"][0].as_py()
        view.say(*words.describe_without_rates(view.ask(count_caveats), attacks, selection))
    else:
        recorded = pa.Table.from_pylist([rates | recorded.to_pylist()[0]])
    view.fold_numbers(recorded, "all_days", "All chosen days", words.name_period, _find_all_days_numbers, "row")


def _find_all_days_numbers(row: dict[str, Any], selection: Selection) -> dict[str, Population]:
    """Find the attacks recorded on the corridor, and what is behind the rates where there are any."""
    found = find_rate_populations(row["start"], row["end"]) if "patrols" in row else {}
    return {"corridor_attacks": Population("corridor_attacks", row["start"], row["end"])} | found


def show_periods(view: View) -> None:
    """Show the rates by period."""
    grain = view.selection.grain
    st.subheader(f"By {grain}")
    rates = view.ask(compute_rates_by_period)
    rows = rates.to_pylist()
    if any(row["patrols"] for row in rows):
        figure = draw_rates_by_period(rows, view.selection, view.ink)
        view.draw(figure, "rates-by-period", words.describe_rates_figure(f"by {grain}", rows), rows, words.HOLLOW_FEW)
    else:
        view.say(words.describe_no_rates(view.selection))
    view.fold_numbers(
        rates, "rates_by_period", f"Rates by {grain}", words.name_period, find_period_populations, "period"
    )
    tables.address("rates", view.selection, {})


def show_recorded(view: View) -> None:
    """Show what stands in place of rates where there are none: the attacks recorded."""
    recorded = view.ask(count_corridor_attacks_by_period)
    if recorded.num_rows:
        grain = view.selection.grain
        st.subheader(f"Recorded by {grain}")
        view.say(words.describe_recorded(recorded.to_pylist(), view.selection))
        what, alt = "corridor_attacks_by_period", f"Attacks recorded on the corridor by {grain}"
        view.fold_numbers(recorded, what, alt, words.name_period, find_corridor_attack_populations, "period")


def settle_block(patrols: int) -> None:
    """Settle how many patrols make a block, where any ran."""
    if patrols:
        settle_number("k", choose_block_size(patrols), LEAST_BLOCK, MOST_BLOCK)


def show_blocks(view: View, patrols: int) -> None:
    """Show the rates by block of patrols, of which the reader chooses the size."""
    if not patrols:
        return
    st.subheader("The last patrols")
    st.number_input("Patrols in a block", LEAST_BLOCK, MOST_BLOCK, key="k", help=words.BLOCK_HELP, width=220)
    size = st.session_state["k"]
    blocks = view.ask(compute_rates_by_block, size)
    rows = blocks.to_pylist()
    view.say(words.describe_last_block(rows))
    alt = words.describe_rates_figure(f"by blocks of {size} patrols", rows)
    view.draw(draw_rates_by_block(rows, view.ink), "rates-by-block", alt, rows, words.HOLLOW_FEW)
    title = "Rates by block of patrols, newest first"
    view.fold_numbers(blocks, "rates_by_block", title, words.name_block, find_block_populations, "block")
