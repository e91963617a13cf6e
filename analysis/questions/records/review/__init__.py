"""Decisions of editors: those still open, and those already made."""

from analysis.questions.records.review.decisions import (
    Disagreement,
    Pair,
    find_duplicates,
    list_disagreements,
    list_entries,
)

__all__ = [
    "Disagreement",
    "Pair",
    "find_duplicates",
    "list_disagreements",
    "list_entries",
]
