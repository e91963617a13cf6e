"""The verdict of a card claims only what the exact test shows."""

from datetime import date

import pytest

from analysis.questions.timeline import Unsettled
from analysis.selection import Selection
from analysis.statistics.intervals import compute_g_limits
from views.words.risk import describe_all_days, describe_patrols_between
from views.words.statistics.exposure import PER_PATROL
from views.words.statistics.verdicts import judge_change, judge_intervals, judge_suspensions

SELECTION = Selection(1, "road", "curated", date(2020, 3, 1), date(2020, 5, 31))


def block_row(attacked, patrols):
    return {"attacked": attacked, "patrols": patrols}


@pytest.mark.parametrize(
    ("new", "old", "beginning"),
    [
        (block_row(4, 10), block_row(0, 10), "Yes, more were attacked: 0 of 10 patrols, then 4 of 10."),  # p 0.042
        (block_row(0, 10), block_row(4, 10), "No, fewer were attacked: 4 of 10 patrols, then 0 of 10."),
        (
            block_row(3, 10),
            block_row(1, 10),
            "Not shown: 1 of 10 patrols were attacked, then 3 of 10, but chance alone",
        ),
        (block_row(2, 10), block_row(2, 10), "No change: 2 of 10 patrols were attacked, then 2 of 10."),
        (block_row(0, 10), block_row(0, 10), "No change: 0 of 10 patrols were attacked, then 0 of 10."),
        (block_row(2, 3), block_row(0, 10), "Too few to tell: 0 of 10 patrols were attacked, then 2 of 3."),
    ],
)
def test_attacks_rose_where_the_test_shows_it(new, old, beginning):
    assert judge_change([new, old], Unsettled()).startswith(beginning)


def test_one_block_alone_is_compared_with_nothing():
    assert judge_change([block_row(4, 10)], Unsettled()).startswith("Not known")


@pytest.mark.parametrize(
    ("new", "old", "untied", "beginning"),
    [
        (
            block_row(0, 10),
            block_row(4, 10),
            1,
            "Not known: 4 of 10 patrols were attacked, then 0 of 10, but 1 attack on a patrol cannot be tied to any",
        ),
        (
            block_row(2, 10),
            block_row(2, 10),
            3,
            "Not known: 2 of 10 patrols were attacked, then 2 of 10, but 3 attacks on patrols cannot be tied to",
        ),
        (block_row(2, 3), block_row(0, 10), 1, "Not known"),
        (
            block_row(9, 10),
            block_row(0, 10),
            1,
            "Yes, more were attacked: 0 of 10 patrols, then 9 of 10.",
        ),  # wherever it was
    ],
)
def test_a_change_that_attacks_tied_to_none_could_undo_is_not_stated(new, old, untied, beginning):
    assert judge_change([new, old], Unsettled(untied)).startswith(beginning)


def test_other_verdicts_say_that_attacks_are_tied_to_none():
    windows = [{"suspension_id": "S", "window": name, **block_row(1, 9)} for name in ("before", "after")]
    said = judge_suspensions(windows, {"S": date(2020, 6, 1)}, Unsettled(2))
    assert said.endswith(
        " Not known which side had more: 2 attacks on patrols cannot be tied to any one patrol and may have been on either side."
    )
    assert "tied" not in judge_suspensions(windows, {"S": date(2020, 6, 1)}, Unsettled())
    assert judge_intervals([{"quiet": 3}], None, Unsettled(1)).startswith(
        "Nobody can tell: 1 attack on a patrol cannot be tied to any one patrol"
    )


def test_verdicts_say_of_how_many_patrols_it_is_not_known_whether_they_were_attacked():
    said = judge_change([block_row(0, 10), block_row(4, 10)], Unsettled(1, 2))
    assert said.endswith(
        "but 1 attack on a patrol cannot be tied to any one patrol and it is not known whether 2 patrols were attacked."
    )
    assert judge_change([block_row(9, 10), block_row(0, 10)], Unsettled(attack_unknown=1)).startswith("Yes")
    quiet = judge_intervals([{"quiet": 3}], None, Unsettled(attack_unknown=1))
    assert quiet.startswith("Nobody can tell: it is not known whether 1 patrol was attacked")


def test_too_few_patrols_for_a_rate_is_said_only_if_every_side_compared_has_too_few():
    starts = {"S": date(2020, 6, 1), "T": date(2020, 9, 1)}

    def judge(*sides: tuple[str, str, int]) -> str:
        windows = [{"suspension_id": name, "window": window, **block_row(1, ran)} for name, window, ran in sides]
        return judge_suspensions(windows, starts, Unsettled())

    few, many = [("S", "before", 4), ("S", "after", 3)], [("T", "before", 8), ("T", "after", 9)]
    assert judge(*few) == "Too few patrols for a rate. 1 June 2020: 1 of 4 patrols attacked before, 1 of 3 after."
    assert judge(*few, *many).startswith(
        "1 June 2020: 1 of 4 patrols attacked before, 1 of 3 after; 1 September 2020: 1 of 8"
    )


def test_quiet_patrols_are_per_attacked_one_and_have_no_mean_among_fewer_than_five():
    # 16 ran before the first attacked one, 2 and 2 between three, none before the fourth and none since: 20 for 4.
    rows = [{"quiet": quiet, "is_open": False} for quiet in (16, 2, 2, 0)] + [{"quiet": 0, "is_open": True}]
    said = judge_intervals(rows, compute_g_limits(20, 4), Unsettled())
    assert (
        said
        == "No pause is longer than chance explains: 5.0 quiet patrols ran for each attacked one, and none exceeds 36."
    )
    alone = [{"quiet": 0, "is_open": False}, {"quiet": 0, "is_open": True}]
    assert judge_intervals(alone, compute_g_limits(0, 1), Unsettled()) == "Too few to tell: 1 of 1 patrol was attacked."
    said = describe_patrols_between(alone, compute_g_limits(0, 1), PER_PATROL)
    assert said[0] == "1 of 1 patrol attacked: too few for a mean or a limit."


def test_patrols_without_a_day_may_have_been_hit_by_an_attack_tied_to_none():
    headline = {
        "patrols": 0,
        "attacked": 0,
        "patrols_without_day": 2,
        "attacked_without_day": 0,
        "attacks_tied_to_none": 0,
    }

    def describe(**columns: int) -> str:
        return describe_all_days(headline | columns, block_row(0, 0), SELECTION, PER_PATROL)[-1]

    assert describe().endswith("not counted; none of them were attacked.")
    assert describe(attacks_tied_to_none=1).endswith("not counted; none of them is known to have been attacked.")
