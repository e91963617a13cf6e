"""The exact unconditional test of two shares, and the interval of their difference that belongs to it.

R. D. Boschloo (1970), Raised conditional level of significance for the 2 x 2-table when testing the equality of two
probabilities, Statistica Neerlandica 24, 1-35: tables are ordered by the one-sided p of R. A. Fisher (1935), The logic of
inductive inference, Journal of the Royal Statistical Society 98, 39-82, and p is the greatest chance, at any common share, of
a table at least as extreme as the one seen. The interval holds the differences that the same test, in the same order of tables,
does not refuse: R. J. Buehler (1957), Confidence intervals for the product of two binomial parameters, Journal of the American
Statistical Association 52, 482-493; M. P. Fay and S. A. Hunsberger (2021), Practical valid inferences for the two-sample
binomial problem, Statistics Surveys 15, 72-110. As the order is one, p rises with the difference that is tried.

Fisher's p hardly tells apart the tables that point the other way, which decide on the far end of the interval. They come last,
ordered by the end of Newcombe's interval, of which the exact one is then the nearest: P. Kabaila and C. J. Lloyd (2003), The
efficiency of Buehler confidence limits, Statistics and Probability Letters 65, 21-28. And a difference is tried with shares that
lie in intervals of all but one case in a million, which p then adds: R. L. Berger and D. D. Boos (1994), P values maximized
over a confidence set for the nuisance parameter, Journal of the American Statistical Association 89, 1012-1016.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, ndtr, ndtri

from analysis.statistics.intervals import LEVEL, bound_share

# Up to this size the test tries every common share; above it, the plausible ones, as the interval does.
MOST_TABLES = 100_000
MOST_PLAUSIBLE_TABLES = 300_000  # above this, with hundreds of attacks in each period, use the normal approximation
IMPLAUSIBLE = 1e-6
NEGLIGIBLE = 1e-10  # probability of the tables ignored when only plausible shares are tried
POINTS_OF_AN_ERROR = 4  # shares tried per standard error
REFINED = 15  # shares tried between the neighbours of the best, twice
HALVINGS = 26  # bisection steps for the ends of an interval
NEXT_TO_0 = 1e-9  # an end of an interval that p keeps away from 0
SAME = 1e-9  # relative difference below which two of Fisher's p are equal

Counts = tuple[int, int]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Difference:
    """The share of the second of two periods minus that of the first, its 95 % interval, and the p of no difference.

    `p` agrees with the interval: it is under 0.05 exactly if the interval excludes 0. Both are exact, except for hundreds of
    attacks in each period.
    """

    difference: float
    low: float
    high: float
    p: float
    is_exact: bool

    @property
    def is_shown(self) -> bool:
        """Whether chance alone makes a difference like this less than one time in twenty."""
        return self.p < LEVEL


@lru_cache(maxsize=10_000)  # the sentence, the details and the stress test ask for the same pair at every rerun
def compute_p_of_equal_shares(first: Counts, second: Counts) -> float:
    """Return the two-sided p of equal shares: twice that of the observed direction, at most 1.

    A share is (attacked, patrols), with at least one patrol.
    """
    if first[0] * second[1] == second[0] * first[1]:
        return 1.0
    if not _is_countable(first, second):
        return _approximate(first, second).p
    lower, higher = (first, second) if first[0] * second[1] < second[0] * first[1] else (second, first)
    return min(1.0, 2 * _Direction(lower, higher, is_whole=_count_tables(first, second) <= MOST_TABLES).find_p(0.0))


@lru_cache(maxsize=10_000)
def compare_exactly(first: Counts, second: Counts) -> Difference:
    """Compare two shares by the test and its corresponding interval, which excludes 0 exactly if p is under 0.05.

    Plausible shares alone may reject a 0 that all shares together do not, or the reverse. Then p decides, and the end of the
    interval is 0 or next to it.
    """
    if not _is_countable(first, second):
        return _approximate(first, second)
    p = compute_p_of_equal_shares(first, second)
    low, high = _Direction(first, second).bound_below(), -_Direction(second, first).bound_below()
    if p >= LEVEL:
        low, high = min(low, 0.0), max(high, 0.0)
    elif first[0] * second[1] < second[0] * first[1]:
        low = max(low, NEXT_TO_0)
    else:
        high = min(high, -NEXT_TO_0)
    return Difference(_subtract(first, second), low, high, p, is_exact=True)


class _Direction:
    """The tables ordered by their evidence for a higher second share, and those at least as extreme as the observed one."""

    def __init__(self, first: Counts, second: Counts, *, is_whole: bool = False):
        """With `is_whole`, every share is tried instead of only the plausible ones."""
        self.seen, self.patrols = (first[0], second[0]), (first[1], second[1])
        self.difference = _subtract(first, second)
        self.plausible = (
            ((0.0, 1.0), (0.0, 1.0))
            if is_whole
            else tuple(bound_share(*counts, IMPLAUSIBLE / 4) for counts in (first, second))
        )
        self.added = 0.0 if is_whole else IMPLAUSIBLE
        self.attacked = tuple(map(_list_likely, self.plausible, self.patrols))
        self.log_ways = tuple(map(_log_ways, self.patrols, self.attacked))
        self.least_extreme = self._find_least_extreme()

    def find_p(self, difference: float) -> float:
        """Return the largest probability of a table as extreme as the observed one, for this difference of shares."""
        (low_1, high_1), (low_2, high_2) = self.plausible
        start, end = max(low_1, low_2 - difference), min(high_1, high_2 - difference)
        if start > end:
            return self.added
        shares = self._list_shares(start, end, difference)
        for _ in range(3):
            chances = self._weigh(shares, np.clip(shares + difference, 0.0, 1.0))
            best = int(chances.argmax())
            shares = np.linspace(shares[max(best - 1, 0)], shares[min(best + 1, len(shares) - 1)], REFINED)
        return float(chances.max()) + self.added

    def _list_shares(self, start: float, end: float, difference: float) -> Floats:
        """List first shares to try, densest near the ends: even steps of the arcsine are even parts of a standard error."""
        roots = np.arcsin(np.sqrt(np.clip([start, end, start + difference, end + difference], 0.0, 1.0)))
        errors = 2 * max(
            (roots[1] - roots[0]) * math.sqrt(self.patrols[0]), (roots[3] - roots[2]) * math.sqrt(self.patrols[1])
        )
        steps: Floats = np.linspace(0, math.pi / 2, 3 + math.ceil(2 * POINTS_OF_AN_ERROR * errors))
        return start + (end - start) * np.sin(steps) ** 2

    def bound_below(self) -> float:
        """Return the smallest difference that is not rejected."""
        is_refused = self.difference > 0 and self.find_p(0.0) < LEVEL / 2
        below, above = (0.0, self.difference) if is_refused else (-1.0, min(self.difference, 0.0))
        for _ in range(HALVINGS):
            middle = (below + above) / 2
            below, above = (middle, above) if self.find_p(middle) < LEVEL / 2 else (below, middle)
        return (below + above) / 2

    def _weigh(self, shares_1: Floats, shares_2: Floats) -> Floats:
        """Sum the probabilities of equally extreme tables at each pair of shares."""
        chances_1 = _list_chances(self.log_ways[0], self.attacked[0], self.patrols[0], shares_1)
        chances_2 = _list_chances(self.log_ways[1], self.attacked[1], self.patrols[1], shares_2)
        tails = np.vstack([np.cumsum(chances_2[::-1], axis=0)[::-1], np.zeros(len(shares_2))])
        weighed: Floats = (chances_1 * tails[self.least_extreme]).sum(axis=0)
        return weighed

    def _find_least_extreme(self) -> Integers:
        """Return for each number attacked in the first period the index in the second from which tables are as extreme."""
        first, second = (
            attacked[:, None] / patrols for attacked, patrols in zip(self.attacked, self.patrols, strict=True)
        )
        is_higher = first < second.T
        if self.difference > 0:
            together = self.attacked[0][:, None] + self.attacked[1]
            extreme = is_higher & (self.attacked[1] >= self._find_critical()[together - together[0, 0]])
        else:
            ends = bound_by_newcombe(first, self.patrols[0], second.T, self.patrols[1])
            observed = [seen - attacked[0] for seen, attacked in zip(self.seen, self.attacked, strict=True)]
            extreme = is_higher | (ends >= ends[observed[0], observed[1]] - SAME)
        return np.where(extreme.any(axis=1), extreme.argmax(axis=1), len(self.attacked[1]))

    def _find_critical(self) -> Integers:
        """Return for each total the smallest number attacked in the second period with Fisher's p as small as observed."""
        least, most = (int(self.attacked[0][place] + self.attacked[1][place]) for place in (0, -1))
        seen = self._list_fisher(sum(self.seen))[self.seen[1] - self.attacked[1][0]] * (1 + SAME)
        found = [np.flatnonzero(self._list_fisher(together) <= seen) for together in range(least, most + 1)]
        beyond = self.patrols[1] + 1
        return np.array([self.attacked[1][places[0]] if len(places) else beyond for places in found])

    def _list_fisher(self, together: int) -> Floats:
        """List Fisher's one-sided p for each number attacked in the second period, given the total; 2 for impossible numbers."""
        (first, second), attacked = self.patrols, self.attacked[1]
        possible = (attacked >= together - first) & (attacked <= together)
        listed = np.full(len(attacked), 2.0)
        ways = _log_ways(first, together - attacked[possible]) + self.log_ways[1][possible]
        chances = np.exp(ways - _log_ways(first + second, np.array([together])))
        listed[possible] = np.cumsum(chances[::-1])[::-1]
        return listed


