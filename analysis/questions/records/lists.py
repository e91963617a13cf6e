"""The records of a table that match the reader's choices."""

from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.questions.records import listing
from analysis.questions.records.listing import Batches, Listing, count_rows, list_newest_rows
from analysis.questions.records.search import find_terms
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS, SOURCES, SUSPENSIONS

QUERIES = Queries(__file__)
ALL_DAYS = {"batch_from": date.min, "batch_to": date.max}
PATROLS_LISTED = declare_answer(
    "patrol_id number other_numbers date date_end date_precision participants outcome attacked place_from "
    "place_to km_from km_to length_km note corrected sources",
    table=PATROLS,
    meanings={
        "other_numbers": "Its numbers in counts other than the corridor's own.",
        "attacked": "Whether a counted attack hit it.",
    },
)
INCIDENTS_LISTED = declare_answer(
    "incident_id date date_end date_precision corridor kind attack target target_party patrol_id tied_by_day "
    "verification counted place km geo_precision target_name effect episode weapon claimed_by killed_low killed_best killed_high "
    "wounded_low wounded_best wounded_high vehicles_damaged note corrected sources",
    table=INCIDENTS,
    meanings={
        "counted": "Whether the choices count it.",
    },
)
SUSPENSIONS_LISTED = declare_answer(
    "suspension_id announced_on start end announced_by side reason note corrected sources", table=SUSPENSIONS
)
EXPOSURE_LISTED = declare_answer(
    "exposure_id period_start period_end unit count counted_by note corrected sources", table=EXPOSURE
)
SOURCES_LISTED = declare_answer(
    "source_id publisher title date url accessed_via records",
    table=SOURCES,
    meanings={
        "records": "How many records are based on it.",
    },
)


def list_records(
    release: Release, table: str, selection: Selection, search: str = "", *, everywhere: bool = False
) -> pa.Table:
    """List the records of a table (patrols, incidents, suspensions, exposure, sources) in the days of the records, oldest first.

    `search` are whole words that must all occur in a record, its places or its sources. `everywhere` lists incidents on every
    corridor and on none.
    """
    return _list(release, table, selection, search, everywhere, ALL_DAYS)


def list_newest_records(
    release: Release, table: str, selection: Selection, search: str = "", *, everywhere: bool = False
) -> Listing:
    """List the newest of the same rows with their total. Only for patrols and incidents, which may be many."""
    if table not in ("patrols", "incidents"):
        rows = list_records(release, table, selection, search)
        return Listing(rows, rows.num_rows)
    query, bound = QUERIES.read(f"records_{table}"), _bind(release, selection, search, everywhere, ALL_DAYS)
    is_summed = table == "incidents" and not everywhere and not bound["words"] and not selection.is_on_a_stretch
    return list_newest_rows(release, query, QUERIES.read("incidents_by_day") if is_summed else None, **bound)


def count_incidents_everywhere(release: Release, selection: Selection, search: str = "") -> int:
    """Count the incidents on every corridor, and on none, that match the same choices and words."""
    return count_rows(release, QUERIES.read("records_incidents"), **_bind(release, selection, search, True, ALL_DAYS))


def read_records_in_batches(
    release: Release, table: str, selection: Selection, search: str = "", *, everywhere: bool = False
) -> Batches:
    """Read the same rows in the same order, some days at a time, so that lists of any length need little memory."""
    batches = [ALL_DAYS]
    if table == "incidents":  # the only table that may be long
        bound = {"everywhere": everywhere, "rows": listing.ROWS_IN_A_BATCH}
        rows = QUERIES.ask("incident_batches", release, selection, **bound).to_pylist()
        batches = [{"batch_from": row["first"], "batch_to": row["last"]} for row in rows] or batches
    return Batches(batches, partial(_list, release, table, selection, search, everywhere))


def _list(
    release: Release, table: str, selection: Selection, search: str, everywhere: bool, days: dict[str, Any]
) -> pa.Table:
    return release.query(QUERIES.read(f"records_{table}"), **_bind(release, selection, search, everywhere, days))


def _bind(
    release: Release, selection: Selection, search: str, everywhere: bool, days: dict[str, Any]
) -> dict[str, Any]:
    return selection.list_parameters() | {"words": find_terms(release, search), "everywhere": everywhere} | days
