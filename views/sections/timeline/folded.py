"""Folds below the figure of the Timeline: notes on its numbers, suspensions and gaps, records, the numbers."""

from functools import partial

import pyarrow as pa
import streamlit as st

from analysis.exposure import COUNTED
from analysis.questions.periods import compute_series
from analysis.questions.rates.counted import BY_PERIOD
from analysis.questions.timeline import TimelineAnswers
from etl.tables.labels import format_count
from views.briefing import page as briefing
from views.parts import tables
from views.parts.folding import fold, unfold
from views.parts.guide import link_to_guide
from views.parts.narrowing import draw_narrowing_fields
from views.parts.record_lists import count_records, show_records
from views.parts.view import View, write_notes
from views.words import timeline as words
from views.words.phrases import capitalise
from views.words.statistics import counted as counted_words
from views.words.timeline import caveats
from views.words.timeline import headline as headline_words

RECORDS = "timeline-records"


def show_things_to_know(view: View, answers: TimelineAnswers) -> None:
    """Show what qualifies the numbers, each note once, under their number."""
    sentences = caveats.list_things_to_know(answers, view.selection)
    with st.expander(f"{format_count(len(sentences), 'thing')} to know"):
        write_notes(sentences)
        with st.container(horizontal=True, gap="medium"):
            if answers.counted:
                link_to_guide("How the rate is made", "methods", "counted-exposure")
            else:
                link_to_guide("How the share is made", "methods", "share-attacked")
            link_to_guide("What these words mean", "glossary")


def show_bands(answers: TimelineAnswers) -> None:
    """Describe every suspension and gap in a sentence."""
    with st.expander(headline_words.name_bands(answers)):
        write_notes([*words.describe_bands(answers), *words.explain_bands(answers)])


def fold_records(view: View) -> None:
    """Show the records of the chosen days in a fold, which is open if they are narrowed."""
    if st.session_state.get(RECORDS) is None and view.selection.is_narrowed:
        unfold(RECORDS)

    def draw() -> None:
        st.caption(words.HOW_TO_NARROW)
        draw_narrowing_fields()
        show_records(view, "{table}-table", "{table} of the chosen days", explain_nothing=True)

    fold(f"Records: {' and '.join(count_records(view))}", RECORDS, draw)


def fold_numbers(view: View, answers: TimelineAnswers) -> None:
    """Show the numbers of the figure with their files."""
    grain = view.selection.grain
    if answers.counted:
        fold("The numbers of the figure", "timeline-numbers", lambda: show_counted_numbers(view, answers))
        return
    title = f"Patrols, share attacked and attacks by {grain}"

    def draw() -> None:
        st.text(f"{title}; empty cells are outside complete coverage.")
        st.text("Other attacks are those recorded, which need not be all.")
        periods = view.ask(compute_series)
        tables.show_table(periods, "series", "Patrols, share attacked and attacks by period")
        view.download(periods, f"series_by_{grain}", "row", title=title)
        tables.offer_address("series", view.selection, {})
        _show_milestones(answers.milestones)

    fold("The numbers of the figure", "timeline-numbers", draw)


def show_counted_numbers(view: View, answers: TimelineAnswers) -> None:
    """Show the numbers of the figure for counted exposure."""
    assert answers.counted  # noqa: S101 - a mistake in the program, not in the data
    grain, counted = view.selection.grain, answers.counted
    title = f"{capitalise(counted_words.name_rate(counted, answers.unit, view.selection))}, by {grain}"
    rates = counted.rates.select(list(BY_PERIOD))
    tables.show_table(rates, "counted-rates", title)
    view.download(rates, f"rates_by_{grain}", "row", title=title)
    tables.offer_address("rates", view.selection, {"exposure": COUNTED})
    if counted.counters.num_rows:
        st.text(f"{counted_words.COUNTERS}. {counted_words.BY_EACH}")
        view.show_with_files(counted.counters, "counters", "row", counted_words.COUNTERS)
    _show_milestones(answers.milestones)


def _show_milestones(milestones: pa.Table) -> None:
    """Show the milestones by their numbers in the figure. Shows nothing if there are none."""
    if not milestones.num_rows:
        return
    numbers = pa.array(range(1, milestones.num_rows + 1), pa.int64())
    st.text("Milestones, by their numbers in the figure.")
    shown = milestones.drop_columns(["milestone_id"]).add_column(0, "number", numbers)
    tables.show_table(shown, "milestones", "Milestones")


def offer_briefing(view: View) -> None:
    """Offer the briefing of the current view."""
    tables.download_page(
        "Briefing (HTML, two pages)",
        briefing.name_file(view.opened, view.selection),
        partial(briefing.write_briefing, view.opened, view.selection),
        *(view.opened.manifest.content_hash, view.selection),
        icon=":material/summarize:",
        help="Headline, figure, table, caveats, method and citation in one file, to send or print.",
    )
