"""The lists of patrols and incidents below a page, narrowed by days and kilometres."""

from functools import partial

import streamlit as st

from analysis.questions.records import read_records_in_batches
from etl.tables.labels import format_count
from views.parts import tables
from views.parts.view import View
from views.state import cache
from views.state.navigation import open_record
from views.words.figures.road import describe_narrowing
from views.words.timeline import describe_no_records, describe_records

TABLES = {"patrols": "patrol", "incidents": "incident"}


def list_tables(view: View) -> dict[str, str]:
    """Return the tables with records below a page, with the word for one record. With counted exposure there are no patrols."""
    is_counted = view.selection.corridor in cache.list_choices(view.opened).counted
    return {table: one for table, one in TABLES.items() if not (is_counted and table == "patrols")}


def count_records(view: View) -> list[str]:
    """Count the records below a page, by their tables: `3 patrols`, `2 incidents`."""
    return [
        format_count(cache.list_kept_newest(view.opened, table, view.selection).total, one)
        for table, one in list_tables(view).items()
    ]


def show_records(view: View, key: str, alt: str, *, explain_nothing: bool) -> None:
    """Show the newest patrols and incidents with their files.

    `key` and `alt` contain `{table}` for the name of each table. With `explain_nothing`, say what to do if there are none.
    """
    for table, one in list_tables(view).items():
        found = cache.list_kept_newest(view.opened, table, view.selection)
        stretch = describe_narrowing(view.selection)
        st.text(describe_records(found.total, one, view.selection, stretch=stretch))
        if found.total and view.selection.feed not in view.opened.withheld:
            words = alt.format(table=table.capitalize())
            tables.show_newest(found, key.format(table=table), words, on_select=open_record)
            every = partial(read_records_in_batches, view.opened, table, view.selection)
            view.download(found.rows, table, one, total=found.total, every=every)
        elif explain_nothing and not found.total:
            st.info(describe_no_records(one))
