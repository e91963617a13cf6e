"""Caches of a process: open releases and answers. The content of a release never changes, so nothing is ever cleared."""

from collections.abc import Callable
from dataclasses import is_dataclass, replace
from datetime import date
from functools import wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from analysis.export.terms import find_withheld, leave_out_records
from analysis.exposure import Exposure
from analysis.questions.changes import compare_headlines
from analysis.questions.holdings import find_near_duplicates, read_choices
from analysis.questions.populations import Population, list_newest_population
from analysis.questions.records import list_nameable, list_nameable_incidents, list_newest_records, list_records
from analysis.release import Release, open_release
from analysis.selection import Selection
from etl import paths
from etl.curated import facts as curated
from etl.curated.build import build
from etl.errors import PatrolwatchError
from etl.lake import Manifest
from etl.lake.diff import Difference, compare_releases, summarise_changes
from views import faults
from views.server.access.audience import is_served_to_others
from views.state.served_lake import get_lake as get_lake
from views.words.phrases import name_records

# A list of a thousand rows is half a megabyte; an answer is a few kilobytes.
ANSWERS, LISTS = 2000, 24

P = ParamSpec("P")
T = TypeVar("T")

# How these appear in a key. Streamlit would hash dataclasses field by field, and functions by their code.
KEYS: dict[str | type[Any], Callable[[Any], Any]] = {
    Release: lambda opened: (opened.number, opened.manifest.content_hash, sorted(opened.withheld)),
    Selection: repr,
    Population: repr,
    Exposure: repr,
    FunctionType: lambda question: f"{question.__module__}.{question.__qualname__}",
}


def keep(max_entries: int, spinner: bool | str = False) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache the results of a function by its arguments: releases, plain values, and dataclasses and tuples of these.

    The oldest is dropped when there are too many. Streamlit gets one text for all arguments: hashing each of them took 0.15 ms,
    and a page looks up fifty results.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @st.cache_data(max_entries=max_entries, show_spinner=spinner)
        @wraps(function)
        def find(arguments: str, _args: tuple[Any, ...], _kwargs: dict[str, Any]) -> T:
            return function(*_args, **_kwargs)

        @wraps(function)
        def find_kept(*args: P.args, **kwargs: P.kwargs) -> T:
            found: T = find(
                arguments=repr([*map(_name, args), *map(_name, kwargs.items())]), _args=args, _kwargs=kwargs
            )
            return found

        return find_kept

    return decorate


def _name(argument: Any) -> Any:
    """Return the form of an argument in a key."""
    if (name := KEYS.get(type(argument))) is not None:
        return name(argument)
    if isinstance(argument, tuple):
        return tuple(map(_name, argument))
    if argument is None or is_dataclass(argument) or isinstance(argument, str | float | int | date):
        return argument
    raise TypeError(f"Results cannot be cached by an argument of type {type(argument).__name__}.")


def find_withheld_here() -> frozenset[str]:
    """Return the feeds whose records those who open these pages must not see, whether or not a release has any."""
    return find_withheld() if is_served_to_others() else frozenset()


def get_release(number: int) -> Release:
    """Open a release. Raises ReleaseMissing or ReleaseDamaged at each call for which it applies.

    A damaged release gives no cached answers either. They would be right, but the records behind them could not be opened, and
    one half of a page would contradict the other.
    """
    manifest = get_lake().read_manifest(number)
    opened = _open_release(paths.find_default_lake(), number, manifest.content_hash)
    opened.check()
    return opened


@st.cache_resource(max_entries=8, show_spinner=False, validate=lambda opened: opened.is_usable)
def _open_release(root: str, number: int, content_hash: str) -> Release:
    return open_release(get_lake(), number, find_withheld_here())


@keep(max_entries=ANSWERS)
def answer(question: Callable[..., Any], opened: Release, *choices: Any) -> Any:
    """Return the cached answer of a function of analysis.questions to a selection and further arguments."""
    return question(opened, *choices)


list_choices = keep(50)(read_choices)


@keep(max_entries=20)
def read_names(opened: Release) -> dict[str, str]:
    """Return the names of the patrols and suspensions of a release by id."""
    return name_records(list_nameable(opened))


@keep(max_entries=200)
def name_incidents(opened: Release, ids: tuple[str, ...]) -> dict[str, str]:
    """Return the names of some incidents of a release by id, omitting ids of other records."""
    return name_records(list_nameable_incidents(opened, ids))


def name_record(opened: Release, record_id: str) -> str:
    """Return the name of a patrol, suspension or incident of a release. Other records are named by their id."""
    found = read_names(opened)
    return found.get(record_id) or name_incidents(opened, (record_id,)).get(record_id, record_id)


list_kept_records = keep(LISTS)(list_records)
list_kept_newest = keep(LISTS)(list_newest_records)
list_kept_population = keep(LISTS)(list_newest_population)
find_kept_near_duplicates = keep(20)(find_near_duplicates)
compare_kept_headlines = keep(200)(compare_headlines)


@keep(max_entries=20, spinner="Comparing the two releases …")
def compare_kept_releases(before: Release, after: Release, records: int) -> Difference:
    """Compare two releases, listing the changes of at most `records` records of each table."""
    return compare(before, after, records)


def compare(before: Release, after: Release, records: int | None = None) -> Difference:
    """Compare two releases without caching. Changes of withheld records are only counted."""
    found = compare_releases(get_lake(), before.number, after.number, records)
    return replace(found, changes=leave_out_records(found.changes, after.withheld))


def describe_newer_facts(newest: Manifest) -> str | None:
    """Describe what the fact files of the checkout would change in the newest release. Return None if nothing."""
    try:
        fingerprints = curated.hash_files(paths.CASES)
    except PatrolwatchError as error:
        return f"The fact files of this checkout cannot be published. {faults.explain(error)}"
    if fingerprints == newest.inputs:
        return None
    return _describe_newer_facts(paths.find_default_lake(), newest.content_hash, tuple(fingerprints.items()))


@keep(max_entries=20)
def _describe_newer_facts(root: str, content_hash: str, fingerprints: tuple[tuple[str, str], ...]) -> str | None:
    try:
        change = summarise_changes(build(get_lake(), *paths.CASES, dry_run=True).changes)
    except PatrolwatchError as error:
        return f"The fact files of this checkout cannot be published. {faults.explain(error)}"
    return f"This checkout brings newer facts: {change}. To publish them, run: patrolwatch build" if change else None
