"""Risk: is the corridor getting more dangerous, as far as so many patrols can tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import streamlit as st

from analysis.questions.holdings import read_corridor
from analysis.questions.periods import compute_rates_by_period, count_corridor_attacks_by_period
from analysis.questions.populations import (
    Population,
    find_block_populations,
    find_corridor_attack_populations,
    find_period_populations,
    find_quiet_populations,
    find_rate_populations,
)
from analysis.questions.rates import (
    choose_block_size,
    compute_rates_by_block,
    compute_rates_of_days,
    count_corridor_attacks,
    find_halves,
    list_days_between_attacks,
    list_patrols_between_attacks,
)
from analysis.questions.timeline import count_caveats, count_headline
from analysis.selection import Selection
from analysis.statistics.intervals import compute_g_limits
from views.charts import risk as risk_charts
from views.parts import behind, figures, risk_doubt, risk_suspensions, tables
from views.state import cache, filters
from views.words import risk as risk_text
from views.words import text

LEAST_BLOCK, MOST_BLOCK = 5, 10_000
PERIOD_KEYS = ("first_from", "first_to", "second_from", "second_to")

filters.go_to_record_if_asked()
selection, opened = filters.selection(), filters.opened()
state = st.session_state
ink = figures.ink()
said: list[str] = []  # every sentence of the page, to be copied at its end


def ask(question: Callable, *more, **changes):
    return cache.answer(question, opened, replace(selection, **changes) if changes else selection, *more)


def say(*sentences: str) -> None:
    for sentence in filter(None, sentences):
        st.text(sentence)
        said.append(sentence)


def draw(figure, what: str, alt: str, hollow: str, rows: list) -> None:
    figures.show(figure, what, opened, selection, key=f"figure-{what}", alt=alt, rows=len(rows))
    if hollow:
        st.caption(text.escaped(hollow))


def numbers(rows: pa.Table, what: str, alt: str, name, of, one: str) -> None:
    """The numbers of a section, folded, with the records behind each."""
    with st.expander(f"{alt}: the numbers and their records"):
        behind.show(rows, what, alt, opened, selection, name=name, numbers=lambda row: of(row, selection), one=one)


def headline_section(headline: dict) -> None:
    rates = ask(compute_rates_of_days, selection.from_day, selection.to_day)
    say(*risk_text.headline(headline, rates["attacks"], selection))
    recorded = ask(count_corridor_attacks)
    if headline["patrols"] is None:
        say(*risk_text.without_rates(ask(count_caveats), recorded["corridor_attacks"][0].as_py(), selection))
    else:
        recorded = pa.Table.from_pylist([rates | recorded.to_pylist()[0]])
    numbers(recorded, "all_days", "All chosen days", text.period, all_days_numbers, "row")


def all_days_numbers(row: dict, selection: Selection) -> dict[str, Population]:
    """Attacks recorded on the corridor always; rates where there are any."""
    found = find_rate_populations(row["start"], row["end"]) if "patrols" in row else {}
    return {"corridor_attacks": Population("corridor_attacks", row["start"], row["end"])} | found


def period_section() -> None:
    st.subheader(f"By {selection.grain}")
    rates = ask(compute_rates_by_period)
    rows = rates.to_pylist()
    if not any(row["patrols"] for row in rows):
        say(f"No patrol of known day ran on these days, so no {selection.grain} has a rate.")
    else:
        draw(
            risk_charts.rates_by_period_chart(rows, selection, ink),
            "rates-by-period",
            risk_text.rates_alt(f"by {selection.grain}", rows),
            risk_text.HOLLOW_FEW,
            rows,
        )
    numbers(rates, "rates_by_period", f"Rates by {selection.grain}", text.period, find_period_populations, "period")
    tables.address("rates", selection, {})


def recorded_section() -> None:
    """What stands in place of rates where there are none: the attacks recorded."""
    recorded = ask(count_corridor_attacks_by_period)
    if recorded.num_rows:
        st.subheader(f"Recorded by {selection.grain}")
        say(risk_text.recorded(recorded.to_pylist(), selection))
        alt = f"Attacks recorded on the corridor by {selection.grain}"
        numbers(recorded, "corridor_attacks_by_period", alt, text.period, find_corridor_attack_populations, "period")


def block_section(headline: dict) -> None:
    if not headline["patrols"]:
        return
    st.subheader("The last patrols")
    filters.page_number("k", choose_block_size(headline["patrols"]), LEAST_BLOCK, MOST_BLOCK)
    st.number_input(
        "Patrols in a block",
        LEAST_BLOCK,
        MOST_BLOCK,
        key="k",
        help="Blocks are counted back from the last patrol of known day and share no patrol, so that each is new evidence.",
        width=220,
    )
    blocks = ask(compute_rates_by_block, state["k"])
    rows = blocks.to_pylist()
    say(risk_text.last_block(rows))
    draw(
        risk_charts.rates_by_block_chart(rows, ink),
        "rates-by-block",
        risk_text.rates_alt(f"by blocks of {state['k']} patrols", rows),
        risk_text.HOLLOW_FEW,
        rows,
    )
    numbers(
        blocks,
        "rates_by_block",
        "Rates by block of patrols, newest first",
        risk_charts.block_name,
        find_block_populations,
        "block",
    )


def comparison_section() -> None:
    st.subheader("Two periods side by side")
    middle = selection.from_day + timedelta(days=(selection.to_day - selection.from_day).days // 2)
    default = ask(find_halves) or [
        (selection.from_day, middle),
        (min(middle + timedelta(days=1), selection.to_day), selection.to_day),
    ]
    defaults = [day for days in default for day in days]
    basis = (
        selection.corridor,
        selection.feed,
        selection.from_day,
        selection.to_day,
        selection.participants,
        opened.number,
    )
    if state.get("periods_basis", basis) != basis:
        # Other days, or another corridor: periods chosen before mean nothing there.
        for key in PERIOD_KEYS:
            state.pop(key, None)
            filters.page_values().pop(key, None)
    state["periods_basis"] = basis
    refused = [
        filters.page_day(key, day, selection.from_day, selection.to_day)
        for key, day in zip(PERIOD_KEYS, defaults, strict=True)
    ]
    for name in ("first", "second"):
        if state[f"{name}_from"] > state[f"{name}_to"]:
            refused.append(f"The {name} period ends before it begins; its days have been exchanged.")
            state[f"{name}_from"], state[f"{name}_to"] = state[f"{name}_to"], state[f"{name}_from"]
    if any(refused):
        st.warning("\n".join(f"- {text.escaped(sentence)}" for sentence in refused if sentence))
    st.caption(
        "Unless others are chosen: the days with rates, parted where half of the patrols had run, whatever happened to them. "
        "Periods picked because they differ will differ."
    )
    grid = st.grid(4, min_column_width=140, gap="small")
    for key in PERIOD_KEYS:
        label = key.replace("_", " ").capitalize().replace("First", "First period").replace("Second", "Second period")
        with grid.cell():
            st.date_input(label, key=key, min_value=selection.from_day, max_value=selection.to_day, format="YYYY-MM-DD")
    days = [(state[f"{name}_from"], state[f"{name}_to"]) for name in ("first", "second")]
    first, second = (ask(compute_rates_of_days, *span) for span in days)
    say(*risk_text.compared(first, second))
    confirmed = [ask(compute_rates_of_days, *span, verification="confirmed") for span in days]
    in_doubt = sum(
        (row["attacked"] or 0) - (sure["attacked"] or 0) for row, sure in zip((first, second), confirmed, strict=True)
    )
    without_day = tuple(ask(count_headline, from_day=start, to_day=end)["patrols_without_day"] for start, end in days)
    stress = risk_text.stress(first, second, in_doubt, without_day)
    if stress:
        st.caption("What would undo it")
        say(*stress)
    if details := risk_text.p_values(first, second):
        st.caption(text.escaped(f"Details: {details}"))
    rows = pa.Table.from_pylist([{"period": name} | row for name, row in (("first", first), ("second", second))])
    numbers(
        rows,
        "two_periods",
        "Two periods side by side",
        lambda row: f"{row['period'].capitalize()} period",
        lambda row, selection: find_rate_populations(row["start"], row["end"]),
        "period",
    )


def interval_section() -> None:
    st.subheader("Between attacks")
    between = ask(list_patrols_between_attacks)
    rows = between.to_pylist()
    attacked = sum(not row["is_open"] for row in rows)
    limits = compute_g_limits(sum(row["quiet"] for row in rows), attacked)
    sentences = risk_text.between_patrols(rows, limits)
    say(*sentences)
    if limits:
        draw(
            risk_charts.patrols_between_chart(rows, limits, ink),
            "patrols-between-attacks",
            risk_text.intervals_alt(sentences),
            risk_text.HOLLOW_OPEN,
            rows,
        )
        numbers(
            between,
            "patrols_between_attacks",
            "Quiet patrols between attacked ones",
            lambda row: f"Interval {row['interval']:,}",
            find_quiet_populations,
            "interval",
        )
    days = ask(list_days_between_attacks)
    rows = days.to_pylist()
    sentences = risk_text.between_days(rows)
    say(*sentences)
    if rows:
        draw(
            risk_charts.days_between_chart(rows, ink),
            "days-between-attacks",
            risk_text.intervals_alt(sentences),
            risk_text.HOLLOW_CUT,
            rows,
        )
        with st.expander("Days between attacks on patrols: the numbers and their records"):
            st.caption(
                "A ticked row opens the attack that ends the interval; for the open one, the attack that began it."
            )
            tables.show(days, "days-between", "Days between attacks on patrols", on_select=filters.open_record)
            tables.download(
                days, "days_between_attacks", opened, selection, one="interval", title="Days between attacks"
            )


headline = ask(count_headline)
st.title("Risk")
st.caption(
    text.escaped(
        f"{ask(read_corridor)['title']} · as of {text.day(selection.to_day)} · release {opened.manifest.name} · feed "
        f"{selection.feed}"
    )
)
headline_section(headline)
if headline["patrols"] is not None:
    period_section()
    block_section(headline)
    comparison_section()
    interval_section()
else:
    recorded_section()
page = risk_doubt.Section(opened, selection, ink, ask, say, draw, numbers)
risk_suspensions.show_suspensions(page)
risk_doubt.denominators(page)
risk_doubt.sources(page)
risk_doubt.audit(page)
risk_doubt.show_lag(page)
with st.expander("Copy the sentences of this page"):
    st.code("\n".join(said), language=None, wrap_lines=True)

st.caption(
    "How each number is made, where the method comes from and when it misleads: docs/methods.md in the checkout."
)

filters.write_address(
    **{
        key: str(state[key]) if key in state and headline["patrols"] is not None else None
        for key in ("k", "window", *PERIOD_KEYS)
    }
)