def _list_likely(ends: tuple[float, float], patrols: int) -> Integers:
    """List the numbers attacked that are not negligible at shares between these ends, by S. Bernstein's bound on their tails."""
    bound = -math.log(NEGLIGIBLE)
    below, above = (bound / 3 + math.sqrt(bound**2 / 9 + 2 * bound * patrols * end * (1 - end)) for end in ends)
    least, most = max(0.0, patrols * ends[0] - below), min(float(patrols), patrols * ends[1] + above)
    return np.arange(math.floor(least), math.ceil(most) + 1)


def _log_ways(patrols: int, attacked: Integers) -> Floats:
    """Return the logarithm of the number of ways to choose the attacked patrols."""
    ways: Floats = gammaln(patrols + 1) - gammaln(attacked + 1) - gammaln(patrols - attacked + 1)
    return ways


def _list_chances(log_ways: Floats, attacked: Integers, patrols: int, shares: Floats) -> Floats:
    """Return the probability of each number attacked (rows) at each share (columns)."""
    inside = np.clip(shares, 1e-300, 1 - 1e-16)
    logs = attacked[:, None] * np.log(inside) + (patrols - attacked)[:, None] * np.log1p(-inside)
    chances: Floats = np.exp(log_ways[:, None] + logs)
    return chances


