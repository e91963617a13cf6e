"""Exact intervals: against published examples, a slow second way, and what must hold of any interval."""

from math import comb, exp, factorial, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.comparisons import compare_rates, compare_shares, find_stress
from analysis.statistics.intervals import compute_rate, compute_share
from tests.analysis.alternative_implementations import exact_interval


@st.composite
def counts(draw, most=80):
    patrols = draw(st.integers(1, most))
    return draw(st.integers(0, patrols)), patrols


@pytest.mark.parametrize(
    ("attacked", "patrols", "low", "high"),
    [
        # None of n: the upper limit is 1 - 0.025^(1/n), so 16.84 % of 20 and 30.85 % of 10 (Hanley and Lippman-Hand,
        # 1983, "If nothing goes wrong, is everything all right?", JAMA 249, has the one-sided form, 1 - 0.05^(1/n)).
        (0, 20, 0.0, 0.1684),
        (0, 10, 0.0, 0.3085),
        # All of n is its mirror image.
        (10, 10, 0.6915, 1.0),
        # Table I of Newcombe, 1998, "Two-sided confidence intervals for the single proportion", Statistics in Medicine
        # 17, method 5 (Clopper-Pearson): 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (1, 29, 0.0009, 0.1776),
        # The headline of the M4, worked out in the issue that asked for it.
        (4, 24, 0.0474, 0.3738),
    ],
)
def test_the_interval_of_a_published_example(attacked, patrols, low, high):
    found = compute_share(attacked, patrols)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts())
def test_the_interval_agrees_with_a_search_in_the_tails(counted):
    found = compute_share(*counted)
    assert (found.low, found.high) == pytest.approx(exact_interval(*counted), abs=1e-9)


@given(counts())
def test_the_share_lies_within_its_interval_and_the_interval_within_0_and_1(counted):
    found = compute_share(*counted)
    assert 0 <= found.low <= found.share <= found.high <= 1


@given(counts())
def test_one_more_attack_raises_both_ends_of_the_interval(counted):
    attacked, patrols = counted
    fewer, more = compute_share(attacked, patrols + 1), compute_share(attacked + 1, patrols + 1)
    assert fewer.low < more.low
    assert fewer.high < more.high


@given(counts())
def test_one_more_quiet_patrol_lowers_the_upper_end(counted):
    attacked, patrols = counted
    assert compute_share(attacked, patrols + 1).high < compute_share(attacked, patrols).high or attacked == patrols == 0


@given(counts())
def test_quiet_and_attacked_change_places_in_the_mirror(counted):
    attacked, patrols = counted
    found, mirror = compute_share(attacked, patrols), compute_share(patrols - attacked, patrols)
    assert (found.low, found.high) == pytest.approx((1 - mirror.high, 1 - mirror.low), abs=1e-9)


@given(st.integers(1, 40), st.floats(0.001, 0.999))
def test_the_interval_covers_the_true_share_at_least_95_times_in_100(patrols, truth):
    covered = sum(
        comb(patrols, attacked) * truth**attacked * (1 - truth) ** (patrols - attacked)
        for attacked in range(patrols + 1)
        if compute_share(attacked, patrols).low <= truth <= compute_share(attacked, patrols).high
    )
    assert covered >= 0.95


def test_without_a_patrol_there_is_no_share_and_no_interval():
    found = compute_share(0, 0)
    assert (found.share, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(("attacked", "patrols"), [(-1, 4), (5, 4), (1, 0)])
def test_more_attacked_than_ran_is_a_fault(attacked, patrols):
    with pytest.raises(ValueError, match=f"{attacked} attacked of {patrols} patrols"):
        compute_share(attacked, patrols)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # The limits that tables of Garwood's interval print (Garwood, 1936, Biometrika 28, 437-442, and tables after it).
    [(0, 0, 3.689), (1, 0.0253, 5.572), (2, 0.242, 7.225), (3, 0.619, 8.767), (4, 1.09, 10.242), (5, 1.623, 11.668),
     (10, 4.795, 18.39), (20, 12.217, 30.888)],
)  # fmt: skip
def test_the_interval_of_a_count_is_that_of_the_tables(events, low, high):
    found = compute_rate(events, 1)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0006)


def test_the_interval_of_a_rate_is_that_of_a_worked_example():
    # Welsh nickel workers: 137 deaths where 24.19893 were expected (the example of R's poisson.test, whose interval is
    # Garwood's).
    found = compute_rate(137, 24.19893)
    assert (found.rate, found.low, found.high) == pytest.approx((5.661407, 4.753125, 6.692709), abs=1e-6)


@given(st.integers(0, 40), st.floats(0.5, 100))
def test_the_interval_of_a_rate_ends_where_each_tail_holds_a_fortieth(events, exposure):
    found = compute_rate(events, exposure)

    def at_most(number, mean):
        return sum(exp(-mean) * mean**k / factorial(k) for k in range(number + 1))

    assert at_most(events, found.high * exposure) == pytest.approx(0.025, abs=1e-9)
    assert events == 0 or 1 - at_most(events - 1, found.low * exposure) == pytest.approx(0.025, abs=1e-9)
    assert found.low <= found.rate <= found.high


