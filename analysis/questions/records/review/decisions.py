"""What editors can still decide on a release, and what they have decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.question import Queries
from analysis.release import Release

QUERIES = Queries(__file__)
MOST_PAIRS = 500
# The columns in which two incidents are compared, in the order in which a person compares them.
COMPARED = (
    "feed", "date", "date_end", "date_precision", "kind", "kind_detail", "target", "target_party", "patrol_id", "place", "km", "lat",
    "lon", "geo_precision", "weapon", "actor1", "actor2", "claimed_by", "killed_low", "killed_best", "killed_high", "wounded_low",
    "wounded_best", "wounded_high", "vehicles_damaged", "verification", "note", "source_ids", "url", "corrected",
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two incidents that may be one event: their rows, how far apart they are, and whether their text or address is the same."""

    one: Mapping[str, Any]
    other: Mapping[str, Any]
    days_apart: int
    km_apart: float | None
    is_same_text: bool

    @property
    def differing(self) -> tuple[str, ...]:
        """The columns in which both have a value and the values differ."""
        return tuple(
            name for name in COMPARED if self.one[name] and self.other[name] and self.one[name] != self.other[name]
        )


@dataclass(frozen=True)
class Disagreement:
    """A field where some claims differ from the record. `claims` are rows of disagreements.sql."""

    table: str
    record_id: str
    opens: str
    field: str
    chosen: str | None
    claims: tuple[Mapping[str, Any], ...]


def find_duplicates(release: Release, *, days: int, corridor: str | None = None) -> tuple[list[Pair], int]:
    """Find pairs of incidents on a corridor, or on any, that may be one event and on which no editor has decided.

    Returns those that are most alike, at most MOST_PAIRS, and how many there are. Raises QueryStopped.
    """
    rows = release.query(QUERIES.read("duplicates"), days=days, corridor=corridor).to_pylist()
    listed = rows[:MOST_PAIRS]
    ids = sorted({row[name] for row in listed for name in ("incident_id", "other_id")})
    query = "FROM incidents WHERE incident_id IN (SELECT unnest($ids::VARCHAR[]))"
    says = {row["incident_id"]: row for row in release.query(query, ids=ids).to_pylist()}
    pairs = [
        Pair(says[row["incident_id"]], says[row["other_id"]], row["days_apart"], row["km_apart"], row["is_same_text"])
        for row in listed
    ]
    return pairs, len(rows)


def list_disagreements(release: Release, corridor: str | None = None) -> list[Disagreement]:
    """List the fields where claims disagree with a record of a corridor, or of any."""
    grouped: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in release.query(QUERIES.read("disagreements"), corridor=corridor).to_pylist():
        grouped.setdefault((row["table"], row["record_id"], row["field"]), []).append(row)
    return [
        Disagreement(table, record_id, claims[0]["opens"], field, claims[0]["chosen"], tuple(claims))
        for (table, record_id, field), claims in grouped.items()
    ]


def list_entries(release: Release, record: str | None = None) -> list[dict[str, Any]]:
    """List the entries of editors on one record, or on any, newest first; entries.sql names the columns."""
    rows: list[dict[str, Any]] = release.query(QUERIES.read("entries"), record=record).to_pylist()
    return rows
