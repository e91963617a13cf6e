"""The sections of the Data page on files loaded, near-duplicates and coverage."""

from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.holdings import (
    list_coverage,
    list_loads,
    list_rejects,
    list_uncovered,
    list_unread_cells,
    list_word_meanings,
)
from etl.errors import QueryStopped
from etl.tables.labels import format_count
from views.parts import tables
from views.parts.view import View, write_note
from views.state import cache
from views.state.navigation import open_record
from views.state.page_choices import settle_number
from views.words import data as words

LISTED = 500  # of each table; the files have all
FILES_DESCRIBED = 10
MOST_DAYS, MOST_KM = 31, 100


def download_all(view: View, rows: pa.Table, what: str, one: str) -> None:
    """Offer a file with rows that no filter narrows."""
    label = f"CSV ({format_count(rows.num_rows, one)})"
    name = view.opened.manifest.name
    tables.download_all(
        lambda: rows, "patrolwatch", what, name, label=label, total=rows.num_rows, held_bytes=rows.nbytes
    )


def show_loads(view: View) -> None:
    """List the files loaded, and the records that could not be read."""
    st.subheader("Files loaded")
    loads = cache.answer(list_loads, view.opened)
    if not loads.num_rows:
        st.info(words.NO_LOADS)
        return
    # Only for programs; the file has this column.
    tables.show_table(loads.drop_columns(["options"]), "loads", "Files loaded")
    st.caption(words.ROWS_ADD_UP)
    download_all(view, loads, "loads", "file")
    rows = loads.to_pylist()
    with st.expander("What to know about each file"):
        for load in rows[:FILES_DESCRIBED]:
            for sentence in words.describe_load(load):
                st.text(sentence)
    rejected = {row["load_id"]: row for row in rows if row["rejected"]}
    listable = {load_id: row for load_id, row in rejected.items() if row["feed"] not in view.opened.withheld}
    if listable:
        _show_rejects(view, listable)
    elif not rejected:
        st.text(words.NO_REJECTS)
    unread = cache.answer(list_unread_cells, view.opened)
    note = words.describe_unread_cells(unread.num_rows, min(unread.num_rows, LISTED))
    _show_list(view, unread, "unread-cells", "Cells that could not be read", note, "text")
    meanings = cache.answer(list_word_meanings, view.opened)
    _show_list(view, meanings, "word-meanings", "What words were said to mean", words.WORD_MEANINGS, "word")


def _show_rejects(view: View, rejected: dict[str, dict[str, Any]]) -> None:
    st.text("Rejected records")
    load_id = st.selectbox(
        "Rejected records of",
        [None, *rejected],
        format_func=lambda load: words.name_load(load and rejected[load]),
        label_visibility="collapsed",
    )
    opened = view.opened
    found = cache.answer(list_rejects, opened, load_id, LISTED)
    total = sum(row["rejected"] for row in rejected.values() if load_id in (None, row["load_id"]))
    tables.show_table(found, "rejects", "Rejected records")
    write_note(words.describe_rejects(total, found.num_rows))
    name, label = opened.manifest.name, f"CSV ({format_count(total, 'reject')})"
    rows = lambda: list_rejects(opened, load_id)  # noqa: E731
    tables.download_all(rows, "patrolwatch", "rejects", name, label=label, total=total)


def _show_list(view: View, found: pa.Table, name: str, title: str, note: str, one: str) -> None:
    """Show the first rows of a list with its note and file. Shows nothing if the list is empty."""
    if found.num_rows:
        st.text(title)
        tables.show_table(found.slice(0, LISTED), name, title)
        write_note(note)
        download_all(view, found, name.replace("-", "_"), one)


def show_near_duplicates(view: View) -> None:
    """List pairs of nearby incidents of two feeds. The reader chooses the distances."""
    st.subheader("Near-duplicates")
    settle_number("days", 1, 0, MOST_DAYS)
    settle_number("km", 5, 0, MOST_KM)
    left, right, _ = st.columns([1, 1, 3])
    left.number_input("Days apart at most", 0, MOST_DAYS, key="days")
    right.number_input("Kilometres apart at most", 0, MOST_KM, key="km")
    days, km = st.session_state["days"], st.session_state["km"]
    try:
        pairs = cache.find_kept_near_duplicates(view.opened, days=days, km=km)
    except QueryStopped:
        st.warning(words.TOO_MANY_PAIRS)
        return
    listed = min(pairs.num_rows, LISTED)
    st.text(words.describe_near_duplicates(pairs.num_rows, listed, days, km, view.opened.withheld))
    if pairs.num_rows:
        tables.show_table(pairs.slice(0, LISTED), "near-duplicates", "Near-duplicates", on_select=open_record)
        download_all(view, pairs, "near_duplicates", "pair")


def show_coverage(view: View) -> None:
    """List the coverage, and the corridors and feeds without any."""
    st.subheader("Coverage")
    found = cache.answer(list_coverage, view.opened)
    if found.num_rows:
        with st.expander(f"Which records are complete, and for which days ({found.num_rows:,})"):
            tables.show_table(found.drop_columns(["title"]), "coverage", "Coverage")
            st.caption(words.COVERAGE)
            download_all(view, found, "coverage", "row")
    else:
        st.info(words.NO_COVERAGE)
    for row in cache.answer(list_uncovered, view.opened).to_pylist():
        st.text(words.describe_not_covered(row))
