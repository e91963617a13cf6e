"""The exact permutation test of a trend: whether attacked patrols came later, or earlier, in their order than chance would have it.

The scores are the places of the patrols in their order, and the statistic is the sum of the places of the attacked ones: P. Armitage
(1955), Tests for linear trends in proportions and frequencies, Biometrics 11, 375-386, with its exact distribution, given how
many of each group were attacked, as in K. F. Hirji, C. R. Mehta and N. R. Patel (1987), Computing distributions for exact
logistic regression, Journal of the American Statistical Association 82, 1110-1117. No period is cut, so none can be chosen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.statistics.saddlepoint import ListedSums, Sums, SumsOfChosen, find_mean, find_tails

MOST_STEPS = 60_000_000  # of the exact distribution of a group, about 0.3 s
SAME = 1e-9

Floats = npt.NDArray[np.float64]
# The probability of each sum of ranks from a smallest one on, and the index of the observed sum.
Distribution = tuple[Floats, int]


@dataclass(frozen=True)
class Group:
    """Patrols that are only compared with each other: twice the rank of each, whether it was attacked, and its weight.

    Without a trend, a patrol with twice the weight (kilometres) has twice the odds of being attacked, given how many of the
    group were.
    """

    places: tuple[int, ...]
    attacked: tuple[bool, ...]
    weights: tuple[float, ...] = ()  # empty: equal weights

    @property
    def is_informative(self) -> bool:
        """Whether some but not all were attacked and not all ranks are equal. Otherwise the group shows no trend."""
        return 0 < sum(self.attacked) < len(self.attacked) and len(set(self.places)) > 1


@dataclass(frozen=True)
class Trend:
    """The two-sided p of no trend, its direction, and whether p is exact.

    `direction` is 1 if attacked patrols came later than expected by chance, -1 if earlier, 0 if neither. `p` is twice the
    smaller tail, or None if no group is informative.
    """

    p: float | None
    direction: int
    is_exact: bool


def compute_trend(groups: Sequence[Group]) -> Trend:
    """Test a trend over the order of patrols, in groups that are each compared within themselves.

    p is exact for groups with up to MOST_STEPS steps, otherwise approximated by the saddlepoint method.
    """
    informative = [group for group in groups if group.is_informative]
    if not informative:
        return Trend(None, 0, True)
    # Make the numbers as small as possible: without ties the ranks are doubled, and those of a group may not start at 0.
    firsts = [(group.places, min(group.places)) for group in informative]
    unit = math.gcd(*(place - first for places, first in firsts for place in places))
    found = [_distribute(group, unit) for group in informative]
    exact = [one for one in found if one is not None]
    return _test_exactly(exact) if len(exact) == len(found) else _approximate(informative, found, unit)


def join_trends(trends: Sequence[Trend]) -> Trend:
    """Join the trends of several possible orders, of which one is true: the largest p, and a direction if all agree."""
    least, *others = sorted(trends, key=lambda trend: -1.0 if trend.p is None else -trend.p)
    if any(other.direction != least.direction for other in others):
        return Trend(1.0, 0, all(trend.is_exact for trend in trends))
    return least


def _test_exactly(found: Sequence[Distribution]) -> Trend:
    chances, seen = np.ones(1), 0
    for one, place in found:
        chances, seen = np.convolve(chances, one), seen + place
    at_most, at_least = float(chances[: seen + 1].sum()), float(chances[seen:].sum())
    excess = seen - float(chances @ np.arange(len(chances)))
    return Trend(_double_the_smaller(at_most, at_least), _find_direction(excess, len(chances)), is_exact=True)


def _distribute(group: Group, unit: int) -> Distribution | None:
    """Return the probability of each sum of ranks of attacked patrols, from a smallest one on, and the index of the observed sum.

    Returns None if this takes too many steps. If there are fewer quiet patrols, they are summed instead, from the other end of
    the order: choosing the attacked ones means choosing the quiet ones, each with the reciprocal weight.
    """
    places, chosen, weights = np.array(group.places), np.array(group.attacked), _list_weights(group)
    places = (places - places.min()) // unit
    if 2 * chosen.sum() > len(places):
        places, chosen, weights = places.max() - places, ~chosen, 1 / weights
        weights = weights / weights.mean()
    number = int(chosen.sum())
    most = int(np.sort(places)[-number:].sum())
    if len(places) * (number + 1) * (most + 1) > MOST_STEPS:
        return None
    # One row for each number of patrols chosen so far, one column for each sum of their ranks.
    ways = np.zeros((number + 1, most + 1))
    ways[0, 0] = 1.0
    for place, weight in zip(places.tolist(), weights.tolist(), strict=True):
        ways[1:, place:] += weight * ways[:-1, : most + 1 - place]
    return ways[number] / ways[number].sum(), int(places @ chosen)


def _double_the_smaller(at_most: float, at_least: float) -> float:
    return min(1.0, 2 * min(at_most, at_least))


def _find_direction(excess: float, reach: float) -> int:
    return 0 if abs(excess) < SAME * reach else 1 if excess > 0 else -1


def _list_weights(group: Group) -> Floats:
    """Return the weights scaled to a mean of 1, so that their products stay close to it."""
    weights = np.array(group.weights or np.ones(len(group.places)))
    listed: Floats = weights / weights.mean()
    return listed


def _approximate(groups: Sequence[Group], found: Sequence[Distribution | None], unit: int) -> Trend:
    """Test by the saddlepoint method, using the exact distribution of each group that has one."""
    parts: list[Sums] = []
    seen = 0
    for group, one in zip(groups, found, strict=True):
        if one is not None:
            parts.append(ListedSums(one[0]))
            seen += one[1]
            continue
        places, chosen = (np.array(group.places) - min(group.places)) // unit, np.array(group.attacked)
        parts.append(SumsOfChosen(places.astype(float), _list_weights(group), int(chosen.sum())))
        seen += int(places @ chosen)
    direction = _find_direction(seen - find_mean(parts), seen)
    return Trend(_double_the_smaller(*find_tails(parts, seen)), direction, is_exact=False)
