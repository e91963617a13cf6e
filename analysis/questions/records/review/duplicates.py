"""Pairs of records that may be one event, on which editors can still decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.question import Queries
from analysis.release import Release
from etl.errors import QueryStopped
from etl.tables.columns import Table
from etl.tables.records import INCIDENTS, PATROLS, SUSPENSIONS

QUERIES = Queries(__file__)
PAIRS = {
    INCIDENTS: "duplicate_incidents",
    PATROLS: "duplicate_patrols",
    SUSPENSIONS: "duplicate_suspensions",
}
MOST_PAIRS = 500
MOST_COMPARED = 200_000  # incidents; comparing those of each day takes the square of their number
# The columns in which two records are compared, in the order in which a person compares them.
COMPARED = {
    INCIDENTS.name: (
        "feed", "date", "date_end", "date_precision", "kind", "kind_detail", "target", "target_party", "patrol_id", "place", "km",
        "lat", "lon", "geo_precision", "weapon", "actor1", "actor2", "claimed_by", "killed_low", "killed_best", "killed_high",
        "wounded_low", "wounded_best", "wounded_high", "vehicles_damaged", "verification", "note", "source_ids", "url", "corrected",
    ),
    PATROLS.name: (
        "feed", "date", "date_end", "date_precision", "number", "participants", "outcome", "direction", "place_from", "place_to",
        "km_from", "km_to", "length_km", "note", "source_ids", "corrected",
    ),
    SUSPENSIONS.name: (
        "feed", "start", "end", "announced_on", "announced_by", "side", "reason", "note", "source_ids", "corrected",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two records of a table that may be one event: their rows, how far apart they are, and whether their text or address is the same."""

    table: str
    one: Mapping[str, Any]
    other: Mapping[str, Any]
    days_apart: int
    km_apart: float | None
    is_same_text: bool

    @property
    def differing(self) -> tuple[str, ...]:
        """The columns in which both have a value and the values differ."""
        return tuple(
            name
            for name in COMPARED[self.table]
            if self.one[name] and self.other[name] and self.one[name] != self.other[name]
        )


def find_duplicates(release: Release, *, days: int, corridor: str | None = None) -> tuple[list[Pair], int]:
    """Find pairs of incidents, patrols and suspensions on a corridor, or on any, that may be one and on which no editor has decided.

    Returns those of each table that are most alike, at most MOST_PAIRS, and how many there are. Raises QueryStopped, also if there are
    more incidents than MOST_COMPARED.
    """
    counted = release.query(
        "SELECT count_sum(incidents, $corridor IS NULL OR corridor = $corridor) AS incidents FROM incident_counts",
        corridor=corridor,
    )
    if counted["incidents"][0].as_py() > MOST_COMPARED:
        raise QueryStopped("There are too many incidents to compare them all.")
    found = [_find_pairs(release, table, days, corridor) for table in PAIRS]
    return [pair for pairs, _ in found for pair in pairs], sum(total for _, total in found)


def list_documents(release: Release, source_ids: Sequence[str]) -> list[dict[str, Any]]:
    """List the documents that a record names by publisher and day, oldest first."""
    rows: list[dict[str, Any]] = release.query(QUERIES.read("documents"), source_ids=source_ids).to_pylist()
    return rows


def _find_pairs(release: Release, table: Table, days: int, corridor: str | None) -> tuple[list[Pair], int]:
    query = QUERIES.read("undecided_pairs").format(pairs=QUERIES.read(PAIRS[table]))
    rows = release.query(query, table=table.name, days=days, corridor=corridor).to_pylist()
    listed, key = rows[:MOST_PAIRS], table.id_column
    ids = sorted({row[name] for row in listed for name in ("record_id", "other_id")})
    held = f"FROM {table.name} WHERE {key} IN (SELECT unnest($ids::VARCHAR[])) AND ($corridor IS NULL OR corridor = $corridor)"
    by_id = {row[key]: row for row in release.query(held, ids=ids, corridor=corridor).to_pylist()}
    pairs = [
        Pair(
            table.name,
            by_id[row["record_id"]],
            by_id[row["other_id"]],
            row["days_apart"],
            row["km_apart"],
            row["is_same_text"],
        )
        for row in listed
    ]
    return pairs, len(rows)
