"""The counts that number the patrols, and doubtful numbers in them."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection

QUERIES = Queries(__file__)
DOUBTFUL_NUMBERS = declare_answer(
    "at_patrol counted_by doubt number last_number before number_before day_before number_after day between",
    meanings={
        "at_patrol": "The patrol at which the doubt was found.",
        "counted_by": "Whose count it is.",
        "doubt": "missing: no patrol has the number; twice: two have it; out_of_order: it is lower than that of the patrol before.",
        "number": "The number in doubt, in this count.",
        "last_number": "The last of the missing numbers.",
        "before": "The patrol before it.",
        "number_before": "The number of the patrol before it.",
        "day_before": "The day of the patrol before it.",
        "number_after": "The number of the patrol itself.",
        "day": "The day of the patrol itself.",
        "between": "Patrols without a number in this count that may have run between those two.",
    },
)


def list_counts(release: Release, selection: Selection) -> pa.Table:
    """List each count of patrols on the corridor. Columns: counted_by, is_party, own, numbers, lowest, highest."""
    return QUERIES.ask("counts_of_patrols", release, selection)


def find_doubtful_numbers(release: Release, selection: Selection) -> pa.Table:
    """Find the numbers that are missing, given twice or out of order in a count, up to the as-of day.

    Columns: at_patrol, counted_by, is_party, doubt, number, last_number, before, number_before, day_before, number_after, day,
    between.
    """
    return QUERIES.ask("doubtful_numbers", release, selection)
