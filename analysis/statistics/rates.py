"""Exact intervals of rates, comparisons of two of them, and both in words. docs/methods.md explains each for readers.

The functions of scipy.special are those that scipy.stats itself calls; scipy.stats is imported only where it has more to
give, since that takes one or two seconds and 50 MB.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from scipy.special import bdtr, bdtrc, betaincinv, gammaincinv, ndtri

CONFIDENCE = 0.95
LEVEL = 1 - CONFIDENCE
FEW = 5  # patrols: below, no percentage is said and no comparison made
BOSCHLOO_TABLES = 2_500  # patrols times patrols; 50 ms at this size, 1.7 s at sixty times it
STRESS_ONE_BY_ONE = 20
STRESS_AT_MOST = 5  # times the patrols reported


@dataclass(frozen=True)
class Share:
    """A share of a count with its exact interval; without exposure there is no rate and all three are None."""

    share: float | None
    low: float | None
    high: float | None


@lru_cache(maxsize=10_000)  # many periods hold the same few counts
def share_of(attacked: int, patrols: int) -> Share:
    """Patrols attacked of patrols run, with its exact 95 % interval by Clopper and Pearson.

    C. J. Clopper and E. S. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the
    binomial, Biometrika 26, 404-413. It covers the true share at least 95 times in 100 whatever it is; on few patrols
    it covers more often, so it is wide rather than bold.
    """
    if not 0 <= attacked <= patrols:
        raise ValueError(f"{attacked} attacked of {patrols} patrols")
    if patrols == 0:
        return Share(None, None, None)
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if attacked == 0 else float(betaincinv(attacked, patrols - attacked + 1, tail))
    high = 1.0 if attacked == patrols else float(betaincinv(attacked + 1, patrols - attacked, 1 - tail))
    return Share(attacked / patrols, low, high)


@dataclass(frozen=True)
class Rate:
    """Events per exposure with their exact interval; without exposure there is no rate and all three are None."""

    rate: float | None
    low: float | None
    high: float | None


@lru_cache(maxsize=10_000)
def rate_of(events: int, exposure: float) -> Rate:
    """Attacks per patrol, or other events per exposure, with their exact 95 % interval by Garwood.

    F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442; here by quantiles of the gamma
    distribution, which are half those of chi-square. It takes the events for independent of each other, which attacks in
    a series are not quite.
    """
    if events < 0 or exposure < 0:
        raise ValueError(f"{events} events of an exposure of {exposure}")
    if exposure == 0:
        return Rate(None, None, None)
    low = 0.0 if events == 0 else float(gammaincinv(events, LEVEL / 2))
    return Rate(events / exposure, low / exposure, float(gammaincinv(events + 1, 1 - LEVEL / 2)) / exposure)


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


def ratio_of_rates(first: tuple[int, float], second: tuple[int, float]) -> Ratio | None:
    """How the rates of two periods, each as (events, exposure), compare; None without an event or without exposure.

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
    own = share_of(second[0], events)

    def as_ratio(share: float) -> float:
        return math.inf if share == 1 else share / (1 - share) * first[1] / second[1]

    return Ratio(as_ratio(own.share), as_ratio(own.low), as_ratio(own.high), min(1.0, 2 * min(at_most, at_least)))


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


def difference_of_shares(first: tuple[int, int], second: tuple[int, int]) -> Difference | None:
    """How the shares of two periods, each as (attacked, patrols), compare; None without patrols in both.

    The interval is method 10 of R. G. Newcombe (1998), Interval estimation for the difference between independent
    proportions: comparison of eleven methods, Statistics in Medicine 17, 873-890.
    """
    if not first[1] or not second[1]:
        return None
    one, two = _score_interval(*first), _score_interval(*second)
    difference = two.share - one.share
    low = difference - math.hypot(two.share - two.low, one.high - one.share)
    high = difference + math.hypot(two.high - two.share, one.share - one.low)
    test = _test_for(first[1], second[1])
    return Difference(difference, low, high, _p_of_two_shares(first, second, test), test)


