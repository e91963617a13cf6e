"""Announced and observed suspensions, and numbers before, during and after: by hand, and against slow plain Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.questions.populations import find_announced_populations, find_window_populations, list_population
from analysis.questions.suspensions import compare_announced, compare_windows
from tests.analysis import alternative_implementations as slowly
from tests.analysis.generated_cases import cases, try_few
from tests.analysis.questions.test_metrics import read_values, refill_release, select_days
from tests.cases import attack, complete_coverage, fill_tables, parse_day, patrol, suspension

MARCH = select_days("2020-03-01", "2020-03-31")


@try_few
@given(cases())
def test_suspensions_observed_agree_with_plain_python_and_open_their_records(generated):
    rows, selection = generated
    release = refill_release(rows)
    found = compare_announced(release, selection)
    assert found.drop_columns("announced_by").to_pylist() == slowly.compare_announced(rows, selection)
    for row in found.to_pylist():
        for column, number in find_announced_populations(row, selection).items():
            if row[column] is not None:
                assert list_population(release, selection, number).num_rows == row[column]


@try_few
@given(cases(), st.sampled_from([None, 1, 14]))
def test_around_suspensions_agrees_with_plain_python_and_opens_its_records(generated, window_days):
    rows, selection = generated
    release = refill_release(rows)
    found = compare_windows(release, selection, window_days)
    expected = slowly.compare_windows(rows, selection, window_days)
    assert [{name: row[name] for name in expected[0]} for row in found.to_pylist()] == expected if expected else (
        found.num_rows == 0
    )  # fmt: skip
    for row in found.to_pylist():
        for column, number in find_window_populations(row, selection).items():
            assert list_population(release, selection, number).num_rows == row[column]


# By hand. March 2020: patrols on the 1st, 3rd, 5th (attacked), 9th and 10th; suspended from the 5th to the 9th.


def open_march(**more):
    given = {
        "patrols": [patrol(f"2020-03-{day:02d}") for day in (1, 3, 5, 9, 10)],
        "incidents": [attack("2020-03-05", patrol_id="P3"), attack("2020-03-07", target="civilian")],
        "suspensions": [suspension("2020-03-05", "2020-03-09", announced_on=parse_day("2020-03-06"))],
        "coverage": complete_coverage("2020-03-01", "2020-03-31"),
    }
    return refill_release(fill_tables(**given | more))


def test_a_kept_suspension_shows_how_long_after_or_before_the_announcement_the_last_patrol_ran():
    (row,) = compare_announced(open_march(), MARCH).to_pylist()
    assert (row["last_patrol"], row["lag_days"], row["days_during"], row["kept"]) == (
        parse_day("2020-03-05"),
        -1,
        3,
        True,
    )


def test_a_patrol_on_the_first_or_last_day_does_not_break_a_suspension_and_one_between_does():
    # The 5th is before it and the 9th after it, as the glossary defines them.
    broken = open_march(patrols=[patrol("2020-03-05"), patrol("2020-03-08"), patrol("2020-03-09")])
    (row,) = compare_announced(broken, MARCH).to_pylist()
    assert (row["patrols_during"], row["kept"]) == (1, False)


def test_a_patrol_without_a_known_day_is_said_beside_a_kept_suspension():
    (row,) = compare_announced(open_march(patrols=[patrol("2020-03-04", until="2020-03-08")]), MARCH).to_pylist()
    assert (row["patrols_during"], row["patrols_that_may"], row["kept"]) == (0, 1, True)


@pytest.mark.parametrize(
    ("announced_on", "before", "patrols_before", "kept"),
    # The days during it are the 6th to the 8th. A patrol ran on the 7th.
    [("2020-03-06", 0, 0, False), ("2020-03-07", 1, 0, False), ("2020-03-08", 2, 1, True), ("2020-03-10", 3, 1, None)],
)
def test_a_patrol_before_the_announcement_does_not_break_a_suspension(announced_on, before, patrols_before, kept):
    release = open_march(
        patrols=[patrol("2020-03-05"), patrol("2020-03-07")],
        incidents=[],
        suspensions=[suspension("2020-03-05", "2020-03-09", announced_on=parse_day(announced_on))],
    )
    (row,) = compare_announced(release, MARCH).to_pylist()
    assert (row["days_before_announced"], row["patrols_before_announced"], row["kept"]) == (
        before,
        patrols_before,
        kept,
    )
    assert row["patrols_during"] == 1


def test_no_record_belongs_to_a_suspension_that_has_no_day_between_its_ends():
    ends = open_march(
        suspensions=[suspension("2020-03-05", "2020-03-05")], patrols=[patrol("2020-03-04", until="2020-03-08")]
    )
    (row,) = compare_announced(ends, MARCH).to_pylist()
    assert row["patrols_that_may"] == 0
    assert "patrols_that_may" not in find_announced_populations(row, MARCH)


@pytest.mark.parametrize(("days", "kept"), [([1, 3], None), ([1, 7], False)])
def test_without_complete_patrols_only_a_recorded_one_shows_that_a_suspension_was_not_kept(days, kept):
    release = open_march(
        patrols=[patrol(f"2020-03-{day:02d}") for day in days],
        incidents=[],
        coverage=complete_coverage("2020-03-01", "2020-03-06"),
    )
    (row,) = compare_announced(release, MARCH).to_pylist()
    assert row["kept"] is kept


def compare_windows_in_march(release, selection=MARCH, window_days=None):
    return compare_windows(release, selection, window_days)


def test_before_and_after_are_as_long_as_the_suspension():
    rows = compare_windows_in_march(open_march())
    assert read_values(
        rows, "window", "first", "last", "days", "patrols", "attacked", "corridor_attacks", "cut_by"
    ) == [
        ("before", parse_day("2020-03-03"), parse_day("2020-03-05"), 3, 2, 1, 1, ""),
        ("during", parse_day("2020-03-06"), parse_day("2020-03-08"), 3, 0, 0, 1, ""),
        ("after", parse_day("2020-03-09"), parse_day("2020-03-11"), 3, 2, 0, 0, ""),
    ]


def test_without_a_patrol_there_is_no_rate_and_of_all_attacks_there_is_one_per_day():
    _, during, _ = compare_windows_in_march(open_march()).to_pylist()
    assert (during["share"], during["rate"], during["rate_high"]) == (None, None, None)
    # One event: -ln(0.975) and 5.572, each over three days.
    assert (during["daily"], during["daily_low"], during["daily_high"]) == pytest.approx(
        (1 / 3, 0.02532 / 3, 5.5716 / 3), rel=1e-3
    )


def test_windows_are_cut_at_coverage_at_the_chosen_days_and_at_the_next_suspension():
    release = open_march(suspensions=[suspension("2020-03-05", "2020-03-09"), suspension("2020-03-12", "2020-03-20")])
    found = {
        (row["suspension_id"], row["window"]): row
        for row in compare_windows_in_march(release, window_days=14).to_pylist()
    }
    assert [(row["first"], row["last"], row["cut_by"]) for row in found.values()] == [
        (parse_day("2020-03-01"), parse_day("2020-03-05"), "coverage"),
        (parse_day("2020-03-06"), parse_day("2020-03-08"), ""),
        (parse_day("2020-03-09"), parse_day("2020-03-12"), "suspension"),
        (parse_day("2020-03-09"), parse_day("2020-03-12"), "suspension"),
        (parse_day("2020-03-13"), parse_day("2020-03-19"), ""),
        (parse_day("2020-03-20"), parse_day("2020-03-31"), "coverage"),
    ]
    cut = compare_windows_in_march(open_march(), select_days("2020-03-04", "2020-03-10")).to_pylist()
    assert [(row["first"], row["last"], row["cut_by"]) for row in cut] == [
        (parse_day("2020-03-04"), parse_day("2020-03-05"), "chosen days"),
        (parse_day("2020-03-06"), parse_day("2020-03-08"), ""),
        (parse_day("2020-03-09"), parse_day("2020-03-10"), "chosen days"),
    ]


def test_an_open_suspension_has_no_day_after_it():
    *_, after = compare_windows_in_march(open_march(suspensions=[suspension("2020-03-05")])).to_pylist()
    assert (after["days"], after["patrols"], after["corridor_attacks"]) == (0, None, None)
