"""The days of every page: presets, those around a suspension, or any two."""

from dataclasses import replace
from typing import Any

import streamlit as st

from analysis.questions.timeline import list_announced_suspensions
from analysis.selection import Choices
from views.frame.presets import DAYS_AROUND, Days, frame_suspension, list_presets
from views.state import cache, fields
from views.state.fields import DAY_FORMAT, FIELDS
from views.state.keys import RELEASE, SELECTION
from views.words.phrases import format_day, format_span


def draw_period(offered: Choices) -> None:
    """Show the button with the chosen days, which opens the controls to change them."""
    key = (FIELDS["corridor"].get(), FIELDS["feed"].get())
    covered, grain = offered.opening_days[key], offered.grains_of_counts.get(key, "day")
    chosen = SELECTION.get()
    label = format_span(chosen.from_day, chosen.to_day)
    with st.popover(label, icon=":material/calendar_month:", key="period"):
        with st.container(horizontal=True, gap="xsmall"):
            for name, days in list_presets(*covered, grain).items():
                icon = ":material/check:" if days == (chosen.from_day, chosen.to_day) else None
                st.button(name, on_click=fields.set_days, args=days, icon=icon)
        _draw_suspensions(covered, grain)
        first, last = offered.days[key]
        for label, name in (("From", "from"), ("To (as of)", "to")):
            st.date_input(
                label,
                key=FIELDS[name].name,
                persist_state="session",
                min_value=first,
                max_value=last,
                format=DAY_FORMAT,
                on_change=fields.follow_days,
                help=None
                if name == "from"
                else "Open gaps, open suspensions and “days since” are counted up to this day, never up to today.",
            )


def _draw_suspensions(covered: Days, grain: str) -> None:
    first, last = covered
    whole = replace(SELECTION.get().with_all_records, from_day=first, to_day=last)
    rows = cache.answer(list_announced_suspensions, RELEASE.get(), whole).to_pylist()
    around = {row["suspension_id"]: (row, frame_suspension(row, first, last, grain)) for row in rows}
    if not around:
        return
    key = f"around-{'-'.join(around)}"
    st.selectbox(
        "Around a suspension",
        list(around),
        index=None,
        key=key,
        format_func=lambda name: _name_suspension(around[name][0]),
        placeholder=f"{DAYS_AROUND} days before to {DAYS_AROUND} after",
        on_change=lambda: _go_around(st.session_state.pop(key), around),
    )


def _go_around(name: str | None, around: dict[str, Any]) -> None:
    if name:
        fields.set_days(*around[name][1])


def _name_suspension(row: dict[str, Any]) -> str:
    end = "still open" if row["is_open"] else f"to {format_day(row['end'])}"
    return f"{format_day(row['start'])} {end}"
