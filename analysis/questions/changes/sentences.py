"""Describes a change of the headline for a page, the terminal and JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from analysis.links.codec import encode
from analysis.questions.changes.headline_change import HeadlineChange
from analysis.questions.timeline.headline import format_number_attacked
from etl.lake.diff import Change, count_records
from etl.tables.labels import format_count

# Singular and plural; of the incidents only attacks matter.
NAMES = {
    "patrols": ("patrol", "patrols"),
    "incidents": ("attack", "attacks"),
    "sources": ("source", "sources"),
    "claims": ("claim", "claims"),
    "corridors": ("corridor", "corridors"),
    "coverage": ("span of coverage", "spans of coverage"),
    "exposure": ("count", "counts"),
}


def make_json(change: HeadlineChange) -> dict[str, Any]:
    """Return data for JSON: the choices as in an address, both headlines, the records, and the same in words."""
    return {
        "choices": encode(replace(change.selection, release=int(change.after_release[1:]))),
        "before": change.before,
        "after": change.after,
        "records": [asdict(record) for record in change.records],
        "in_words": describe_headline_change(change),
    }


def describe_headline_change(change: HeadlineChange) -> str:
    """`4 of 24 joint patrols of known day in R1; 5 of 25 in R2: one patrol added, one attack changed.`"""
    which = " joint patrols of known day" if change.selection.counts_joint else " patrols of known day"
    before = _describe_number(change.before, which)
    after = _describe_number(change.after, "" if change.before["patrols"] else which)
    records = describe_records(change.records)
    if not change.is_the_same:
        why = f": {records}" if records else ""
        return f"{before} in {change.before_release}; {after} in {change.after_release}{why}."
    both = f"{before} in {change.before_release} and in {change.after_release}"
    return f"{both}, but other records make it up: {records}." if records else f"{both}; nothing behind it changed."


def describe_records(changes: Iterable[Change]) -> str:
    """`one patrol added, 2 attacks changed`: records, not fields."""
    words = []
    for (table, kind), count in count_records(changes).items():
        one, many = NAMES[table]
        words.append(f"one {one} {kind}" if count == 1 else f"{count:,} {many} {kind}")
    return ", ".join(words)


def _describe_number(headline: Mapping[str, Any], which: str) -> str:
    if "exposed" in headline:
        if headline["exposed"] is None:
            why = (
                f"no day has both counts of {headline['unit']} and attacks"
                if headline["attacks"] is None
                else f"no counts of {headline['unit']} fill these days"
            )
            return f"No rate ({why})"
        one, many = NAMES["incidents"]
        return f"{format_count(headline['attacks'], one, many)} in {headline['exposed']:,} {headline['unit']}"
    if headline["patrols"] is None:
        return "No rate (the patrols, or the attacks on them, are not completely held)"
    if headline["patrols"] == 0:
        return "No rate (no patrol of known day ran)"
    return f"{format_number_attacked(headline)} of {headline['patrols']:,}{which}"