def _score_interval(attacked: int, patrols: int) -> Share:
    """The interval of E. B. Wilson (1927), Probable inference, Journal of the American Statistical Association 22, 209-212."""
    z, share = float(ndtri(1 - LEVEL / 2)), attacked / patrols
    middle = (share + z**2 / (2 * patrols)) / (1 + z**2 / patrols)
    half = z * math.sqrt(share * (1 - share) / patrols + z**2 / (4 * patrols**2)) / (1 + z**2 / patrols)
    return Share(share, max(0.0, middle - half), min(1.0, middle + half))


def _test_for(first_patrols: int, second_patrols: int) -> str:
    return "Boschloo" if first_patrols * second_patrols <= BOSCHLOO_TABLES else "Fisher"


@lru_cache(maxsize=10_000)  # the same pair is asked for by the sentence, the details and the stress, at every rerun
def _p_of_two_shares(first: tuple[int, int], second: tuple[int, int], test: str) -> float:
    """The two-sided p of equal shares.

    R. D. Boschloo (1970), Raised conditional level of significance for the 2 x 2-table when testing the equality of two
    probabilities, Statistica Neerlandica 24, 1-35: exact, and never weaker than Fisher's test. It is slow on many patrols,
    where Fisher's, which is exact too, has little less power.
    """
    if first[0] + second[0] in (0, first[1] + second[1]):
        return 1.0
    from scipy.stats import boschloo_exact, fisher_exact  # on demand: see the top

    table = [[first[0], second[0]], [first[1] - first[0], second[1] - second[0]]]
    p = (boschloo_exact if test == "Boschloo" else fisher_exact)(table).pvalue
    return min(1.0, float(p))


@dataclass(frozen=True)
class Stress:
    """What would undo a difference between two shares: each the least number found, None where none was found.

    `quiet` are unreported patrols, not attacked, added to the period with the higher share (at most five times those
    reported); `not_attacked` are attacked patrols of that period whose attacks turn out to be none. `higher` is 1 or 2.
    """

    higher: int
    quiet: int | None
    not_attacked: int | None


def stress_of(first: tuple[int, int], second: tuple[int, int]) -> Stress | None:
    """What would undo the difference between the shares of two periods; None where no difference is shown.

    A difference is undone where the test that showed it no longer gives a p under 0.05. Numbers to 20 are tried one by
    one; beyond, by doubling and halving, so that a larger one is near the least and not always the least.
    """
    found = difference_of_shares(first, second)
    if found is None or not found.is_shown:
        return None
    higher = 2 if found.difference > 0 else 1
    (attacked, patrols), other = (second, first) if higher == 2 else (first, second)

    def undone(changed: tuple[int, int]) -> bool:
        return _p_of_two_shares(other, changed, found.test) >= LEVEL

    return Stress(
        higher,
        _least(lambda number: undone((attacked, patrols + number)), STRESS_AT_MOST * patrols),
        _least(lambda number: undone((attacked - number, patrols)), attacked),
    )


def _least(holds, most: int) -> int | None:
    """The least number from 1 to `most` for which something holds, if it holds for all greater ones; None if for none."""
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


@dataclass(frozen=True)
class Limits:
    """The mean number of patrols between attacked ones and the upper limit of a g-chart."""

    mean: float
    upper: float


def g_limits(quiet: int, attacked: int) -> Limits | None:
    """The g-chart of patrols between attacked patrols, from all quiet and attacked patrols; None where none was attacked.

    J. C. Benneyan (2001), Number-between g-type statistical quality control charts for monitoring adverse events, Health
    Care Management Science 4, 305-318: the mean g, and g + 3 sqrt(g (g + 1)), three standard deviations of a geometric
    distribution. The lower limit lies below 0 whatever g is. Here g is quiet patrols by attacked ones, so that the patrols
    since the last attack count although their interval is open.
    """
    if attacked == 0:
        return None
    mean = quiet / attacked
    return Limits(mean, mean + 3 * math.sqrt(mean * (mean + 1)))


