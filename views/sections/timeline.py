"""The sections of the Timeline: the headline, the figure with its caveats, suspensions and gaps, the numbers."""

from datetime import date
from functools import partial

import streamlit as st

from analysis.questions.periods import compute_series
from analysis.questions.timeline import TimelineAnswers, collect_answers
from views.briefing import page as briefing
from views.charts.timeline import describe_timeline
from views.charts.timeline_figure import draw_timeline
from views.parts import tables
from views.parts.view import View, write_note, write_notes
from views.state import cache
from views.state.navigation import narrow_records
from views.words import timeline as words
from views.words.markup import escape_markdown
from views.words.phrases import format_day

BOXES_DRAWN = "boxes_drawn"


def collect_kept_answers(view: View) -> TimelineAnswers:
    """Put the questions of the Timeline, as far as their answers are not kept."""
    return collect_answers(
        view.selection,
        ask=lambda question, selection: cache.answer(question, view.opened, selection),
        list_records=lambda table, selection: cache.list_kept_records(table, view.opened, selection),
    )


def show_headline(view: View, answers: TimelineAnswers) -> None:
    """Show the title, what a reader needs in ten seconds, and the same in sentences."""
    selection, release = view.selection, view.opened.manifest.name
    st.title(escape_markdown(answers.corridor["title"]))
    write_note(f"As of {format_day(selection.to_day)} · release {release} · feed {selection.feed}")
    tiles = st.grid(5, min_column_width=140, gap="small")
    for name, (value, explained) in words.make_tiles(answers, selection).items():
        with tiles.cell():
            st.metric(name, value)
            write_note(explained)
    view.say(*words.describe_summary(answers, selection))


def show_figure(view: View, answers: TimelineAnswers) -> None:
    """Show the figure, whose marks and boxes narrow the records, and what to know of its numbers."""
    key = f"figure-{st.session_state.get(BOXES_DRAWN, 0)}"
    alt = words.describe_figure(
        answers.headline, answers.series.to_pylist(), answers.suspensions, answers.gaps, view.selection
    )
    view.draw(
        draw_timeline(describe_timeline(answers, view.selection), view.ink),
        "timeline",
        alt,
        answers.series.num_rows,
        key=key,
        on_select=lambda: _narrow_to_picked(key, view),
        selection_mode=("points", "box"),
    )
    write_notes(words.list_caveats(answers, view.selection))


def _narrow_to_picked(key: str, view: View) -> None:
    """Narrow the records to the days of the mark that was clicked, or of the box; an emptied choice shows all again."""
    picked = st.session_state[key]["selection"]
    days = [value for point in picked["points"] for value in (point.get("customdata") or []) if value]
    if picked["box"]:
        days = [str(edge)[:10] for box in picked["box"] for edge in box["x"]]
        # A figure that takes boxes takes no clicks, so a box is followed by a fresh figure.
        st.session_state[BOXES_DRAWN] = st.session_state.get(BOXES_DRAWN, 0) + 1
    if not days:
        narrow_records(None, None)
        return
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    narrow_records(max(first, view.selection.from_day), min(last, view.selection.to_day))


def offer_briefing(view: View) -> None:
    """Offer the briefing of what is shown."""
    tables.download_page(
        "Briefing (HTML, two pages)",
        briefing.name_file(view.opened, view.selection),
        partial(briefing.write_briefing, view.opened, view.selection),
        *(view.opened.manifest.content_hash, view.selection),
        icon=":material/summarize:",
        help="Headline, figure, table, caveats, method and citation in one file, to send or print.",
    )


def show_bands(answers: TimelineAnswers) -> None:
    """Show every suspension and gap in a sentence, folded."""
    with st.expander(f"Announced suspensions ({len(answers.suspensions)}) and observed gaps ({len(answers.gaps)})"):
        for sentence in words.describe_bands(answers):
            st.text(sentence)


def show_numbers(view: View, answers: TimelineAnswers) -> None:
    """Show the numbers of the figure with their files, folded."""
    grain = view.selection.grain
    title = f"Patrols, share attacked and attacks by {grain}"
    with st.expander("The numbers of the figure"):
        st.text(f"{title}; empty cells are outside complete coverage.")
        st.text("Other attacks are those recorded, which need not be all.")
        periods = view.ask(compute_series)
        tables.show_table(periods, "series", "Patrols, share attacked and attacks by period")
        view.download(periods, f"series_by_{grain}", "row", title=title)
        tables.address("series", view.selection, {})
        st.text("Milestones, drawn as thin lines.")
        tables.show_table(answers.milestones, "milestones", "Milestones")
