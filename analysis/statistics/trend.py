"""The exact permutation test of a trend: whether attacked patrols came later, or earlier, in their order than chance would have it.

The scores are the places of the patrols in their order, and the statistic is the sum of the places of the attacked ones: P. Armitage
(1955), Tests for linear trends in proportions and frequencies, Biometrics 11, 375-386, with its exact distribution, given how
many of each group were attacked, as in K. F. Hirji, C. R. Mehta and N. R. Patel (1987), Computing distributions for exact
logistic regression, Journal of the American Statistical Association 82, 1110-1117. No period is cut, so none can be chosen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

MOST_STEPS = 60_000_000  # of the exact distribution; some 0.3 s. Beyond, a normal one of the same mean and variance
SAME = 1e-9

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """Patrols that are compared with each other alone: twice the place of each, whether it was attacked, and its weight.

    Where no trend is, a patrol of twice the weight (so many kilometres) is attacked twice as often.
    """

    places: tuple[int, ...]
    attacked: tuple[bool, ...]
    weights: tuple[float, ...] = ()  # empty: all alike

    @property
    def tells(self) -> bool:
        """Whether some and not all of them were attacked; else they say nothing of a trend."""
        return 0 < sum(self.attacked) < len(self.attacked)


@dataclass(frozen=True)
class Trend:
    """The two-sided p of no trend, the way that it goes, and how many patrols tell of it.

    `direction` is 1 where attacked patrols came later than chance would have it on average, -1 earlier, 0 neither. `p` is
    twice the smaller tail; None where no group tells of a trend.
    """

    p: float | None
    direction: int
    patrols: int
    is_exact: bool


@lru_cache(maxsize=1_000)
def compute_trend(groups: tuple[Group, ...]) -> Trend:
    """Test a trend over the order of patrols, in groups that are compared each with itself."""
    telling = [group for group in groups if group.tells]
    patrols = sum(len(group.places) for group in telling)
    if not telling:
        return Trend(None, 0, 0, True)
    if sum(map(_count_steps, telling)) <= MOST_STEPS:
        return _test_exactly(telling, patrols)
    return _approximate(telling, patrols)


def join_trends(trends: Sequence[Trend]) -> Trend:
    """Join the trends of several orders of which one is true: the greatest p, and a direction where all agree on it."""
    least, *others = sorted(trends, key=lambda trend: -1.0 if trend.p is None else -trend.p)
    if any(other.direction != least.direction for other in others):
        return Trend(1.0, 0, least.patrols, all(trend.is_exact for trend in trends))
    return least


def _test_exactly(groups: list[Group], patrols: int) -> Trend:
    chances, least, seen = np.ones(1), 0, 0
    for group in groups:
        of_group, least_of_group = _distribute(group)
        chances, least = np.convolve(chances, of_group), least + least_of_group
        seen += _sum_places(group)
    place = seen - least
    at_most, at_least = float(chances[: place + 1].sum()), float(chances[place:].sum())
    mean = float(chances @ np.arange(len(chances)))
    direction = 0 if abs(place - mean) < SAME * len(chances) else 1 if place > mean else -1
    return Trend(min(1.0, 2 * min(at_most, at_least)), direction, patrols, True)


def _distribute(group: Group) -> tuple[Floats, int]:
    """Return the chance of each sum of places, from the least that is possible on, and that least."""
    number, places = sum(group.attacked), sorted(group.places)
    least, most = sum(places[:number]), sum(places[-number:])
    # One row for each number of patrols attacked so far, one column for each sum of their places.
    ways = np.zeros((number + 1, most + 1))
    ways[0, 0] = 1.0
    for place, weight in zip(group.places, _list_weights(group), strict=True):
        if place:
            ways[1:, place:] += weight * ways[:-1, :-place]
        else:
            ways[1:] += weight * ways[:-1]
    chances: Floats = ways[number, least:]
    return chances / chances.sum(), least


def _list_weights(group: Group) -> list[float]:
    """List the weights with a mean of 1, so that their products stay near it."""
    weights = group.weights or (1.0,) * len(group.places)
    mean = sum(weights) / len(weights)
    return [weight / mean for weight in weights]


def _sum_places(group: Group) -> int:
    return sum(place for place, attacked in zip(group.places, group.attacked, strict=True) if attacked)


def _count_steps(group: Group) -> int:
    number = sum(group.attacked)
    return len(group.places) * (number + 1) * (sum(sorted(group.places)[-number:]) + 1)


def _approximate(groups: list[Group], patrols: int) -> Trend:
    """Test by the normal distribution; J. Hajek (1964), Asymptotic theory of rejective sampling with varying probabilities from a
    finite population, Annals of Mathematical Statistics 35, 1491-1523, has the variance for unequal weights.
    """
    difference = variance = 0.0
    for group in groups:
        places, weights = np.array(group.places, float), np.array(_list_weights(group))
        chances = np.minimum(1.0, weights * sum(group.attacked) / len(places))
        spread = chances * (1 - chances)
        centre = float(spread @ places) / float(spread.sum())
        difference += _sum_places(group) - float(chances @ places)
        variance += float(spread @ (places - centre) ** 2) * len(places) / (len(places) - 1)
    direction = 0 if difference == 0 else 1 if difference > 0 else -1
    return Trend(min(1.0, 2 * float(ndtr(-abs(difference) / math.sqrt(variance)))), direction, patrols, False)
