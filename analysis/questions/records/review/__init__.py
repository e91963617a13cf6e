"""Decisions of editors: those still open, and those already made."""

from analysis.questions.records.review.decisions import (
    Disagreement,
    find_correctable,
    list_disagreements,
    list_entries,
)
from analysis.questions.records.review.duplicates import Pair, find_duplicates, list_documents
