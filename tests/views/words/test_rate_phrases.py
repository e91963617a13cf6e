"""Rates and comparisons in words."""

import pytest

from analysis.statistics.comparisons import BOSCHLOO_TABLES, compare_shares, find_stress
from analysis.statistics.intervals import FEW_PATROLS
from views.words.rate_phrases import (
    describe_caution,
    describe_difference,
    describe_p_values,
    describe_rate,
    describe_ratio,
    describe_share,
    describe_stress,
    format_percent,
)


def test_words_give_the_counts_the_per_cent_and_the_interval():
    assert describe_share(4, 24) == "4 of 24 (17 %, 95 % interval 5 to 37 %)"


def test_words_give_the_interval_to_a_tenth_where_asked():
    assert describe_share(4, 24, precisely=True) == "4 of 24 (17 %, 95 % interval 4.7 to 37.4 %)"


@pytest.mark.parametrize(("attacked", "patrols"), [(0, 1), (1, 4), (4, 4)])
def test_words_give_no_per_cent_under_five_patrols(attacked, patrols):
    assert describe_share(attacked, patrols) == f"{attacked} of {patrols}"


def test_words_give_the_per_cent_from_five_patrols_on():
    # 1 of 5: from 0.5 % (0.00505) to 71.6 %.
    assert describe_share(1, 5) == "1 of 5 (20 %, 95 % interval 1 to 72 %)"


def test_words_say_that_there_is_no_rate_without_a_patrol():
    assert describe_share(0, 0) == "no rate: no patrol ran"


@pytest.mark.parametrize(
    ("share", "digits", "shown"),
    [(0.125, 0, "13"), (0.004, 0, "0"), (0.0474, 1, "4.7"), (1.0, 0, "100"), (0.5, 1, "50.0")],
)
def test_per_cent_is_rounded_half_up(share, digits, shown):
    assert format_percent(share, digits) == shown


def test_many_patrols_are_compared_by_fishers_test_and_it_is_named():
    patrols = int(BOSCHLOO_TABLES**0.5)
    assert compare_shares((1, patrols), (9, patrols)).test == "Boschloo"
    assert compare_shares((1, patrols), (9, patrols + 1)).test == "Fisher"
    assert "Fisher's exact test" in describe_p_values((1, patrols, 1), (9, patrols + 1, 9))


def test_where_no_difference_is_shown_there_is_none_to_undo():
    assert find_stress((2, 12), (4, 12)) is None
    assert (
        describe_stress((2, 12), (4, 12)) == "No difference is shown between the two shares, so there is none to undo."
    )


def test_a_difference_that_no_number_of_quiet_patrols_undoes_says_so():
    assert find_stress((0, 100), (50, 50)).quiet is None
    assert describe_stress((0, 100), (50, 50)).startswith(
        "More than 250 unreported quiet patrols in the second period would be needed to undo this difference"
    )


def test_rates_in_words():
    assert describe_rate(4, 24) == "4 attacks on 24 patrols (0.17 per patrol, 95 % interval 0.05 to 0.43)"
    assert describe_rate(1, 4) == "1 attack on 4 patrols"
    assert describe_rate(0, 0) == "no rate: no patrol ran"
    assert describe_rate(90, 4000) == "90 attacks on 4,000 patrols (0.023 per patrol, 95 % interval 0.018 to 0.028)"


def test_none_of_twenty_is_0_to_17_per_cent_and_not_safe():
    assert describe_share(0, 20) == "0 of 20 (0 %, 95 % interval 0 to 17 %)"
    assert describe_caution(0, 20) == "None attacked does not mean safe: a share of up to 17 % fits these patrols too."
    assert describe_caution(1, 20) == describe_caution(0, FEW_PATROLS - 1) == ""


def test_a_difference_in_words_has_its_size_its_interval_and_what_chance_can_do():
    assert describe_difference((0, 12), (4, 12)) == (
        "The share attacked is 33 percentage points higher in the second period than in the first (95 % interval 2 to 61 "
        "points higher). Chance alone makes so large a difference less than once in twenty times."
    )
    assert describe_difference((6, 41), (5, 40)) == (
        "The share attacked is 2 percentage points lower in the second period than in the first (95 % interval 18 points "
        "lower to 14 points higher). Chance alone can explain a difference of this size."
    )


def test_a_ratio_in_words_says_what_has_no_end():
    assert describe_ratio((10, 40), (30, 40)) == (
        "Attacks per patrol are 3.0 times those of the first period (95 % interval 1.4 to 6.9 times). Chance alone makes so "
        "large a difference less than once in twenty times."
    )
    assert "no upper end: the second is at least 0.66 times the first" in describe_ratio((0, 12), (4, 12))
    # Four attacks on equal exposure all fall on one side in 1 of 8 cases at least.
    assert describe_ratio((0, 12), (4, 12)).endswith(
        "So few attacks could not show a difference of this kind, whatever it was."
    )
    assert describe_ratio((4, 12), (0, 12)).startswith(
        "Attacks per patrol fell to none: at most 1.5 times the first period's"
    )


@pytest.mark.parametrize("say", [describe_difference, describe_ratio, describe_stress])
def test_few_patrols_are_too_few_to_compare(say):
    assert say((1, 20), (2, 4)) == (
        "Too few to say: two periods are compared from 5 patrols in each; here they have 20 and 4."
    )
    assert describe_p_values((1, 20, 1), (2, 4, 2)) == ""


def test_no_attack_in_two_periods_shows_nothing_and_no_safety():
    assert describe_difference((0, 12), (0, 12)) == (
        "No patrol was attacked in either period, which shows no difference and no safety."
    )
    assert describe_ratio((0, 12), (0, 12)).startswith("There was no attack in either period")


def test_a_headline_never_has_a_p_value():
    for say in (describe_difference, describe_ratio, describe_stress):
        assert "p =" not in say((0, 12), (4, 12))


def test_the_details_say_where_test_and_interval_differ():
    assert describe_p_values((2, 7, 2), (6, 7, 6)) == (
        "Boschloo's exact test of two shares: p = 0.057; exact conditional test of two rates: p = 0.289; test and interval of "
        "the shares differ on whether there is a difference, and the test decides."
    )


def test_what_would_undo_a_difference_in_words():
    assert describe_stress((0, 12), (4, 12)) == (
        "2 unreported quiet patrols in the second period would be enough to undo this difference; so would 1 of its 4 "
        "attacked patrols whose attack turned out to be none."
    )
