"""Tails of a sum of whole numbers whose exact distribution takes too long: how probable a sum as large, or as small, as one seen is.

The formula is that of R. Lugannani and S. Rice (1980), Saddle point approximation for the distribution of the sum of independent random
variables, Advances in Applied Probability 12, 475-490, for sums given other sums: I. M. Skovgaard (1987), Saddlepoint expansions for
conditional distributions, Journal of Applied Probability 24, 875-887. Unlike the normal distribution it follows a skewed sum into its
tails, such as that of few attacks of which most fall on few patrols of many kilometres.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import expit, ndtr

CLOSE = 1e-11
TURNS = 200
MIDDLE = 1e-3  # closer to the mean, the formula divides by almost zero
LEAST = 1e-300  # lower bound of a variance; 0 if each probability is 0 or 1 in floating point
SURE = 50.0  # log odds at which a probability is 1 in floating point

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tilted:
    """A distribution of sums, tilted by a factor of e^t for each 1 of the sum.

    `log_mass` is the logarithm of the total mass after tilting. For sums given the number chosen, `log_ratio` is the logarithm
    of the factor by which tilting increases the variance of that number.
    """

    log_mass: float
    mean: float
    variance: float
    log_ratio: float = 0.0


class Sums(Protocol):
    """A distribution of sums that can be tilted."""

    def tilt(self, t: float) -> Tilted:
        """Tilt the distribution by e^t for each 1."""


class ListedSums:
    """The sums 0, 1, 2, ... with the probability of each."""

    def __init__(self, chances: Floats):
        self._sums = np.flatnonzero(chances)
        self._logs = np.log(chances[self._sums])

    def tilt(self, t: float) -> Tilted:
        """Tilt the distribution by e^t for each 1."""
        logs = self._logs + t * self._sums
        most = float(logs.max())
        chances = np.exp(logs - most)
        mass = float(chances.sum())
        mean = float(chances @ self._sums) / mass
        return Tilted(most + math.log(mass), mean, float(chances @ (self._sums - mean) ** 2) / mass)


class SumsOfChosen:
    """The sum of the values of the chosen items, given their number.

    A choice has a probability proportional to the product of its weights.
    """

    def __init__(self, values: Floats, weights: Floats, number: int):
        self._values, self._logs, self._number = values, np.log(weights), number
        self._shift = 0.0  # the last solution, from which the next search starts
        self._log_mass, spread, _ = self._choose(0.0)
        self._log_spread = math.log(max(float(spread.sum()), LEAST))

    def tilt(self, t: float) -> Tilted:
        """Tilt the distribution by e^t for each 1."""
        log_mass, spread, chances = self._choose(t)
        total = max(float(spread.sum()), LEAST)
        centre = float(spread @ self._values) / total
        return Tilted(
            log_mass - self._log_mass,
            float(chances @ self._values),
            float(spread @ (self._values - centre) ** 2),
            math.log(total) - self._log_spread,
        )

    def _choose(self, t: float) -> tuple[float, Floats, Floats]:
        """Find the probability of each item to be chosen.

        Its odds are proportional to its weight, and all probabilities add up to the number chosen. Returned after the logarithm
        of the mass, and before the variance of each.
        """
        logs = self._logs + t * self._values

        def count(shift: float) -> tuple[float, float]:
            chances = expit(logs + shift)
            return float(chances.sum()) - self._number, float((chances * (1 - chances)).sum())

        ends = -float(logs.max()) - SURE, -float(logs.min()) + SURE
        self._shift = shift = _find_root(count, *ends, self._shift)
        odds = logs + shift
        chances: Floats = expit(odds)
        return float(np.logaddexp(0, odds).sum()) - shift * self._number, chances * expit(-odds), chances


def find_mean(parts: Sequence[Sums]) -> float:
    """Return the mean of the sum of independent parts."""
    return sum(part.tilt(0.0).mean for part in parts)


def find_tails(parts: Sequence[Sums], seen: int) -> tuple[float, float]:
    """Return the probabilities of a sum of independent parts of at most, and of at least, `seen`."""
    return 1 - _find_upper_tail(parts, seen + 0.5), _find_upper_tail(parts, seen - 0.5)


def _find_upper_tail(parts: Sequence[Sums], bound: float) -> float:
    """Return the probability of a sum above a bound halfway between two whole numbers."""

    def exceed(t: float) -> tuple[float, float]:
        tilted = [part.tilt(t) for part in parts]
        return sum(one.mean for one in tilted) - bound, sum(one.variance for one in tilted)

    # A tilt of the reciprocal of its standard deviation moves the sum by about one.
    reach = 1 / math.sqrt(max(exceed(0.0)[1], 1.0))
    below, above = -reach, reach
    while exceed(above)[0] < 0 and above < SURE:
        above *= 2
    while exceed(below)[0] > 0 and below > -SURE:
        below *= 2
    if exceed(above)[0] < 0:
        return 0.0  # above the largest possible sum
    if exceed(below)[0] > 0:
        return 1.0
    t = _find_root(exceed, below, above, 0.0)
    tilted = [part.tilt(t) for part in parts]
    deviance = 2 * (t * bound - sum(one.log_mass for one in tilted))
    root = math.copysign(math.sqrt(max(0.0, deviance)), t)
    if abs(root) < MIDDLE:
        return 0.5
    variance = sum(one.variance for one in tilted) * math.exp(sum(one.log_ratio for one in tilted))
    step = 2 * math.sinh(t / 2) * math.sqrt(variance)
    density = math.exp(-(root**2) / 2) / math.sqrt(2 * math.pi)
    return min(1.0, max(0.0, float(ndtr(-root)) + density * (1 / step - 1 / root)))


def _find_root(find: Callable[[float], tuple[float, float]], below: float, above: float, start: float) -> float:
    """Find the root of an increasing function from its value and slope, by Newton's method, or by bisection if that fails."""
    x = start if below < start < above else (below + above) / 2
    for _ in range(TURNS):
        value, slope = find(x)
        if abs(value) <= CLOSE * slope or above - below <= CLOSE:
            break
        below, above = (x, above) if value < 0 else (below, x)
        step = x - value / slope if slope > 0 else below
        x = step if below < step < above else (below + above) / 2
    return x
