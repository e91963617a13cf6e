"""The attacks that the Timeline draws, one by one, so that its marks can name them."""

import pyarrow as pa
import pyarrow.compute as pc

from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)
LANES = ("on_targets", "on_targets_in_doubt", "other")
MOST_NAMED = 200


def has_few_attacks(series: pa.Table) -> bool:
    """Say whether the attacks of a series are few enough to be named one by one."""
    return sum(pc.sum(series[lane]).as_py() or 0 for lane in LANES) <= MOST_NAMED


def is_partly_covered(series: pa.Table) -> bool:
    """Say whether attacks on patrols are held completely on some of the days of a series alone, or on none."""
    return bool(pc.any(pc.not_equal(series["attacks_covered"], "full")).as_py())


def count_uncovered_attacks(release: Release, selection: Selection) -> pa.Table:
    """Count the attacks on patrols on days for which they are not held completely: there may have been more.

    Columns: start, end (of the period), on_targets, on_targets_in_doubt.
    """
    return QUERIES.ask("uncovered_attacks", release, selection)


def list_named_attacks(release: Release, selection: Selection) -> pa.Table:
    """List the attacks that `count_attacks_by_period` and `count_uncovered_attacks` count: start of the period, lane, day, kind, target and place.

    None is named of a feed whose records are withheld.
    """
    named = QUERIES.ask("named_attacks", release, selection, most=MOST_NAMED)
    return named.slice(0, 0) if selection.feed in release.withheld else named
