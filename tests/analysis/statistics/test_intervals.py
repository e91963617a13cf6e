"""Exact intervals, compared with published examples and a slow second implementation, and properties of any interval."""

from math import comb, exp, factorial, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.comparisons import (
    compare_at_every_cut,
    compare_rates,
    compare_shares,
    compare_with_missed_attacks,
    find_stress,
)
from analysis.statistics.intervals import compute_g_limits, compute_rate, compute_share, compute_share_at_a_stop
from tests.analysis.alternative_implementations import find_exact_interval


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
        # The headline of the M4, computed independently.
        (4, 24, 0.0474, 0.3738),
    ],
)
def test_the_interval_of_a_published_example(attacked, patrols, low, high):
    found = compute_share(attacked, patrols)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts())
def test_the_interval_agrees_with_a_search_in_the_tails(counted):
    found = compute_share(*counted)
    assert (found.low, found.high) == pytest.approx(find_exact_interval(*counted), abs=1e-9)


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

    def compute_at_most(number, mean):
        return sum(exp(-mean) * mean**k / factorial(k) for k in range(number + 1))

    assert compute_at_most(events, found.high * exposure) == pytest.approx(0.025, abs=1e-9)
    assert events == 0 or 1 - compute_at_most(events - 1, found.low * exposure) == pytest.approx(0.025, abs=1e-9)
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


def find_geometric_limit(quiet, attacked):
    """Find, one by one, the least number of quiet patrols in a row whose chance at this risk is at most 0.00135."""
    chance, number = quiet / (quiet + attacked), 0
    while chance ** (number + 1) > 0.00135:
        number += 1
    return number


@pytest.mark.parametrize(("quiet", "attacked"), [(20, 4), (280, 20), (3, 9), (1, 1000), (5000, 1)])
def test_the_upper_limit_is_the_quantile_of_a_geometric_distribution(quiet, attacked):
    found = compute_g_limits(quiet, attacked)
    assert found.upper == find_geometric_limit(quiet, attacked)
    passed = (quiet / (quiet + attacked)) ** (found.upper + 1)
    assert found.passed_by_chance == pytest.approx(1 - (1 - passed) ** (attacked + 1))


def test_the_limit_of_the_m4_is_36_and_one_chart_in_171_passes_it():
    found = compute_g_limits(20, 4)
    assert (found.mean, found.upper, round(1 / found.passed_by_chance)) == (5.0, 36, 171)


def test_where_all_patrols_were_attacked_every_interval_is_0_long():
    assert compute_g_limits(0, 3).upper == 0
    assert compute_g_limits(7, 0) is None


def test_a_series_that_stopped_at_an_attack_counts_one_less_of_each():
    found = compute_share_at_a_stop(4, 24)
    assert (found.share, found.low, found.high) == pytest.approx((3 / 23, 0.04735, 0.33589), abs=1e-5)
    assert compute_share_at_a_stop(1, 1).share is None


@pytest.mark.parametrize("truth", [0.1, 0.3, 0.7])
def test_one_less_of_each_is_right_on_average_and_its_interval_covers_the_truth(truth):
    # Patrols until the third attacked one: with a chance of comb(n - 1, 2) p^3 (1 - p)^(n - 3) after n of them.
    chances = {n: comb(n - 1, 2) * truth**3 * (1 - truth) ** (n - 3) for n in range(3, 600)}
    found = {n: compute_share_at_a_stop(3, n) for n in chances}
    assert sum(chance * found[n].share for n, chance in chances.items()) == pytest.approx(truth, abs=1e-9)
    assert sum(chance for n, chance in chances.items() if found[n].low <= truth <= found[n].high) >= 0.95


def test_every_cut_that_leaves_five_on_each_side_is_compared_or_twenty_of_them():
    cuts = compare_at_every_cut([17, 20, 23, 24], 24)
    assert [cut.before for cut in cuts] == list(range(5, 20))
    assert cuts[7].p == compare_shares((0, 12), (4, 12)).p
    assert (max(cut.p for cut in cuts), min(cut.p for cut in cuts)) == pytest.approx((0.4423, 0.0051), abs=1e-4)
    assert compare_at_every_cut([1], 9) == []
    many = compare_at_every_cut([3, 150], 200)
    assert (len(many), many[0].before, many[-1].before) == (20, 5, 195)


def test_missed_attacks_strike_quiet_patrols_and_where_none_is_left_there_is_no_p():
    grid = compare_with_missed_attacks((0, 12), (4, 12), are_shares=True)
    assert grid[1][0] == compare_shares((1, 12), (4, 12)).p == pytest.approx(0.162, abs=1e-4)
    assert grid[2][3] == compare_shares((2, 12), (7, 12)).p
    assert compare_with_missed_attacks((4, 5), (0, 5), are_shares=True)[2] == [None] * 4
    assert (
        compare_with_missed_attacks((0, 90.2), (4, 554.0), are_shares=False)[1][0]
        == compare_rates((1, 90.2), (4, 554.0)).p
    )
