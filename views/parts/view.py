"""The content of a page: one release with the reader's choices, and what sections do with its answers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.links.sharing import format_link
from analysis.questions.holdings import read_corridor
from analysis.questions.populations import Population
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.labels import label_feed
from views.charts.style import Ink
from views.parts import counted_records, figures, tables
from views.parts.folding import fold
from views.parts.screen import is_screen_narrow
from views.state import cache
from views.state.keys import QUERY, RELEASE, SELECTION
from views.state.navigation import go_to_record_if_requested
from views.words.markup import escape_markdown, list_sentences
from views.words.phrases import format_day

FIGURES_KEPT = 32  # of some 100 kB each


@dataclass(frozen=True)
class View:
    """A release with the reader's choices. `sentences` collects the sentences of the page, to be copied at its end."""

    opened: Release
    selection: Selection
    ink: Ink
    sentences: list[str] = field(default_factory=list)

    def ask(self, question: Callable[..., Any], *more: Any, **changes: Any) -> Any:
        """Return the cached answer of a question to the choices, with `changes` to some of them."""
        selection = replace(self.selection, **changes) if changes else self.selection
        return cache.answer(question, self.opened, selection, *more)

    def say(self, *sentences: str) -> None:
        """Show sentences, and collect them for copying."""
        for sentence in filter(None, sentences):
            st.text(sentence)
            self.sentences.append(sentence)

    def write_title(self, title: str) -> None:
        """Show the title of the page, the corridor, the as-of day, release and feed."""
        st.title(title)
        corridor, day = self.ask(read_corridor)["title"], format_day(self.selection.to_day)
        name, feed = self.opened.manifest.name, self.selection.feed
        st.caption(escape_markdown(f"{corridor} · as of {day} · release {name} · {label_feed(feed)}"))

    def draw(self, drawing: figures.Drawing, **options: Any) -> None:
        """Show a figure and the note below it. `options` are passed to Streamlit."""
        figures.finish_figure(drawing, self.opened, self.selection, self.ink, _make_link())
        self._show(drawing, options)

    def draw_kept(self, draw: Callable[..., figures.Drawing | None], *more: Any, **options: Any) -> bool:
        """Show what a function draws, drawn once for the same choices. Return False if it draws nothing.

        `draw` takes this view and `more`, is a function of a module and depends on nothing else.
        """
        drawing = _draw_kept(draw, self.opened, self.selection, self.ink, is_screen_narrow(), _make_link(), more, self)
        if drawing:
            self._show(drawing, options)
        return drawing is not None

    def _show(self, drawing: figures.Drawing, options: dict[str, Any]) -> None:
        options = {"key": f"figure-{drawing.name}"} | options
        figures.show_figure(drawing, self.opened, self.selection, **options)
        write_note(drawing.note)

    def show_numbers(
        self, rows: pa.Table, what: str, alt: str, name: Callable[[dict[str, Any]], str], numbers: Callable[[dict[str, Any]], dict[str, Population]],
        one: str = "row",
    ) -> None:  # fmt: skip
        """Show a table of numbers and the records behind each: see `counted_records.show`."""
        counted_records.show(rows, what, alt, self.opened, self.selection, name=name, numbers=numbers, one=one)

    def fold_numbers(
        self,
        rows: pa.Table,
        what: str,
        alt: str,
        name: Callable[[dict[str, Any]], str],
        find_numbers: Callable[..., dict[str, Population]],
        one: str,
    ) -> None:
        """Show the same in a fold, computed when it is opened. `find_numbers` takes a row and the choices."""

        def draw() -> None:
            self.show_numbers(rows, what, alt, name, lambda row: find_numbers(row, self.selection), one)

        fold(f"{alt}: the numbers and their records", f"numbers-{what}", draw)

    def show_with_files(self, rows: pa.Table, what: str, one: str, title: str) -> None:
        """Show a table of numbers, and offer its files under the same title."""
        tables.show_table(rows, what, title)
        self.download(rows, what, one, title=title)

    def download(self, rows: pa.Table, what: str, one: str, **more: Any) -> None:
        """Offer the files of rows: see `tables.download`."""
        tables.download(rows, what, self.opened, self.selection, one=one, **more)


@st.cache_resource(max_entries=FIGURES_KEPT, show_spinner=False, hash_funcs=cache.KEYS | {Ink: repr})
def _draw_kept(
    draw: Callable[..., figures.Drawing | None], opened: Release, selection: Selection, ink: Ink, is_narrow: bool,
    link: str, more: tuple[Any, ...], _view: View,
) -> figures.Drawing | None:  # fmt: skip
    """Draw a finished figure. Drawing one takes a quarter of the time of a page with cached answers."""
    if drawing := draw(_view, *more):
        figures.finish_figure(drawing, opened, selection, ink, link)
        figures.convert_once(drawing.figure)
    return drawing


def _make_link() -> str:
    """Return the link in the text of a saved figure, with the choices of its page alone."""
    return format_link("", QUERY.get())


def open_view() -> View:
    """Return the content of the session, after going to a record that was requested."""
    go_to_record_if_requested()
    return View(RELEASE.get(), SELECTION.get(), figures.read_ink())


def write_note(note: str) -> None:
    """Show a note, if there is one."""
    if note:
        st.caption(escape_markdown(note))


def write_notes(sentences: list[str]) -> None:
    """Show notes as a list, if there are any."""
    if sentences:
        st.caption(list_sentences(sentences))
