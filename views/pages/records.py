"""Records: every patrol, incident, suspension and source; one of them with all that is known about it."""

from functools import partial

import pyarrow as pa
import streamlit as st

from analysis.links import sharing
from analysis.links.refusal import quote_value
from analysis.questions.holdings import read_corridor
from analysis.questions.records import (
    Record,
    find_other_releases,
    find_record,
    find_withdrawal,
    read_records_in_batches,
)
from views.parts import receipt, share, tables
from views.state import cache, filters
from views.words import links as link_text
from views.words import road as road_text
from views.words import text

NAMES = {"patrols": "patrol", "incidents": "incident", "suspensions": "announced suspension", "sources": "source"}

LONGEST_SEARCH = 50  # characters: a link carries the words

selection, opened = filters.selection(), filters.opened()
state, asked = st.session_state, filters.page_values()
for key, default in (("search", ""), ("record", None)):
    state.setdefault(key, asked.get(key, default))
if len(state["search"]) > LONGEST_SEARCH:
    receipt.refuse(
        f"search: {quote_value(state['search'])} is longer than the {LONGEST_SEARCH} characters of a search, so it was left aside."
    )
    state["search"] = ""
filters.page_word("table", "patrols", NAMES)
if "everywhere" not in state:
    state["everywhere"] = asked.get("everywhere") == "yes"
    if asked.get("everywhere", "yes") != "yes":
        receipt.refuse(f"everywhere: there is no {quote_value(asked['everywhere'])} here, only yes; it was left aside.")


def open_record(record_id: str) -> None:
    state["record"] = record_id


def show_in_release(record_id: str, number: int) -> None:
    filters.go_to_release(number)
    state["record"] = record_id


def show_record(found: Record) -> None:
    """The record with its sources, its claims side by side, its history and a text to report an error with."""
    fields = {name: value for name, value in found.fields.items() if name != "source_ids"}
    name = found.table.name
    st.subheader(text.escaped(text.title_of(name, found.record_id, fields)))
    if gone := find_withdrawal(cache.lake(), opened, found):
        st.info(text.escaped(link_text.withdrawn(gone, fields["feed"])), icon=":material/block:")
        if asked.get("record") == found.record_id:
            receipt.refuse(
                f"record: {quote_value(found.record_id)} was withdrawn by R{gone.release}; it is shown as it was."
            )
    for sentence in text.record_in_words(name, fields):
        st.text(sentence)
    for what, _, detail in (doubt for doubt in cache.doubts(opened) if doubt[1] == found.record_id):
        st.text(f"Doubt kept: {what} ({detail}).")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.caption("As it was" if fields.get("withdrawn_release") else "As it stands")
        tables.show(_pairs(fields), f"fields-{found.record_id}", f"The fields of {found.record_id}", height="content")
    with right:
        _part("Losses by side", found.casualties, "casualties", found.record_id)
        _part("Who says what", found.claims, "claims", found.record_id)
        _part(f"Sources ({found.sources.num_rows})", found.sources, "documents", found.record_id, open_record)
        _part(f"Related records ({found.related.num_rows})", found.related, "related", found.record_id, open_record)
        st.caption("History over releases")
        for step in found.history:
            st.text(text.history_step(step))
    st.caption("The address of this record, in the newest release and with its history")
    link = sharing.make_record_link(filters.page_address(), filters.address_of_run(), found.record_id)
    st.code(link or share.TOO_LONG, language=None, wrap_lines=True)
    with st.expander("Report an error"):
        st.caption(
            "Copy, fill in, and send it to whoever keeps these facts, or correct the file and run patrolwatch build."
        )
        st.code(
            text.report_an_error(opened.manifest.name, name, found.record_id, found.fields),
            language=None,
            wrap_lines=True,
        )


def _part(title: str, rows: pa.Table, what: str, record_id: str, on_select=None) -> None:
    if rows.num_rows:
        st.caption(title)
        tables.show(rows, f"{what}-{record_id}", f"{title} of {record_id}", on_select=on_select)


