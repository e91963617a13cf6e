"""Each metric, counted by hand once, and compared with slow plain Python on generated cases."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.questions.holdings import read_choices
from analysis.questions.periods import (
    choose_share_grain,
    compute_share_by_period,
    count_attacks_by_period,
    count_patrols_by_period,
)
from analysis.questions.timeline import (
    count_caveats,
    count_headline,
    describe_unknown_kinds,
    find_last_attack,
    find_observed_gaps,
    format_number_attacked,
    list_announced_suspensions,
    list_milestones,
    list_totals_by_count,
)
from analysis.selection import Selection
from tests.analysis import alternative_implementations as slowly
from tests.analysis.generated_cases import CORRIDORS, REFILLED, cases, try_few
from tests.cases import (
    attack,
    complete_coverage,
    corridor,
    fill_tables,
    milestone,
    open_in_memory,
    parse_day,
    patrol,
    refill,
    suspension,
)


@cache
def empty_release():
    """Open one release in memory for all generated cases, since opening costs more than all their queries."""
    return open_in_memory(fill_tables(corridors=CORRIDORS))


def refill_release(rows):
    return refill(empty_release(), {name: rows[name] for name in REFILLED})


@try_few
@given(cases())
def test_patrols_by_period_agrees_with_plain_python(generated):
    rows, selection = generated
    found = count_patrols_by_period(refill_release(rows), selection).to_pylist()
    assert found == slowly.count_patrols_by_period(rows, selection)


@try_few
@given(cases())
def test_attacks_by_period_agrees_with_plain_python(generated):
    rows, selection = generated
    found = count_attacks_by_period(refill_release(rows), selection).to_pylist()
    assert found == slowly.count_attacks_by_period(rows, selection)


@try_few
@given(cases())
def test_share_attacked_by_period_agrees_with_plain_python(generated):
    rows, selection = generated
    found = compute_share_by_period(refill_release(rows), selection).to_pylist()
    expected = slowly.compute_share_by_period(rows, selection)
    assert found == [pytest.approx(row, abs=1e-9) for row in expected]


@try_few
@given(cases())
def test_headline_agrees_with_plain_python(generated):
    rows, selection = generated
    assert count_headline(refill_release(rows), selection) == slowly.count_headline(rows, selection)


@try_few
@given(cases())
def test_totals_by_count_agrees_with_plain_python(generated):
    rows, selection = generated
    found = list_totals_by_count(refill_release(rows), selection).to_pylist()
    assert sorted(found, key=lambda row: row["counted_by"]) == slowly.list_totals_by_count(rows, selection)


@try_few
@given(cases())
def test_since_last_attack_agrees_with_plain_python(generated):
    rows, selection = generated
    assert find_last_attack(refill_release(rows), selection) == slowly.find_last_attack(rows, selection)


@try_few
@given(cases())
def test_announced_suspensions_agrees_with_plain_python(generated):
    rows, selection = generated
    found = list_announced_suspensions(refill_release(rows), selection).to_pylist()
    assert found == slowly.list_announced_suspensions(rows, selection)


@try_few
@given(cases(), st.sampled_from([1, 10]))
def test_observed_gaps_agrees_with_plain_python(generated, gap_rule_days):
    rows, selection = generated
    found = find_observed_gaps(refill_release(rows), selection, gap_rule_days).to_pylist()
    assert found == slowly.find_observed_gaps(rows, selection, gap_rule_days)


# Counted by hand. March 2020 in the case below:
#
#   day      1    5    8   12   20   25   31     full coverage from the 4th to the 31st
#   patrol   P1   P2   P3   P4   P5              P4 is cancelled, P5 ran without party b; P6 ran between the 10th and 19th
#   attack        I1   I2                        I1 hit P2; I2 on P3 is disputed; I3, on civilians, on the 8th


MARCH = {
    "patrols": [
        patrol("2020-03-01", number=1),
        patrol("2020-03-05", number=2),
        patrol("2020-03-08", number=3),
        patrol("2020-03-12", outcome="cancelled"),
        patrol("2020-03-20", participants=["a"]),
        patrol("2020-03-10", until="2020-03-19", number=5),
    ],
    "patrol_numbers": [
        {"patrol_id": "P2", "counted_by": "press", "number": 4},
        {"patrol_id": "P6", "counted_by": "press", "number": 6},
    ],
    "incidents": [
        attack("2020-03-05", patrol_id="P2"),
        attack("2020-03-08", patrol_id="P3", verification="disputed"),
        attack("2020-03-08", target="civilian"),
        attack("2020-03-12", kind="protest", patrol_id="P2"),
    ],
    "suspensions": [
        suspension("2020-03-08", "2020-03-12"),
        suspension("2020-03-21", announced_on=parse_day("2020-03-22")),
    ],
    "milestones": [
        milestone("2020-03-05", "On the road"),
        milestone("2020-03-06", "Everywhere", corridor=None),
        milestone("2020-03-07", "Elsewhere", corridor="other"),
        milestone("2020-04-01", "Later"),
    ],
    "corridors": CORRIDORS,
    "coverage": complete_coverage("2020-03-04", "2020-03-31"),
}


@pytest.fixture(scope="module")
def march():
    return open_in_memory(fill_tables(**MARCH))


def select_days(first, last, **choices):
    return Selection(1, "road", "curated", parse_day(first), parse_day(last), **choices)


WHOLE_MARCH = select_days("2020-03-01", "2020-03-31")


def read_values(table, *columns):
    return [tuple(row[name] for name in columns) for row in table.to_pylist()]


def test_patrols_by_month_are_those_of_known_day_inside_complete_coverage(march):
    # P2 and P3; P1 ran before the coverage begins, so March is covered in part.
    assert count_patrols_by_period(march, WHOLE_MARCH).to_pylist() == [
        {
            "start": parse_day("2020-03-01"),
            "end": parse_day("2020-03-31"),
            "covered": "part",
            "patrols": 2,
            "attacked": 1,
            "patrols_that_may": 1,
            "attacked_that_may": 0,
        }
    ]


def test_patrols_by_week_are_empty_before_coverage_and_0_where_none_ran(march):
    rows = count_patrols_by_period(march, replace(WHOLE_MARCH, grain="week"))
    assert read_values(rows, "start", "covered", "patrols", "attacked") == [
        (parse_day("2020-02-24"), "none", None, None),  # Monday; 1 March is its Sunday
        (parse_day("2020-03-02"), "part", 2, 1),  # the 5th and the 8th, a Sunday
        (parse_day("2020-03-09"), "full", 0, 0),
        (parse_day("2020-03-16"), "full", 0, 0),
        (parse_day("2020-03-23"), "full", 0, 0),
        (parse_day("2020-03-30"), "part", 0, 0),
    ]


def test_patrols_by_any_party_need_coverage_of_them_all(march):
    # Coverage is complete for joint patrols, and not stated for those by one party.
    rows = count_patrols_by_period(march, replace(WHOLE_MARCH, participants="any"))
    assert read_values(rows, "covered", "patrols") == [("none", None)]


def test_attacks_by_month_distinguish_confirmed_from_doubtful_and_other(march):
    rows = count_attacks_by_period(march, WHOLE_MARCH)
    assert read_values(rows, "on_targets", "on_targets_in_doubt", "other") == [(1, 1, 1)]


def test_attacks_by_day_are_0_on_patrols_and_unknown_elsewhere_where_none_is_recorded(march):
    # Coverage is complete for attacks on patrols, and not for others.
    quiet = select_days("2020-03-06", "2020-03-06", grain="day")
    assert read_values(count_attacks_by_period(march, quiet), "on_targets", "on_targets_in_doubt", "other") == [
        (0, 0, None)
    ]


def test_an_attack_known_to_a_range_belongs_to_a_period_that_holds_all_of_it():
    release = open_in_memory(fill_tables(incidents=[attack("2020-03-06", until="2020-03-10")]))
    by = {
        grain: sum(count_attacks_by_period(release, replace(WHOLE_MARCH, grain=grain))["on_targets"].to_pylist())
        for grain in ("day", "week", "month")
    }
    assert by == {"day": 0, "week": 0, "month": 1}  # the 9th is a Monday


def test_the_share_attacked_of_a_period_has_its_exact_interval(march):
    # 1 of 2: the ends solve p^2 = 0.025 mirrored, so 1 - sqrt(0.975) and sqrt(0.975).
    ((share, low, high),) = read_values(compute_share_by_period(march, WHOLE_MARCH), "share", "low", "high")
    assert (share, low, high) == pytest.approx((0.5, 1 - 0.975**0.5, 0.975**0.5))


def test_a_period_without_a_patrol_has_no_share(march):
    second_week = select_days("2020-03-09", "2020-03-15", grain="week")
    rows = compute_share_by_period(march, second_week)
    assert read_values(rows, "patrols", "share", "low", "high") == [(0, None, None, None)]


def test_the_headline_counts_known_and_uncertain_patrols_separately(march):
    assert count_headline(march, WHOLE_MARCH) == {
        "patrols": 2, "attacked": 1, "attacks_tied_to_none": 0, "attack_unknown": 0, "patrols_without_day": 1, "attacked_without_day": 0,
        "first_patrol": parse_day("2020-03-01"), "last_patrol": parse_day("2020-03-08"), "days_since_last_patrol": 23,
    }  # fmt: skip


def count_attacks_named_by_day_only(patrols, *attacks, covered=("2020-03-01", "2020-03-31"), **tables):
    """Return the patrols attacked and the attacks tied to none, where attacks name no patrol."""
    rows = fill_tables(patrols=patrols, incidents=attacks, coverage=complete_coverage(*covered), **tables)
    headline = count_headline(open_in_memory(rows), WHOLE_MARCH)
    return headline["attacked"], headline["attacks_tied_to_none"]


def test_a_patrol_whose_log_does_not_say_it_may_have_been_attacked_unless_an_attack_on_it_is_known():
    patrols = [
        patrol("2020-03-05", attack_unknown=True),
        patrol("2020-03-06", attack_unknown=True),
        patrol("2020-03-07"),
    ]
    rows = fill_tables(patrols=patrols, incidents=[attack("2020-03-06")])
    headline = count_headline(open_in_memory(rows), WHOLE_MARCH)
    assert (headline["attacked"], headline["attack_unknown"], format_number_attacked(headline)) == (1, 1, "1 to 2")


def test_an_attack_that_names_no_patrol_counts_for_the_only_patrol_of_its_day():
    patrols = [patrol("2020-03-05"), patrol("2020-03-06"), patrol("2020-03-06", outcome="cancelled")]
    assert count_attacks_named_by_day_only(patrols, attack("2020-03-05"), attack("2020-03-06")) == (2, 0)
    # Two attacks on one patrol are one patrol attacked.
    assert count_attacks_named_by_day_only(patrols, attack("2020-03-05"), attack("2020-03-05")) == (1, 0)


@pytest.mark.parametrize(
    ("patrols", "struck"),
    [
        ([patrol("2020-03-05")], attack("2020-03-06")),  # no patrol ran that day
        ([patrol("2020-03-05"), patrol("2020-03-05")], attack("2020-03-05")),
        ([patrol("2020-03-05"), patrol("2020-03-05", participants=["a"])], attack("2020-03-05")),
        (
            [patrol("2020-03-05"), patrol("2020-03-04", until="2020-03-09")],
            attack("2020-03-05"),
        ),  # it may have been the other
        ([patrol("2020-03-05"), patrol(None)], attack("2020-03-05")),
        ([patrol("2020-03-05")], attack("2020-03-04", until="2020-03-05")),
    ],
)
def test_an_attack_of_a_day_on_which_no_single_patrol_is_known_to_have_run_is_tied_to_none(patrols, struck):
    assert count_attacks_named_by_day_only(patrols, struck) == (0, 1)


def test_an_attack_with_the_number_of_a_patrol_that_is_not_held_is_not_tied_by_its_day():
    named = [{"incident_id": "I1", "within_km": 6.0, "number": 7}]
    assert count_attacks_named_by_day_only([patrol("2020-03-05")], attack("2020-03-05"), placements=named) == (0, 1)
    unnumbered = [{"incident_id": "I1", "within_km": 6.0}]
    assert count_attacks_named_by_day_only([patrol("2020-03-05")], attack("2020-03-05"), placements=unnumbered) == (
        1,
        0,
    )


def test_an_attack_of_a_day_whose_patrols_are_not_all_held_is_not_tied_by_it():
    rows = fill_tables(
        patrols=[patrol("2020-03-05")],
        incidents=[attack("2020-03-05")],
        coverage=complete_coverage("2020-03-06", "2020-03-31"),
    )
    assert open_in_memory(rows).query("FROM tied_by_day").num_rows == 0


def test_the_headline_with_every_verification_counts_the_disputed_attack(march):
    assert count_headline(march, replace(WHOLE_MARCH, verification="any"))["attacked"] == 2


def test_the_headline_is_as_of_its_last_day(march):
    headline = count_headline(march, select_days("2020-03-01", "2020-03-07"))
    assert (headline["patrols"], headline["last_patrol"], headline["days_since_last_patrol"]) == (
        1,
        parse_day("2020-03-05"),
        2,
    )


def test_the_total_of_a_count_whose_number_1_is_not_covered_is_from_its_lowest_to_its_highest_number(march):
    # Number 1 of count a ran before the covered days, which have 2 to 5; the press is known from 4 to 6.
    rows = list_totals_by_count(march, WHOLE_MARCH)
    assert read_values(
        rows, "counted_by", "is_party", "lowest", "highest", "from_first", "total", "patrol_id", "attacked"
    ) == [
        ("a", True, 2, 5, False, 4, "P6", 1),
        ("press", False, 4, 6, False, 3, "P6", 1),
    ]
    # On the 18th P6 may still run.
    rows = list_totals_by_count(march, select_days("2020-03-01", "2020-03-18"))
    assert read_values(rows, "counted_by", "total", "patrol_id") == [("a", 2, "P3"), ("press", 1, "P2")]


@pytest.mark.parametrize("as_of", ["2020-03-03", "2020-04-01"])
def test_there_is_no_total_of_a_count_where_attacks_are_not_held_up_to_the_day(march, as_of):
    # A day before the coverage begins, and one after it ends.
    assert list_totals_by_count(march, select_days("2020-03-01", as_of)).num_rows == 0


def count_of(patrols, struck=(), **corridors):
    """Return the only total of a count in 2021, with that year covered and these patrols attacked."""
    days = [row["date"] for row in patrols]
    incidents = [attack(days[place - 1], patrol_id=f"P{place}") for place in struck]
    road = [corridor("road", **corridors)]
    rows = fill_tables(
        patrols=patrols, incidents=incidents, corridors=road, coverage=complete_coverage("2021-01-01", "2021-12-31")
    )
    (row,) = list_totals_by_count(open_in_memory(rows), select_days("2021-01-01", "2021-12-31")).to_pylist()
    return row["attacked"], row["total"], row["from_first"], row["numbers_left_out"]


def test_the_total_of_a_count_begun_within_the_coverage_is_its_highest_number():
    patrols = [patrol("2021-01-05", number=1), patrol("2021-02-05"), patrol("2021-03-05", number=3)]
    assert count_of(patrols, struck=[2]) == (1, 3, True, 0)
    # A joint patrol before number 1 is not in the count.
    assert count_of([patrol("2021-01-02"), *patrols], struck=[1, 3]) == (1, 3, False, 0)


def test_a_count_of_which_only_a_later_year_is_loaded_is_no_total_of_all_its_numbers():
    # 161 numbers, 140 to 300, of which 15 patrols were attacked: not 15 of 300.
    first = parse_day("2021-01-01")
    patrols = [patrol(first + timedelta(days=2 * n), number=140 + n) for n in range(161)]
    assert count_of(patrols, struck=range(1, 150, 10)) == (15, 161, False, 0)


def test_numbers_of_cancelled_runs_and_of_runs_of_one_party_are_no_joint_patrols_of_a_count():
    patrols = [
        patrol("2021-01-05", number=1), patrol("2021-01-06", number=2, outcome="cancelled"),
        patrol("2021-01-07", number=3, participants=["a"]), patrol("2021-01-08", number=4),
        patrol("2021-01-09", number=5, outcome="cancelled"),
    ]  # fmt: skip
    assert count_of(patrols, struck=[3, 4]) == (1, 2, True, 2)
    assert count_of(patrols, struck=[3, 4], count_holds=["one_party"]) == (2, 3, True, 1)
    assert count_of(patrols, struck=[3, 4], count_holds=["one_party", "cancelled"]) == (2, 5, True, 0)


def test_since_the_last_attack_counts_later_days_and_patrols(march):
    assert find_last_attack(march, WHOLE_MARCH) == {
        "incident_id": "I1", "last_attack": parse_day("2020-03-05"), "days_since": 26, "patrols_since": 1,
        "patrols_since_without_day": 1,
    }  # fmt: skip


def test_before_the_first_attack_there_is_none(march):
    assert find_last_attack(march, select_days("2020-03-01", "2020-03-04")) is None


def test_a_suspension_is_open_until_its_end_has_come(march):
    on_the_10th = list_announced_suspensions(march, select_days("2020-03-01", "2020-03-10"))
    assert read_values(on_the_10th, "suspension_id", "end", "is_open", "days") == [("S1", None, True, 2)]
    at_the_end = list_announced_suspensions(march, WHOLE_MARCH)
    assert read_values(at_the_end, "suspension_id", "end", "is_open", "days") == [
        ("S1", parse_day("2020-03-12"), False, 3),
        ("S2", None, True, 10),
    ]


def test_a_suspension_that_began_before_the_chosen_days_says_so(march):
    rows = list_announced_suspensions(march, select_days("2020-03-10", "2020-03-31"))
    assert read_values(rows, "suspension_id", "begins_before") == [("S1", True), ("S2", False)]


@pytest.mark.parametrize(("last_day", "known"), [("2020-03-21", ["S1"]), ("2020-03-22", ["S1", "S2"])])
def test_a_suspension_is_not_known_before_the_day_it_was_announced(march, last_day, known):
    # S2 began on the 21st and was announced on the 22nd. It is unknown when S1 was announced.
    selection = select_days("2020-03-01", last_day)
    assert read_values(list_announced_suspensions(march, selection), "suspension_id") == [(name,) for name in known]


@pytest.mark.parametrize(("announced_on", "announced"), [("2020-03-20", ["S1"]), ("2020-03-21", []), (None, ["S1"])])
def test_a_gap_names_no_suspension_that_is_announced_later(announced_on, announced):
    # The last patrol ran on the 1st. The chosen days end on the 20th.
    release = open_in_memory(
        fill_tables(
            patrols=[patrol("2020-03-01")], suspensions=[suspension("2020-03-02", announced_on=parse_day(announced_on))]
        )
    )
    rows = find_observed_gaps(release, select_days("2020-03-01", "2020-03-20"))
    assert read_values(rows, "days", "announced") == [(19, announced)]


def test_the_last_gap_is_open_up_to_the_last_day_and_names_what_may_split_it(march):
    # Joint patrols ran on the 5th and the 8th. P6 may have run between the 8th and the 31st.
    rows = find_observed_gaps(march, WHOLE_MARCH)
    assert read_values(rows, "start", "end", "is_open", "days", "patrols_that_may_split", "announced") == [
        (parse_day("2020-03-08"), None, True, 23, ["P6"], ["S1", "S2"])
    ]


@pytest.mark.parametrize(("last_day", "gaps"), [("2020-03-18", 0), ("2020-03-19", 1)])
def test_a_gap_is_more_than_ten_days(march, last_day, gaps):
    assert find_observed_gaps(march, select_days("2020-03-01", last_day)).num_rows == gaps


def test_a_gap_that_an_end_of_coverage_cuts_ends_with_it(march):
    rows = find_observed_gaps(march, select_days("2020-03-01", "2020-06-30"))
    assert read_values(rows, "days", "is_open", "covered_through") == [(23, True, parse_day("2020-03-31"))]


def test_milestones_are_those_of_the_corridor_and_of_all_in_the_chosen_days(march):
    assert read_values(list_milestones(march, WHOLE_MARCH), "title") == [("On the road",), ("Everywhere",)]


def test_the_caveats_count_what_a_reader_must_know(march):
    assert count_caveats(march, WHOLE_MARCH) == {
        "patrols": 4, "patrols_without_day": 1, "patrols_with_one_source": 4, "patrols_without_source": 0, "attacks": 2, "attacks_with_one_source": 2, "attacks_without_source": 0,
        "attacks_without_day": 0, "attacks_tied_to_no_patrol": 0, "attacks_tied_by_day": 0, "patrols_attack_unknown": 0, "attacks_left_out": 1, "attacks_reported_by_others": 0,
        "incidents_of_unknown_kind": 0,
        "complete": [{"from": parse_day("2020-03-04"), "through": parse_day("2020-03-31")}], "data_through": parse_day("2020-03-31"),
        "complete_means": None, "records_reviewed": 0,
    }  # fmt: skip


def test_incidents_of_unknown_kind_on_the_corridor_and_the_chosen_days_are_counted_beside_the_headline():
    unknown = [attack("2020-03-10", kind="unknown"), attack("2020-03-11", kind="unknown", verification="unconfirmed"),
               attack("2020-03-30", until="2020-04-02", kind="unknown"), attack("2020-04-03", kind="unknown"),
               attack("2020-03-10", kind="unknown", corridor=None), attack("2020-03-12", kind="other")]  # fmt: skip
    release = open_in_memory(fill_tables(patrols=[patrol("2020-03-10")], incidents=unknown))
    assert count_caveats(release, WHOLE_MARCH)["incidents_of_unknown_kind"] == 3
    assert count_headline(release, WHOLE_MARCH)["attacked"] == 0
    assert describe_unknown_kinds(3).startswith("3 incidents of a kind that is not known are not counted as attacks")
    assert describe_unknown_kinds(1).startswith("1 incident of a kind that is not known is not counted as an attack")
    assert "--words" in describe_unknown_kinds(1)
    assert describe_unknown_kinds(0) == ""


def test_the_grain_of_shares_is_widened_until_periods_hold_ten_patrols(march):
    assert choose_share_grain(march, replace(WHOLE_MARCH, grain="day")) == "month"
    daily = [patrol(f"2020-03-{day:02d}") for day in range(2, 16) for _ in range(2)]
    busy = open_in_memory(fill_tables(patrols=daily))
    assert choose_share_grain(busy, replace(WHOLE_MARCH, grain="day")) == "week"


def test_choices_are_the_covered_corridors_with_the_most_patrols_first(march):
    assert read_choices(march).corridors == ["road"]


# Failures at the end of coverage that generated cases found, in their smallest form.


def test_chosen_days_of_a_period_that_are_not_covered_have_no_number():
    release = open_in_memory(fill_tables(coverage=complete_coverage("2020-01-01", "2020-03-05")))
    (row,) = count_patrols_by_period(release, select_days("2020-03-10", "2020-03-31")).to_pylist()
    assert (row["covered"], row["patrols"]) == ("none", None)


def test_the_headline_of_days_outside_coverage_has_no_number():
    release = open_in_memory(fill_tables(coverage=complete_coverage("2020-01-01", "2020-03-05")))
    assert count_headline(release, select_days("2020-03-10", "2020-03-31"))["patrols"] is None


def test_attacks_on_patrols_outside_coverage_are_not_counted():
    release = open_in_memory(
        fill_tables(coverage=complete_coverage("2020-03-01", "2020-03-05"), incidents=[attack("2020-03-20")])
    )
    (row,) = count_attacks_by_period(release, WHOLE_MARCH).to_pylist()
    assert (row["covered"], row["on_targets"]) == ("part", 0)


def test_days_since_the_last_patrol_are_unknown_where_coverage_began_after_it():
    release = open_in_memory(
        fill_tables(coverage=complete_coverage("2020-03-05", "2020-12-31"), patrols=[patrol("2020-03-01")])
    )
    assert count_headline(release, WHOLE_MARCH)["days_since_last_patrol"] is None