def test_without_exposure_there_is_no_rate():
    assert compute_rate(0, 0).rate is None


def test_the_ratio_of_two_rates_is_that_of_a_worked_example():
    # Lung cancer at 55 to 59 years, Fredericia beside three other cities: 11 of 800 and 21 of 3,011 (the example of R's
    # poisson.test, whose interval is the one that matches this test).
    found = compare_rates((21, 3011), (11, 800))
    assert (found.ratio, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659), abs=1e-6)


def test_none_and_three_on_equal_exposure_have_a_p_of_a_quarter():
    # By hand: the three fall on one side by chance in 1 of 8 cases, and a side is as likely as the other.
    found = compare_rates((0, 100), (3, 100))
    assert (found.ratio, found.high, found.p) == (inf, inf, pytest.approx(0.25))


two_rates = st.tuples(st.integers(0, 30), st.integers(1, 60))


@given(two_rates, two_rates)
def test_the_test_of_two_rates_and_its_interval_agree(first, second):
    found = compare_rates(first, second)
    if found is None:
        assert first[0] + second[0] == 0
    elif abs(found.p - 0.05) > 1e-9:
        assert (found.p < 0.05) == (found.low > 1 or found.high < 1)


@given(two_rates, two_rates)
def test_two_rates_that_change_places_have_the_inverse_ratio_and_the_same_p(first, second):
    found, back = compare_rates(first, second), compare_rates(second, first)
    if found:
        assert found.p == pytest.approx(back.p)
        if back.high not in (0, inf):
            assert found.low == pytest.approx(1 / back.high)


@given(two_rates, two_rates)
def test_the_test_of_two_rates_is_twice_the_smaller_tail_of_a_binomial(first, second):
    events, expected = first[0] + second[0], second[1] / (first[1] + second[1])
    chances = [comb(events, k) * expected**k * (1 - expected) ** (events - k) for k in range(events + 1)]
    tails = sum(chances[: second[0] + 1]), sum(chances[second[0] :])
    if found := compare_rates(first, second):
        assert found.p == pytest.approx(min(1, 2 * min(tails)))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Table II of Newcombe, 1998, Statistics in Medicine 17, 873-890, method 10; the second share there stands first here.
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((0, 20), (10, 10), 0.6791, 1.0),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_that_of_the_published_table(first, second, low, high):
    found = compare_shares(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def slow_boschloo(first, second):
    """Boschloo's p by its definition: Fisher's one-sided p of every table, and the most that the tables as extreme as the one
    seen can weigh together, over a fine grid of common shares."""

    def fisher(a, n, b, m):
        """The chance of b or more in the second, given all."""
        return sum(comb(m, k) * comb(n, a + b - k) for k in range(b, min(m, a + b) + 1) if a + b - k <= n) / comb(
            n + m, a + b
        )

    def one_sided(a, n, b, m):
        seen = fisher(a, n, b, m)
        as_extreme = [(i, j) for i in range(n + 1) for j in range(m + 1) if fisher(i, n, j, m) <= seen * (1 + 1e-9)]
        return max(
            sum(
                comb(n, i) * comb(m, j) * (step / 500) ** (i + j) * (1 - step / 500) ** (n + m - i - j)
                for i, j in as_extreme
            )
            for step in range(1, 500)
        )

    (a, n), (b, m) = first, second
    return min(1, 2 * min(one_sided(a, n, b, m), one_sided(b, m, a, n)))


@pytest.mark.parametrize(
    ("first", "second"), [((0, 12), (4, 12)), ((0, 8), (4, 8)), ((0, 8), (4, 9)), ((2, 7), (6, 7)), ((5, 9), (1, 6))]
)
def test_boschloos_test_agrees_with_its_definition_computed_slowly(first, second):
    # No published example was at hand to cite, so the definition itself is the second way.
    found = compare_shares(first, second)
    assert found.test == "Boschloo"
    assert found.p == pytest.approx(slow_boschloo(first, second), abs=1e-4)


def test_boschloos_test_is_never_weaker_than_fishers():
    from scipy.stats import fisher_exact

    for first, second in [((0, 12), (4, 12)), ((3, 20), (9, 20)), ((1, 30), (8, 40))]:
        table = [[first[0], second[0]], [first[1] - first[0], second[1] - second[0]]]
        assert compare_shares(first, second).p <= fisher_exact(table).pvalue


@pytest.mark.parametrize(("first", "second"), [((0, 12), (4, 12)), ((9, 14), (1, 13)), ((4, 20), (14, 20))])
def test_what_undoes_a_difference_undoes_it_and_one_less_does_not(first, second):
    found = find_stress(first, second)

    def is_shown(quiet, not_attacked):
        changed = [list(first), list(second)]
        changed[found.higher - 1][1] += quiet
        changed[found.higher - 1][0] -= not_attacked
        return compare_shares(*map(tuple, changed)).is_shown

    assert is_shown(found.quiet - 1, 0) and not is_shown(found.quiet, 0)
    assert is_shown(0, found.not_attacked - 1) and not is_shown(0, found.not_attacked)
