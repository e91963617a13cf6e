"""Shares, rates and chart limits with exact intervals. docs/methods.md explains each for readers.

The functions of scipy.special are those that scipy.stats itself calls; scipy.stats takes one or two seconds and 50 MB to
import, so only what needs it imports it.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from scipy.special import betaincinv, gammaincinv

CONFIDENCE = 0.95
LEVEL = 1 - CONFIDENCE
FEW_PATROLS = 5  # below, no percentage is said and no comparison made


@dataclass(frozen=True)
class Share:
    """A share of a count with its interval; without exposure there is no rate and all three are None."""

    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Rate:
    """Events per exposure with their exact interval; without exposure there is no rate and all three are None."""

    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ChartLimits:
    """The mean number of patrols between attacked ones and the upper limit of a g-chart."""

    mean: float
    upper: float


def compute_share(attacked: int, patrols: int) -> Share:
    """Compute patrols attacked of patrols run, with the exact 95 % interval by Clopper and Pearson.

    C. J. Clopper and E. S. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the
    binomial, Biometrika 26, 404-413. It covers the true share at least 95 times in 100 whatever it is; on few patrols
    it covers more often, so it is wide rather than bold. Raises ValueError where more were attacked than ran.
    """
    if not 0 <= attacked <= patrols:
        raise ValueError(f"{attacked} attacked of {patrols} patrols")
    if patrols == 0:
        return Share(None, None, None)
    return Share(attacked / patrols, *bound_share(attacked, patrols))


@lru_cache(maxsize=10_000)  # many periods hold the same few counts
def bound_share(attacked: int, patrols: int) -> tuple[float, float]:
    """Return both ends of the interval of Clopper and Pearson (1934); `patrols` is at least 1."""
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if attacked == 0 else float(betaincinv(attacked, patrols - attacked + 1, tail))
    high = 1.0 if attacked == patrols else float(betaincinv(attacked + 1, patrols - attacked, 1 - tail))
    return low, high


def compute_rate(events: int, exposure: float) -> Rate:
    """Compute attacks per patrol, or other events per exposure, with their exact 95 % interval by Garwood.

    F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442; here by quantiles of the gamma
    distribution, which are half those of chi-square. It takes the events for independent of each other, which attacks in
    a series are not quite. Raises ValueError for a negative count.
    """
    if events < 0 or exposure < 0:
        raise ValueError(f"{events} events of an exposure of {exposure}")
    if exposure == 0:
        return Rate(None, None, None)
    return Rate(events / exposure, *bound_rate(events, exposure))


@lru_cache(maxsize=10_000)
def bound_rate(events: int, exposure: float) -> tuple[float, float]:
    """Return both ends of the interval of Garwood (1936); `exposure` is above 0."""
    low = 0.0 if events == 0 else float(gammaincinv(events, LEVEL / 2))
    return low / exposure, float(gammaincinv(events + 1, 1 - LEVEL / 2)) / exposure


def compute_g_limits(quiet: int, attacked: int) -> ChartLimits | None:
    """Compute the g-chart of patrols between attacked patrols, from all quiet and attacked patrols.

    J. C. Benneyan (2001), Number-between g-type statistical quality control charts for monitoring adverse events, Health
    Care Management Science 4, 305-318: the mean g, and g + 3 sqrt(g (g + 1)), three standard deviations of a geometric
    distribution. The lower limit lies below 0 whatever g is. Here g is quiet patrols by attacked ones, so that the patrols
    since the last attack count although their interval is open. None where no patrol was attacked.
    """
    if attacked == 0:
        return None
    mean = quiet / attacked
    return ChartLimits(mean, mean + 3 * math.sqrt(mean * (mean + 1)))
