"""The figure, the table, every file and the briefing give the same numbers for the same choices."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import assume, given, settings

from analysis import metrics
from analysis.timeline import answers_of
from tests.analysis.generated_cases import CORRIDORS, REFILLED, cases
from tests.cases import attack, complete, in_memory, patrol, refill, suspension, tables
from tests.views import same_numbers
from views import briefing


@cache
def empty_release():
    return in_memory(tables(corridors=CORRIDORS))


def agree(release, selection) -> dict[date, tuple]:
    """Compare all ways with the table, and give what it says."""
    table = same_numbers.of_table(release, selection)
    for name, way in same_numbers.WAYS.items():
        assert way(release, selection) == table, name
    # A cell of a workbook holds sixteen digits.
    cells = same_numbers.of_workbook(release, selection)
    assert cells.keys() == table.keys()
    for start, numbers in cells.items():
        assert numbers[:2] == table[start][:2]
        if numbers[2] is None:
            assert numbers == table[start]
        else:
            assert numbers[2:] == pytest.approx(table[start][2:], rel=1e-15)
    told = same_numbers.of_briefing(release, selection)
    assert told == {start: table[start] for start in told}
    assert len(table) > briefing.MOST_PERIODS or told == table
    answers = answers_of(release, selection)
    figure = same_numbers.drawn(answers, selection)
    drawn = same_numbers.of_chart(figure)
    assert drawn == {start: table[start][:2] for start in drawn}
    # What is not drawn is nothing, or not known.
    assert not any(numbers[0] for start, numbers in table.items() if start not in drawn)
    shares = same_numbers.of_table(release, replace(selection, grain=answers.share_grain))
    marks = same_numbers.shares_of_chart(figure)
    assert marks.keys() == {start for start, numbers in shares.items() if numbers[2] is not None}
    for start, share in marks.items():
        assert share == pytest.approx(shares[start][2:], abs=1e-12)
    for place, counted in enumerate(("patrols", "attacked")):
        assert sum(numbers[place] or 0 for numbers in table.values()) == (answers.headline[counted] or 0)
    return table


@settings(max_examples=10)
@given(cases())
def test_all_ways_agree_on_random_choices(generated):
    rows, selection = generated
    assume(rows["coverage"])  # a corridor of which nothing is covered is offered nowhere
    agree(refill(empty_release(), {name: rows[name] for name in REFILLED}), selection)


def of_case(first, last, grain, **rows):
    release = in_memory(tables(**{"coverage": complete("2019-12-01", "2020-12-31")} | rows))
    days = {"from_day": date.fromisoformat(first), "to_day": date.fromisoformat(last)}
    return release, replace(metrics.choices(release).default(), grain=grain, **days)


def counts(table) -> dict[str, tuple]:
    return {str(start): numbers[:2] for start, numbers in table.items()}


def test_a_week_across_the_new_year_is_one_period():
    release, selection = of_case(
        "2019-12-23", "2020-01-12", "week",
        patrols=[patrol("2019-12-31"), patrol("2020-01-01"), patrol("2020-01-06")],
        incidents=[attack("2020-01-01", patrol_id="P2")],
    )  # fmt: skip
    table = agree(release, selection)
    assert counts(table) == {"2019-12-23": (0, 0), "2019-12-30": (2, 1), "2020-01-06": (1, 0)}
    assert '<td><time datetime="2019-12-30">30 Dec 2019</time></td>' in briefing.page(release, selection).decode()


def test_a_leap_day_is_a_day_of_its_own_and_of_february():
    rows = {
        "patrols": [patrol("2020-02-29"), patrol("2020-03-01")],
        "incidents": [attack("2020-02-29", patrol_id="P1")],
    }
    release, selection = of_case("2020-02-28", "2020-03-01", "day", **rows)
    assert counts(agree(release, selection)) == {"2020-02-28": (0, 0), "2020-02-29": (1, 1), "2020-03-01": (1, 0)}
    by_month = agree(release, replace(selection, from_day=date(2020, 2, 1), to_day=date(2020, 3, 31), grain="month"))
    assert counts(by_month) == {"2020-02-01": (1, 1), "2020-03-01": (1, 0)}


def test_a_period_that_is_cut_in_a_suspension_counts_the_chosen_days_alone():
    release, selection = of_case(
        "2020-03-10", "2020-04-10", "month",
        patrols=[patrol("2020-03-05"), patrol("2020-03-12"), patrol("2020-04-09"), patrol("2020-04-20")],
        suspensions=[suspension("2020-03-12", "2020-04-20")],
    )  # fmt: skip
    table = agree(release, selection)
    assert counts(table) == {"2020-03-01": (1, 0), "2020-04-01": (1, 0)}
    page = briefing.page(release, selection).decode()
    assert "* partly covered." in page
    # On the as-of day, the end of the suspension has not come yet.
    assert "S1: from 12 March 2020 by a; still open (29 days)." in page


def test_an_open_suspension_is_open_up_to_the_as_of_day():
    release, selection = of_case(
        "2020-03-01", "2020-05-31", "month", patrols=[patrol("2020-03-02")], suspensions=[suspension("2020-03-02")]
    )
    agree(release, selection)
    page = briefing.page(release, selection).decode()
    assert "still open (90 days)" in page
    assert "90, open ▸" in page or "90 d, open ▸" in page


def test_without_an_attack_the_share_is_zero_with_an_upper_end():
    release, selection = of_case(
        "2020-03-01", "2020-03-31", "month", patrols=[patrol(f"2020-03-{day:02}") for day in range(1, 11)]
    )
    ((patrols, attacked, share, low, high),) = agree(release, selection).values()
    assert (patrols, attacked, share, low) == (10, 0, 0.0, 0.0)
    assert high == pytest.approx(1 - 0.025 ** (1 / 10))


def test_two_attacks_on_one_patrol_are_one_patrol_attacked():
    release, selection = of_case(
        "2020-03-01", "2020-03-31", "month",
        patrols=[patrol("2020-03-02"), patrol("2020-03-03")],
        incidents=[attack("2020-03-02", patrol_id="P1"), attack("2020-03-02", patrol_id="P1")],
    )  # fmt: skip
    assert counts(agree(release, selection)) == {"2020-03-01": (2, 1)}
    assert answers_of(release, selection).attacks["on_patrols"].to_pylist() == [2]


def test_many_periods_in_which_nothing_is_counted_are_said_to_be_none():
    release, selection = of_case("2020-01-01", "2020-03-31", "day", patrols=[])
    agree(release, selection)
    page = briefing.page(release, selection).decode()
    assert "Of 91 days those are shown in which a patrol or an attack is counted: none." in page
    assert "<table>" not in page


@pytest.mark.parametrize(("grain", "verification"), [("day", "confirmed"), ("week", "any"), ("month", "confirmed")])
def test_the_choices_of_the_m4_agree_at_every_grain(m4, m4_selection, grain, verification):
    agree(m4, replace(m4_selection, grain=grain, verification=verification))
