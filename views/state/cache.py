"""What a process keeps: open releases and answers. A release stands for its content, so nothing is ever cleared."""

import gc
from collections.abc import Callable
from dataclasses import replace
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st

from analysis.export.terms import find_withheld, leave_out_records
from analysis.exposure import Exposure
from analysis.questions.changes import HeadlineChange, compare_headlines
from analysis.questions.holdings import find_near_duplicates, list_doubts, read_choices
from analysis.questions.populations import Population, list_newest_population
from analysis.questions.records import (
    Listing,
    list_nameable,
    list_nameable_incidents,
    list_newest_records,
    list_records,
)
from analysis.release import Release, open_release
from analysis.selection import Choices, Selection
from etl import paths
from etl.curated import facts as curated
from etl.curated.build import build
from etl.errors import PatrolwatchError
from etl.lake import Manifest
from etl.lake.diff import Difference, compare_releases, summary
from views import faults
from views.server.access.audience import is_served_to_others
from views.state.served_lake import lake as lake
from views.words.phrases import name_records

# A list of a thousand rows is half a megabyte, where an answer is some kilobytes.
ANSWERS, LISTS = 2000, 24

P = ParamSpec("P")
T = TypeVar("T")

# Streamlit takes a dataclass apart to make a key of it, which was half the time of a page whose answers are all kept; of a
# function it reads the code.
KEYS: dict[str | type[Any], Callable[[Any], Any]] = {
    Release: lambda opened: (opened.number, opened.manifest.content_hash, sorted(opened.withheld)),
    Selection: repr,
    Population: repr,
    Exposure: repr,
    FunctionType: lambda question: f"{question.__module__}.{question.__qualname__}",
}


def keep(max_entries: int, spinner: bool | str = False) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the answers of a function, by its arguments; the oldest goes when there are too many."""
    return st.cache_data(max_entries=max_entries, show_spinner=spinner, hash_funcs=KEYS)


def release(number: int) -> Release:
    """Open a release. Raises ReleaseMissing or ReleaseDamaged, at each call that finds it so.

    A damaged release gives no kept answers either: these are right, but the records that they count could not be opened, and
    half a page would say one thing and half another.
    """
    manifest = lake().manifest(number)
    opened = _open_release(str(paths.default_lake()), number, manifest.content_hash)
    opened.check()
    return opened


@st.cache_resource(max_entries=8, show_spinner=False, validate=lambda opened: opened.is_usable)
def _open_release(root: str, number: int, content_hash: str) -> Release:
    return open_release(lake(), number, find_withheld() if is_served_to_others() else frozenset())


@keep(max_entries=ANSWERS)
def answer(question: Callable[..., Any], opened: Release, *choices: Any) -> Any:
    """Return what a function of analysis.questions answers to a selection, or to whatever it takes."""
    return question(opened, *choices)


@keep(max_entries=50)
def choices(opened: Release) -> Choices:
    """Return what a release offers to choose from."""
    return read_choices(opened)


@keep(max_entries=20)
def names(opened: Release) -> dict[str, str]:
    """Name the patrols and suspensions of a release by their ids."""
    return name_records(list_nameable(opened))


@keep(max_entries=200)
def names_of_incidents(opened: Release, ids: tuple[str, ...]) -> dict[str, str]:
    """Name some incidents of a release by their ids; what is no incident is not among them."""
    return name_records(list_nameable_incidents(opened, ids))


def name_record(opened: Release, record_id: str) -> str:
    """Name a patrol, a suspension or an incident of a release; any other record is called by its id."""
    found = names(opened)
    return found.get(record_id) or names_of_incidents(opened, (record_id,)).get(record_id, record_id)


@keep(max_entries=LISTS)
def list_kept_records(table: str, opened: Release, selection: Selection) -> pa.Table:
    """List all records of a table that is short in every lake, such as the patrols."""
    return list_records(opened, table, selection)


@keep(max_entries=LISTS)
def list_kept_newest(
    table: str, opened: Release, selection: Selection, search: str = "", everywhere: bool = False
) -> Listing:
    """List what a page shows of a table; a file has all of it."""
    return list_newest_records(opened, table, selection, search, everywhere=everywhere)


@keep(max_entries=LISTS)
def list_kept_population(opened: Release, selection: Selection, number: Population) -> Listing:
    """List what a page shows of the records that a number counts."""
    return list_newest_population(opened, selection, number)


@keep(max_entries=20)
def near_duplicates(opened: Release, days: int, km: float) -> pa.Table:
    """List the incidents of two feeds that lie so near to each other."""
    return find_near_duplicates(opened, days=days, km=km)


@keep(max_entries=20, spinner="Comparing the two releases …")
def difference(before: Release, after: Release, records: int) -> Difference:
    """Compare two releases, with the changes of so many records of each table."""
    return compare(before, after, records)


def compare(before: Release, after: Release, records: int | None = None) -> Difference:
    """Compare two releases, and keep nothing of it; the changes of records that are withheld are counted alone."""
    found = compare_releases(lake(), before.number, after.number, records)
    return replace(found, changes=leave_out_records(found.changes, after.withheld))


@keep(max_entries=200)
def headline_change(before: Release, after: Release, selection: Selection) -> HeadlineChange:
    """Compare the headline of two releases."""
    return compare_headlines(before, after, selection)


def describe_newer_facts(newest: Manifest) -> str | None:
    """Say what the fact files of the checkout would change in the newest release; None where they change nothing."""
    try:
        fingerprints = curated.hash_files(paths.CASES)
    except PatrolwatchError as error:
        return f"The fact files of this checkout cannot be published. {faults.explain(error)}"
    if fingerprints == newest.inputs:
        return None
    return _describe_newer_facts(str(paths.default_lake()), newest.content_hash, tuple(fingerprints.items()))


@keep(max_entries=20)
def _describe_newer_facts(root: str, content_hash: str, fingerprints: tuple[tuple[str, str], ...]) -> str | None:
    try:
        change = summary(build(lake(), *paths.CASES, dry_run=True).changes)
    except PatrolwatchError as error:
        return f"The fact files of this checkout cannot be published. {faults.explain(error)}"
    return f"This checkout brings newer facts: {change}. To publish them, run: patrolwatch build" if change else None


@st.cache_resource
def freeze() -> None:
    """Take what is imported by now out of garbage collection, which Streamlit runs after every rerun."""
    go.Figure(go.Scatter(x=[1], y=[1])).to_json()
    gc.collect()
    gc.freeze()


def list_kept_doubts(opened: Release) -> list[tuple[str, str, str]]:
    """List the doubts that a release keeps."""
    found: list[tuple[str, str, str]] = answer(list_doubts, opened)
    return found
