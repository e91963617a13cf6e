"""Records: every patrol, incident, suspension and source; one of them with all that is known about it."""

import pyarrow as pa
import streamlit as st

from analysis import records
from views import cache, filters, road_text, tables, text

NAMES = {"patrols": "patrol", "incidents": "incident", "suspensions": "announced suspension", "sources": "source"}

selection, opened = filters.selection(), filters.opened()
state, asked = st.session_state, filters.page_values()
for key, default in (("search", ""), ("table", "patrols"), ("record", None)):
    if key not in state:
        state[key] = asked.get(key, default)
if "everywhere" not in state:
    state["everywhere"] = asked.get("everywhere") == "yes"
    if asked.get("everywhere", "yes") != "yes":
        st.warning(text.escaped(f"everywhere: there is no “{asked['everywhere']}” here, only yes; it was left aside."))
if state["table"] not in NAMES:
    st.warning(text.escaped(f"table: there is no “{state['table']}” here; patrols are shown."))
    state["table"] = "patrols"


def open_record(record_id: str) -> None:
    state["record"] = record_id


def show_record(found: records.Record) -> None:
    """The record with its sources, its claims side by side, its history and a text to report an error with."""
    fields = {name: value for name, value in found.fields.items() if name != "source_ids"}
    name = found.table.name
    st.subheader(text.escaped(text.title_of(name, found.record_id, fields)))
    if fields.get("withdrawn_release"):
        st.warning(f"This record was withdrawn by R{fields['withdrawn_release']}; it stands in no number since.")
    for sentence in text.record_in_words(name, fields):
        st.text(sentence)
    for what, _, detail in (doubt for doubt in cache.doubts(opened) if doubt[1] == found.record_id):
        st.text(f"Doubt kept: {what} ({detail}).")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.caption("As it stands")
        tables.show(_pairs(fields), f"fields-{found.record_id}", f"The fields of {found.record_id}", height="content")
    with right:
        _part("Losses by side", found.casualties, "casualties", found.record_id)
        _part("Who says what", found.claims, "claims", found.record_id)
        _part(f"Sources ({found.sources.num_rows})", found.sources, "documents", found.record_id, open_record)
        _part(f"Related records ({found.related.num_rows})", found.related, "related", found.record_id, open_record)
        st.caption("History over releases")
        for step in found.history:
            st.text(text.history_step(step))
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
st.caption(text.escaped(f"{cache.answer('corridor', opened, selection)['title']} · release {opened.manifest.name}"))

if state["record"]:
    found = records.find(cache.lake(), opened, state["record"])
    if found is None:
        st.warning(text.escaped(f"record: release {opened.manifest.name} holds no “{state['record']}”."))
        state["record"] = None
    else:
        st.button("Close the record", on_click=open_record, args=(None,), icon=":material/close:")
        show_record(found)
        st.divider()

st.text_input(
    "Search",
    key="search",
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

rows = cache.listed(table, opened, selection, state["search"], everywhere)
first, last = selection.records_days
days = "" if table == "sources" else f" from {text.day(first)} to {text.day(last)}"
stretch = road_text.narrowed(selection) if table in ("patrols", "incidents") else ""
searched = f" with “{state['search']}”" if state["search"].split() else ""
st.text(f"{text.count_of(rows.num_rows, NAMES[table])}{days}{stretch}{searched}")
if rows.num_rows:
    st.selectbox(
        "Open a record",
        rows[0].to_pylist(),
        index=None,
        placeholder="Choose an id, or tick a row",
        key=f"open-{table}",
        on_change=lambda: open_record(state[f"open-{table}"]),
        label_visibility="collapsed",
    )
    st.space("small")  # for the tools of the table, which on a phone always stand over it
    tables.show(rows, f"{table}-table", f"{table.capitalize()} as chosen", on_select=open_record, height=460)
    narrower = {"Searched": state["search"]} if searched else {}
    if everywhere:
        narrower["Where"] = "on every corridor and off all of them"
    tables.download(rows, table, opened, selection, one=NAMES[table], narrower=narrower)
else:
    st.info("Nothing is found with these words, days and choices. Search for less, or reset the choices at the side.")
if table == "incidents" and not everywhere:
    elsewhere = cache.listed(table, opened, selection, state["search"], True).num_rows - rows.num_rows
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
