"""What is new on a corridor between two releases: attacks, suspensions and changed headlines."""

from dataclasses import dataclass
from typing import Any

from analysis.question import Queries
from analysis.questions.changes.headline_change import HeadlineChange, compare_headlines
from analysis.questions.holdings import list_corridors, read_choices
from analysis.release import Release

QUERIES = Queries(__file__)


@dataclass(frozen=True)
class News:
    """What is new on a corridor: records (the columns of attacks_and_suspensions.sql), and the headlines of feeds that changed."""

    title: str
    attacks: list[dict[str, Any]]
    suspensions: list[dict[str, Any]]
    headlines: list[HeadlineChange]


def find_news(before: Release, after: Release, corridor: str) -> News:
    """Find what `after` has on one of its corridors that neither `before` nor a release before it had.

    A record that was withdrawn and has returned, for example by a revert, is not new. One that was on another corridor is new here.
    """
    choices = read_choices(after)
    query = QUERIES.read("attacks_and_suspensions")
    known = {row["record"] for row in before.query(query, corridor=corridor).to_pylist()}
    new = [row for row in after.query(query, corridor=corridor).to_pylist() if row["record"] not in known]
    older = [row["record"] for row in new if row["first_release"] <= before.manifest.number]
    if older:
        held = before.query(QUERIES.read("records_held"), records=older)["record"].to_pylist()
        new = [row for row in new if row["record"] not in set(older) - set(held)]
    changes = [
        compare_headlines(before, after, choices.make_default(corridor, feed)) for feed in choices.list_feeds(corridor)
    ]
    return News(
        list_corridors(after)[corridor][0],
        [row for row in new if row["what"] == "attack"],
        [row for row in new if row["what"] == "suspension"],
        [change for change in changes if not change.is_the_same],
    )
