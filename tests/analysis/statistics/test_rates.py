"""Exact intervals: against published examples, a slow second way, and what must hold of any interval."""

from math import comb, exp, factorial, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.rates import (
    BOSCHLOO_TABLES,
    FEW,
    caution_in_words,
    difference_in_words,
    difference_of_shares,
    p_values_in_words,
    percent,
    rate_in_words,
    rate_of,
    ratio_in_words,
    ratio_of_rates,
    share_in_words,
    share_of,
    stress_in_words,
    stress_of,
)
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
    found = share_of(attacked, patrols)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts())
def test_the_interval_agrees_with_a_search_in_the_tails(counted):
    found = share_of(*counted)
    assert (found.low, found.high) == pytest.approx(exact_interval(*counted), abs=1e-9)


@given(counts())
def test_the_share_lies_within_its_interval_and_the_interval_within_0_and_1(counted):
    found = share_of(*counted)
    assert 0 <= found.low <= found.share <= found.high <= 1


@given(counts())
def test_one_more_attack_raises_both_ends_of_the_interval(counted):
    attacked, patrols = counted
    fewer, more = share_of(attacked, patrols + 1), share_of(attacked + 1, patrols + 1)
    assert fewer.low < more.low
    assert fewer.high < more.high


@given(counts())
def test_one_more_quiet_patrol_lowers_the_upper_end(counted):
    attacked, patrols = counted
    assert share_of(attacked, patrols + 1).high < share_of(attacked, patrols).high or attacked == patrols == 0


@given(counts())
def test_quiet_and_attacked_change_places_in_the_mirror(counted):
    attacked, patrols = counted
    found, mirror = share_of(attacked, patrols), share_of(patrols - attacked, patrols)
    assert (found.low, found.high) == pytest.approx((1 - mirror.high, 1 - mirror.low), abs=1e-9)


@given(st.integers(1, 40), st.floats(0.001, 0.999))
def test_the_interval_covers_the_true_share_at_least_95_times_in_100(patrols, truth):
    covered = sum(
        comb(patrols, attacked) * truth**attacked * (1 - truth) ** (patrols - attacked)
        for attacked in range(patrols + 1)
        if share_of(attacked, patrols).low <= truth <= share_of(attacked, patrols).high
    )
    assert covered >= 0.95


def test_without_a_patrol_there_is_no_share_and_no_interval():
    found = share_of(0, 0)
    assert (found.share, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(("attacked", "patrols"), [(-1, 4), (5, 4), (1, 0)])
def test_more_attacked_than_ran_is_a_fault(attacked, patrols):
    with pytest.raises(ValueError, match=f"{attacked} attacked of {patrols} patrols"):
        share_of(attacked, patrols)


def test_words_give_the_counts_the_per_cent_and_the_interval():
    assert share_in_words(4, 24) == "4 of 24 (17 %, 95 % interval 5 to 37 %)"


def test_words_give_the_interval_to_a_tenth_where_asked():
    assert share_in_words(4, 24, precisely=True) == "4 of 24 (17 %, 95 % interval 4.7 to 37.4 %)"


@pytest.mark.parametrize(("attacked", "patrols"), [(0, 1), (1, 4), (4, 4)])
def test_words_give_no_per_cent_under_five_patrols(attacked, patrols):
    assert share_in_words(attacked, patrols) == f"{attacked} of {patrols}"


def test_words_give_the_per_cent_from_five_patrols_on():
    # 1 of 5: from 0.5 % (0.00505) to 71.6 %.
    assert share_in_words(1, 5) == "1 of 5 (20 %, 95 % interval 1 to 72 %)"


def test_words_say_that_there_is_no_rate_without_a_patrol():
    assert share_in_words(0, 0) == "no rate: no patrol ran"


@pytest.mark.parametrize(
    ("share", "digits", "shown"),
    [(0.125, 0, "13"), (0.004, 0, "0"), (0.0474, 1, "4.7"), (1.0, 0, "100"), (0.5, 1, "50.0")],
)
def test_per_cent_is_rounded_half_up(share, digits, shown):
    assert percent(share, digits) == shown


# Events per exposure


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # The limits that tables of Garwood's interval print (Garwood, 1936, Biometrika 28, 437-442, and tables after it).
    [(0, 0, 3.689), (1, 0.0253, 5.572), (2, 0.242, 7.225), (3, 0.619, 8.767), (4, 1.09, 10.242), (5, 1.623, 11.668),
     (10, 4.795, 18.39), (20, 12.217, 30.888)],
)  # fmt: skip
def test_the_interval_of_a_count_is_that_of_the_tables(events, low, high):
    found = rate_of(events, 1)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0006)


