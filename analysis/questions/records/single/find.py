"""Finds a record by its id: its fields, its sources, and the claims about it."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analysis.question import Queries
from analysis.questions.records.single.history import read_history
from analysis.release import Release
from etl.lake import Lake
from etl.tables.columns import Table
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS, SOURCES, SUSPENSIONS
from etl.tables.schema import quote_identifier

QUERIES = Queries(__file__)
TABLES_WITH_PAGES = {table.name: table for table in (PATROLS, INCIDENTS, SUSPENSIONS, EXPOSURE, SOURCES)}
# Tables whose rows belong to a record with a page: the position of its id in the name of such a row.
PLACE_OF_RECORD_ID = {"patrol_numbers": 0, "casualties": 0, "claims": 1}


@dataclass(frozen=True)
class Record:
    """One record with everything known about it.

    Its fields, the documents it is based on, the claims about its fields, the casualties by side, related records, and its
    history.
    """

    table: Table
    record_id: str
    fields: dict[str, Any]
    sources: pa.Table
    claims: pa.Table
    casualties: pa.Table
    related: pa.Table
    history: list[dict[str, Any]]


def find_record(lake: Lake, release: Release, record_id: str) -> Record | None:
    """Return the record with this id, withdrawn or not, or None if the release never had one."""
    for table in TABLES_WITH_PAGES.values():
        query = f"FROM ever.{table.name} WHERE {quote_identifier(table.id_column)} = $record_id"
        rows = release.query(query, record_id=record_id).to_pylist()
        if not rows:
            continue
        (fields,) = rows
        bound = {"record_id": record_id, "table": table.name, "source_ids": fields.get("source_ids") or []}
        return Record(
            table,
            record_id,
            fields,
            sources=release.query(QUERIES.read("record_sources"), **bound),
            claims=release.query(QUERIES.read("record_claims"), **bound),
            casualties=release.query(QUERIES.read("record_casualties"), **bound),
            related=release.query(QUERIES.read("related_records"), **bound),
            history=read_history(lake, release, table, record_id),
        )
    return None


def has_page(table: str) -> bool:
    """Whether the records of a table, or the records that they belong to, have a page."""
    return table in TABLES_WITH_PAGES or table in PLACE_OF_RECORD_ID


def find_id_to_open(table: str, record: str) -> str:
    """Return the id of the page for a record of a table that `has_page`, named as in a sentence (etl/tables/schema.py)."""
    return record if table in TABLES_WITH_PAGES else record.split(" / ")[PLACE_OF_RECORD_ID[table]]
