"""The headline of the Timeline in words, and its three tiles."""

import streamlit as st

from analysis.questions.timeline import TimelineAnswers, count_headline
from views.parts.narrowing import offer_left_out
from views.parts.view import View, write_note
from views.state import cache
from views.words.markup import escape_markdown, keep_numbers_together
from views.words.phrases import format_from_to
from views.words.timeline import headline as words


def show_headline(view: View, answers: TimelineAnswers) -> None:
    """Show what a reader needs in ten seconds."""
    selection, release = view.selection, view.opened.manifest.name
    with st.container(key="headline", gap=None):
        with st.container(key="paper-title"):  # on the screen the filter shows this
            st.text(answers.corridor["title"])
        write_note(f"{format_from_to(selection.from_day, selection.to_day)} · release {release}")
        st.title(keep_numbers_together(escape_markdown(words.compose_headline(answers, selection))), anchor=False)
        first, last = cache.list_choices(view.opened).opening_days[selection.corridor, selection.feed]
        whole = view.ask(count_headline, from_day=first, to_day=last)
        if sentence := words.describe_window(answers, selection, whole, first, last):
            write_note(sentence)
        offer_left_out(view)
    with st.container(key="tiles-of-counts" if answers.counted else "tiles"):
        tiles = st.grid(3, min_column_width=100, gap="small")
        for name, (value, explained) in words.make_page_tiles(answers, selection).items():
            with tiles.cell():
                st.metric(name, value)
                st.caption(keep_numbers_together(escape_markdown(explained)))