def bound_by_newcombe(first: Floats, patrols_1: int, second: Floats, patrols_2: int) -> Floats:
    """Return the lower end of the difference by Newcombe's method 10.

    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions: comparison of eleven methods,
    Statistics in Medicine 17, 873-890.
    """
    _, high = _bound_by_score(first, patrols_1)
    low, _ = _bound_by_score(second, patrols_2)
    ends: Floats = second - first - np.hypot(second - low, high - first)
    return ends


def _bound_by_score(shares: Floats, patrols: int) -> tuple[Floats, Floats]:
    """Return Wilson's interval of shares.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22, 209-212.
    """
    z = float(ndtri(1 - LEVEL / 2))
    middle = (shares + z**2 / (2 * patrols)) / (1 + z**2 / patrols)
    half = z * np.sqrt(shares * (1 - shares) / patrols + z**2 / (4 * patrols**2)) / (1 + z**2 / patrols)
    return middle - half, middle + half


def _subtract(first: Counts, second: Counts) -> float:
    return second[0] / second[1] - first[0] / first[1]


def _count_tables(first: Counts, second: Counts) -> int:
    return (first[1] + 1) * (second[1] + 1)


def _is_countable(first: Counts, second: Counts) -> bool:
    if _count_tables(first, second) <= MOST_TABLES:
        return True
    plausible = [len(_list_likely(bound_share(*counts, IMPLAUSIBLE / 4), counts[1])) for counts in (first, second)]
    return math.prod(plausible) <= MOST_PLAUSIBLE_TABLES


def _approximate(first: Counts, second: Counts) -> Difference:
    """Compare shares with hundreds of attacks in each period, using the normal approximation."""
    shares = [attacked / patrols for attacked, patrols in (first, second)]
    variances = [share * (1 - share) / counts[1] for share, counts in zip(shares, (first, second), strict=True)]
    difference, error = _subtract(first, second), math.sqrt(sum(variances))
    reach = float(ndtri(1 - LEVEL / 2)) * error
    p = 2 * float(ndtr(-abs(difference) / error))
    return Difference(difference, difference - reach, difference + reach, p, is_exact=False)
