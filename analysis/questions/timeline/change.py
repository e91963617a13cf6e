"""Whether attacks rose or fell: the latest patrols compared with as many before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.statistics.comparisons import compare_shares
from analysis.statistics.unconditional import Counts


@dataclass(frozen=True)
class LastPatrols:
    """Attacked patrols of the latest patrols, and of as many before them: (attacked, patrols) each.

    `direction` is 1 if the share attacked rose and -1 if it fell, by a test with p under 0.05; otherwise 0.
    """

    before: Counts
    last: Counts
    direction: int


def compare_last_patrols(blocks: Sequence[dict[str, Any]], size: int) -> LastPatrols | None:
    """Compare the newest block of patrols with the one before it. Return None without two blocks of `size` patrols.

    `blocks` are rows of compute_rates_by_block, newest first. The test is Boschloo's for two shares.
    """
    if len(blocks) < 2 or blocks[1]["patrols"] < size:
        return None
    last, before = ((row["attacked"], row["patrols"]) for row in blocks[:2])
    found = compare_shares(before, last)
    if found is None or not found.is_shown:
        return LastPatrols(before, last, 0)
    return LastPatrols(before, last, 1 if found.difference > 0 else -1)
