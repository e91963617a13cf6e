"""Data: releases and what changed between two, loads and rejects, near-duplicates, coverage, method and credit."""

import pyarrow as pa
import streamlit as st

from analysis.questions.changes import describe_headline_change
from analysis.questions.holdings import (
    list_coverage,
    list_feeds,
    list_loads,
    list_rejects,
    list_releases,
    list_uncovered,
)
from analysis.questions.records import find_id_to_open, has_page
from etl.errors import LakeUnusable, QueryStopped
from etl.lake.diff import WHAT, Change, between
from etl.tables.records import CASE_TABLES
from views import faults
from views.parts import tables
from views.state import cache, filters
from views.words import data as data_text
from views.words import text

LISTED = 500  # of each table; the files hold all
FILES_TOLD = 10
MOST_DAYS, MOST_KM = 31, 100

filters.go_to_record_if_asked()
selection, opened = filters.selection(), filters.opened()
state = st.session_state
lake = cache.lake()
numbers = [f"R{number}" for number in lake.numbers()]


def download(rows: pa.Table, what: str, *, one: str) -> None:
    """A button that saves rows that no choice of the side narrows."""
    label = f"CSV ({text.count_of(rows.num_rows, one)})"
    tables.download_all(lambda: rows, "patrolwatch", what, opened.manifest.name, label=label, total=rows.num_rows)


def releases_section() -> None:
    st.subheader("Releases")
    found = list_releases(lake)
    short = [content and content[:12] for content in found["content_hash"].to_pylist()]
    place = found.column_names.index("content_hash")
    tables.show(
        found.set_column(place, "content_hash", pa.array(short, pa.string())), "releases", "Releases", on_select=compare
    )
    st.caption("Newest first, with the records that stand in each. A tick shows what that release changed.")
    download(found, "releases", one="release")


def compare(release: str) -> None:
    """Choose a release and the one before it."""
    state["after"], state["before"] = release, before_of(release)


def before_of(release: str) -> str:
    """The release that another was made from; itself where it is the first, or its manifest cannot be read."""
    try:
        parent = lake.manifest(int(release[1:])).parent
    except LakeUnusable:
        parent = None
    return f"R{parent}" if f"R{parent}" in numbers else release


def change_section() -> None:
    st.subheader("What changed")
    if state.get("compared_on", opened.manifest.name) != opened.manifest.name:
        # Another release is looked at: what lies between two others is no longer asked for.
        for key in ("before", "after"):
            state.pop(key, None)
            filters.page_values().pop(key, None)
    state["compared_on"] = opened.manifest.name
    for key, otherwise in (("after", opened.manifest.name), ("before", before_of(opened.manifest.name))):
        filters.page_word(key, otherwise, numbers)
    left, right, _ = st.columns([1, 1, 3])
    left.selectbox("Before", numbers[::-1], key="before")
    right.selectbox("After", numbers[::-1], key="after")
    if state["before"] == state["after"]:
        st.text(data_text.same_release(state["after"], is_first=before_of(state["after"]) == state["after"]))
        return
    try:
        before, after = (cache.release(int(state[key][1:])) for key in ("before", "after"))
    except LakeUnusable as error:
        faults.show(error)
        return
    headline = cache.headline_change(before, after, selection)
    st.text(describe_headline_change(headline))
    st.caption(
        "With the choices at the side, asked of both releases alike; only attacks and patrols that count bear on it."
    )
    if headline.records:
        listed = _table(headline.records)
        first = listed.slice(0, LISTED)
        _show_changes(first, "headline-records", "The records behind the difference", headline.records[:LISTED])
        download(listed, f"headline_{before.manifest.name}_{after.manifest.name}", one="change")
    difference = cache.difference(before, after, LISTED)
    if not difference.counts.num_rows:
        st.info(f"No record differs between {before.manifest.name} and {after.manifest.name}: they say the same.")
        return
    st.text(f"{before.manifest.name} to {after.manifest.name}: {difference.in_words()}.")
    table = _chosen_table(difference.counts.to_pylist())
    changes = [change for change in difference.rows() if change.table == table]
    _show_changes(_table(changes), f"changes-{table}", f"What changed in {table.replace('_', ' ')}", changes)
    (counts,) = [row for row in difference.counts.to_pylist() if row["table"] == table]
    differing = sum(counts[what] for what in WHAT)
    st.caption(text.escaped(data_text.changes_listed(len({change.record for change in changes}), differing, table)))
    tables.download_all(
        lambda: between(lake, before.number, after.number).changes,
        before.manifest.name, after.manifest.name, "changes",
        label=f"CSV (all changes from {before.manifest.name} to {after.manifest.name})",
        total=sum(row[what] for row in difference.counts.to_pylist() for what in WHAT),
    )  # fmt: skip


