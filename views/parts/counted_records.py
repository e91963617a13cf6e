"""A table of numbers, with the records behind the number that the reader selects."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.populations import Population, read_population_in_batches
from analysis.release import Release
from analysis.selection import Selection
from views.parts import tables
from views.state import cache
from views.state.navigation import open_record

# By the first column of a list.
RECORD = {
    "patrol_id": "patrol",
    "incident_id": "incident",
    "suspension_id": "suspension",
}


# The first cell of a row, one of its numbers in words, and the records that it counts.
Offer = tuple[Any, str, Population]


def show(
    rows: pa.Table,
    what: str,
    alt: str,
    opened: Release,
    selection: Selection,
    *,
    name: Callable[[dict[str, Any]], str],
    numbers: Callable[[dict[str, Any]], dict[str, Population]],
    one: str = "row",
) -> None:
    """Show a table of numbers with its CSV. Selecting a row, or a number below the table, lists the records that it counts.

    The first column identifies a row. `name` describes a row in words, and `numbers` returns the population of each column that
    counts records. `one` is the word for a row on the download.
    """
    offers = [] if selection.feed in opened.withheld else _list_offers(rows, name, numbers)
    key = f"{what}-behind-{hash(tuple(words for _, words, _ in offers))}"

    def choose(row_id: Any) -> None:
        st.session_state[key] = next((place for place, offer in enumerate(offers) if offer[0] == row_id), None)

    tables.show_table(rows, what, alt, on_select=choose)
    tables.download(rows, what, opened, selection, one=one, title=alt)
    if not offers:
        return
    chosen = st.selectbox(
        f"Records behind a number of: {alt}",
        range(len(offers)),
        index=None,
        key=key,
        format_func=lambda place: offers[place][1],
        placeholder="Click a row, or choose a number, to see the records behind it",
        label_visibility="collapsed",
    )
    if chosen is not None:
        _show_records(offers[chosen], what, opened, selection)


def _list_offers(
    rows: pa.Table,
    name: Callable[[dict[str, Any]], str],
    numbers: Callable[[dict[str, Any]], dict[str, Population]],
) -> list[Offer]:
    first = rows.column_names[0]
    labels = {column: tables.label(column).lower() for column in rows.column_names}
    return [
        (row[first], f"{name(row)}: {labels[column]} ({row[column]:,})", population)
        for row in rows.to_pylist()
        for column, population in numbers(row).items()
        if row[column] is not None
    ]


def _show_records(offer: Offer, what: str, opened: Release, selection: Selection) -> None:
    _, words, population = offer
    found = cache.list_kept_population(opened, selection, population)
    st.text(f"The records behind: {words}")
    if found.total == 0:
        st.text("None.")
        return
    tables.show_newest(found, f"{what}-records", f"The records behind {words}", on_select=open_record)
    tables.download(
        found.rows,
        f"{what}_records",
        opened,
        selection,
        one=RECORD[found.rows.column_names[0]],
        title=f"The records behind {words}",
        total=found.total,
        every=partial(read_population_in_batches, opened, selection, population),
    )
