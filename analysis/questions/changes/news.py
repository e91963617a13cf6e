"""What is new on a corridor between two releases: attacks, suspensions and a changed headline."""

from dataclasses import dataclass
from typing import Any

from analysis.question import Queries
from analysis.questions.changes.headline_change import HeadlineChange, compare_headlines
from analysis.questions.holdings import read_choices
from analysis.release import Release
from etl.errors import UsageError

QUERIES = Queries(__file__)


@dataclass(frozen=True)
class News:
    """What is new on a corridor: records (the columns of attacks_and_suspensions.sql), and the headline if it changed."""

    attacks: list[dict[str, Any]]
    suspensions: list[dict[str, Any]]
    headline: HeadlineChange | None


def find_news(before: Release, after: Release, corridor: str) -> News:
    """Find what `after` has on a corridor that `before` did not have. Raises UsageError if `after` does not have the corridor."""
    choices = read_choices(after)
    if corridor not in choices.corridors:
        raise UsageError(
            f"There is no corridor {corridor} in {after.manifest.name}. It has: {', '.join(choices.corridors)}."
        )
    query = QUERIES.read("attacks_and_suspensions")
    known = {row["record"] for row in before.query(query, corridor=corridor).to_pylist()}
    new = [row for row in after.query(query, corridor=corridor).to_pylist() if row["record"] not in known]
    change = compare_headlines(before, after, choices.default(corridor))
    return News(
        [row for row in new if row["what"] == "attack"],
        [row for row in new if row["what"] == "suspension"],
        None if change.is_the_same else change,
    )
