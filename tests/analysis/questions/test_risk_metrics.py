"""The numbers of the Risk page, compared with plain Python on generated cases, and counted by hand on the M4."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exposure import EVERY_PATROL, Exposure
from analysis.questions.periods import compute_rates_by_period, count_corridor_attacks_by_period
from analysis.questions.populations import (
    find_block_populations,
    find_corridor_attack_populations,
    find_exposed_populations,
    find_hindrance_populations,
    find_period_populations,
    find_quiet_populations,
    list_population,
)
from analysis.questions.rates import (
    choose_block_size,
    compute_rates_by_block,
    compute_rates_of_days,
    count_hindrances,
    find_halves,
    list_days_between_attacks,
    list_patrols_between_attacks,
)
from tests.analysis import alternative_implementations as slowly
from tests.analysis.generated_cases import DAYS, cases, road_cases, try_few
from tests.analysis.questions.test_metrics import WHOLE_MARCH, read_values, refill_release
from tests.cases import attack, complete_coverage, fill_tables, open_in_memory, parse_day, patrol

exposures = st.sampled_from(
    [EVERY_PATROL, Exposure("kilometres"), Exposure("reached", 20.0), Exposure("reached", 90.0)]
)
INTERVALS = ["share", "low", "high", "rate", "rate_low", "rate_high"]


def assert_behind(release, selection, row, numbers):
    """Assert that the population of each number of a row has as many records."""
    for column, number in numbers.items():
        assert list_population(release, selection, number).num_rows == (row[column] or 0), (row, column)


def keep_fullest(rows):
    """Keep the six rows with the most patrols. A hundred days would take seconds, and most are empty."""
    return sorted(rows, key=lambda row: -(row["patrols"] or 0))[:6]


@try_few
@given(road_cases(), exposures)
def test_rates_by_period_agree_with_plain_python_and_with_their_records(generated, exposure):
    rows, selection = generated
    release = refill_release(rows)
    found = compute_rates_by_period(release, selection, exposure)
    assert found.drop_columns(INTERVALS).to_pylist() == slowly.compute_rates_by_period(rows, selection, exposure)
    for row in keep_fullest(found.to_pylist()):
        assert_behind(release, selection, row, find_period_populations(row, selection, exposure))


@try_few
@given(road_cases(), exposures)
def test_hindrances_agree_with_plain_python_and_with_their_records(generated, exposure):
    rows, selection = generated
    release = refill_release(rows)
    found = count_hindrances(release, selection, exposure)
    assert found.select(["hindrance", "patrols", "of"]).to_pylist() == slowly.count_hindrances(
        rows, selection, exposure
    )
    for row in found.to_pylist():
        assert_behind(release, selection, row, find_hindrance_populations(row, selection, exposure))


@try_few
@given(road_cases(), st.integers(1, 5), exposures)
def test_rates_by_block_agree_with_plain_python_and_with_their_records(generated, block, exposure):
    rows, selection = generated
    release = refill_release(rows)
    found = compute_rates_by_block(release, selection, block, exposure)
    assert found.drop_columns(INTERVALS).to_pylist() == slowly.compute_rates_by_block(rows, selection, block, exposure)
    for row in found.to_pylist():
        assert_behind(release, selection, row, find_block_populations(row, selection, exposure))


@try_few
@given(road_cases(), st.tuples(DAYS, DAYS).map(sorted), exposures)
def test_rates_of_any_days_agree_with_plain_python_and_with_their_records(generated, days, exposure):
    rows, selection = generated
    release = refill_release(rows)
    found = compute_rates_of_days(release, selection, *days, exposure)
    assert {name: found[name] for name in found if name not in INTERVALS} == slowly.compute_rates_of_days(
        rows, selection, *days, exposure
    )
    assert_behind(release, selection, found, find_exposed_populations(*days, exposure))


@try_few
@given(cases())
def test_recorded_attacks_by_period_agree_with_plain_python_and_with_their_records(generated):
    rows, selection = generated
    release = refill_release(rows)
    found = count_corridor_attacks_by_period(release, selection).to_pylist()
    assert found == slowly.count_corridor_attacks_by_period(rows, selection)
    for row in found:
        assert_behind(release, selection, row, find_corridor_attack_populations(row, selection))


@try_few
@given(road_cases(), exposures)
def test_halves_agree_with_plain_python(generated, exposure):
    rows, selection = generated
    assert find_halves(refill_release(rows), selection, exposure) == slowly.find_halves(rows, selection, exposure)


@try_few
@given(road_cases(), exposures)
def test_patrols_between_attacks_agree_with_plain_python_and_with_their_records(generated, exposure):
    rows, selection = generated
    release = refill_release(rows)
    found = list_patrols_between_attacks(release, selection, exposure).to_pylist()
    assert found == slowly.list_patrols_between_attacks(rows, selection, exposure)
    for row in found:
        assert_behind(release, selection, row, find_quiet_populations(row, selection, exposure))


@try_few
@given(cases())
def test_days_between_attacks_agree_with_plain_python(generated):
    rows, selection = generated
    found = list_days_between_attacks(refill_release(rows), selection).to_pylist()
    assert found == slowly.list_days_between_attacks(rows, selection)


# The M4, counted by hand from data/m4/patrols.csv: 24 patrols of known day (all but 18 and 23), attacked 17, 21, 25 and 26.


def test_the_last_ten_patrols_of_the_m4_hold_all_four_attacks(m4, m4_selection):
    found = compute_rates_by_block(m4, m4_selection, 10)
    assert read_values(found, "block", "start", "end", "patrols", "attacked", "attacks") == [
        (1, parse_day("2020-06-04"), parse_day("2020-08-25"), 10, 4, 4),
        (2, parse_day("2020-04-21"), parse_day("2020-06-02"), 10, 0, 0),
        (3, parse_day("2020-03-15"), parse_day("2020-04-15"), 4, 0, 0),
    ]


def test_the_m4_is_parted_after_its_twelfth_patrol_of_known_day(m4, m4_selection):
    halves = find_halves(m4, m4_selection)
    assert halves == [
        (parse_day("2020-03-15"), parse_day("2020-05-20")),
        (parse_day("2020-05-21"), parse_day("2020-12-31")),
    ]
    counted = [compute_rates_of_days(m4, m4_selection, *days) for days in halves]
    assert [(row["attacked"], row["patrols"]) for row in counted] == [(0, 12), (4, 12)]


def test_between_the_attacks_of_the_m4_ran_16_2_2_and_0_patrols_and_none_since(m4, m4_selection):
    found = list_patrols_between_attacks(m4, m4_selection)
    assert read_values(found, "patrol_id", "quiet", "is_open") == [
        ("M4-P17", 16, False), ("M4-P21", 2, False), ("M4-P25", 2, False), ("M4-P26", 0, False), (None, 0, True),
    ]  # fmt: skip


def test_days_between_the_attacks_of_the_m4_are_28_34_and_8_and_128_since(m4, m4_selection):
    found = list_days_between_attacks(m4, m4_selection)
    assert read_values(found, "incident_id", "days", "how") == [
        ("M4-018", 93, "first"), ("M4-020", 28, "between"), ("M4-021", 34, "between"), ("M4-023", 8, "between"),
        ("M4-023", 128, "open"),
    ]  # fmt: skip


def test_two_attacks_on_one_patrol_are_one_patrol_attacked_and_two_attacks():
    release = open_in_memory(
        fill_tables(patrols=[patrol("2020-03-05")] * 2, incidents=[attack("2020-03-05", patrol_id="P1")] * 2)
    )
    (row,) = compute_rates_by_period(release, WHOLE_MARCH).to_pylist()
    assert (row["attacked"], row["attacks"], row["share"], row["rate"]) == (1, 2, 0.5, 1.0)


def test_days_without_any_rate_have_no_number():
    release = open_in_memory(fill_tables(coverage=complete_coverage("2020-01-01", "2020-03-05")))
    row = compute_rates_of_days(release, WHOLE_MARCH, parse_day("2020-04-01"), parse_day("2020-04-30"))
    assert (row["patrols"], row["attacked"], row["attacks"]) == (None, None, None)


@pytest.mark.parametrize(("patrols", "block"), [(0, 10), (24, 10), (400, 10), (401, 11), (26_000, 650)])
def test_a_block_holds_ten_patrols_or_as_many_as_leave_forty_blocks(patrols, block):
    assert choose_block_size(patrols) == block


def test_of_many_attacks_the_newest_thousand_intervals_are_listed():
    release = open_in_memory(fill_tables(incidents=[attack("2020-03-05")] * 1_200))
    found = list_days_between_attacks(release, WHOLE_MARCH).to_pylist()
    assert (len(found), found[0]["interval"], found[-1]["interval"]) == (1_000, 202, 1_201)
    assert (found[-1]["how"], found[-1]["days"]) == ("open", 26)
