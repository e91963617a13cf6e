"""The exact unconditional test of two shares and its interval: its definition, published figures, and its properties."""

from functools import lru_cache
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics import unconditional
from analysis.statistics.comparisons import compare_shares, find_stress
from analysis.statistics.unconditional import bound_by_newcombe, compare_exactly, compute_p_of_equal_shares
from tests.analysis.alternative_implementations import find_exact_interval

ONE_IN_A_MILLION = 1e-6


@st.composite
def counts(draw, most=40):
    patrols = draw(st.integers(1, most))
    return draw(st.integers(0, patrols)), patrols


def compute_chance(attacked, patrols, share):
    return comb(patrols, attacked) * share**attacked * (1 - share) ** (patrols - attacked)


def compute_fisher_p(first, second, patrols):
    """Compute the chance of this many or more attacked in the second group, given the total number attacked."""
    (n, m), together = patrols, first + second
    ways = sum(comb(m, k) * comb(n, together - k) for k in range(second, min(m, together) + 1) if together - k <= n)
    return ways / comb(n + m, together)


@lru_cache
def list_as_extreme(seen, patrols):
    """List the tables at least as extreme as the observed one towards a higher second share, as docs/methods.md defines it."""
    (n, m), (a, b) = patrols, seen
    found = []
    for i, j in product(range(n + 1), range(m + 1)):
        is_higher = j * n > i * m
        if b * n > a * m:
            is_extreme = is_higher and compute_fisher_p(i, j, patrols) <= compute_fisher_p(a, b, patrols) * (1 + 1e-9)
        else:
            end, end_seen = (
                float(bound_by_newcombe(np.array(x / n), n, np.array(y / m), m)) for x, y in ((i, j), seen)
            )
            is_extreme = is_higher or end >= end_seen - 1e-9
        if is_extreme:
            found.append((i, j))
    return found


def find_greatest_chance(seen, patrols, difference, plausible=((0, 1), (0, 1)), steps=400):
    """Find the greatest probability of those tables, over a fine grid of pairs of shares with this difference."""
    (low, high), (low_2, high_2) = plausible
    start, end = max(low, low_2 - difference), min(high, high_2 - difference)
    (n, m), tables = patrols, list_as_extreme(seen, patrols)
    shares = np.linspace(start, end, steps + 1)
    others = np.clip(shares + difference, 0, 1)
    return max(sum(compute_chance(i, n, shares) * compute_chance(j, m, others) for i, j in tables), default=0)


SMALL = [
    ((0, 12), (4, 12)),
    ((0, 8), (4, 8)),
    ((0, 8), (4, 9)),
    ((2, 7), (6, 7)),
    ((5, 9), (1, 6)),
    ((0, 3), (0, 7)),
    ((3, 6), (2, 5)),
]


@pytest.mark.parametrize(("first", "second"), SMALL)
def test_the_test_agrees_with_its_definition_computed_slowly(first, second):
    lower, higher = sorted((first, second), key=lambda counted: counted[0] / counted[1])
    p = 2 * find_greatest_chance((lower[0], higher[0]), (lower[1], higher[1]), 0.0)
    assert compute_p_of_equal_shares(first, second) == pytest.approx(min(1, p), abs=1e-4)


@pytest.mark.parametrize(("first", "second"), SMALL)
def test_an_end_of_the_interval_is_where_a_fortieth_is_left(first, second):
    found = compare_exactly(first, second)
    for (one, other), end in (((first, second), found.low), ((second, first), -found.high)):
        plausible = [find_exact_interval(*counted, 1 - ONE_IN_A_MILLION / 2) for counted in (one, other)]
        left = find_greatest_chance((one[0], other[0]), (one[1], other[1]), end, plausible)
        assert left + ONE_IN_A_MILLION == pytest.approx(0.025, abs=2e-4) or end == pytest.approx(-1, abs=1e-6)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    # As scipy.stats.boschloo_exact and R's Exact give them.
    [
        ((0, 12), (4, 12), 0.0449), ((1, 12), (4, 12), 0.1620), ((1, 7), (3, 7), 0.3097), ((0, 5), (4, 19), 0.4423),
        ((0, 16), (4, 8), 0.0051), ((7, 390), (11, 230), 0.0520), ((0, 24), (18, 112), 0.0271),
    ],
)  # fmt: skip
def test_p_is_that_of_other_programs(first, second, p):
    assert round(compute_p_of_equal_shares(first, second), 4) == p


