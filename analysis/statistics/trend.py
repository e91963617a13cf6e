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
from scipy.special import ndtr

MOST_STEPS = 60_000_000  # of the exact distribution of a group; some 0.3 s
SAME = 1e-9
HALVINGS = 60  # by which the odds of a patrol of mean weight are found

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """Patrols that are compared with each other alone: twice the place of each, whether it was attacked, and its weight.

    Where there is no trend, a patrol of twice the weight (so many kilometres) has twice the odds of being attacked, given how many
    of the group were.
    """

    places: tuple[int, ...]
    attacked: tuple[bool, ...]
    weights: tuple[float, ...] = ()  # empty: all alike

    @property
    def is_informative(self) -> bool:
        """Whether some and not all of them were attacked, and not all share one place; else they say nothing of a trend."""
        return 0 < sum(self.attacked) < len(self.attacked) and len(set(self.places)) > 1


@dataclass(frozen=True)
class Trend:
    """The two-sided p of no trend, the way that it goes, and whether p is exact.

    `direction` is 1 where attacked patrols came later than chance would have it on average, -1 earlier, 0 neither. `p` is
    twice the smaller tail; None where no group is informative.
    """

    p: float | None
    direction: int
    is_exact: bool


def compute_trend(groups: Sequence[Group]) -> Trend:
    """Test a trend over the order of patrols, in groups that are compared each with itself.

    p is exact up to MOST_STEPS steps for each group; else it is that of the normal distribution.
    """
    informative = [group for group in groups if group.is_informative]
    if not informative:
        return Trend(None, 0, True)
    return _test_exactly(informative) or _approximate(informative)


def join_trends(trends: Sequence[Trend]) -> Trend:
    """Join the trends of several orders of which one is true: the greatest p, and a direction where all agree on it."""
    least, *others = sorted(trends, key=lambda trend: -1.0 if trend.p is None else -trend.p)
    if any(other.direction != least.direction for other in others):
        return Trend(1.0, 0, all(trend.is_exact for trend in trends))
    return least


def _test_exactly(groups: Sequence[Group]) -> Trend | None:
    # As small as whole numbers can be: without ties the places are twice too large, and those of a group need not begin at 0.
    unit = math.gcd(*(place - min(group.places) for group in groups for place in group.places))
    chances, seen = np.ones(1), 0
    for group in groups:
        found = _distribute(group, unit)
        if found is None:
            return None
        chances, seen = np.convolve(chances, found[0]), seen + found[1]
    at_most, at_least = float(chances[: seen + 1].sum()), float(chances[seen:].sum())
    return Trend(min(1.0, 2 * min(at_most, at_least)), _find_direction(seen, chances), is_exact=True)


def _distribute(group: Group, unit: int) -> tuple[Floats, int] | None:
    """Return the chance of each sum of places of the attacked, from a least one on, and which of them was seen.

    None where that takes too many steps. Where quiet patrols are fewer, they are added up in place of the attacked, from the other end
    of the order: a choice of the attacked is one of the quiet, of whom each has the reciprocal weight.
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
    # One row for each number of patrols chosen so far, one column for each sum of their places.
    ways = np.zeros((number + 1, most + 1))
    ways[0, 0] = 1.0
    for place, weight in zip(places.tolist(), weights.tolist(), strict=True):
        ways[1:, place:] += weight * ways[:-1, : most + 1 - place]
    return ways[number] / ways[number].sum(), int(places @ chosen)


def _find_direction(seen: int, chances: Floats) -> int:
    excess = seen - float(chances @ np.arange(len(chances)))
    return 0 if abs(excess) < SAME * len(chances) else 1 if excess > 0 else -1


def _list_weights(group: Group) -> Floats:
    """List the weights with a mean of 1, so that their products stay near it."""
    weights = np.array(group.weights or np.ones(len(group.places)))
    listed: Floats = weights / weights.mean()
    return listed


def _approximate(groups: Sequence[Group]) -> Trend:
    """Test by the normal distribution; J. Hajek (1964), Asymptotic theory of rejective sampling with varying probabilities from a
    finite population, Annals of Mathematical Statistics 35, 1491-1523, has the variance for unequal weights.
    """
    difference = variance = 0.0
    for group in groups:
        places = np.array(group.places, float)
        chances = _find_chances(_list_weights(group), sum(group.attacked))
        spread = chances * (1 - chances)
        centre = float(spread @ places) / float(spread.sum())
        difference += float((np.array(group.attacked) - chances) @ places)
        variance += float(spread @ (places - centre) ** 2) * len(places) / (len(places) - 1)
    errors = difference / math.sqrt(variance)
    direction = 0 if abs(errors) < SAME else 1 if errors > 0 else -1
    return Trend(min(1.0, 2 * float(ndtr(-abs(errors)))), direction, is_exact=False)


def _find_chances(weights: Floats, attacked: int) -> Floats:
    """Find the chance of each patrol to be attacked: its odds go with its weight, and all chances add up to the attacked."""
    odds = math.log(attacked / (len(weights) - attacked))
    below, above = odds - math.log(weights.max()), odds - math.log(weights.min())
    for _ in range(HALVINGS):
        middle = (below + above) / 2
        each = math.exp(middle) * weights
        below, above = (middle, above) if float((each / (1 + each)).sum()) < attacked else (below, middle)
    chances: Floats = each / (1 + each)
    return chances