def test_the_interval_of_a_rate_is_that_of_a_worked_example():
    # Welsh nickel workers: 137 deaths where 24.19893 were expected (the example of R's poisson.test, whose interval is
    # Garwood's).
    found = rate_of(137, 24.19893)
    assert (found.rate, found.low, found.high) == pytest.approx((5.661407, 4.753125, 6.692709), abs=1e-6)


@given(st.integers(0, 40), st.floats(0.5, 100))
def test_the_interval_of_a_rate_ends_where_each_tail_holds_a_fortieth(events, exposure):
    found = rate_of(events, exposure)

    def at_most(number, mean):
        return sum(exp(-mean) * mean**k / factorial(k) for k in range(number + 1))

    assert at_most(events, found.high * exposure) == pytest.approx(0.025, abs=1e-9)
    assert events == 0 or 1 - at_most(events - 1, found.low * exposure) == pytest.approx(0.025, abs=1e-9)
    assert found.low <= found.rate <= found.high


def test_without_exposure_there_is_no_rate():
    assert rate_of(0, 0).rate is None


# Two rates


def test_the_ratio_of_two_rates_is_that_of_a_worked_example():
    # Lung cancer at 55 to 59 years, Fredericia beside three other cities: 11 of 800 and 21 of 3,011 (the example of R's
    # poisson.test, whose interval is the one that matches this test).
    found = ratio_of_rates((21, 3011), (11, 800))
    assert (found.ratio, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659), abs=1e-6)


def test_none_and_three_on_equal_exposure_have_a_p_of_a_quarter():
    # By hand: the three fall on one side by chance in 1 of 8 cases, and a side is as likely as the other.
    found = ratio_of_rates((0, 100), (3, 100))
    assert (found.ratio, found.high, found.p) == (inf, inf, pytest.approx(0.25))


two_rates = st.tuples(st.integers(0, 30), st.integers(1, 60))


@given(two_rates, two_rates)
def test_the_test_of_two_rates_and_its_interval_agree(first, second):
    found = ratio_of_rates(first, second)
    if found is None:
        assert first[0] + second[0] == 0
    elif abs(found.p - 0.05) > 1e-9:
        assert (found.p < 0.05) == (found.low > 1 or found.high < 1)


@given(two_rates, two_rates)
def test_two_rates_that_change_places_have_the_inverse_ratio_and_the_same_p(first, second):
    found, back = ratio_of_rates(first, second), ratio_of_rates(second, first)
    if found:
        assert found.p == pytest.approx(back.p)
        if back.high not in (0, inf):
            assert found.low == pytest.approx(1 / back.high)


@given(two_rates, two_rates)
def test_the_test_of_two_rates_is_twice_the_smaller_tail_of_a_binomial(first, second):
    events, expected = first[0] + second[0], second[1] / (first[1] + second[1])
    chances = [comb(events, k) * expected**k * (1 - expected) ** (events - k) for k in range(events + 1)]
    tails = sum(chances[: second[0] + 1]), sum(chances[second[0] :])
    if found := ratio_of_rates(first, second):
        assert found.p == pytest.approx(min(1, 2 * min(tails)))


# Two shares


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
    found = difference_of_shares(first, second)
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
    found = difference_of_shares(first, second)
    assert found.test == "Boschloo"
    assert found.p == pytest.approx(slow_boschloo(first, second), abs=1e-4)


def test_boschloos_test_is_never_weaker_than_fishers():
    from scipy.stats import fisher_exact

    for first, second in [((0, 12), (4, 12)), ((3, 20), (9, 20)), ((1, 30), (8, 40))]:
        table = [[first[0], second[0]], [first[1] - first[0], second[1] - second[0]]]
        assert difference_of_shares(first, second).p <= fisher_exact(table).pvalue


def test_many_patrols_are_compared_by_fishers_test_and_it_is_named():
    patrols = int(BOSCHLOO_TABLES**0.5)
    assert difference_of_shares((1, patrols), (9, patrols)).test == "Boschloo"
    assert difference_of_shares((1, patrols), (9, patrols + 1)).test == "Fisher"
    assert "Fisher's exact test" in p_values_in_words((1, patrols, 1), (9, patrols + 1, 9))


# What would undo a difference


