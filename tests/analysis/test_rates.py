"""Exact intervals: against published examples, a slow second way, and what must hold of any interval."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rates import percent, share_in_words, share_of
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
