"""The sections of the Compare page: what is compared, the figure, and its numbers."""

from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.comparison import MOST_SERIES, Series
from analysis.selection import Choices, Selection
from etl.tables.labels import label_feed
from views.charts.comparison import Compared
from views.parts import tables
from views.parts.screen import is_screen_narrow
from views.parts.view import View, write_note, write_notes
from views.sections.drawings.comparison import choose_usual, compute_compared, draw_compared, list_begun, list_compared
from views.state.keys import PAGE_VALUES, make_page_key
from views.state.refusals import refuse
from views.words.figures import comparison as words

SHARES = ("patrols", "attacked", "share", "low", "high")
COUNTED = ("exposed", "attacks", "rate", "rate_low", "rate_high")


def settle_compared(kind: str, choices: Choices, selection: Selection) -> list[str]:
    """Settle which corridors or feeds are compared. The default is the chosen one and those after it."""
    offered = list_compared(kind, choices, selection.corridor)
    usual = choose_usual(kind, choices, selection)
    field = make_page_key(f"with-{kind}")
    if not field.is_set():
        named = [name for name in PAGE_VALUES.get().get("with", "").split(",") if name]
        if unknown := [name for name in named if name not in offered]:
            refuse("with", f"with: there is no {', '.join(unknown)} here, so the usual ones are shown.")
        field.set(named[:MOST_SERIES] if named and not unknown else usual)
    field.set([name for name in field.get() if name in offered])
    found: list[str] = field.get()
    return found[:MOST_SERIES]


def choose_compared(kind: str, choices: Choices, corridor: str) -> None:
    """Draw the field for the corridors or feeds."""
    offered = list_compared(kind, choices, corridor)
    name = choices.titles.__getitem__ if kind == "corridors" else label_feed
    st.pills(words.KINDS[kind], offered, key=f"with-{kind}", format_func=name, selection_mode="multi")
    if len(make_page_key(f"with-{kind}").get()) > MOST_SERIES:
        write_note(words.TOO_MANY)


def show_comparison(view: View, series: list[Series], left_out: list[str], kind: str, align: str) -> None:
    """Show the series as small multiples, with their numbers."""
    write_note(words.explain_left_out(left_out))
    if kind == "suspensions":
        write_note(words.explain_last_suspensions(len(series), len(list_begun(view))))
    elif kind in ("corridors", "feeds") and view.selection.sources != "any":
        write_note(words.ANY_SOURCE)
    if len(series) < 2:
        st.info(words.TOO_FEW)
        return
    compared = compute_compared(view, series)
    view.draw(draw_compared(view, series, compared, kind, align, is_small=is_screen_narrow()))
    write_notes(
        words.explain_units(
            {held.unit: held.events for held in compared}, {held.unit for held in compared if held.is_sourced}
        )
    )
    with st.expander("The numbers of the figure"):
        rows = [_describe_compared(held, row) for held in compared for row in held.rows]
        table = pa.Table.from_pylist([dict.fromkeys(name for each in rows for name in each) | row for row in rows])
        tables.show_table(table, "comparison", "Rates of each series by period")
        view.download(table, "comparison", "row")


def _describe_compared(series: Compared, row: dict[str, Any]) -> dict[str, Any]:
    cells = {"series": series.name} | {name: row[name] for name in ("start", "end")}
    return cells | {name: row[name] for name in (COUNTED if series.unit.is_counted else SHARES)}
