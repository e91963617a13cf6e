"""Fields that narrow the records below a page, as clicking or selecting in a figure does, and an offer that widens the choices."""

import streamlit as st

from analysis.questions.route import count_unplaced_records
from analysis.questions.timeline import count_caveats
from views.parts.record_lists import count_records
from views.parts.view import View
from views.state import cache
from views.state.fields import DAY_FORMAT, FIELDS
from views.state.keys import RELEASE, SELECTION
from views.state.navigation import narrow_records, narrow_to_stretch, undo_narrowing
from views.words.figures import road as road_text
from views.words.figures.picked import name_picked
from views.words.timeline.caveats import describe_attacks_tied_by_day, describe_unknown_attacks, describe_untied_attacks
from views.words.timeline.headline import describe_doubtful_attacks, describe_other_patrols


def draw_chip(view: View) -> None:
    """Draw a chip for the selection made in a figure; pressing it clears the selection."""
    if view.selection.is_narrowed:
        words = f"{name_picked(view.selection)}: {', '.join(count_records(view))}"
        st.button(
            words,
            key="chip",
            on_click=undo_narrowing,
            icon=":material/close:",
            icon_position="right",
        )


def draw_narrowing_fields() -> None:
    """Draw two fields for days, and name the stretch to which the records are narrowed."""
    chosen = SELECTION.get()
    left, right, clear = st.columns([2, 2, 3], vertical_alignment="bottom")
    # A link may narrow the records to days outside the chosen ones, and a field raises if its day is out of range.
    days = [day for day in (chosen.from_day, chosen.to_day, chosen.records_from, chosen.records_to) if day]
    for column, label, name in ((left, "Records from", "records_from"), (right, "Records to", "records_to")):
        key = FIELDS[name].name
        column.date_input(
            label, key=key, persist_state="session", min_value=min(days), max_value=max(days), format=DAY_FORMAT
        )
    if chosen.records_from or chosen.records_to:
        clear.button("Show all chosen days", on_click=narrow_records, args=(None, None))
    if chosen.is_on_a_stretch:
        stretch, whole = st.columns([4, 3], vertical_alignment="center")
        left_off = road_text.describe_left_off(cache.answer(count_unplaced_records, RELEASE.get(), chosen))
        span = road_text.format_kilometres(chosen.km_from, chosen.km_to)
        stretch.text(f"Narrowed to {span} of the corridor. {left_off}".rstrip())
        whole.button("Show the whole corridor", on_click=narrow_to_stretch, args=(None, None))


def draw_kilometre_fields(low: float, high: float) -> None:
    """Draw two fields for a stretch of a corridor between two kilometres."""
    columns = st.columns(2)
    for column, label, name, hint in (
        (columns[0], "From kilometre", "km_from", f"start (km {low:g})"),
        (columns[1], "To kilometre", "km_to", f"end (km {high:g})"),
    ):
        key = FIELDS[name].name
        column.number_input(
            label, low, high, value=None, key=key, persist_state="session", step=1.0, format="%.1f", placeholder=hint
        )


def offer_left_out(view: View) -> None:
    """If the choices leave no patrols or attacks, offer wider ones: patrols by any party, or attacks in doubt.

    Also mention attacks tied to no patrol or only by their day, and patrols that may have been attacked, since the share
    attacked depends on them.
    """
    caveats = view.ask(count_caveats, target="patrol")
    if view.selection.participants == "joint" and not caveats["patrols"]:
        others = view.ask(count_caveats, participants="any")["patrols"]
        _offer(describe_other_patrols(others, view.selection), "Show patrols by any party", "participants")
    elif not caveats["attacks"]:
        _offer(describe_doubtful_attacks(caveats["attacks_left_out"]), "Count them too", "verification")
    tied = describe_attacks_tied_by_day(caveats["attacks_tied_by_day"])
    untied = describe_untied_attacks(caveats["attacks_tied_to_no_patrol"])
    for sentence in filter(None, (tied, untied, describe_unknown_attacks(caveats["patrols_attack_unknown"]))):
        st.caption(sentence)


def _offer(sentence: str, label: str, field: str) -> None:
    """Show a sentence, and beside it a button that chooses `any` of a field. Shows nothing if the sentence is empty."""
    if sentence:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="left-out"):
            st.caption(sentence, width="content")
            st.button(label, on_click=FIELDS[field].set, args=("any",))
