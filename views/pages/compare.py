"""Compare: corridors, feeds, periods or suspensions on one axis and scale."""

import streamlit as st

from analysis.exposure import read_unit
from analysis.questions.comparison import MOST_SERIES
from analysis.questions.holdings import read_corridor
from views.parts.choosing import choose
from views.parts.tables import name_attacks
from views.parts.view import open_view, write_note
from views.sections import compare
from views.sections.drawings.comparison import list_kinds, list_series
from views.state import cache
from views.state.address import state_choices
from views.state.page_choices import settle_number, settle_word
from views.words.figures import comparison as words

view = open_view()
choices = cache.list_choices(view.opened)
kinds = list_kinds(view, choices)
kind = settle_word("compare", kinds[0], kinds)
has_names = kind in ("corridors", "feeds")
align = settle_word("align", "date", list(words.ALIGNMENTS)) if has_names else "date"
parts = settle_number("parts", 2, 2, MOST_SERIES) if kind == "periods" else 2
compared = compare.settle_compared(kind, choices, view.selection) if has_names else []

view.write_title("Compare")
write_note(words.describe_page(read_unit(view.ask(read_corridor)), name_attacks(view.opened, view.selection)))
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    choose("Compare", {kind: words.KINDS[kind] for kind in kinds}, "compare", label_visibility="visible", wrap=True)
    if has_names:
        choose("Align", words.ALIGNMENTS, "align", label_visibility="visible")
    if kind == "periods":
        st.number_input("Parts", 2, MOST_SERIES, key="parts", width=120)
if has_names:
    compare.choose_compared(kind, choices, view.selection.corridor)

series, left_out = list_series(view, kind, compared, align, parts, choices)
compare.show_comparison(view, series, left_out, kind, align)

state_choices(**{"with": ",".join(compared) or None})
