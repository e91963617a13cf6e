"""Shares, rates and chart limits with exact intervals. docs/methods.md explains each for readers.

Uses scipy.special, as scipy.stats does. Importing scipy.stats takes one or two seconds and 50 MB, so no module does.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from scipy.special import betaincinv, gammaincinv

CONFIDENCE = 0.95
LEVEL = 1 - CONFIDENCE
FEW_PATROLS = 5  # with fewer, no percentage is given and no comparison made
PASSED_BY_ONE = 0.00135  # the probability that a normal value is more than three standard deviations above its mean


@dataclass(frozen=True)
class Share:
    """A share with its interval. All three are None without exposure."""

    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Rate:
    """Events per exposure with their exact interval. All three are None without exposure."""

    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ChartLimits:
    """The mean number of patrols between attacked ones, the upper limit of a g-chart, and the chance of exceeding it.

    `passed_by_chance`: the probability, at this mean, that at least one interval on the chart exceeds the limit.
    """

    mean: float
    upper: int
    passed_by_chance: float


def compute_share(attacked: int, patrols: int) -> Share:
    """Compute attacked patrols per patrol run, with the exact 95 % interval of Clopper and Pearson.

    C. J. Clopper and E. S. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the binomial,
    Biometrika 26, 404-413. It covers the true share at least 95 times in 100, and more often for few patrols, so it is
    conservative. Raises ValueError if more patrols were attacked than ran.
    """
    if not 0 <= attacked <= patrols:
        raise ValueError(f"{attacked} attacked of {patrols} patrols")
    if patrols == 0:
        return Share(None, None, None)
    return Share(attacked / patrols, *bound_share(attacked, patrols))


@lru_cache(maxsize=10_000)  # many periods have the same small counts
def bound_share(attacked: int, patrols: int, tail: float = LEVEL / 2) -> tuple[float, float]:
    """Return both ends of the interval of Clopper and Pearson (1934), each wrong in `tail` of cases. `patrols` is at least 1."""
    low = 0.0 if attacked == 0 else float(betaincinv(attacked, patrols - attacked + 1, tail))
    high = 1.0 if attacked == patrols else float(betaincinv(attacked + 1, patrols - attacked, 1 - tail))
    return low, high


def compute_rate(events: int, exposure: float) -> Rate:
    """Compute attacks per patrol, or other events per exposure, with the exact 95 % interval of Garwood.

    F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442; here by quantiles of the gamma
    distribution, which are half those of chi-square. It assumes independent events, which attacks in a series are only
    approximately. Raises ValueError for a negative count.
    """
    if events < 0 or exposure < 0:
        raise ValueError(f"{events} events of an exposure of {exposure}")
    if exposure == 0:
        return Rate(None, None, None)
    return Rate(events / exposure, *bound_rate(events, exposure))


@lru_cache(maxsize=10_000)
def bound_rate(events: int, exposure: float) -> tuple[float, float]:
    """Return both ends of the interval of Garwood (1936). `exposure` is above 0."""
    low = 0.0 if events == 0 else float(gammaincinv(events, LEVEL / 2))
    return low / exposure, float(gammaincinv(events + 1, 1 - LEVEL / 2)) / exposure


def compute_g_limits(quiet: int, attacked: int, open_intervals: int = 1) -> ChartLimits | None:
    """Compute the g-chart of patrols between attacked patrols, from all quiet and attacked patrols.

    J. C. Benneyan (2001), Number-between g-type statistical quality control charts for monitoring adverse events, Health
    Care Management Science 4, 305-318, with its limit by probability: the least number that a geometric distribution of the mean
    g exceeds no more often than a normal one exceeds three standard deviations. (Its other limit, g + 3 sqrt(g (g + 1)), is
    exceeded by one interval in 55.) Here g is quiet patrols by attacked ones, so that the patrols since the last attack count
    although their interval is open; `open_intervals` count among those that may pass the limit. None where no patrol was attacked.
    """
    if attacked == 0:
        return None
    if quiet == 0:
        return ChartLimits(0.0, 0, 0.0)
    log_quiet = math.log(quiet / (quiet + attacked))  # log of the probability that a patrol is quiet
    upper = max(0, math.ceil(math.log(PASSED_BY_ONE) / log_quiet - 1))
    is_longer = math.exp((upper + 1) * log_quiet)
    return ChartLimits(quiet / attacked, upper, -math.expm1((attacked + open_intervals) * math.log1p(-is_longer)))


def compute_share_at_a_stop(attacked: int, patrols: int) -> Share:
    """Compute the share attacked of a series that ended with an attacked patrol, with its exact 95 % interval.

    J. B. S. Haldane (1945), On a method of estimating frequencies, Biometrika 33, 222-225: where patrols run until a given
    number have been attacked, one less of each is no biased estimate: (attacked - 1) / (patrols - 1). Its interval ends where so few
    patrols, or so many, would suffice in one case of forty: those ends of Clopper and Pearson that belong to attacked of patrols
    (low) and to one less of each (high). Empty where patrols are fewer than two or none was attacked.
    """
    if patrols < 2 or attacked < 1:
        return Share(None, None, None)
    low, high = bound_share(attacked, patrols)[0], bound_share(attacked - 1, patrols - 1)[1]
    return Share((attacked - 1) / (patrols - 1), low, high)
