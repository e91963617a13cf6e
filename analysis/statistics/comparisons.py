"""Two periods compared: the ratio of their rates, the difference of their shares, and what would undo it.

docs/methods.md explains each for readers. A period of rates is (events, exposure), one of shares (attacked, patrols).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import bdtr, bdtrc, ndtri

from analysis.statistics.intervals import LEVEL, bound_share

BOSCHLOO_TABLES = 2_500  # patrols times patrols; 50 ms at this size, 1.7 s at sixty times it
STRESS_ONE_BY_ONE = 20
STRESS_AT_MOST = 5  # times the patrols reported
Counts = tuple[int, int]


@dataclass(frozen=True)
class Ratio:
    """The rate of the second of two periods divided by that of the first, with its exact interval and the p of no change.

    `ratio` and `high` are infinite where the first has no event. `p` agrees with the interval: under 0.05 exactly where 1
    lies outside it.
    """

    ratio: float
    low: float
    high: float
    p: float

    @property
    def is_shown(self) -> bool:
        """Whether chance alone makes a ratio like this fewer than one time in twenty."""
        return self.p < LEVEL


@dataclass(frozen=True)
class Difference:
    """The share of the second of two periods less that of the first, its 95 % interval, and the p of no difference.

    The p is that of `test`, which is exact. The interval is not: near 0 the two need not agree, and the test decides.
    """

    difference: float
    low: float
    high: float
    p: float
    test: str

    @property
    def is_shown(self) -> bool:
        """Whether chance alone makes a difference like this fewer than one time in twenty."""
        return self.p < LEVEL


@dataclass(frozen=True)
class Stress:
    """What would undo a difference between two shares: each the least number found, None where none was found.

    `quiet` are unreported patrols, not attacked, added to the period with the higher share (at most five times those
    reported); `not_attacked` are attacked patrols of that period whose attacks turn out to be none. `higher` is 1 or 2.
    """

    higher: int
    quiet: int | None
    not_attacked: int | None


def compare_rates(first: tuple[int, float], second: tuple[int, float]) -> Ratio | None:
    """Compare the rates of two periods; None without an event or without exposure.

    The exact conditional test: given the events of both, those of the second are binomial with the share of the exposure
    that is its own. J. Przyborowski and H. Wilenski (1940), Homogeneity of results in testing samples from Poisson series,
    Biometrika 31, 313-323. The two-sided p is twice the smaller tail, so that it agrees with the interval, which is that of
    Clopper and Pearson: M. P. Fay (2010), Two-sided exact tests and matching confidence intervals for discrete data, The R
    Journal 2(1), 53-58.
    """
    events, exposure = first[0] + second[0], first[1] + second[1]
    if events == 0 or not first[1] or not second[1]:
        return None
    expected = second[1] / exposure
    at_most = float(bdtr(second[0], events, expected))
    at_least = 1.0 if second[0] == 0 else float(bdtrc(second[0] - 1, events, expected))
    low, high = bound_share(second[0], events)

    def as_ratio(share: float) -> float:
        return math.inf if share == 1 else share / (1 - share) * first[1] / second[1]

    return Ratio(as_ratio(second[0] / events), as_ratio(low), as_ratio(high), min(1.0, 2 * min(at_most, at_least)))


def can_show_a_ratio(first: tuple[int, float], second: tuple[int, float]) -> bool:
    """Whether so many events could show any ratio: whether all of them in the less likely period would give a p under 0.05."""
    return 2 * (min(first[1], second[1]) / (first[1] + second[1])) ** (first[0] + second[0]) < LEVEL


def compare_shares(first: Counts, second: Counts) -> Difference | None:
    """Compare the shares of two periods; None without patrols in both.

    The interval is method 10 of R. G. Newcombe (1998), Interval estimation for the difference between independent
    proportions: comparison of eleven methods, Statistics in Medicine 17, 873-890.
    """
    if not first[1] or not second[1]:
        return None
    (one, one_low, one_high), (two, two_low, two_high) = _score_interval(*first), _score_interval(*second)
    difference = two - one
    low = difference - math.hypot(two - two_low, one_high - one)
    high = difference + math.hypot(two_high - two, one - one_low)
    test = "Boschloo" if first[1] * second[1] <= BOSCHLOO_TABLES else "Fisher"
    return Difference(difference, low, high, _test_equal_shares(first, second, test), test)


def find_stress(first: Counts, second: Counts) -> Stress | None:
    """Find what would undo the difference between the shares of two periods; None where no difference is shown.

    A difference is undone where the test that showed it no longer gives a p under 0.05. Numbers to 20 are tried one by
    one; beyond, by doubling and halving, so that a larger one is near the least and not always the least.
    """
    found = compare_shares(first, second)
    if found is None or not found.is_shown:
        return None
    higher = 2 if found.difference > 0 else 1
    (attacked, patrols), other = (second, first) if higher == 2 else (first, second)

    def is_undone(changed: Counts) -> bool:
        return _test_equal_shares(other, changed, found.test) >= LEVEL

    return Stress(
        higher,
        _find_least(lambda number: is_undone((attacked, patrols + number)), STRESS_AT_MOST * patrols),
        _find_least(lambda number: is_undone((attacked - number, patrols)), attacked),
    )


def _score_interval(attacked: int, patrols: int) -> tuple[float, float, float]:
    """The share and its interval by E. B. Wilson (1927), Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 209-212.
    """
    z, share = float(ndtri(1 - LEVEL / 2)), attacked / patrols
    middle = (share + z**2 / (2 * patrols)) / (1 + z**2 / patrols)
    half = z * math.sqrt(share * (1 - share) / patrols + z**2 / (4 * patrols**2)) / (1 + z**2 / patrols)
    return share, max(0.0, middle - half), min(1.0, middle + half)


@lru_cache(maxsize=10_000)  # the same pair is asked for by the sentence, the details and the stress, at every rerun
def _test_equal_shares(first: Counts, second: Counts, test: str) -> float:
    """The two-sided p of equal shares.

    R. D. Boschloo (1970), Raised conditional level of significance for the 2 x 2-table when testing the equality of two
    probabilities, Statistica Neerlandica 24, 1-35: exact, and never weaker than the test of R. A. Fisher (1935), The logic
    of inductive inference, Journal of the Royal Statistical Society 98, 39-82. Boschloo's is slow on many patrols, where
    Fisher's, which is exact too, has little less power.
    """
    if first[0] + second[0] in (0, first[1] + second[1]):
        return 1.0
    from scipy.stats import boschloo_exact, fisher_exact  # on demand: see intervals.py

    table = np.array([[first[0], second[0]], [first[1] - first[0], second[1] - second[0]]])
    p = (boschloo_exact if test == "Boschloo" else fisher_exact)(table).pvalue
    return min(1.0, float(p))


def _find_least(holds: Callable[[int], bool], most: int) -> int | None:
    """Find the least number from 1 to `most` for which something holds, if it holds for all greater ones; None if for none."""
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
