"""The verdict of a card claims only what the exact test shows."""

import pytest

from views.words.statistics.verdicts import judge_change


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
            "Not shown: more were attacked, 1 of 10 patrols, then 3 of 10, but chance alone",
        ),
        (block_row(2, 10), block_row(2, 10), "No change: 2 of 10 patrols were attacked, then 2 of 10."),
        (block_row(0, 10), block_row(0, 10), "No change: 0 of 10 patrols were attacked, then 0 of 10."),
        (block_row(2, 3), block_row(0, 10), "Too few to tell: 0 of 10 patrols were attacked, then 2 of 3."),
    ],
)
def test_attacks_rose_where_the_test_shows_it(new, old, beginning):
    assert judge_change([new, old]).startswith(beginning)


def test_one_block_alone_is_compared_with_nothing():
    assert judge_change([block_row(4, 10)]).startswith("Not known")
