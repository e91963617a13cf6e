"""The headline of the Timeline in each state, composed from the answers alone."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.questions.timeline import LastPatrols, read_timeline
from analysis.selection import Selection
from tests import cases
from views.words.timeline.headline import compose_headline, describe_window

pytestmark = pytest.mark.slow

DAYS = [f"2020-{month:02}-{day:02}" for month in range(1, 11) for day in (3, 17)]  # of twenty patrols
CHOSEN = Selection(1, "road", "curated", date(2020, 1, 1), date(2020, 10, 20))


def ask(attacked: tuple[int, ...], patrols: int = 20, **more):
    """Return the answers for patrols in order, of which these (from 1) were attacked."""
    rows = {"patrols": [cases.patrol(day) for day in DAYS[:patrols]],
            "incidents": [cases.attack(DAYS[place - 1], patrol_id=f"P{place}") for place in attacked],
            "coverage": cases.complete_coverage("2020-01-01", "2020-12-31"), **more}  # fmt: skip
    return cases.open_in_memory(cases.fill_tables(**rows))


@pytest.mark.parametrize(
    ("attacked", "said"),
    [
        ((), "0 of the last 10 patrols were attacked, 0 of the 10 before."),
        ((1, 20), "1 of the last 10 patrols was attacked, 1 of the 10 before."),
        ((5, 12, 14, 16), "3 of the last 10 patrols were attacked, 1 of the 10 before."),
        ((11, 12, 14, 16, 19), "Attacks rose from 0 of 10 patrols to 5 of 10."),
        ((1, 2, 4, 6, 9), "Attacks fell from 5 of 10 patrols to 0 of 10."),
    ],
)
def test_attacks_rose_or_fell_only_where_the_test_shows_it(attacked, said):
    headline = compose_headline(read_timeline(ask(attacked), CHOSEN), CHOSEN)
    assert headline == f"Patrolled, last on 17 October 2020. {said}"


def test_fewer_than_twenty_patrols_are_not_compared():
    release = ask((3,), patrols=19)
    assert read_timeline(release, CHOSEN).last_patrols is None
    assert compose_headline(read_timeline(release, CHOSEN), CHOSEN).endswith("1 of 19 joint patrols was attacked.")


def test_a_gap_is_no_suspension_and_a_suspension_is_named():
    late = replace(CHOSEN, to_day=date(2020, 11, 30))
    assert compose_headline(read_timeline(ask(()), late), late).startswith(
        "No joint patrol since 17 October 2020, and no suspension was announced. "
    )
    suspended = read_timeline(ask((), suspensions=[cases.suspension("2020-10-18")]), late)
    assert compose_headline(suspended, late).startswith("Suspended since 18 October 2020. ")


def test_a_month_says_what_was_so_in_it_alone():
    release = ask((), suspensions=[cases.suspension("2020-02-18", "2020-03-03")])
    whole = {"patrols": 20, "attacked": 0, "attacks_tied_to_none": 0, "attack_unknown": 0}
    first, last = date(2020, 1, 1), date(2020, 12, 31)

    def say(*days: str) -> str:
        selection = replace(CHOSEN, **dict(zip(("from_day", "to_day"), map(date.fromisoformat, days), strict=True)))
        return describe_window(read_timeline(release, selection), selection, whole, first, last)

    of_all = "; on all covered days, 1 January – 31 December 2020, 0 of 20 patrols attacked."
    assert say("2020-02-01", "2020-02-29") == f"In February 2020 alone: patrolled, suspended from the 18th{of_all}"
    assert say("2020-02-20", "2020-02-28") == (
        f"On 20–28 February 2020 alone: no joint patrol ran, suspended throughout{of_all}"
    )
    assert say("2020-01-01", "2020-12-31") == ""
    whole["attacks_tied_to_none"] = 2
    assert say("2020-02-01", "2020-02-29").endswith(", 0 to 2 of 20 patrols attacked.")


def test_the_comparison_is_of_the_last_patrols_and_those_before():
    assert read_timeline(ask((11, 12, 14, 16, 19)), CHOSEN).last_patrols == LastPatrols((0, 10), (5, 10), 1)
