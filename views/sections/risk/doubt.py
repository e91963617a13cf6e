"""Sections of the Risk page on the basis of its numbers: who counts, who reports, complete numbers, and late reports."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import streamlit as st

from analysis.questions.denominators import (
    compute_shares_by_denominator,
    compute_shares_by_sources,
    find_doubtful_numbers,
    list_counts,
)
from analysis.questions.lag import compute_reporting_lag, find_lag_zone
from analysis.questions.populations import find_denominator_populations, find_lag_populations, find_source_populations
from analysis.questions.timeline import Unsettled
from views.parts import tables
from views.parts.view import View
from views.sections.drawings import risk as drawings
from views.sections.risk.verdict import write_verdict
from views.state import cache
from views.state.navigation import open_record
from views.words import doubt as words
from views.words.timeline.caveats import describe_lag


def write_spread(view: View, unsettled: Unsettled) -> None:
    """First say how the share attacked depends on who counts the patrols, or why there is none.

    Each way of counting lacks the attacks that are not settled.
    """
    rows = view.ask(compute_shares_by_denominator).to_pylist()
    verdict = words.judge_spread(rows, unsettled) if rows else words.NO_DENOMINATOR
    write_verdict(view, verdict)


def show_forest(view: View) -> None:
    """Show the share attacked by each way of counting and each choice of sources in one figure."""
    view.draw_kept(drawings.draw_shares)


def fold_numbers(view: View) -> None:
    """Show the numbers of the figure in a fold."""
    denominators, sources = view.ask(compute_shares_by_denominator), view.ask(compute_shares_by_sources)
    left, right = st.columns(2, gap="small")
    if denominators.num_rows:
        with left:
            title = "Shares by who counts the patrols"
            view.fold_numbers(
                denominators,
                "denominators",
                title,
                words.name_denominator,
                find_denominator_populations,
                "way to count",
            )
    if words.describe_sources(sources.to_pylist(), view.selection):
        with right:
            title = "Shares by who reports the attacks"
            named = ("shares_by_sources", title, words.name_sources)
            view.fold_numbers(sources, *named, find_source_populations, "setting")


def show_denominators(view: View) -> None:
    """Describe how the share attacked depends on who counts the patrols."""
    rows = view.ask(compute_shares_by_denominator).to_pylist()
    if not rows:
        return
    sentences = words.describe_denominators(rows)
    st.markdown("**How many patrols were there?**")
    view.say(*sentences)
    if not any(row["patrol_id"] for row in rows):
        st.caption(words.NO_COUNTS)


def show_sources(view: View) -> None:
    """Show the headline under each choice of sources."""
    st.markdown("**By source of report**")
    st.caption(words.ABOUT_SOURCES)
    rows = view.ask(compute_shares_by_sources).to_pylist()
    view.say(*(words.describe_sources(rows, view.selection) or [words.NO_SHARE]))


def show_audit(view: View) -> None:
    """Show which numbers of each count are missing, given twice or out of order."""
    st.markdown("**Audit of the numbers**")
    counts = view.ask(list_counts).to_pylist()
    table = view.ask(find_doubtful_numbers)
    doubts = table.to_pylist()
    if not counts:
        view.say(words.NO_NUMBERS)
        return
    for row in counts:
        view.say(words.describe_count(row, [found for found in doubts if found["counted_by"] == row["counted_by"]]))
    names = cache.read_names(view.opened)
    view.say(*(words.describe_doubtful_number(doubt, names) for doubt in doubts[: words.MOST_NAMED]))
    if doubts:
        st.caption(words.TICK_A_DOUBT)
        in_file = table.drop_columns(["is_party"])
        between = pa.array([", ".join(row["between"]) for row in doubts])
        in_file = in_file.set_column(in_file.column_names.index("between"), "between", between)
        tables.show_table(
            _name_patrols(in_file, doubts, names), "doubtful-numbers", "Doubtful numbers", on_select=open_record
        )
        view.download(in_file, "doubtful_numbers", "doubt")


def _name_patrols(rows: pa.Table, doubts: list[dict[str, Any]], names: Mapping[str, str]) -> pa.Table:
    """Name the patrols around each doubtful number. The table itself names the one where it occurs."""
    for column in ("before", "between"):
        values = [doubt[column] if isinstance(doubt[column], list) else [doubt[column]] for doubt in doubts]
        named = pa.array([", ".join(names.get(patrol, patrol) for patrol in patrols) for patrols in values])
        rows = rows.set_column(rows.column_names.index(column), column, named)
    return rows


def show_reporting_lag(view: View) -> None:
    """Show how soon after their day records became known."""
    st.markdown("**Reporting lag**")
    table = view.ask(compute_reporting_lag)
    rows = table.to_pylist()
    view.say(describe_lag(view.ask(find_lag_zone)), *words.describe_reporting_lag(rows))
    view.draw_kept(drawings.draw_lag)
    if rows:
        view.fold_numbers(table, "reporting_lag", words.LAG_HEADING, words.name_lag, find_lag_populations, "lag")