def _pairs(fields: dict) -> pa.Table:
    known = {name: value for name, value in fields.items() if value is not None}
    return pa.table(
        {"field": [tables.label(name) for name in known], "value": [text.value(value) for value in known.values()]}
    )


st.title("Records")
st.caption(text.escaped(f"{cache.answer(read_corridor, opened, selection)['title']} · release {opened.manifest.name}"))

if state["record"]:
    found = find_record(cache.lake(), opened, state["record"])
    if found is None:
        held = find_other_releases(cache.lake(), state["record"])
        receipt.refuse(link_text.not_held(quote_value(state["record"]), opened.manifest.name, held, opened.number))
        state["held_elsewhere"] = held and (state["record"], held.nearest(opened.number).number)
        state["record"] = None
    else:
        state["held_elsewhere"] = None
        st.button("Close the record", on_click=open_record, args=(None,), icon=":material/close:")
        show_record(found)
        st.divider()

if held_elsewhere := state.get("held_elsewhere"):
    record_id, release = held_elsewhere
    st.button(f"Show {quote_value(record_id)} in R{release}", on_click=show_in_release, args=held_elsewhere)

st.text_input(
    "Search",
    key="search",
    max_chars=LONGEST_SEARCH,
    placeholder="number, place (in any of its names), note, source …",
    help="All words must stand in a record, its places (Arabic names too) or its sources.",
)
left, right = st.columns([3, 2], vertical_alignment="center")
left.pills(
    "Table",
    list(NAMES),
    key="table",
    required=True,
    format_func=str.capitalize,
    label_visibility="collapsed",
    wrap=True,
)
table = state["table"]
if table == "incidents":
    right.checkbox(
        "Off this corridor too", key="everywhere", help="Incidents of every corridor, and those off all of them."
    )
everywhere = table == "incidents" and bool(state.get("everywhere"))
if table != "sources":
    filters.records_days()

found = cache.newest(table, opened, selection, state["search"], everywhere)
first, last = selection.records_days
days = "" if table == "sources" else f" from {text.day(first)} to {text.day(last)}"
stretch = road_text.narrowed(selection) if table in ("patrols", "incidents") else ""
searched = f" with “{state['search']}”" if state["search"].split() else ""
st.text(f"{text.count_of(found.total, NAMES[table])}{days}{stretch}{searched}")
if found.total:
    st.selectbox(
        "Open a record",
        found.rows[0].to_pylist(),
        index=None,
        placeholder="Choose an id, or tick a row",
        key=f"open-{table}",
        on_change=lambda: open_record(state[f"open-{table}"]),
        label_visibility="collapsed",
    )
    st.space("small")  # for the tools of the table, which on a phone always stand over it
    tables.show_newest(found, f"{table}-table", f"{table.capitalize()} as chosen", on_select=open_record, height=460)
    narrower = {"Searched": state["search"]} if searched else {}
    if everywhere:
        narrower["Where"] = "on every corridor and off all of them"
    tables.download(
        found.rows,
        table,
        opened,
        selection,
        one=NAMES[table],
        narrower=narrower,
        total=found.total,
        every=partial(read_records_in_batches, opened, table, selection, state["search"], everywhere=everywhere),
    )
    asked_for = {"search": state["search"].strip(), "everywhere": "yes" if everywhere else ""}
    tables.address(table, selection, {key: value for key, value in asked_for.items() if value})
else:
    st.info("Nothing is found with these words, days and choices. Search for less, or reset the choices at the side.")
if table == "incidents" and not everywhere:
    elsewhere = cache.newest(table, opened, selection, state["search"], True).total - found.total
    if elsewhere:
        st.caption(
            f"{text.count_of(elsewhere, 'more incident')} on these days {'is' if elsewhere == 1 else 'are'} off this corridor."
        )

doubts = cache.doubts(opened)
with st.expander(f"Doubts kept in this release ({len(doubts)})"):
    st.caption("No errors: what a reader of the records should know.")
    for what, record, detail in doubts:
        st.text(f"{what.capitalize()}: {record} ({detail})")

filters.write_address(
    record=state["record"], search=state["search"], table=table, everywhere="yes" if everywhere else None
)
