"""The attacks that the Timeline draws, so that its marks can name them."""

import pyarrow as pa
import pyarrow.compute as pc

from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)
LANES = ("on_targets", "on_targets_in_doubt", "other", "other_in_doubt")
MOST_NAMED = 200


def has_few_attacks(series: pa.Table) -> bool:
    """Whether a series has few enough attacks to name each of them."""
    return sum(pc.sum(series[lane]).as_py() or 0 for lane in LANES) <= MOST_NAMED


def is_partly_covered(series: pa.Table) -> bool:
    """Whether coverage of attacks on patrols is incomplete on some or all days of a series."""
    return bool(pc.any(pc.not_equal(series["attacks_covered"], "full")).as_py())


def count_uncovered_attacks(release: Release, selection: Selection) -> pa.Table:
    """Count the attacks on patrols on days without complete coverage, on which there may have been more.

    Columns: start, end (of the period), on_targets, on_targets_in_doubt.
    """
    return QUERIES.ask("uncovered_attacks", release, selection)


def list_named_attacks(release: Release, selection: Selection) -> pa.Table:
    """List the attacks in `count_attacks_by_period` and `count_uncovered_attacks`.

    Columns: start of the period, lane, day, kind, target, place. Empty for a feed with withheld records.
    """
    named = QUERIES.ask("named_attacks", release, selection, most=MOST_NAMED)
    return named.slice(0, 0) if selection.feed in release.withheld else named
