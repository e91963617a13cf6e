"""Compares two periods: the ratio of their rates, the difference of their shares, and what would undo it.

docs/methods.md explains each for readers. A period is (events, exposure) for rates, and (attacked, patrols) for shares.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scipy.special import bdtr, bdtrc

from analysis.statistics.intervals import FEW_PATROLS, LEVEL, bound_share
from analysis.statistics.unconditional import Counts, Difference, compare_exactly, compute_p_of_equal_shares

STRESS_ONE_BY_ONE = 20
STRESS_AT_MOST = 5  # times the reported patrols
MOST_CUTS = 20
MOST_MISSED = 3  # attacks in each period


@dataclass(frozen=True)
class Ratio:
    """The rate of the second of two periods divided by that of the first, with its exact interval and the p of no change.

    `ratio` and `high` are infinite if the first has no event. `p` agrees with the interval: it is under 0.05 exactly if the
    interval excludes 1.
    """

    ratio: float
    low: float
    high: float
    p: float

    @property
    def is_shown(self) -> bool:
        """Whether chance alone makes a ratio like this less than one time in twenty."""
        return self.p < LEVEL


@dataclass(frozen=True)
class Stress:
    """What would undo a difference between two shares: the smallest number found of each kind, or None.

    `quiet` are unreported patrols without attacks, added to the period with the higher share (at most five times those
    reported). `not_attacked` are attacked patrols of that period whose attacks turn out to be none. `higher` is 1 or 2.
    """

    higher: int
    quiet: int | None
    not_attacked: int | None


@dataclass(frozen=True)
class Cut:
    """A split of ordered patrols after the first `before`, and the p of equal shares on both sides."""

    before: int
    p: float


def compare_rates(first: tuple[int, float], second: tuple[int, float]) -> Ratio | None:
    """Compare the rates of two periods; None without an event or without exposure.

    The exact conditional test: given the events of both, those of the second are binomial with the share of the exposure that is
    its own. J. Przyborowski and H. Wilenski (1940), Homogeneity of results in testing samples from Poisson series, Biometrika 31,
    313-323. The two-sided p is twice the smaller tail, so that it agrees with the interval, which is that of Clopper and Pearson:
    M. P. Fay (2010), Two-sided exact tests and matching confidence intervals for discrete data, The R Journal 2(1), 53-58.
    """
    events, exposure = first[0] + second[0], first[1] + second[1]
    if events == 0 or not first[1] or not second[1]:
        return None
    expected = second[1] / exposure
    at_most = float(bdtr(second[0], events, expected))
    at_least = 1.0 if second[0] == 0 else float(bdtrc(second[0] - 1, events, expected))
    low, high = bound_share(second[0], events)

    def make_ratio(share: float) -> float:
        return math.inf if share == 1 else share / (1 - share) * first[1] / second[1]

    return Ratio(
        make_ratio(second[0] / events), make_ratio(low), make_ratio(high), min(1.0, 2 * min(at_most, at_least))
    )


def can_show_a_ratio(first: tuple[int, float], second: tuple[int, float]) -> bool:
    """Whether this many events could show any ratio: whether p would be under 0.05 if all were in the less likely period."""
    return 2 * (min(first[1], second[1]) / (first[1] + second[1])) ** (first[0] + second[0]) < LEVEL


def compare_shares(first: Counts, second: Counts) -> Difference | None:
    """Compare the shares of two periods by Boschloo's test and the interval that inverts it; None without patrols in both."""
    return compare_exactly(first, second) if first[1] and second[1] else None


def compare_at_every_cut(attacked: Sequence[int], patrols: int) -> list[Cut]:
    """Test two shares at every cut that leaves five patrols on each side, or at twenty of them, evenly spaced.

    `attacked` are the positions of the attacked patrols in order, from 1. The cut with the smallest p is not a valid test: one
    of many cuts shows a difference by chance far more often than one time in twenty.
    """
    cuts: Sequence[int] = range(FEW_PATROLS, patrols - FEW_PATROLS + 1)
    if len(cuts) > MOST_CUTS:
        cuts = [cuts[place * (len(cuts) - 1) // (MOST_CUTS - 1)] for place in range(MOST_CUTS)]
    found = []
    for before in cuts:
        first = sum(place <= before for place in attacked)
        found.append(Cut(before, compute_p_of_equal_shares((first, before), (len(attacked) - first, patrols - before))))
    return found


def compare_with_missed_attacks(
    first: tuple[int, float], second: tuple[int, float], *, are_shares: bool
) -> list[list[float | None]]:
    """Test two periods again with 0 to 3 unreported attacks added to the first (rows) and the second (columns).

    For shares, each was on another quiet patrol; if none is left, p is None. For rates, exposures do not change.
    """

    def test(more_first: int, more_second: int) -> float | None:
        one, other = (first[0] + more_first, first[1]), (second[0] + more_second, second[1])
        if not are_shares:
            found = compare_rates(one, other)
            return found.p if found else 1.0
        if one[0] > one[1] or other[0] > other[1]:
            return None
        return compute_p_of_equal_shares((one[0], int(one[1])), (other[0], int(other[1])))

    numbers = range(MOST_MISSED + 1)
    return [[test(more_first, more_second) for more_second in numbers] for more_first in numbers]


def find_stress(first: Counts, second: Counts) -> Stress | None:
    """Find what would undo the difference between the shares of two periods. Return None if no difference is shown.

    A difference is undone if p is no longer under 0.05. Numbers up to 20 are tried one by one, larger ones by doubling and
    bisection, so that a larger number is close to the smallest but not always equal to it.
    """
    found = compare_shares(first, second)
    if found is None or not found.is_shown:
        return None
    higher = 2 if found.difference > 0 else 1
    (attacked, patrols), other = (second, first) if higher == 2 else (first, second)

    def is_undone(changed: Counts) -> bool:
        return compute_p_of_equal_shares(other, changed) >= LEVEL

    return Stress(
        higher,
        _find_least(lambda number: is_undone((attacked, patrols + number)), STRESS_AT_MOST * patrols),
        _find_least(lambda number: is_undone((attacked - number, patrols)), attacked),
    )


def _find_least(holds: Callable[[int], bool], most: int) -> int | None:
    """Find the smallest number from 1 to `most` for which a condition holds, if it holds for all greater ones; otherwise None."""
    for number in range(1, min(STRESS_ONE_BY_ONE, most) + 1):
        if holds(number):
            return number
    below = above = STRESS_ONE_BY_ONE
    while above < most and not holds(above):
        below, above = above, min(2 * above, most)
    if above <= STRESS_ONE_BY_ONE or not holds(above):
        return None
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above
