"""The fields at the side, which hold the choices of every page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from analysis.export.citation import describe_source_choice
from analysis.links.codec import format_value
from analysis.links.keys import SELECTION_KEYS
from analysis.selection import GRAINS, PARTICIPANTS, TARGET_CHOICES, VERIFICATION_CHOICES, Choices, Selection
from views.state import cache
from views.state.keys import SELECTION, SessionKey, make_widget_key
from views.state.refusals import begin_refusals
from views.words.phrases import capitalise

GRAIN_LABELS = {"day": "Day", "week": "ISO week", "month": "Month"}
VERIFICATION_LABELS = {"confirmed": "Confirmed and coded", "any": "Disputed and unconfirmed too"}
PARTICIPANT_LABELS = {"joint": "Joint (all parties)", "any": "Any party"}
DAY_FORMAT = "YYYY-MM-DD"
FIELDS: Mapping[str, SessionKey[Any]] = {key.name: make_widget_key(key.name) for key in SELECTION_KEYS}


def set_choices(selection: Selection) -> None:
    """Set every field to a selection."""
    for key in SELECTION_KEYS:
        value = getattr(selection, key.choice)
        FIELDS[key.name].set(f"R{value}" if key.name == "release" else value)


def read_choices() -> dict[str, list[str]]:
    """Read the fields as the values of an address. A field that was not drawn, after an error, keeps its choice."""
    values = {}
    for key in SELECTION_KEYS:
        field, chosen = FIELDS[key.name], SELECTION.find()
        value = field.get() if field.is_set() or not chosen else getattr(chosen, key.choice)
        if value is not None:
            values[key.name] = [format_value(value)]
    return values


def read_release_number() -> int:
    """Return the number of the release that is chosen."""
    name = FIELDS["release"].find()
    return int(name[1:]) if name else SELECTION.get().release


def draw_sidebar(offered: Choices, numbers: list[int]) -> None:
    """Draw the fields with what a release offers; `numbers` are those of the releases, oldest first."""
    corridor = FIELDS["corridor"].get()
    names = {name: field.name for name, field in FIELDS.items()}
    st.selectbox(
        "Corridor",
        offered.corridors,
        key=names["corridor"],
        format_func=lambda name: offered.titles[name],
        on_change=_begin_corridor,
    )
    if len(feeds := offered.feeds(corridor)) > 1:
        st.selectbox("Feed", feeds, key=names["feed"])
    _draw_days(*offered.days[corridor, FIELDS["feed"].get()])
    st.segmented_control("Grain", GRAINS, key=names["grain"], required=True, format_func=GRAIN_LABELS.__getitem__)
    st.selectbox(
        "Verification",
        list(VERIFICATION_CHOICES),
        key=names["verification"],
        format_func=VERIFICATION_LABELS.__getitem__,
        help="Which attacks are counted. Those left out stay visible as hollow marks.",
    )
    st.selectbox(
        "Sources",
        offered.sources(corridor),
        key=names["sources"],
        format_func=lambda sources: capitalise(describe_source_choice(sources)),
        help="Who must report an attack for it to count. Patrols are counted whoever reports them.",
    )
    st.selectbox("Participants", PARTICIPANTS, key=names["participants"], format_func=PARTICIPANT_LABELS.__getitem__)
    st.selectbox(
        "Target",
        TARGET_CHOICES,
        key=names["target"],
        format_func=lambda word: word.replace("_", " ").capitalize(),
        help="Which attacks and records are shown. The share attacked always counts attacks on patrols.",
    )
    st.selectbox(
        "Release",
        [f"R{number}" for number in reversed(numbers)],
        key=names["release"],
        format_func=lambda name: f"{name} (newest)" if name == f"R{numbers[-1]}" else name,
    )
    st.button("Reset the choices", on_click=_reset, width="stretch")


def _draw_days(first: date, last: date) -> None:
    st.date_input("From", key=FIELDS["from"].name, min_value=first, max_value=last, format=DAY_FORMAT)
    st.date_input(
        "To (as of)",
        key=FIELDS["to"].name,
        min_value=first,
        max_value=last,
        format=DAY_FORMAT,
        help="Open gaps, open suspensions and “days since” are counted up to this day, never up to today.",
    )


def _begin_corridor() -> None:
    """Begin the days anew: another corridor is covered on others."""
    fresh = _read_offered().default(FIELDS["corridor"].get())
    values = {"feed": fresh.feed, "from": fresh.from_day, "to": fresh.to_day}
    for name in ("feed", "from", "to", "records_from", "records_to", "km_from", "km_to"):
        FIELDS[name].set(values.get(name))
    begin_refusals()


def _reset() -> None:
    set_choices(_read_offered().default())
    begin_refusals()


def _read_offered() -> Choices:
    return cache.choices(cache.release(read_release_number()))
