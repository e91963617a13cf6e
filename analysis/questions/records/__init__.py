"""The records that match the reader's choices, and a single record with everything known about it."""

from analysis.questions.records.listing import Batches, Listing
from analysis.questions.records.lists import (
    count_incidents_everywhere,
    list_newest_records,
    list_records,
    read_records_in_batches,
)
from analysis.questions.records.names import list_nameable, list_nameable_incidents
from analysis.questions.records.single.find import (
    TABLES_WITH_PAGES,
    Record,
    find_id_to_open,
    find_record,
    has_page,
)
from analysis.questions.records.single.presence import Presence, Withdrawal, find_other_releases, find_withdrawal
