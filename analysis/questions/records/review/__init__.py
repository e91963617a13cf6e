"""Decisions of editors: those to be made, those that were made, and what they did to the headline."""

from analysis.questions.records.review.decisions import (
    Disagreement,
    Pair,
    find_duplicates,
    list_disagreements,
    list_entries,
)
from analysis.questions.records.review.effects import compare_headlines_of

__all__ = [
    "Disagreement",
    "Pair",
    "compare_headlines_of",
    "find_duplicates",
    "list_disagreements",
    "list_entries",
]