@pytest.mark.slow
def test_p_is_that_of_scipy_for_many_tables():
    from scipy.stats import boschloo_exact

    random = np.random.default_rng(14)
    for _ in range(25):
        n, m = (int(number) for number in random.integers(2, 30, 2))
        a, b = int(random.integers(0, n + 1)), int(random.integers(0, m + 1))
        if 0 < a + b < n + m and a * m != b * n:
            expected = float(boschloo_exact([[a, b], [n - a, m - b]], n=64).pvalue)
            assert compute_p_of_equal_shares((a, n), (b, m)) == pytest.approx(min(1, expected), rel=2e-3)


@given(counts(), counts())
def test_the_test_and_its_interval_never_disagree(first, second):
    found = compare_exactly(first, second)
    assert (found.p < 0.05) == (found.low > 0 or found.high < 0)
    assert found.low <= second[0] / second[1] - first[0] / first[1] <= found.high


def test_where_the_plausible_shares_do_not_refuse_a_0_that_p_refuses_the_interval_ends_next_to_it(monkeypatch):
    monkeypatch.setattr(
        unconditional, "IMPLAUSIBLE", 0.01
    )  # adds so much that 0 of 12 against 4 of 12 is no longer rejected
    for first, second in (((0, 12), (4, 12)), ((4, 12), (0, 12))):
        found = compare_exactly.__wrapped__(first, second)
        assert found.p < 0.05
        assert 0 < max(found.low, -found.high) < 1e-6


@given(counts(), counts())
def test_two_periods_that_change_places_change_the_sign(first, second):
    found, back = compare_exactly(first, second), compare_exactly(second, first)
    assert (back.p, -back.high, -back.low) == pytest.approx((found.p, found.low, found.high))


@pytest.mark.parametrize(("patrols", "shares"), [((6, 9), (0.1, 0.4)), ((8, 8), (0.05, 0.05)), ((4, 10), (0.5, 0.2))])
def test_the_interval_covers_the_true_difference_95_times_in_100(patrols, shares):
    covered = 0.0
    for a, b in product(range(patrols[0] + 1), range(patrols[1] + 1)):
        found = compare_exactly((a, patrols[0]), (b, patrols[1]))
        if found.low <= shares[1] - shares[0] <= found.high:
            covered += compute_chance(a, patrols[0], shares[0]) * compute_chance(b, patrols[1], shares[1])
    assert covered >= 0.95


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((300, 700), (340, 700)),
        ((5, 100_000), (15, 100_000)),
        ((3, 390), (11, 900)),
        ((30_000, 90_000), (30_500, 90_000)),
    ],
)
def test_many_patrols_are_compared_too_and_test_and_interval_agree(first, second):
    found = compare_exactly(first, second)
    assert (found.p < 0.05) == (found.low > 0)
    assert found.is_exact == (first[0] < 1000)


def test_many_patrols_with_few_attacks_are_compared_as_rates_would_be():
    # Five against fifteen of a hundred thousand: nearly Poisson counts, for which the conditional test gives 0.041.
    assert compute_p_of_equal_shares((5, 100_000), (15, 100_000)) == pytest.approx(0.0302, abs=1e-4)


def test_it_is_never_weaker_than_fishers_one_sided_test_twice():
    for first, second in [((0, 12), (4, 12)), ((3, 20), (9, 20)), ((1, 30), (8, 40))]:
        assert compute_p_of_equal_shares(first, second) <= 2 * compute_fisher_p(
            first[0], second[0], (first[1], second[1])
        )


@pytest.mark.parametrize(
    ("first", "second", "low"),
    # Table II of Newcombe, 1998, Statistics in Medicine 17, 873-890, method 10. The second share there is the first here.
    [((48, 80), (56, 70), 0.0524), ((3, 10), (9, 10), 0.1705), ((2, 7), (6, 7), 0.0582), ((0, 29), (5, 56), -0.0381),
     ((0, 20), (0, 10), -0.1611), ((0, 10), (10, 10), 0.6075)],
)  # fmt: skip
def test_the_order_of_the_other_tables_is_that_of_newcombes_published_ends(first, second, low):
    shares = [np.array(attacked / patrols) for attacked, patrols in (first, second)]
    assert round(float(bound_by_newcombe(shares[0], first[1], shares[1], second[1])), 4) == low


def test_one_test_serves_the_comparison_and_the_stress():
    # Fisher's test gave 13 quiet patrols by minimum likelihood, and 3 by twice its smaller tail. Boschloo's test differs.
    found = find_stress((0, 24), (18, 112))
    assert compare_shares((0, 24), (18, 112 + found.quiet - 1)).is_shown
    assert not compare_shares((0, 24), (18, 112 + found.quiet)).is_shown
