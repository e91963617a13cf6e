"""The cards of the Risk page. Only the open one is computed."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from analysis.questions.rates import compute_rates_by_block, count_corridor_attacks, list_patrols_between_attacks
from analysis.questions.timeline import Unsettled, count_caveats
from analysis.statistics.intervals import compute_g_limits
from views.parts.choosing import choose
from views.parts.view import View
from views.sections.risk import comparison, doubt, intervals, rates, suspensions, trend
from views.sections.risk.verdict import method_and_checks, write_verdict
from views.state.page_choices import settle_word
from views.words import risk as risk_words
from views.words.statistics import verdicts as words
from views.words.statistics.exposure import Exposed
from views.words.timeline import describe_headline


def settle_card(offered: Collection[str] = tuple(words.CARDS)) -> str:
    """Settle which card is open."""
    return settle_word("card", "worse", offered)


def show_cards(card: str, shown: Mapping[str, Callable[[], None]]) -> None:
    """Draw the questions to choose from, and show the open card, or all of them below each other."""
    labels = {name: words.CARDS[name] for name in shown}
    labels["all"] = words.CARDS["all"] if words.CARDS.keys() == {*shown, "all"} else "All"
    choose("Question", labels, "card")
    for name, show in shown.items():
        if card in (name, "all"):
            if card == "all":
                st.subheader(words.CARDS[name])
            show()


def show_risk(card: str, view: View, headline: dict[str, Any], notes: list[str], exposed: Exposed) -> None:
    """Show the cards of a corridor that is patrolled."""
    shown: dict[str, Callable[[], None]] = {
        "worse": lambda: _show_worse(view, headline, notes, exposed),
        "suspensions": lambda: suspensions.show_suspensions(view, Unsettled.read(headline)),
        "sure": lambda: _show_sure(view, Unsettled.read(headline)),
        "between": lambda: _show_between(view, headline, exposed),
    }
    show_cards(card, shown)


def _show_worse(view: View, headline: dict[str, Any], notes: list[str], exposed: Exposed) -> None:
    """Compare the latest patrols with those before. Everything else is folded."""
    if headline["patrols"] is None:
        attacks = view.ask(count_corridor_attacks)["corridor_attacks"][0].as_py()
        verdict, remedy = words.judge_without_rates(view.ask(count_caveats), attacks, view.selection.corridor)
        write_verdict(view, verdict)
        view.say(remedy)
        with method_and_checks("worse"):
            rates.show_all_days(view, headline, exposed)
            rates.show_recorded(view)
        return
    if not headline["patrols"]:
        write_verdict(view, describe_headline(headline, view.selection))
    else:
        blocks = view.ask(compute_rates_by_block, st.session_state["k"], exposed.exposure).to_pylist()
        write_verdict(view, words.judge_change(blocks, Unsettled.read(headline)))
    rates.show_blocks(view, headline["patrols"], exposed)
    with method_and_checks("worse"):
        rates.show_all_days(view, headline, exposed)
        rates.show_periods(view, exposed)
        comparison.show_comparison(view, notes, exposed)
        trend.show_trend(view)


def _show_sure(view: View, unsettled: Unsettled) -> None:
    """Show how the share depends on who counts and who reports. Details, the audit of numbers and the lag are folded."""
    doubt.write_spread(view, unsettled)
    doubt.show_forest(view)
    doubt.fold_numbers(view)
    with method_and_checks("sure"):
        doubt.show_denominators(view)
        doubt.show_sources(view)
        doubt.show_audit(view)
        doubt.show_reporting_lag(view)


def _show_between(view: View, headline: dict[str, Any], exposed: Exposed) -> None:
    """Show the quiet patrols and days between attacks."""
    if headline["patrols"] is None:
        write_verdict(view, words.NO_RATES)
        return
    rows = view.ask(list_patrols_between_attacks, exposed.exposure).to_pylist()
    still_open = sum(row["is_open"] for row in rows)
    limits = compute_g_limits(sum(row["quiet"] for row in rows), len(rows) - still_open, still_open)
    write_verdict(view, words.judge_intervals(rows, limits, Unsettled.read(headline)))
    left, right = st.columns(2, gap="large")
    with left:
        intervals.show_patrols_between(view, exposed)
    with right:
        intervals.show_days_between(view)
    with method_and_checks("between"):
        view.say(*risk_words.describe_patrols_between(rows, limits, exposed))
