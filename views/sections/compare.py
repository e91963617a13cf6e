"""The sections of the Compare page: what is compared, the figure, its numbers."""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions import comparison
from analysis.questions.comparison import MOST_SERIES, Series
from analysis.questions.suspensions import compare_announced
from analysis.questions.timeline import list_announced_suspensions
from analysis.selection import Choices
from views.charts.comparison import Compared, draw_comparison
from views.parts import tables
from views.parts.view import View, write_note
from views.state import cache
from views.state.keys import PAGE_VALUES, make_page_key
from views.state.refusals import refuse
from views.words.figures import comparison as words
from views.words.figures.titles import name_road


def list_kinds(view: View, choices: Choices) -> list[str]:
    """List what can be compared here: that of which there are at least two."""
    numbers = {
        "suspensions": view.ask(compare_announced).num_rows,
        "corridors": len(list_comparable(choices)),
        "feeds": len(choices.feeds(view.selection.corridor)),
        "periods": MOST_SERIES,
    }
    return [kind for kind, number in numbers.items() if number > 1]


def list_comparable(choices: Choices) -> list[str]:
    """List the corridors of which single patrols are held: shares are compared, and counts have none."""
    return [corridor for corridor in choices.corridors if corridor not in choices.counted]


def settle_compared(kind: str, choices: Choices, corridor: str) -> list[str]:
    """Settle which corridors or feeds are compared; the chosen one and those after it where the address names none."""
    offered = list_comparable(choices) if kind == "corridors" else choices.feeds(corridor)
    first = [corridor] if kind == "corridors" else []
    usual = [*first, *(name for name in offered if name not in first)][:MOST_SERIES]
    field = make_page_key(f"with-{kind}")
    if not field.is_set():
        asked = [name for name in PAGE_VALUES.get().get("with", "").split(",") if name]
        if unknown := [name for name in asked if name not in offered]:
            refuse(f"with: there is no {', '.join(unknown)} here, so the usual ones are shown.")
        field.set(asked[:MOST_SERIES] if asked and not unknown else usual)
    field.set([name for name in field.get() if name in offered])
    found: list[str] = field.get()
    return found[:MOST_SERIES]


def choose_compared(kind: str, choices: Choices, corridor: str) -> None:
    """Draw the field for the corridors or feeds."""
    offered = list_comparable(choices) if kind == "corridors" else choices.feeds(corridor)
    name = choices.titles.__getitem__ if kind == "corridors" else str
    st.pills(words.KINDS[kind], offered, key=f"with-{kind}", format_func=name, selection_mode="multi")
    if len(make_page_key(f"with-{kind}").get()) > MOST_SERIES:
        write_note(words.TOO_MANY)


def list_series(view: View, kind: str, compared: list[str], align: str, parts: int, choices: Choices) -> list[Series]:
    """List the series to set over each other, and say which have no day to count from."""
    chosen = view.selection
    if kind == "suspensions":
        starts = [row["start"] for row in view.ask(compare_announced).to_pylist()][-MOST_SERIES:]
        return [
            Series(words.name_suspension(start), comparison.frame_suspension(chosen, start), start) for start in starts
        ]
    if kind == "periods":
        return [
            replace(held, name=words.name_days(held.selection.from_day, held.selection.to_day))
            for held in comparison.split_days(chosen, parts)
        ]
    series, left_out = [], []
    for name in compared:
        corridor, feed = (name, choices.feeds(name)[0]) if kind == "corridors" else (chosen.corridor, name)
        selection = replace(chosen, corridor=corridor, feed=feed, sources="any")
        title = name_road({"corridor": corridor, "title": choices.titles[corridor]}) if kind == "corridors" else name
        if align == "date":
            series.append(Series(title, selection))
            continue
        opening = choices.default(corridor, feed)
        selection = replace(selection, from_day=opening.from_day, to_day=opening.to_day)
        start = comparison.find_last_suspension(view.opened, selection)
        if start is None:
            left_out.append(title)
            continue
        name_of = f"{title}, {words.name_suspension(start)}"
        series.append(Series(name_of, comparison.frame_suspension(selection, start), start))
    write_note(words.explain_left_out(left_out))
    return series


def show_comparison(view: View, series: list[Series], kind: str, align: str) -> None:
    """Show the series as small multiples, and their numbers."""
    if len(series) < 2:
        st.info(words.TOO_FEW)
        return
    by_date = all(held.zero is None for held in series)
    drawn = []
    for held in series:
        rows = cache.answer(comparison.compute_series, view.opened, held)
        bands = view.ask(list_announced_suspensions, corridor=held.selection.corridor, feed=held.selection.feed)
        drawn.append(Compared(words.head_series(held.name, rows), rows, bands.to_pylist() if by_date else []))
    alt = words.describe_figure([held.heading for held in drawn])
    subtitle = words.SUBTITLES.get(kind) or words.SUBTITLES[align]
    number = sum(len(held.rows) for held in drawn)
    figure = draw_comparison(drawn, view.selection if by_date else None, view.ink)
    view.draw(figure, "comparison", alt, number, subtitle=subtitle)
    with st.expander("The numbers of the figure"):
        table = pa.Table.from_pylist([_tell(held, row) for held in drawn for row in held.rows])
        tables.show_table(table, "comparison", "Share attacked of each series by period")
        view.download(table, "comparison", "row")


def _tell(held: Compared, row: dict[str, Any]) -> dict[str, Any]:
    names = ("start", "end", "patrols", "attacked", "share", "low", "high")
    return {"series": held.heading.partition(" · ")[0]} | {name: row[name] for name in names}
