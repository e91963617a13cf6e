"""Sections of the Risk page: the rates of all chosen days, by period and by block of patrols, or recorded attacks instead."""

from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.exposure import EVERY_PATROL
from analysis.questions.periods import compute_rates_by_period, count_corridor_attacks_by_period
from analysis.questions.populations import (
    Population,
    find_block_populations,
    find_corridor_attack_populations,
    find_exposed_populations,
    find_hindrance_populations,
    find_period_populations,
)
from analysis.questions.rates import (
    choose_block_size,
    compute_rates_by_block,
    compute_rates_of_days,
    count_corridor_attacks,
    count_hindrances,
    list_patrols_between_attacks,
)
from analysis.questions.timeline import count_caveats, describe_unknown_kinds
from analysis.selection import Selection
from views.parts import tables
from views.parts.view import View
from views.sections.drawings import risk as drawings
from views.sections.risk.exposure import draw_exposure, list_keys
from views.state.page_choices import settle_number
from views.words import risk as words
from views.words.statistics import hindrances as hindrance_words
from views.words.statistics.exposure import PER_PATROL, Exposed, describe_unknown_reach

LEAST_BLOCK, MOST_BLOCK = 5, 10_000


def show_all_days(view: View, headline: dict[str, Any], exposed: Exposed) -> None:
    """Show the share attacked and the attacks per exposure of all chosen days, or why there are none."""
    selection = view.selection
    rates = view.ask(compute_rates_of_days, selection.from_day, selection.to_day, exposed.exposure)
    recorded, caveats = view.ask(count_corridor_attacks), view.ask(count_caveats)
    unknown = describe_unknown_kinds(caveats["incidents_of_unknown_kind"])
    view.say(*words.describe_all_days(headline, rates, selection, exposed), unknown)
    if headline["patrols"] is None:
        attacks = recorded["corridor_attacks"][0].as_py()
        view.say(*words.describe_without_rates(caveats, attacks, selection))
    else:
        _state_basis(view, exposed)
        recorded = pa.Table.from_pylist([rates | recorded.to_pylist()[0]])
    find = partial(_find_all_days_numbers, exposed=exposed)
    view.fold_numbers(recorded, "all_days", "All chosen days", words.name_period, find, "row")
    if headline["patrols"]:
        _show_hindrances(view, exposed)


def _state_basis(view: View, exposed: Exposed) -> None:
    """State which patrols the exposure leaves out, and what a series that stopped at an attack overstates."""
    selection = view.selection
    if exposed != PER_PATROL:
        every = view.ask(compute_rates_of_days, selection.from_day, selection.to_day, EVERY_PATROL)
        view.say(describe_unknown_reach(every, exposed))
    if not exposed.is_by_distance:
        between = view.ask(list_patrols_between_attacks, exposed.exposure).to_pylist()
        view.say(words.describe_stop(between, exposed))


def _show_hindrances(view: View, exposed: Exposed) -> None:
    """Show how many patrols were obstructed, besides those attacked."""
    hindrances = view.ask(count_hindrances, exposed.exposure)
    view.say(hindrance_words.describe_hindrances(hindrances.to_pylist(), exposed))
    find = partial(find_hindrance_populations, exposure=exposed.exposure)
    view.fold_numbers(
        hindrances, "hindrances", hindrance_words.TITLE, hindrance_words.name_hindrance, find, "hindrance"
    )


def _find_all_days_numbers(row: dict[str, Any], selection: Selection, exposed: Exposed) -> dict[str, Population]:
    """Return the attacks recorded on the corridor, and the records behind the rates if there are any."""
    found = find_exposed_populations(row["start"], row["end"], exposed.exposure) if "patrols" in row else {}
    return {"corridor_attacks": Population("corridor_attacks", row["start"], row["end"])} | found


def show_periods(view: View, exposed: Exposed) -> None:
    """Show the rates by period."""
    grain = view.selection.grain
    st.markdown(f"**By {grain}**")
    rates = view.ask(compute_rates_by_period, exposed.exposure)
    if not view.draw_kept(drawings.draw_periods, exposed):
        view.say(words.describe_no_rates(grain, exposed))
    find = partial(find_period_populations, exposure=exposed.exposure)
    view.fold_numbers(rates, "rates_by_period", f"Rates by {grain}", words.name_period, find, "period")
    tables.offer_address("rates", view.selection, list_keys(exposed))


def show_recorded(view: View) -> None:
    """Show the recorded attacks, if there are no rates."""
    recorded = view.ask(count_corridor_attacks_by_period)
    if recorded.num_rows:
        grain = view.selection.grain
        st.markdown(f"**Recorded by {grain}**")
        view.say(words.describe_recorded(recorded.to_pylist(), view.selection))
        what, alt = "corridor_attacks_by_period", f"Attacks recorded on the corridor by {grain}"
        view.fold_numbers(recorded, what, alt, words.name_period, find_corridor_attack_populations, "period")


def settle_block(patrols: int) -> None:
    """Settle the number of patrols per block, if any ran."""
    if patrols:
        settle_number("k", choose_block_size(patrols), LEAST_BLOCK, MOST_BLOCK)


def _draw_block(patrols: int) -> None:
    """Show the field for the number of patrols per block, if any ran."""
    if patrols:
        st.number_input("Patrols in a block", LEAST_BLOCK, MOST_BLOCK, key="k", help=words.BLOCK_HELP, width=220)


def show_blocks(view: View, patrols: int, exposed: Exposed) -> None:
    """Show the rates by block of patrols, above the fields that change them."""
    is_drawn = bool(patrols) and view.draw_kept(drawings.draw_blocks, exposed, st.session_state["k"])
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        draw_exposure(view)
        _draw_block(patrols)
    if not patrols:
        return
    if not is_drawn:
        view.say(words.describe_no_rates("block", exposed))
        return
    blocks = view.ask(compute_rates_by_block, st.session_state["k"], exposed.exposure)
    view.say(words.describe_last_block(blocks.to_pylist(), exposed))
    title, find = "Rates by block of patrols, newest first", partial(find_block_populations, exposure=exposed.exposure)
    view.fold_numbers(blocks, "rates_by_block", title, words.name_block, find, "block")
