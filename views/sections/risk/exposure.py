"""The choice of exposure on the Risk page."""

import streamlit as st

from analysis.exposure import EVERY_PATROL, EXPOSURES, Exposure
from analysis.questions.rates import find_place, find_usual_kilometre
from analysis.questions.route import find_ends
from views.parts.choosing import choose
from views.parts.view import View
from views.state.keys import EXPOSURE_CORRIDOR, make_page_key
from views.state.page_choices import settle_kilometre, settle_word
from views.words.statistics import exposure as words
from views.words.statistics.exposure import PER_PATROL, Exposed


def settle_exposure(view: View) -> Exposed:
    """Settle the exposure, and the kilometre that patrols must have reached if the corridor has kilometres."""
    if EXPOSURE_CORRIDOR.find() not in (None, view.selection.corridor):
        make_page_key("reached").pop()  # discards a kilometre of another corridor
    EXPOSURE_CORRIDOR.set(view.selection.corridor)
    usual, ends = view.ask(find_usual_kilometre), view.ask(find_ends)
    if usual is None or ends is None:
        settle_word("exposure", "patrols", ["patrols"])
        return PER_PATROL
    by = settle_word("exposure", "patrols", EXPOSURES)
    settle_kilometre("reached", usual, *ends)
    return find_reached(view) if by == "reached" else Exposed(Exposure(by))


def find_reached(view: View) -> Exposed:
    """Return the exposure of patrols that reached the chosen kilometre, or of all patrols without kilometres."""
    kilometre = make_page_key("reached").find()
    if kilometre is None:
        return PER_PATROL
    reached = Exposure("reached", float(kilometre))
    return Exposed(reached, view.ask(find_place, reached))


def draw_exposure(view: View) -> None:
    """Show the fields of the exposure, if there is a choice."""
    ends = view.ask(find_ends)
    if not make_page_key("reached").is_set() or ends is None:
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", width="content"):
        choose("Rates per", words.LABELS, "exposure", label_visibility="visible", help=words.HELP, wrap=True)
        if make_page_key("exposure").get() == "reached":
            st.number_input(
                "Kilometre to be reached",
                min_value=float(ends[0]),
                max_value=float(ends[1]),
                step=0.1,
                format="%.1f",
                key="reached",
                help=words.REACHED_HELP,
                width=220,
            )


def list_keys(exposed: Exposed) -> dict[str, str]:
    """Return the keys of the exposure for addresses of tables."""
    exposure = exposed.exposure
    if exposure == EVERY_PATROL:
        return {}
    return {"exposure": exposure.by} | ({"reached": f"{exposure.km:g}"} if exposure.km is not None else {})