# In words


def share_in_words(attacked: int, patrols: int, *, precisely: bool = False) -> str:
    """`4 of 24 (17 %, 95 % interval 5 to 37 %)`; `1 of 4` where the patrols are few; `no rate` without any.

    `precisely` gives the interval to a tenth of a per cent.
    """
    if patrols == 0:
        return "no rate: no patrol ran"
    if patrols < FEW:
        return f"{attacked} of {patrols}"
    share = share_of(attacked, patrols)
    digits = 1 if precisely else 0
    low, high = percent(share.low, digits), percent(share.high, digits)
    return f"{attacked} of {patrols} ({percent(share.share)} %, 95 % interval {low} to {high} %)"


def caution_in_words(attacked: int, patrols: int) -> str:
    """What none attacked does not mean; empty where some were, or where the patrols are few."""
    if attacked or patrols < FEW:
        return ""
    return f"None attacked does not mean safe: a share of up to {percent(share_of(0, patrols).high)} % fits these patrols too."


def rate_in_words(attacks: int, patrols: int) -> str:
    """`4 attacks on 24 patrols (0.17 per patrol, 95 % interval 0.05 to 0.43)`; no rate where the patrols are few."""
    if patrols == 0:
        return "no rate: no patrol ran"
    counted = f"{_count(attacks, 'attack')} on {_count(patrols, 'patrol')}"
    if patrols < FEW:
        return counted
    found = rate_of(attacks, patrols)
    digits = max(2, 1 - math.floor(math.log10(found.rate or found.high)))
    rate, low, high = (_rounded(value, digits) for value in (found.rate, found.low, found.high))
    return f"{counted} ({rate} per patrol, 95 % interval {low} to {high})"


def difference_in_words(first: tuple[int, int], second: tuple[int, int]) -> str:
    """Two sentences on how the share attacked of a second period compares with a first; each is (attacked, patrols)."""
    if refused := _nothing_to_compare(first, second):
        return refused
    found = difference_of_shares(first, second)
    if found.difference == 0:
        size = "The share attacked is the same in both periods"
    else:
        way = "higher" if found.difference > 0 else "lower"
        points = percent(abs(found.difference))
        size = (
            f"The share attacked is {points} percentage point{'' if points == '1' else 's'} {way} in the second period than "
            "in the first"
        )
    return f"{size} (95 % interval {_points(found.low, found.high)}). {_verdict(found.is_shown)}"


def ratio_in_words(first: tuple[int, int], second: tuple[int, int]) -> str:
    """Two sentences on how attacks per patrol of a second period compare with a first; each is (attacks, patrols)."""
    if refused := _too_few(first, second):
        return refused
    found = ratio_of_rates(first, second)
    if found is None:
        return "There was no attack in either period, so the attacks per patrol cannot be compared."
    if math.isinf(found.ratio):
        size = (
            "No attack in the first period, so the ratio of attacks per patrol has no upper end: the second is at least "
            f"{_times(found.low)} times the first (95 % interval)"
        )
    elif found.ratio == 0:
        size = f"Attacks per patrol fell to none: at most {_times(found.high)} times the first period's (95 % interval)"
    else:
        size = (
            f"Attacks per patrol are {_times(found.ratio)} times those of the first period (95 % interval "
            f"{_times(found.low)} to {_times(found.high)} times)"
        )
    if _least_p(first, second) >= LEVEL:
        return f"{size}. So few attacks could not show a difference of this kind, whatever it was."
    return f"{size}. {_verdict(found.p < LEVEL)}"


