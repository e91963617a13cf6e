"""Risk: whether the corridor is getting more dangerous, as far as the number of patrols, transits or flights can show."""

import streamlit as st

from analysis.exposure import read_unit
from analysis.questions.holdings import read_corridor
from analysis.questions.timeline import count_headline
from views.parts.narrowing import offer_left_out
from views.parts.view import open_view
from views.sections.risk import cards, comparison, counted, exposure, rates, suspensions
from views.words.statistics.exposure import PER_PATROL

view = open_view()
corridor = view.ask(read_corridor)

if (unit := read_unit(corridor)).is_counted:
    counted.show_risk(view, corridor, unit)
else:
    headline = view.ask(count_headline)
    # Settled before the first figure, so that the source of each includes it.
    card = cards.settle_card()
    notes: list[str] = []
    exposed = PER_PATROL
    if headline["patrols"] is not None:
        exposed = exposure.settle_exposure(view)
        rates.settle_block(headline["patrols"])
        notes = comparison.settle_periods(view, exposed)
    suspensions.settle_window(view)

    view.write_title("Risk")
    offer_left_out(view)
    cards.show_risk(card, view, headline, notes, exposed)
with st.expander("Copy the sentences of this page"):
    st.code("\n".join(view.sentences), language=None, wrap_lines=True)
