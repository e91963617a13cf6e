"""The counts that number the patrols, and the doubtful numbers in them."""

import pyarrow as pa

from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)


def list_counts(release: Release, selection: Selection) -> pa.Table:
    """List each count of patrols on the corridor. Columns: counted_by, is_party, own, numbers, lowest, highest."""
    return QUERIES.ask("counts_of_patrols", release, selection)


def find_doubtful_numbers(release: Release, selection: Selection) -> pa.Table:
    """Find the numbers that are missing, given twice or out of order in a count, up to the as-of day.

    Columns: at_patrol, counted_by, is_party, doubt, number, last_number, before, number_before, day_before, number_after,
    day, between.
    """
    return QUERIES.ask("doubtful_numbers", release, selection)