@pytest.mark.parametrize(("first", "second"), [((0, 12), (4, 12)), ((9, 14), (1, 13)), ((4, 20), (14, 20))])
def test_what_undoes_a_difference_undoes_it_and_one_less_does_not(first, second):
    found = stress_of(first, second)

    def is_shown(quiet, not_attacked):
        changed = [list(first), list(second)]
        changed[found.higher - 1][1] += quiet
        changed[found.higher - 1][0] -= not_attacked
        return difference_of_shares(*map(tuple, changed)).is_shown

    assert is_shown(found.quiet - 1, 0) and not is_shown(found.quiet, 0)
    assert is_shown(0, found.not_attacked - 1) and not is_shown(0, found.not_attacked)


def test_where_no_difference_is_shown_there_is_none_to_undo():
    assert stress_of((2, 12), (4, 12)) is None
    assert (
        stress_in_words((2, 12), (4, 12)) == "No difference is shown between the two shares, so there is none to undo."
    )


def test_a_difference_that_no_number_of_quiet_patrols_undoes_says_so():
    assert stress_of((0, 100), (50, 50)).quiet is None
    assert stress_in_words((0, 100), (50, 50)).startswith(
        "More than 250 unreported quiet patrols in the second period would be needed to undo this difference"
    )


# In words


def test_rates_in_words():
    assert rate_in_words(4, 24) == "4 attacks on 24 patrols (0.17 per patrol, 95 % interval 0.05 to 0.43)"
    assert rate_in_words(1, 4) == "1 attack on 4 patrols"
    assert rate_in_words(0, 0) == "no rate: no patrol ran"
    assert rate_in_words(90, 4000) == "90 attacks on 4,000 patrols (0.023 per patrol, 95 % interval 0.018 to 0.028)"


def test_none_of_twenty_is_0_to_17_per_cent_and_not_safe():
    assert share_in_words(0, 20) == "0 of 20 (0 %, 95 % interval 0 to 17 %)"
    assert caution_in_words(0, 20) == "None attacked does not mean safe: a share of up to 17 % fits these patrols too."
    assert caution_in_words(1, 20) == caution_in_words(0, FEW - 1) == ""


def test_a_difference_in_words_has_its_size_its_interval_and_what_chance_can_do():
    assert difference_in_words((0, 12), (4, 12)) == (
        "The share attacked is 33 percentage points higher in the second period than in the first (95 % interval 2 to 61 "
        "points higher). Chance alone makes so large a difference less than once in twenty times."
    )
    assert difference_in_words((6, 41), (5, 40)) == (
        "The share attacked is 2 percentage points lower in the second period than in the first (95 % interval 18 points "
        "lower to 14 points higher). Chance alone can explain a difference of this size."
    )


def test_a_ratio_in_words_says_what_has_no_end():
    assert ratio_in_words((10, 40), (30, 40)) == (
        "Attacks per patrol are 3.0 times those of the first period (95 % interval 1.4 to 6.9 times). Chance alone makes so "
        "large a difference less than once in twenty times."
    )
    assert "no upper end: the second is at least 0.66 times the first" in ratio_in_words((0, 12), (4, 12))
    # Four attacks on equal exposure all fall on one side in 1 of 8 cases at least.
    assert ratio_in_words((0, 12), (4, 12)).endswith(
        "So few attacks could not show a difference of this kind, whatever it was."
    )
    assert ratio_in_words((4, 12), (0, 12)).startswith(
        "Attacks per patrol fell to none: at most 1.5 times the first period's"
    )


@pytest.mark.parametrize("say", [difference_in_words, ratio_in_words, stress_in_words])
def test_few_patrols_are_too_few_to_compare(say):
    assert say((1, 20), (2, 4)) == (
        "Too few to say: two periods are compared from 5 patrols in each; here they have 20 and 4."
    )
    assert p_values_in_words((1, 20, 1), (2, 4, 2)) == ""


def test_no_attack_in_two_periods_shows_nothing_and_no_safety():
    assert difference_in_words((0, 12), (0, 12)) == (
        "No patrol was attacked in either period, which shows no difference and no safety."
    )
    assert ratio_in_words((0, 12), (0, 12)).startswith("There was no attack in either period")


def test_a_headline_never_has_a_p_value():
    for say in (difference_in_words, ratio_in_words, stress_in_words):
        assert "p =" not in say((0, 12), (4, 12))


def test_the_details_say_where_test_and_interval_differ():
    assert p_values_in_words((2, 7, 2), (6, 7, 6)) == (
        "Boschloo's exact test of two shares: p = 0.057; exact conditional test of two rates: p = 0.289; test and interval of "
        "the shares differ on whether there is a difference, and the test decides."
    )


def test_what_would_undo_a_difference_in_words():
    assert stress_in_words((0, 12), (4, 12)) == (
        "2 unreported quiet patrols in the second period would be enough to undo this difference; so would 1 of its 4 "
        "attacked patrols whose attack turned out to be none."
    )
