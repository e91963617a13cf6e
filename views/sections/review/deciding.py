"""Publishes a decision: asks who signs it, and shows its progress and its effect on the headline."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import streamlit as st

from analysis.questions.changes import describe_headline_change
from analysis.questions.records.review import list_entries
from analysis.questions.records.review.effects import compare_headlines_of
from etl import paths
from etl.errors import QueryStopped
from etl.review.entries import Entry
from etl.review.publish import DecisionRequest
from etl.tables.labels import label_feed
from views.sections.add.words import NO_EFFECTS, adapt_to_page, describe_share
from views.sections.review import words
from views.server.adding.jobs import Job
from views.state import cache
from views.state.keys import AUTHOR, DECISION, RELEASE
from views.state.navigation import go_to_release
from views.state.person import find_reader
from views.words.markup import escape_markdown

POLL_SECONDS = 0.5
LONGEST_REASON = 500


@dataclass
class Decision:
    """The decision that is being published, or the last one that was."""

    job: Job
    is_shown: bool = False  # whether the page opened its release


def ask_author() -> None:
    """Ask who signs the decisions, unless the reader is logged in."""
    if not find_reader():
        st.text_input("Your name, to sign each decision *", key=AUTHOR.name, max_chars=100, width=380)


def ask_reason() -> str:
    """Ask for the reason of a decision, within its form."""
    return st.text_input("Reason *", max_chars=LONGEST_REASON)


def publish(request: DecisionRequest, reason: str) -> None:
    """Publish a decision unless another release comes first. If name or reason is missing, say so."""
    reader = find_reader()
    author = reader.name if reader else (AUTHOR.find() or "")
    if not author.strip() or not reason.strip():
        st.error(words.NEEDS_BOTH)
        return
    job = {
        "lake": paths.find_default_lake(),
        "review": asdict(request),
        "author": author,
        "reason": reason,
        "account": reader.name if reader else "",
        "expected": cache.get_lake().list_numbers()[-1],
    }
    DECISION.set(Decision(Job(job)))
    st.rerun()


def show_decision() -> None:
    """Show the progress of the last decision, then its effect."""
    decision: Decision | None = DECISION.find()
    if not decision:
        return
    if not decision.job.is_done:
        _watch(decision)
        return
    result = decision.job.result
    if "error" in result:
        st.error(escape_markdown(adapt_to_page(result["error"])))
        return
    if not decision.is_shown:
        decision.is_shown = True
        go_to_release(int(result["release"][1:]))
        st.rerun()
    _show_effect(result)


@st.fragment(run_every=POLL_SECONDS)
def _watch(decision: Decision) -> None:
    if decision.job.is_done:
        st.rerun()
    st.text("Publishing …")


def _show_effect(result: dict[str, Any]) -> None:
    number = int(result["release"][1:])
    st.success(escape_markdown(f"{result['release']} is published. {_describe_entries(number, result['entries'])}"))
    if RELEASE.get().number < number:
        return
    try:
        _show_headlines(number, [Entry(**entry) for entry in result["entries"]])
    except QueryStopped:
        st.warning(NO_EFFECTS)


def _describe_entries(number: int, entries: Sequence[Mapping[str, Any]]) -> str:
    """Describe what was decided, with the names of the records."""
    opened, made = cache.get_release(number), {entry["entry"] for entry in entries}
    name = partial(cache.name_record, opened)
    return " ".join(words.describe_entry(row, name) for row in list_entries(opened) if row["entry"] in made)


def _show_headlines(number: int, entries: list[Entry]) -> None:
    after = cache.get_release(number)
    titles = cache.list_choices(after).titles
    changes = compare_headlines_of(cache.get_release(number - 1), after, entries)
    is_of_several = len({change.selection.feed for change in changes}) > 1
    for change in changes:
        title = titles[change.selection.corridor] + (f", {label_feed(change.selection.feed)}" if is_of_several else "")
        st.subheader(escape_markdown(describe_share(change, title)))
        st.caption(escape_markdown(describe_headline_change(change)))
