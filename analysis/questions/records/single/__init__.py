"""A single record with everything known about it."""

from analysis.questions.records.single.find import (
    TABLES_WITH_PAGES,
    Record,
    find_id_to_open,
    find_record,
    has_page,
)
from analysis.questions.records.single.presence import Presence, Withdrawal, find_other_releases, find_withdrawal

__all__ = [
    "TABLES_WITH_PAGES",
    "Presence",
    "Record",
    "Withdrawal",
    "find_id_to_open",
    "find_other_releases",
    "find_record",
    "find_withdrawal",
    "has_page",
]
