"""Whether attacks rose or fell: the last patrols beside as many before them."""

from dataclasses import dataclass

from analysis.questions.rates.blocks import choose_block_size, compute_rates_by_block
from analysis.questions.timeline.headline import count_headline
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.comparisons import compare_shares
from analysis.statistics.unconditional import Counts


@dataclass(frozen=True)
class LastPatrols:
    """Patrols attacked of the last patrols, and of as many before them: (attacked, patrols) each.

    `direction` is 1 where the share attacked rose and -1 where it fell, by a test whose p is under 0.05; else 0.
    """

    before: Counts
    last: Counts
    direction: int


def compare_last_patrols(release: Release, selection: Selection) -> LastPatrols | None:
    """Compare the newest block of patrols with the one before it; None where two of that size have not run.

    Blocks are as large as on the Risk page: ten patrols, or more where many ran. The test is Boschloo's, of two shares.
    """
    patrols = count_headline(release, selection)["patrols"]
    if not patrols:
        return None
    size = choose_block_size(patrols)
    rows = compute_rates_by_block(release, selection, size).slice(0, 2).to_pylist()
    last, before = ((row["attacked"], row["patrols"]) for row in rows) if len(rows) == 2 else (None, None)
    if last is None or before is None or before[1] < size:
        return None
    found = compare_shares(before, last)
    is_shown = found is not None and found.is_shown
    return LastPatrols(before, last, (1 if found.difference > 0 else -1) if found and is_shown else 0)
