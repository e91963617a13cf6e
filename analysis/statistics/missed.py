"""What unreported attacks would do to a comparison, as a table."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.statistics.comparisons import MOST_MISSED, compare_with_missed_attacks

COLUMNS = ("none_in_second", "one_in_second", "two_in_second", "three_in_second")
MISSED = declare_answer(
    f"missed_in_first {' '.join(COLUMNS)}",
    meanings={
        "missed_in_first": "Attacks of the first period that nobody reported, each on another quiet patrol.",
        "none_in_second": "p of the comparison with so many, and none missed in the second period.",
        "one_in_second": "The same with one missed in the second period.",
        "two_in_second": "The same with two.",
        "three_in_second": "The same with three.",
    },
)


def tabulate_missed_attacks(first: tuple[int, float], second: tuple[int, float], *, are_shares: bool) -> pa.Table:
    """Tabulate the p of two periods with 0 to 3 more attacks in each.

    `first` and `second` are (attacked, patrols), or (attacks, kilometres) if not `are_shares`. Columns: missed_in_first,
    none_in_second, one_in_second, two_in_second, three_in_second.
    """
    grid = compare_with_missed_attacks(first, second, are_shares=are_shares)
    columns = {name: [row[place] for row in grid] for place, name in enumerate(COLUMNS)}
    numbers = pa.array(range(MOST_MISSED + 1), pa.int32())
    return pa.table(
        {"missed_in_first": numbers} | {name: pa.array(found, pa.float64()) for name, found in columns.items()}
    )
