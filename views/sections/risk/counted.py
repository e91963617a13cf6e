"""The Risk page for counted exposure: rates per number of transits or flights, without shares."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.exposure import COUNTED, EVERY_UNIT, Unit
from analysis.questions.populations import Population
from analysis.questions.rates import CountedRates, compute_rates_of_days
from analysis.questions.rates.counted import BY_PERIOD, PERIODS, WINDOWS
from analysis.questions.suspensions import compare_windows
from analysis.questions.timeline import list_announced_suspensions
from views.parts import tables
from views.parts.folding import fold
from views.parts.view import View, write_notes
from views.sections.drawings import risk as drawings
from views.sections.risk import cards
from views.sections.risk.comparison import draw_periods, settle_periods
from views.sections.risk.suspensions import MOST_DAYS, ask_days_around
from views.sections.risk.verdict import method_and_checks, write_verdict
from views.state import cache
from views.state.page_choices import settle_number
from views.words import risk as risk_words
from views.words.figures.forest import explain_missing_rows
from views.words.phrases import capitalise
from views.words.statistics import counted as words
from views.words.statistics.exposure import Exposed
from views.words.statistics.periods import name_two_periods

CARDS = ("worse", "suspensions", "sure", "all")


def show_risk(view: View, corridor: dict[str, Any], unit: Unit) -> None:
    """Show the cards of the page. Choices are settled before the first figure, whose source includes them."""
    card = cards.settle_card(CARDS)
    counted = drawings.collect_counted(view)
    exposed = drawings.name_counted(view, counted, unit)
    notes = settle_periods(view, exposed)
    settle_number("window", 0, 0, MOST_DAYS)
    view.write_title("Risk")
    shown: dict[str, Callable[[], None]] = {
        "worse": lambda: _show_worse(view, counted, exposed, notes),
        "suspensions": lambda: _show_suspensions(view, counted, exposed),
        "sure": lambda: _show_sure(view, corridor, counted, exposed),
    }
    cards.show_cards(card, shown)


def _show_worse(view: View, counted: CountedRates, exposed: Exposed, notes: list[str]) -> None:
    """Compare two periods and draw the rates of each period. The basis of the comparison is folded."""
    place = st.container()
    if drawing := drawings.draw_counted_periods(view, counted, exposed):
        view.draw(drawing)
    else:
        st.info(f"{capitalise(words.explain_no_rate(counted, exposed.unit))}.")
    write_notes([*[words.CLOSE_PERIODS] * counted.is_sourced, words.describe_not_a_risk(exposed.unit)])
    with method_and_checks("worse"):
        st.markdown("**Two periods side by side**")
        verdict = _compare_periods(view, counted, exposed, notes)
        title = f"Rates by {view.selection.grain}"
        view.fold_numbers(
            counted.rates.select(list(BY_PERIOD)),
            "rates_by_period",
            title,
            risk_words.name_period,
            _find_attacks,
            "period",
        )
        tables.offer_address("rates", view.selection, {"exposure": COUNTED})
    with place:
        write_verdict(view, words.qualify_verdict(verdict, counted, exposed.unit))


def _compare_periods(view: View, counted: CountedRates, exposed: Exposed, notes: list[str]) -> str:
    """Let the reader choose two periods and say how they compare. Return the verdict."""
    periods = draw_periods(view, notes, exposed)
    first, second = (view.ask(compute_rates_of_days, *days, EVERY_UNIT) for days in periods)
    verdict, sentences = words.compare_periods(first, second, counted, exposed.unit, view.selection)
    view.say(*sentences)
    compared = pa.Table.from_pylist([{"period": name} | row for name, row in (("first", first), ("second", second))])
    view.fold_numbers(
        compared.select(list(PERIODS)),
        "two_periods",
        "Two periods side by side",
        name_two_periods,
        _find_attacks,
        "period",
    )
    return verdict


def _find_attacks(row: dict[str, Any], selection: object) -> dict[str, Population]:
    """Return the attacks that a rate counts."""
    return {"attacks": Population("attacks_on_targets", row["start"], row["end"], exposure=COUNTED)}


def _show_suspensions(view: View, counted: CountedRates, exposed: Exposed) -> None:
    """Show the rates before, during and after each suspension of either side."""
    unit = exposed.unit
    windows = view.ask(compare_windows, st.session_state["window"] or None)
    rows, names = windows.to_pylist(), cache.read_names(view.opened)
    verdict = words.judge_suspensions(rows, unit, words.name_rate(counted, unit, view.selection), names)
    write_verdict(view, words.qualify_verdict(verdict, counted, unit))
    if not view.ask(list_announced_suspensions).num_rows:
        return
    if drawing := drawings.draw_counted_windows(view, st.session_state["window"], exposed):
        view.draw(drawing)
    ask_days_around(
        " ".join(filter(None, [words.NOT_CAUSE, words.explain_cut_days(rows, unit), explain_missing_rows(rows)]))
    )
    title = "Before, during and after each suspension"

    def draw_numbers() -> None:
        view.show_with_files(windows.select(list(WINDOWS)), "around_suspensions", "window", title)

    fold(f"{title}: the numbers", "counted-windows", draw_numbers)
    with method_and_checks("suspensions"):
        view.say(*words.describe_windows(rows, unit, exposed.events.lower(), names))


def _show_sure(view: View, corridor: dict[str, Any], counted: CountedRates, exposed: Exposed) -> None:
    """Show how the rate depends on what counts as an attack, and its basis: who counts, and how far two counters differ."""
    unit = exposed.unit
    if drawing := drawings.draw_counted_choices(view, exposed):
        rate = drawings.name_rate_by_choice(view, unit)
        write_verdict(
            view, words.qualify_verdict(words.judge_choices(drawings.compute_choices(view), rate), counted, unit)
        )
        view.draw(drawing)
    else:
        st.info(f"{capitalise(words.explain_no_rate(counted, unit))}.")
    spread = words.describe_counters(counted)
    missing = (
        "attacks are those that could be sourced, so every rate is a rate of those"
        if counted.is_sourced
        else "all attacks are held"
    )
    view.say(f"{capitalise(unit.plural)} are counted by {corridor['own_count']}; {missing}.")
    view.say(*spread)
    if not spread:
        view.say(f"No second counter has {unit.plural} on the same days.")
    else:

        def draw_counters() -> None:
            view.show_with_files(counted.counters, "counters", "row", words.COUNTERS)

        fold(f"{words.COUNTERS}: the numbers", "counters", draw_counters)
    write_notes([corridor["note"]] if corridor["note"] else [])
