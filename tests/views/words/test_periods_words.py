"""Sentences that compare two periods, or refuse to."""

from datetime import date

from analysis.exposure import Exposure
from views.words.statistics.exposure import PER_PATROL, Exposed, describe_distances, describe_unknown_reach
from views.words.statistics.periods import compare_reached

REACHED = Exposed(Exposure("reached", 18.9), "Ariha")


def test_distances_are_means_since_periods_may_have_unequal_numbers_of_patrols():
    first = {"patrols_of_known_reach": 2, "kilometres": 60.0}
    assert describe_distances(first, {"patrols_of_known_reach": 40, "kilometres": 1_200.0}) == (
        "Patrols of known reach drove 30 km on average in the first period and 30 km in the second."
    )
    for unknown in (
        {"patrols_of_known_reach": 0, "kilometres": None},
        {"patrols_of_known_reach": None, "kilometres": None},
    ):
        assert describe_distances(first, unknown) == ""


def test_patrols_of_unknown_reach_are_counted_where_the_exposure_leaves_them_out():
    every = {"patrols": 24, "patrols_of_known_reach": 22}
    assert describe_unknown_reach(every, REACHED).startswith(
        "2 more patrols of known day are of unknown reach and are not counted"
    )
    assert describe_unknown_reach(every, PER_PATROL) == ""
    assert describe_unknown_reach({"patrols": None, "patrols_of_known_reach": None}, REACHED) == ""


def test_a_reach_that_has_one_origin_is_named_beside_the_comparison():
    few = {"attacked": 0, "patrols": 1}
    alone = [
        {"number": 11, "date": None, "publisher": "A"},
        {"number": None, "date": date(2020, 5, 14), "publisher": "B"},
    ]
    assert compare_reached([few, few], REACHED, alone).endswith(
        "too few to compare. Only A says how far patrol 11 got. Only B says how far the patrol of 14 May 2020 got."
    )


def test_halves_without_an_attacked_patrol_show_no_difference_and_no_safety():
    quiet = {"attacked": 0, "patrols": 8}
    assert compare_reached([quiet, quiet], REACHED, []) == (
        "Of 16 patrols known to have reached kilometre 18.9 (Ariha), 0 were attacked: 0 of the first 8 and 0 of the last 8. No patrol "
        "was attacked in either period, which shows neither a difference nor safety."
    )
