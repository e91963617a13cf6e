"""A table of numbers, and under it the records behind the number that the reader chooses."""

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

RECORD = {
    "patrol_id": "patrol",
    "incident_id": "incident",
    "suspension_id": "suspension",
}  # by the first column of a list


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
    """Draw a table of numbers with its CSV. A ticked row, or a number chosen below it, shows the records that it counts.

    The first column tells the rows apart. `name` gives a row in words, `numbers` what stands behind its columns by their
    name; an empty number has nothing behind it. `one` is what a row is called on the download.
    """
    listed = rows.to_pylist()
    first = rows.column_names[0]
    labels = {column: tables.label(column).lower() for column in rows.column_names}
    offered = [
        (row[first], f"{name(row)}: {labels[column]} ({row[column]:,})", number)
        for row in listed
        for column, number in numbers(row).items()
        if row[column] is not None and selection.feed not in opened.withheld
    ]
    key = f"{what}-behind-{hash(tuple(words for _, words, _ in offered))}"

    def choose(row_id: Any) -> None:
        st.session_state[key] = next((place for place, offer in enumerate(offered) if offer[0] == row_id), None)

    tables.show_table(rows, what, alt, on_select=choose)
    tables.download(rows, what, opened, selection, one=one, title=alt)
    if not offered:
        return
    chosen = st.selectbox(
        f"Records behind a number of: {alt}",
        range(len(offered)),
        index=None,
        key=key,
        format_func=lambda place: offered[place][1],
        placeholder="Click a row, or choose a number, to see the records behind it",
        label_visibility="collapsed",
    )
    if chosen is None:
        return
    _, words, number = offered[chosen]
    found = cache.list_kept_population(opened, selection, number)
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
        every=partial(read_population_in_batches, opened, selection, number),
    )
