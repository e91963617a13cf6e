"""Risk: is the corridor getting more dangerous, as far as so many patrols can show."""

import streamlit as st

from analysis.questions.timeline import count_headline
from views.parts.view import open_view
from views.sections.risk import comparison, doubt, exposure, intervals, rates, suspensions, trend
from views.words.risk import METHODS
from views.words.statistics.exposure import PER_PATROL

view = open_view()
headline = view.ask(count_headline)
has_rates = headline["patrols"] is not None

# Settled before the first figure, so that the source of each names them.
notes: list[str] = []
exposed = PER_PATROL
if has_rates:
    exposed = exposure.settle_exposure(view)
    rates.settle_block(headline["patrols"])
    notes = comparison.settle_periods(view, exposed)
suspensions.settle_window(view)

view.write_title("Risk")
if has_rates:
    exposure.draw_exposure(view)
rates.show_all_days(view, headline, exposed)
if has_rates:
    rates.show_periods(view, exposed)
    rates.show_blocks(view, headline["patrols"], exposed)
    comparison.show_comparison(view, notes, exposed)
    trend.show_trend(view)
    intervals.show_patrols_between(view, exposed)
    intervals.show_days_between(view)
else:
    rates.show_recorded(view)
suspensions.show_suspensions(view)
doubt.show_denominators(view)
doubt.show_sources(view)
doubt.show_audit(view)
doubt.show_reporting_lag(view)
with st.expander("Copy the sentences of this page"):
    st.code("\n".join(view.said), language=None, wrap_lines=True)
st.caption(METHODS)
