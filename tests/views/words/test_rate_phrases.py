"""Rates and comparisons in words."""

import pytest

from analysis.exposure import Exposure
from analysis.statistics.comparisons import find_stress
from analysis.statistics.intervals import FEW_PATROLS
from views.words import rate_phrases
from views.words.rate_phrases import (
    describe_caution,
    describe_difference,
    describe_p_values,
    describe_patrols_attacked,
    describe_rate,
    describe_rate_by_distance,
    describe_ratio,
    describe_share,
    format_percent,
)
from views.words.statistics.counted import format_number
from views.words.statistics.exposure import Exposed


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


def test_the_details_name_the_tests_and_what_is_not_exact():
    shares, rates = ((0, 12), (4, 12)), ((0, 12), (4, 12))
    assert describe_p_values(shares, None) == "Boschloo's exact test of two shares: p = 0.045"
    assert describe_p_values(None, rates) == "exact conditional test of two rates: p = 0.125"
    assert describe_p_values(((4, 90_000), (7, 80_000)), None).startswith("Boschloo's exact test of two shares: p = ")
    assert describe_p_values(((40_000, 90_000), (40_000, 80_000)), None).startswith(
        "normal approximation to the test of"
    )


def test_rates_and_differences_say_their_exposure():
    reached = Exposed(Exposure("reached", 18.9), "Ariha")
    assert describe_difference((1, 7), (3, 7), reached) == (
        "The share of patrols known to have reached kilometre 18.9 (Ariha) that were attacked is 29 percentage points higher in the second "
        "period than in the first (95 % interval 23 points lower to 74 points higher). Chance alone can explain a difference of this "
        "size if every patrol known to have reached kilometre 18.9 (Ariha) ran the same risk."
    )
    assert describe_rate_by_distance(4, 21, 644.2) == (
        "4 attacks on 644 patrol-kilometres (0.62 per 100, 95 % interval 0.17 to 1.59)"
    )
    assert describe_rate_by_distance(0, 0, None) == "no rate: no patrol of known reach ran"
    assert describe_ratio((0, 90.2), (4, 554.0), Exposed(Exposure("kilometres"))).endswith(
        "Chance alone can explain a difference of this size if every kilometre driven carried the same risk."
    )


def test_a_period_that_undated_patrols_may_belong_to_has_both_values():
    row = {"attacked": 1, "patrols": 4, "patrols_that_may": 1, "attacked_that_may": 0}
    assert describe_patrols_attacked(row) == "1 of 4 or 1 of 5 patrols attacked"
    assert describe_patrols_attacked(row | {"patrols_that_may": 3, "attacked_that_may": 2}) == (
        "1 of 4 or up to 3 of 7 patrols attacked"
    )
    assert describe_patrols_attacked(row | {"patrols_that_may": 0}) == "1 of 4 patrols attacked"
    assert describe_patrols_attacked({"attacked": 0, "patrols": 1}) == "0 of 1 patrol attacked"


def describe_stress(first, second):
    return rate_phrases.describe_stress(find_stress(first, second), first, second)


def test_where_no_difference_is_shown_there_is_none_to_undo():
    assert find_stress((2, 12), (4, 12)) is None
    assert (
        describe_stress((2, 12), (4, 12)) == "No difference between the two shares is shown, so there is none to undo."
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
    assert (
        describe_caution(0, 20)
        == "That none was attacked does not mean safe: a share of up to 17 % fits these patrols too."
    )
    assert describe_caution(1, 20) == describe_caution(0, FEW_PATROLS - 1) == ""


def test_a_difference_in_words_has_its_size_its_interval_and_what_chance_can_do():
    assert describe_difference((0, 12), (4, 12)) == (
        "The share attacked is 33 percentage points higher in the second period than in the first (95 % interval 1 to 68 "
        "points higher). Chance alone would make a difference this large less than one time in twenty if every patrol ran the same risk."
    )
    assert describe_difference((6, 41), (5, 40)) == (
        "The share attacked is 2 percentage points lower in the second period than in the first (95 % interval 21 points "
        "lower to 19 points higher). Chance alone can explain a difference of this size if every patrol ran the same risk."
    )


def test_a_ratio_in_words_says_what_has_no_end():
    assert describe_ratio((10, 40), (30, 40)) == (
        "Attacks per patrol are 3.0 times those of the first period (95 % interval 1.4 to 6.9 times). Chance alone would make "
        "a difference this large less than one time in twenty if every patrol ran the same risk."
    )
    assert "no upper end: the second is at least 0.66 times the first" in describe_ratio((0, 12), (4, 12))
    # Four attacks on equal exposure all fall on one side in 1 of 8 cases at least.
    assert describe_ratio((0, 12), (4, 12)).endswith("With so few attacks, no difference of this kind could be shown.")
    assert describe_ratio((4, 12), (0, 12)).startswith(
        "Attacks per patrol fell to none: at most 1.5 times the first period's"
    )


@pytest.mark.parametrize("say", [describe_difference, describe_ratio, describe_stress])
def test_few_patrols_are_too_few_to_compare(say):
    assert say((1, 20), (2, 4)) == (
        "Too few to say: a comparison needs at least 5 patrols in each period; here they have 20 and 4."
    )


def test_no_attack_in_two_periods_shows_nothing_and_no_safety():
    assert describe_difference((0, 12), (0, 12)) == (
        "No patrol was attacked in either period, which shows neither a difference nor safety."
    )
    assert describe_ratio((0, 12), (0, 12)).startswith("No attack in either period")


def test_a_headline_never_has_a_p_value():
    for say in (describe_difference, describe_ratio, describe_stress):
        assert "p =" not in say((0, 12), (4, 12))


def test_what_would_undo_a_difference_in_words():
    assert describe_stress((0, 12), (4, 12)) == (
        "2 unreported quiet patrols in the second period would be enough to undo this difference; so would finding that 1 of "
        "its 4 attacked patrols was not attacked."
    )


@pytest.mark.parametrize(
    ("rate", "said"),
    [(0.0, "0.0"), (0.0062, "0.0062"), (0.04999, "0.050"), (0.05, "0.1"), (2.84, "2.8"), (1234.5, "1,234.5")],
)
def test_a_small_rate_of_counts_is_not_written_as_none(rate, said):
    assert format_number(rate) == said
