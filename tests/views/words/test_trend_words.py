"""Sentences on trends, other cuts, missed attacks and hindrances: which results hold, by which exposure, and no more."""

from analysis.exposure import Exposure
from analysis.statistics.comparisons import Cut
from views.words.statistics.exposure import PER_PATROL, Exposed
from views.words.statistics.hindrances import describe_hindrances
from views.words.statistics.missed import describe_missed
from views.words.statistics.trend import NO_TREND, describe_cuts, describe_range_of_cuts, describe_trends

REACHED = Exposed(Exposure("reached", 18.9), "Ariha")


def trend_row(alike, p, doubtful=None, direction="later", is_exact=True):
    return {
        "alike": alike, "p": p, "direction": p and direction, "p_with_doubtful": doubtful or p,
        "direction_with_doubtful": p and direction, "is_exact": is_exact,
    }  # fmt: skip


def test_a_trend_says_where_it_holds_and_where_it_does_not():
    rows = [
        trend_row("patrols", 0.005),
        trend_row("patrols", 0.0095),
        trend_row("kilometres", 0.09),
        trend_row("reached", 0.054),
    ]
    assert describe_trends(rows, REACHED) == (
        "Attacks hit later patrols more often than chance alone explains (p under 0.05): if every patrol ran the same "
        "risk, but not if every kilometre driven carried the same risk or among patrols alike in whether they reached kilometre "
        "18.9 (Ariha)."
    )


def test_an_approximate_p_is_said_to_be():
    rows = [trend_row("patrols", 0.005), trend_row("kilometres", 0.09, is_exact=False)]
    assert describe_trends(rows, REACHED).endswith(" p is approximate (saddlepoint).")
    assert describe_trends(rows[1:], REACHED).endswith("risk. p is approximate (saddlepoint).")
    assert "approximate" not in describe_trends(rows[:1], REACHED)


def test_a_trend_that_only_some_choices_of_records_show_says_so():
    rows = [trend_row("patrols", 0.04), trend_row("patrols", 0.06), trend_row("reached", 0.5)]
    assert (
        "only with some choices of records (see the table) if every patrol ran the same risk, but not among"
        in describe_trends(rows, REACHED)
    )


def test_no_trend_is_no_claim():
    assert describe_trends([trend_row("patrols", 0.4, 0.3)], PER_PATROL) == (
        "Chance alone can explain which patrols were attacked, early or late, if every patrol ran the same risk."
    )
    assert describe_trends([trend_row("patrols", None)], PER_PATROL) == NO_TREND


def test_nothing_is_said_to_hold_or_not_where_no_patrol_could_be_tested():
    rows = [trend_row("patrols", 0.4), trend_row("kilometres", None), trend_row("reached", None)]
    assert describe_trends(rows, REACHED).endswith(
        "early or late, if every patrol ran the same risk. No patrols could be tested if every kilometre "
        "driven carried the same risk or among patrols alike in whether they reached kilometre 18.9 "
        "(Ariha)."
    )


def test_attacks_that_came_earlier_are_said_to():
    assert describe_trends([trend_row("patrols", 0.01, direction="earlier")], PER_PATROL).startswith(
        "Attacks hit earlier patrols"
    )


def test_cuts_are_counted_and_their_p_are_only_in_the_details():
    cuts = [Cut(5, 0.44), Cut(6, 0.04), Cut(7, 0.005)]
    assert describe_cuts(cuts, PER_PATROL) == (
        "At 2 of 3 possible cuts of the chosen days, with at least 5 patrols on each side, the difference is larger than chance alone "
        "explains, if every patrol ran the same risk."
    )
    assert describe_range_of_cuts(cuts) == "all cuts: p 0.440 to 0.005 over 3 cuts"
    assert describe_cuts(cuts[:1], PER_PATROL) == describe_range_of_cuts([]) == ""


def grid_rows(*rows):
    names = ("none_in_second", "one_in_second", "two_in_second", "three_in_second")
    return [{"missed_in_first": first} | dict(zip(names, row, strict=True)) for first, row in enumerate(rows)]


def test_missed_attacks_name_the_fewest_that_turn_what_is_said():
    shown = grid_rows([0.045, 0.02, 0.01, 0.01], [0.16, 0.07, 0.03, 0.01], [0.4, 0.2, 0.1, 0.04], [0.8, 0.5, 0.2, 0.1])
    assert describe_missed(shown, PER_PATROL) == (
        "With 1 unreported attack in the first period, chance alone could explain the difference, if every patrol ran the "
        "same risk. The same goes for 8 of the other 14 combinations of up to 3 in each."
    )
    never = grid_rows(*[[0.5] * 4] * 4)
    assert describe_missed(never, PER_PATROL).startswith("Up to 3 unreported attacks in each period would not change")


def test_obstruction_is_beside_attacks():
    def rows(attacked, obstructed, stopped, otherwise, of=24):
        counted = {
            "attacked": attacked, "obstructed": obstructed, "attacked_and_cut_short": stopped, "cut_short_otherwise": otherwise,
        }  # fmt: skip
        return [{"hindrance": name, "patrols": number, "of": of} for name, number in counted.items()]

    assert describe_hindrances(rows(4, 3, 2, 6), PER_PATROL).startswith(
        "3 of 24 patrols (13 %, 95 % interval 3 to 32 %) were obstructed: turned back at a protest, a roadblock or the like. 2 "
        "were attacked and turned back, and 6 turned back for another reason or for none that is recorded."
    )
    assert describe_hindrances(rows(4, 0, 0, 0), PER_PATROL) == ""
    assert "known to have reached kilometre 18.9 (Ariha)" in describe_hindrances(rows(4, 1, 2, 0, 14), REACHED)
