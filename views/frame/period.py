"""The days of every page: presets, those around a suspension, or any two."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from analysis.questions.timeline import list_announced_suspensions
from analysis.selection import Choices
from views.state import cache, fields
from views.state.fields import DAY_FORMAT, FIELDS
from views.state.keys import RELEASE, SELECTION
from views.words.phrases import format_day, format_span

LAST_DAYS = (30, 90, 365)
DAYS_AROUND = 30  # before and after a suspension
Days = tuple[date, date]


def draw_period(offered: Choices) -> None:
    """Show the button with the chosen days, which opens the controls to change them."""
    key = (FIELDS["corridor"].get(), FIELDS["feed"].get())
    covered = offered.opening_days[key]
    chosen = SELECTION.get()
    label = format_span(chosen.from_day, chosen.to_day)
    with st.popover(label, icon=":material/calendar_month:", key="period"):
        with st.container(horizontal=True, gap="xsmall"):
            for name, days in list_presets(*covered).items():
                icon = ":material/check:" if days == (chosen.from_day, chosen.to_day) else None
                st.button(name, on_click=fields.set_days, args=days, icon=icon)
        _draw_suspensions(covered)
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


def list_presets(first: date, last: date) -> dict[str, Days]:
    """Return the presets for a corridor with this coverage: all days, and the latest ones."""
    presets = {"All covered days": (first, last)}
    for number in LAST_DAYS:
        start = last - timedelta(days=number - 1)
        if start > first:
            presets[f"Last {number} days"] = (start, last)
    return presets


def frame_suspension(row: dict[str, Any], first: date, last: date) -> Days:
    """Return the days around a suspension, clipped to the given days."""
    around = timedelta(days=DAYS_AROUND)
    return max(row["start"] - around, first), min((row["end"] or last) + around, last)


def _draw_suspensions(covered: Days) -> None:
    first, last = covered
    whole = replace(SELECTION.get().with_all_records, from_day=first, to_day=last)
    rows = cache.answer(list_announced_suspensions, RELEASE.get(), whole).to_pylist()
    around = {row["suspension_id"]: (row, frame_suspension(row, first, last)) for row in rows}
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