def _least_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The p if all events had fallen into the less likely of two periods."""
    return 2 * (min(first[1], second[1]) / (first[1] + second[1])) ** (first[0] + second[0])


def p_values_in_words(first: tuple[int, int, int], second: tuple[int, int, int]) -> str:
    """The details line of a comparison; each period is (attacked, patrols, attacks). Empty where nothing is compared."""
    if _too_few(first, second):
        return ""
    shares = difference_of_shares(first[:2], second[:2])
    ratio = ratio_of_rates((first[2], first[1]), (second[2], second[1]))
    words = [f"{shares.test}'s exact test of two shares: p {_p(shares.p)}"]
    if ratio:
        words.append(f"exact conditional test of two rates: p {_p(ratio.p)}")
    if shares.is_shown != (shares.low > 0 or shares.high < 0):
        words.append("test and interval of the shares differ on whether there is a difference, and the test decides")
    return "; ".join(words) + "."


def stress_in_words(first: tuple[int, int], second: tuple[int, int]) -> str:
    """What would undo the difference between the shares of two periods, each as (attacked, patrols)."""
    if refused := _nothing_to_compare(first, second):
        return refused
    found = stress_of(first, second)
    if found is None:
        return "No difference is shown between the two shares, so there is none to undo."
    period = "second" if found.higher == 2 else "first"
    attacked, patrols = second if found.higher == 2 else first
    if found.quiet is None:
        quiet = (
            f"More than {STRESS_AT_MOST * patrols:,} unreported quiet patrols in the {period} period would be needed"
        )
    else:
        quiet = f"{_about(found.quiet)}{_count(found.quiet, 'unreported quiet patrol')} in the {period} period would be enough"
    if found.not_attacked is None:
        less = "no number of its attacks taken out would undo it alone"
    else:
        verb = "" if found.not_attacked == 1 else "s"
        less = (
            f"so would {_about(found.not_attacked).lower()}{found.not_attacked:,} of its {attacked:,} attacked "
            f"patrol{verb if attacked == 1 else 's'} whose attack turned out to be none"
        )
    return f"{quiet} to undo this difference; {less}."


def _too_few(first: tuple, second: tuple) -> str:
    if min(first[1], second[1]) >= FEW:
        return ""
    return f"Too few to say: two periods are compared from {FEW} patrols in each; here they have {first[1]:,} and {second[1]:,}."


def _nothing_to_compare(first: tuple[int, int], second: tuple[int, int]) -> str:
    if refused := _too_few(first, second):
        return refused
    attacked, patrols = first[0] + second[0], first[1] + second[1]
    if attacked == 0:
        return "No patrol was attacked in either period, which shows no difference and no safety."
    return "Every patrol was attacked in both periods." if attacked == patrols else ""


def _verdict(is_shown: bool) -> str:
    return (
        "Chance alone makes so large a difference less than once in twenty times."
        if is_shown
        else "Chance alone can explain a difference of this size."
    )


def _points(low: float, high: float) -> str:
    """`2 to 61 points higher`, or `5 points lower to 8 points higher`."""
    ends = [(percent(abs(end)), "higher" if end > 0 else "lower") for end in (low, high)]
    (first, one_way), (last, other_way) = ends
    if one_way == other_way:
        nearer, farther = (first, last) if low > 0 else (last, first)
        return f"{nearer} to {farther} points {one_way}"
    return f"{first} points lower to {last} points higher"


def _times(ratio: float) -> str:
    return _rounded(ratio, 0 if ratio >= 10 else 1 if ratio >= 1 else 2)


def _p(p: float) -> str:
    return "under 0.001" if p < 0.001 else f"= {p:.3f}"


def _about(number: int) -> str:
    return "About " if number > STRESS_ONE_BY_ONE else ""


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}" + ("" if number == 1 else "s")


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, rounded half up as a reader would by hand."""
    return _rounded(share * 100, digits)


def _rounded(value: float, digits: int) -> str:
    return f"{math.floor(value * 10**digits + 0.5) / 10**digits:,.{digits}f}"