def _chosen_table(counts: list[dict]) -> str:
    names = {row["table"]: row for row in counts}
    if state.get("changed", filters.page_values().get("changed")) in CASE_TABLES.keys() - names.keys():
        # A table in which nothing differs was rightly asked for, and has nothing to show.
        state["changed"] = counts[0]["table"]
    filters.page_word("changed", counts[0]["table"], list(names))
    st.pills(
        "Table",
        list(names),
        key="changed",
        required=True,
        format_func=lambda name: data_text.table_pill(names[name]),
        label_visibility="collapsed",
        wrap=True,
    )
    return state["changed"]


def _table(changes) -> pa.Table:
    columns = ("record", "what", "field", "before", "after")
    return pa.table({name: pa.array([getattr(change, name) for change in changes], pa.string()) for name in columns})


def _show_changes(rows: pa.Table, key: str, alt: str, changes: list[Change] | tuple[Change, ...]) -> None:
    """Draw changes; a tick opens the record, where it has a page."""
    pages = {change.record: find_id_to_open(change.table, change.record)
             for change in changes if has_page(change.table)}  # fmt: skip
    can_open = len(pages) == len({change.record for change in changes})
    tables.show(rows, key, alt, on_select=(lambda record: filters.open_record(pages[record])) if can_open else None)


def loads_section() -> None:
    st.subheader("Files loaded")
    loads = cache.held(list_loads, opened)
    if not loads.num_rows:
        st.info(data_text.NO_LOADS)
        return
    tables.show(loads, "loads", "Files loaded")
    st.caption(data_text.ROWS_ADD_UP)
    download(loads, "loads", one="file")
    with st.expander("What a reader should know of each file"):
        for load in loads.slice(0, FILES_TOLD).to_pylist():
            for sentence in data_text.load_in_words(load):
                st.text(sentence)
    rejected = {row["load_id"]: row for row in loads.to_pylist() if row["rejected"]}
    if not rejected:
        st.text(data_text.NO_REJECTS)
        return
    st.text("Rejected records")
    load_id = st.selectbox(
        "Rejected records of",
        [None, *rejected],
        format_func=lambda load: data_text.load_name(rejected[load]) if load else "All files",
        label_visibility="collapsed",
    )
    found = cache.held(list_rejects, opened, load_id, LISTED)
    all_ = sum(row["rejected"] for row in rejected.values() if load_id in (None, row["load_id"]))
    tables.show(found, "rejects", "Rejected records")
    st.caption(text.escaped(data_text.rejects(all_, found.num_rows)))
    tables.download_all(
        lambda: list_rejects(opened, load_id), "patrolwatch", "rejects", opened.manifest.name,
        label=f"CSV ({text.count_of(all_, 'reject')})", total=all_,
    )  # fmt: skip


def duplicates_section() -> None:
    st.subheader("Near-duplicates")
    filters.page_number("days", 1, 0, MOST_DAYS)
    filters.page_number("km", 5, 0, MOST_KM)
    left, right, _ = st.columns([1, 1, 3])
    left.number_input("Days apart at most", 0, MOST_DAYS, key="days")
    right.number_input("Kilometres apart at most", 0, MOST_KM, key="km")
    try:
        pairs = cache.near_duplicates(opened, state["days"], state["km"])
    except QueryStopped:
        st.warning("So many pairs took too long to find. Choose fewer days or kilometres.")
        return
    st.text(data_text.near_duplicates(pairs.num_rows, min(pairs.num_rows, LISTED), state["days"], state["km"]))
    if pairs.num_rows:
        tables.show(pairs.slice(0, LISTED), "near-duplicates", "Near-duplicates", on_select=filters.open_record)
        download(pairs, "near_duplicates", one="pair")


def coverage_section() -> None:
    st.subheader("Coverage")
    found = cache.held(list_coverage, opened)
    if found.num_rows:
        tables.show(found, "coverage", "Coverage")
        st.caption(
            "Rates and gaps exist only where it is complete. Lag: days before data-through that are not yet fully reported."
        )
        download(found, "coverage", one="row")
    else:
        st.info(data_text.NO_COVERAGE)
    for row in cache.held(list_uncovered, opened).to_pylist():
        st.text(data_text.not_covered(row))


def credit_section() -> None:
    st.subheader("How the numbers are made")
    st.markdown(data_text.HOW)
    st.subheader("Whom to credit")
    for feed in list_feeds(opened):
        st.text(f"{feed}: {text.CREDITS[feed]}")


st.title("Data")
st.caption(
    text.escaped(f"Release {opened.manifest.name} of {len(numbers)} · content {opened.manifest.content_hash[:12]}")
)
releases_section()
change_section()
loads_section()
duplicates_section()
coverage_section()
credit_section()
filters.write_address(
    **{key: str(state[key]) if key in state else None for key in ("before", "after", "changed", "days", "km")}
)
