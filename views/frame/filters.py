"""The row of filters below the bar: corridor, days and grain, with the others behind a button."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from analysis.export.citation import describe_source_choice
from analysis.selection import PARTICIPANTS, TARGET_CHOICES, VERIFICATION_CHOICES, Choices, Selection
from views.frame.period import draw_period
from views.pages import PAGES
from views.parts.choosing import choose, choose_picture
from views.parts.tables import read_open_unit
from views.state import fields
from views.state.fields import FIELDS
from views.state.keys import SELECTION
from views.words.phrases import capitalise, label_target

GRAIN_LABELS = {"day": "Day", "week": "Week", "month": "Month"}
VERIFICATION_LABELS = {"confirmed": "Confirmed and coded", "any": "Disputed and unconfirmed too"}
PARTICIPANT_LABELS = {"joint": "Joint (all parties)", "any": "Any party"}
NAMES = {name: field.name for name, field in FIELDS.items()}
# On a phone this opens the filters as a sheet. Its key includes the page, so that another page starts with it closed.
SHEETS = {page: f'<details data-page="{page}"><summary>Filters</summary></details>' for page in PAGES}


def choose_corridor(offered: Choices, *, has_label: bool = False) -> None:
    """Show the field of the corridor, with its label above it beside labelled fields."""
    st.selectbox(
        "Corridor",
        offered.corridors,
        key=NAMES["corridor"],
        persist_state="session",
        format_func=lambda name: offered.titles[name],
        on_change=fields.begin_corridor,
        label_visibility="visible" if has_label else "collapsed",
        width=380,
    )


def draw_filters(offered: Choices, numbers: list[int], page: str, *, has_figures: bool) -> None:
    """Show the fields with the choices of a release. `numbers` are the releases, oldest first."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        choose_corridor(offered)
        st.html(SHEETS[page], width="content")
        with st.container(
            horizontal=True, vertical_alignment="center", gap="xsmall", key="filter-sheet", width="content"
        ):
            draw_period(offered)
            if has_figures:
                choose("Show by", GRAIN_LABELS, NAMES["grain"], persist_state="session", width="content")
            _draw_more(offered, numbers, has_figures=has_figures)


def _draw_more(offered: Choices, numbers: list[int], *, has_figures: bool) -> None:
    changed = count_changed(SELECTION.get(), offered, numbers[-1])
    label = f"More · {changed}" if changed else "More"
    with st.popover(label, icon=":material/tune:", key="more"):
        _draw_evidence(offered)
        if (corridor := FIELDS["corridor"].get()) not in offered.counted:
            parties = offered.parties[corridor]
            _select("participants", PARTICIPANTS, lambda choice: _label_participants(choice, parties))
        _select(
            "target",
            TARGET_CHOICES,
            partial(label_target, unit=read_open_unit()),
            "Which attacks and records are shown. Shares and rates always count attacks on what the corridor counts.",
        )
        releases = [f"R{number}" for number in reversed(numbers)]
        _select("release", releases, lambda name: f"{name} (newest)" if name == releases[0] else name)
        if has_figures:
            choose_picture()
        st.button("Reset the choices", on_click=fields.reset, width="stretch")


def _label_participants(choice: str, parties: Sequence[str]) -> str:
    return capitalise(parties[0]) if choice == "joint" and len(parties) == 1 else PARTICIPANT_LABELS[choice]


def _draw_evidence(offered: Choices) -> None:
    corridor = FIELDS["corridor"].get()
    if len(feeds := offered.list_feeds(corridor)) > 1:
        _select("feed", feeds, str)
    _select(
        "verification",
        list(VERIFICATION_CHOICES),
        VERIFICATION_LABELS.__getitem__,
        "Which attacks are counted. Those left out stay visible as hollow marks.",
    )
    _select(
        "sources",
        offered.list_sources(corridor),
        lambda sources: capitalise(describe_source_choice(sources)),
        "Who must report an attack for it to count. Patrols are counted whoever reports them.",
    )
    if len(ways := offered.list_ways_to_count(corridor)) > 1:
        about = "Attacks, or episodes: attacks on one target within two days are one episode."
        _select("count", ways, str.capitalize, about)


def _select(name: str, offered: Sequence[str], show: Callable[[str], str], about: str | None = None) -> None:
    """Show the field of a choice, under the choice's own name."""
    label = name.capitalize()
    st.selectbox(label, offered, key=NAMES[name], persist_state="session", format_func=show, help=about)


def count_changed(selection: Selection, offered: Choices, newest: int) -> int:
    """Count the choices behind the button that differ from the defaults of a page."""
    usual = offered.make_default(selection.corridor)
    names = ("feed", "verification", "sources", "count_by", "participants", "target")
    changed = [name for name in names if getattr(selection, name) != getattr(usual, name)]
    return len(changed) + (selection.release != newest)
