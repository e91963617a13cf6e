"""The sections of the Data page on releases and the changes between two of them."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.changes import describe_headline_change
from analysis.questions.holdings import list_releases
from analysis.questions.records import find_id_to_open, has_page
from analysis.release import Release
from etl.errors import LakeUnusable
from etl.lake.diff import COLUMNS, KINDS_OF_CHANGE, Change, Difference, describe_change_kind
from etl.tables.records import CASE_TABLES
from views import faults
from views.parts import tables
from views.parts.view import View, write_note
from views.sections.data.loads import LISTED, download_all
from views.state import cache
from views.state.keys import PAGE_VALUES
from views.state.navigation import open_record
from views.state.page_choices import settle_word
from views.state.served_lake import get_lake
from views.words import data as words
from views.words.phrases import capitalise

COMPARED_ON = "compared_on"


def show_releases(view: View) -> None:
    """List the releases. Selecting one shows what it changed."""
    st.subheader("Releases")
    found = list_releases(get_lake())
    short = [content and content[:12] for content in found["content_hash"].to_pylist()]
    place = found.column_names.index("content_hash")
    shown = found.set_column(place, "content_hash", pa.array(short, pa.string()))
    tables.show_table(shown, "releases", "Releases", on_select=_compare)
    st.caption(words.RELEASES)
    download_all(view, found, "releases", "release")


def show_changes(view: View) -> None:
    """Describe what changed between two releases, in the headline and in the records."""
    st.subheader("What changed")
    _choose_releases(view)
    state = st.session_state
    if state["before"] == state["after"]:
        is_first = _find_parent(state["after"]) == state["after"]
        st.text(words.explain_same_release(state["after"], is_first=is_first))
        return
    try:
        before, after = (cache.get_release(int(state[key][1:])) for key in ("before", "after"))
    except LakeUnusable as error:
        faults.show(error)
        return
    _show_headline_change(view, before, after)
    difference = cache.compare_kept_releases(before, after, LISTED)
    if difference.counts.num_rows:
        _show_difference(difference, before, after)
    else:
        st.info(words.describe_no_difference(before.manifest.name, after.manifest.name))


def _compare(release: str) -> None:
    """Select a release and its predecessor."""
    st.session_state["after"], st.session_state["before"] = release, _find_parent(release)


def _find_parent(release: str) -> str:
    """Return the release that another one was made from. For the first one, or if its manifest is unreadable, return itself."""
    try:
        parent = get_lake().read_manifest(int(release[1:])).parent
    except LakeUnusable:
        parent = None
    return f"R{parent}" if parent in get_lake().list_numbers() else release


def _choose_releases(view: View) -> None:
    state, name = st.session_state, view.opened.manifest.name
    if state.get(COMPARED_ON, name) != name:
        # With another release selected, the earlier comparison no longer applies.
        for key in ("before", "after"):
            state.pop(key, None)
            PAGE_VALUES.get().pop(key, None)
    state[COMPARED_ON] = name
    numbers = [f"R{number}" for number in get_lake().list_numbers()]
    settle_word("after", name, numbers)
    settle_word("before", _find_parent(name), numbers)
    left, right, _ = st.columns([1, 1, 3])
    left.selectbox("Before", numbers[::-1], key="before")
    right.selectbox("After", numbers[::-1], key="after")


def _show_headline_change(view: View, before: Release, after: Release) -> None:
    headline = cache.compare_kept_headlines(before, after, view.selection)
    st.text(describe_headline_change(headline))
    st.caption(words.SAME_CHOICES)
    if headline.records:
        listed = _tabulate(headline.records)
        title = "The records behind the difference"
        with st.expander(f"{title} ({len(headline.records):,})"):
            _show_rows(listed.slice(0, LISTED), "headline-records", title, headline.records[:LISTED])
            download_all(view, listed, f"headline_{before.manifest.name}_{after.manifest.name}", "change")


def _show_difference(difference: Difference, before: Release, after: Release) -> None:
    names = before.manifest.name, after.manifest.name
    with st.expander(f"{names[0]} to {names[1]}: {difference.describe_changes()}"):
        _list_changes(difference, before, after)


def _list_changes(difference: Difference, before: Release, after: Release) -> None:
    names = before.manifest.name, after.manifest.name
    counts = {row["table"]: row for row in difference.counts.to_pylist()}
    table = _choose_table(counts)
    changes = [change for change in difference.rows() if change.table == table]
    _show_rows(_tabulate(changes), f"changes-{table}", f"What changed in {words.name_table(table)}", changes)
    differing = sum(counts[table][kind] for kind in KINDS_OF_CHANGE)
    write_note(words.describe_changes(len({change.record for change in changes}), differing, table))
    tables.download_all(
        lambda: cache.compare(before, after).changes,
        *names,
        "changes",
        label=f"CSV (all changes from {names[0]} to {names[1]})",
        total=sum(row[kind] for row in counts.values() for kind in KINDS_OF_CHANGE),
    )


def _choose_table(counts: dict[str, dict[str, Any]]) -> str:
    state, first = st.session_state, next(iter(counts))
    if state.get("changed", PAGE_VALUES.get().get("changed")) in CASE_TABLES.keys() - counts.keys():
        # A table without differences is a valid choice, but has nothing to show.
        state["changed"] = first
    settle_word("changed", first, list(counts))
    look: dict[str, Any] = {"required": True, "label_visibility": "collapsed", "wrap": True}
    st.pills("Table", list(counts), key="changed", format_func=lambda name: words.label_table(counts[name]), **look)
    return str(state["changed"])


def _tabulate(changes: Sequence[Change]) -> pa.Table:
    rows = [
        dict(zip(COLUMNS, astuple(change), strict=True)) | {"what": capitalise(describe_change_kind(change.kind))}
        for change in changes
    ]
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in COLUMNS if name != "table"]))


def _show_rows(rows: pa.Table, key: str, alt: str, changes: Sequence[Change]) -> None:
    """Show changes. Selecting one opens the record, if it has a page."""
    pages = {
        change.record: find_id_to_open(change.table, change.record) for change in changes if has_page(change.table)
    }
    can_open = len(pages) == len({change.record for change in changes})
    tables.show_table(rows, key, alt, on_select=(lambda record: open_record(pages[record])) if can_open else None)
