"""What patrols and suspensions are called by a reader, who does not know their ids."""

from datetime import date

from analysis.question import Queries
from analysis.release import Release

QUERIES = Queries(__file__)


def list_names(release: Release) -> dict[str, str]:
    """List the names of patrols and suspensions by their ids; a record that is called by its id alone is not among them."""
    rows = release.query(QUERIES.read("names_of_records")).to_pylist()
    return {row["record_id"]: _name(**row) for row in rows}


def _name(record_id: str, number: int | None, start: date | None) -> str:
    return f"From {start.day} {start:%B %Y} ({record_id})" if start else f"Patrol {number}"
