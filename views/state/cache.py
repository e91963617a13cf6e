"""What a process keeps: open releases and answers. Keys name the release by its content, so nothing is cleared."""

import gc
from collections.abc import Callable
from types import FunctionType

import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st

from analysis.questions import behind, changes, metrics, records
from analysis.questions.behind import Behind
from analysis.questions.changes import HeadlineChange
from analysis.questions.listing import Listing
from analysis.release import Release, open_release
from analysis.selection import Choices, Selection
from etl import paths
from etl.curated import facts as curated
from etl.curated.build import build
from etl.errors import PatrolwatchError
from etl.lake import Manifest
from etl.lake.diff import Difference, between, summary
from views import faults
from views.state.served_lake import lake

# Streamlit takes a dataclass apart to make a key of it, which was half the time of a page whose answers are all kept; of a
# function it reads the code.
KEYS = {
    Selection: repr,
    Behind: repr,
    FunctionType: lambda question: f"{question.__module__}.{question.__qualname__}",
}


def release(number: int) -> Release:
    """An open release. Raises ReleaseMissing or ReleaseDamaged, at each call that finds it so.

    A damaged release gives no kept answers either: these are right, but what stands behind them could not be opened, and half
    a page would say one thing and half another.
    """
    manifest = lake().manifest(number)
    opened = _release(str(paths.default_lake()), number, manifest.content_hash)
    opened.check()
    return opened


def choices(opened: Release) -> Choices:
    return _choices(_name(opened), opened)


def answer(question: Callable, opened: Release, selection: Selection, *more):
    """The answer of a function of analysis.questions to a selection, and to whatever more it takes."""
    return _answer(question, _name(opened), selection, more, opened)


def listed(table: str, opened: Release, selection: Selection) -> pa.Table:
    """All records of a table that is short in every lake, such as the patrols."""
    return _listed(table, _name(opened), selection, opened)


def newest(table: str, opened: Release, selection: Selection, search: str = "", everywhere: bool = False) -> Listing:
    """What a page shows of the patrols or the incidents; a file has all of them."""
    return _newest(table, _name(opened), selection, search, everywhere, opened)


def newest_behind(opened: Release, selection: Selection, number: Behind) -> Listing:
    return _newest_behind(number, _name(opened), selection, opened)


def difference(before: Release, after: Release, records: int) -> Difference:
    """What lies between two releases, with the changes of so many records of each table."""
    return _difference(_name(before), _name(after), records)


def headline_change(before: Release, after: Release, selection: Selection) -> HeadlineChange:
    return _headline_change(_name(before), _name(after), selection, before, after)


def held(question: Callable[..., pa.Table], opened: Release, *more) -> pa.Table:
    """The answer of a function of analysis.questions.holdings."""
    return _held(question, _name(opened), more, opened)


def near_duplicates(opened: Release, days: int, km: float) -> pa.Table:
    return _near_duplicates(_name(opened), days, km, opened)


def doubts(opened: Release) -> list[tuple[str, str, str]]:
    return _doubts(_name(opened), opened)


def newer_facts(newest: Manifest) -> str | None:
    """What the fact files of the checkout would change in the newest release; None where they change nothing."""
    try:
        fingerprints = curated.fingerprints(paths.M4_CASE)
    except PatrolwatchError as error:
        return f"The fact files of this checkout cannot be published. {faults.explain(error)}"
    if fingerprints == newest.inputs:
        return None
    return _newer_facts(str(paths.default_lake()), newest.content_hash, tuple(fingerprints.items()))


@st.cache_resource
def freeze() -> None:
    """Take what is imported by now out of garbage collection, which Streamlit runs after every rerun."""
    go.Figure(go.Scatter(x=[1], y=[1])).to_json()
    gc.collect()
    gc.freeze()


def _name(opened: Release) -> tuple[int, str]:
    return opened.number, opened.manifest.content_hash


@st.cache_resource(max_entries=8, show_spinner=False, validate=lambda opened: opened.is_usable)
def _release(root: str, number: int, content_hash: str) -> Release:
    return open_release(lake(), number)


@st.cache_data(max_entries=50, show_spinner=False)
def _choices(name: tuple[int, str], _opened: Release) -> Choices:
    return metrics.choices(_opened)


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs=KEYS)
def _answer(question: Callable, name: tuple[int, str], selection: Selection, more: tuple, _opened: Release):
    return question(_opened, selection, *more)


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs=KEYS)
def _listed(table: str, name: tuple[int, str], selection: Selection, _opened: Release) -> pa.Table:
    return records.listed(_opened, table, selection)


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs=KEYS)
def _newest(table: str, name: tuple[int, str], selection: Selection, search: str, everywhere: bool, _opened: Release):
    return records.newest(_opened, table, selection, search, everywhere=everywhere)


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs=KEYS)
def _newest_behind(number: Behind, name: tuple[int, str], selection: Selection, _opened: Release):
    return behind.newest_behind(_opened, selection, number)


@st.cache_data(max_entries=20, show_spinner="Comparing the two releases …")
def _difference(before: tuple[int, str], after: tuple[int, str], records: int) -> Difference:
    return between(lake(), before[0], after[0], records)


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs=KEYS)
def _headline_change(
    before: tuple[int, str], after: tuple[int, str], selection: Selection, _before: Release, _after: Release
) -> HeadlineChange:
    return changes.headline_change(_before, _after, selection)


@st.cache_data(max_entries=50, show_spinner=False, hash_funcs=KEYS)
def _held(question: Callable[..., pa.Table], name: tuple[int, str], more: tuple, _opened: Release) -> pa.Table:
    return question(_opened, *more)


@st.cache_data(max_entries=20, show_spinner=False)
def _near_duplicates(name: tuple[int, str], days: int, km: float, _opened: Release) -> pa.Table:
    return metrics.near_duplicates(_opened, days=days, km=km)


@st.cache_data(max_entries=20, show_spinner=False)
def _doubts(name: tuple[int, str], _opened: Release) -> list[tuple[str, str, str]]:
    return metrics.doubts(_opened)


@st.cache_data(max_entries=20, show_spinner=False)
def _newer_facts(root: str, content_hash: str, fingerprints: tuple) -> str | None:
    try:
        change = summary(build(lake(), paths.M4_CASE, dry_run=True).changes)
    except PatrolwatchError as error:
        return f"The fact files of this checkout cannot be published. {faults.explain(error)}"
    return change and f"This checkout brings newer facts: {change}. To publish them, run: patrolwatch build"
