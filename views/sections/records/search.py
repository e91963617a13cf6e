"""The sections of the Records page for searching a table and listing the results."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from analysis.links.refusal import quote_value
from analysis.questions.records import Listing, count_incidents_everywhere, read_records_in_batches
from etl.tables.labels import format_count, inflect
from views.parts import tables
from views.parts.narrowing import draw_narrowing_fields
from views.parts.view import View
from views.sections.records.record import choose_record
from views.state import cache
from views.state.keys import PAGE_VALUES
from views.state.page_choices import settle_word
from views.state.refusals import refuse
from views.words.phrases import name_records
from views.words.records import NOTHING_FOUND, OF_THIS_CORRIDOR, SEARCH_HELP, describe_found, label_table

NAMES = {  # of one record
    "patrols": "patrol",
    "incidents": "incident",
    "suspensions": "announced suspension",
    "exposure": "exposure count",
    "sources": "source",
}
ROWS_IN_SIGHT = 12
LONGEST_SEARCH = 50  # characters, since links include the words


@dataclass(frozen=True)
class Search:
    """The reader's search. `everywhere` includes incidents on other corridors and on none."""

    table: str
    words: str
    everywhere: bool


def list_offered(is_counted: bool) -> list[str]:
    """List the tables that a corridor has: single patrols, or counts of its exposure."""
    return [table for table in NAMES if table != ("patrols" if is_counted else "exposure")]


def read_choices(offered: list[str]) -> None:
    """Apply the choices in the address, and report those that are not available."""
    state, values = st.session_state, PAGE_VALUES.get()
    state.setdefault("search", values.get("search", ""))
    if len(state["search"]) > LONGEST_SEARCH:
        too_long = f"is longer than the {LONGEST_SEARCH} characters of a search, so it was ignored"
        refuse("search", f"search: {quote_value(state['search'])} {too_long}.")
        state["search"] = ""
    settle_word("table", offered[0], offered)
    if "everywhere" not in state:
        state["everywhere"] = values.get("everywhere") == "yes"
        if values.get("everywhere", "yes") != "yes":
            refuse(
                "everywhere",
                f"everywhere: there is no {quote_value(values['everywhere'])} here, only yes; it was ignored.",
            )


def show_fields(view: View, offered: list[str]) -> Search:
    """Show the search fields, with the number of matches in each table. Return the search."""
    state = st.session_state
    hint = "number, place, note, source …"
    st.text_input("Search", key="search", max_chars=LONGEST_SEARCH, placeholder=hint, help=SEARCH_HELP)
    everywhere = bool(state["everywhere"])
    counts = {table: _find(view, table, state["search"], everywhere).total for table in offered}
    left, right = st.columns([3, 2], vertical_alignment="center")
    look: dict[str, Any] = {"required": True, "label_visibility": "collapsed", "wrap": True}
    left.pills("Table", offered, key="table", format_func=lambda table: label_table(table, counts[table]), **look)
    table = state["table"]
    if table == "incidents":
        about = "Incidents on every corridor, and those on none."
        right.checkbox("Off this corridor too", key="everywhere", help=about)
    if table != "sources":
        draw_narrowing_fields()
    return Search(table, state["search"], table == "incidents" and everywhere)


def _find(view: View, table: str, words: str, everywhere: bool) -> Listing:
    """Return the newest matching records with their total: one search for the table and for the number on its tab."""
    everywhere = everywhere and table == "incidents"
    return cache.list_kept_newest(view.opened, table, view.selection, words, everywhere=everywhere)


def show_records(view: View, search: Search) -> None:
    """List the results with their files, or say that there are none."""
    table = search.table
    found = _find(view, table, search.words, search.everywhere)
    st.text(describe_found(found.total, NAMES[table], table, search.words, view.selection))
    if table == "sources":
        st.caption(OF_THIS_CORRIDOR)
    if found.total and view.selection.feed not in view.opened.withheld:
        _show_found(view, search, found)
    elif not found.total:
        st.info(NOTHING_FOUND)
    if table == "incidents" and not search.everywhere:
        everywhere = cache.answer(count_incidents_everywhere, view.opened, view.selection, search.words)
        elsewhere = everywhere - found.total
        if elsewhere:
            more = f"{format_count(elsewhere, 'more incident')} on these days"
            st.caption(f"{more} {inflect(elsewhere, 'is', 'are')} off this corridor.")


def _show_found(view: View, search: Search, found: Listing) -> None:
    table, field = search.table, f"open-{search.table}"
    _offer_record(found, field, _name_found(view, table, found))
    alt = f"{table.capitalize()} as chosen"
    height: tables.Height = "content" if found.rows.num_rows < ROWS_IN_SIGHT else 460
    tables.show_newest(found, f"{table}-table", alt, on_select=choose_record, height=height)
    narrower = {"Searched": search.words} if search.words.split() else {}
    if search.everywhere:
        narrower["Where"] = "on every corridor and on none"
    every = partial(
        read_records_in_batches, view.opened, table, view.selection, search.words, everywhere=search.everywhere
    )
    view.download(found.rows, table, NAMES[table], narrower=narrower, total=found.total, every=every)
    choices = {"search": search.words.strip(), "everywhere": "yes" if search.everywhere else ""}
    tables.offer_address(table, view.selection, {key: value for key, value in choices.items() if value})


def _name_found(view: View, table: str, found: Listing) -> dict[str, str]:
    """Return names for the results: incidents from their rows, sources from their titles."""
    rows = found.rows.to_pylist() if table in ("incidents", "sources") else []
    if table == "incidents":
        return name_records(row | {"table": table, "record_id": row["incident_id"]} for row in rows)
    return cache.read_names(view.opened) | {row["source_id"]: f"{row['publisher']}: {row['title']}" for row in rows}


def _offer_record(found: Listing, field: str, names: dict[str, str]) -> None:
    """Show a field to choose a record by name."""
    st.selectbox(
        "Open a record",
        found.rows[0].to_pylist(),
        index=None,
        format_func=lambda record_id: names.get(record_id, record_id),
        placeholder="Click a row, or choose a record here",
        key=field,
        on_change=lambda: choose_record(st.session_state[field]),
        label_visibility="collapsed",
    )
    st.space("small")  # leaves room for the table's tools, which are always visible above it on a phone
