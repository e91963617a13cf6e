"""Claims on which editors can still decide, and what they have decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.question import Queries
from analysis.release import Release
from etl.tables.columns import Table
from etl.tables.records import REVIEWED_TABLES
from etl.tables.schema import quote_identifier

QUERIES = Queries(__file__)


@dataclass(frozen=True)
class Disagreement:
    """A field where some claims differ from the record. `claims` are rows of disagreements.sql."""

    table: str
    record_id: str
    opens: str
    field: str
    chosen: str | None
    claims: tuple[Mapping[str, Any], ...]


def list_disagreements(release: Release, corridor: str | None = None) -> list[Disagreement]:
    """List the fields where claims disagree with a record of a corridor, or of any."""
    grouped: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in release.query(QUERIES.read("disagreements"), corridor=corridor).to_pylist():
        grouped.setdefault((row["table"], row["record_id"], row["field"]), []).append(row)
    return [
        Disagreement(table, record_id, claims[0]["opens"], field, claims[0]["chosen"], tuple(claims))
        for (table, record_id, field), claims in grouped.items()
    ]


def find_correctable(release: Release, record_id: str) -> tuple[Table, dict[str, Any]] | None:
    """Find the current record with an id that an editor may correct: its table and its fields. None if there is none."""
    for name, table in REVIEWED_TABLES.items():
        query = f"FROM {name} WHERE {quote_identifier(table.id_column)} = $record_id"
        for fields in release.query(query, record_id=record_id).to_pylist():
            return table, fields
    return None


def list_entries(release: Release, record: str | None = None) -> list[dict[str, Any]]:
    """List the entries of editors on one record, or on any, newest first; entries.sql names the columns."""
    rows: list[dict[str, Any]] = release.query(QUERIES.read("entries"), record=record).to_pylist()
    return rows
