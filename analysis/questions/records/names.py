"""What readers, who do not know the ids of records, need to tell them apart."""

from collections.abc import Collection
from typing import Any

from analysis.question import Queries
from analysis.release import Release, list_feeds_beside

QUERIES = Queries(__file__)


def list_nameable(release: Release) -> list[dict[str, Any]]:
    """List what identifies patrols and suspensions.

    Keys: `record_id`, `table`, `corridor`, `number`, the possible days, `announced_by`.
    """
    rows: list[dict[str, Any]] = release.query(QUERIES.read("nameable_records")).to_pylist()
    return rows


def list_nameable_incidents(release: Release, ids: Collection[str]) -> list[dict[str, Any]]:
    """List the same for some incidents, by `kind` and possible days. There may be a million incidents in all."""
    beside = list_feeds_beside(release, ids)
    found = release.query(QUERIES.read("nameable_incidents"), ids=sorted(ids), feeds_beside=beside)
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows
