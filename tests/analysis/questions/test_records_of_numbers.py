"""Populations: the right records, and as many as the number counts."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given

from analysis.questions.periods import count_patrols_by_period
from analysis.questions.populations import Population, find_period_populations, list_population
from analysis.questions.populations.population import QUERIES, SEVERAL_CHOSEN
from analysis.questions.timeline import count_headline
from tests.analysis import alternative_implementations as slowly
from tests.analysis.generated_cases import cases, try_few
from tests.analysis.questions.test_metrics import WHOLE_MARCH, march, read_values, refill_release, select_days  # noqa: F401
from tests.cases import attack, complete_coverage, fill_tables, open_in_memory, parse_day, patrol


def list_ids(release, selection, population):
    found = list_population(release, selection, Population(population, *selection.records_days))
    return found[0].to_pylist()


OF_LAG = {"patrols_of_lag", "incidents_of_lag"}  # these need a lag, see the test below
OF_COUNT = "patrols_attacked_of_count"  # this needs a count, see the test below
PART = "patrols_attacked_without_day"  # of a population, and none itself
POPULATIONS = {path.stem for path in (QUERIES.folder / "chosen").glob("*.sql")} | SEVERAL_CHOSEN.keys()


@try_few
@given(cases())
def test_every_population_agrees_with_plain_python(generated):
    rows, selection = generated
    release = refill_release(rows)
    for population in POPULATIONS - OF_LAG - {OF_COUNT, PART}:
        expected = getattr(slowly, f"list_{population}")(rows, selection, selection.from_day, selection.to_day)
        assert sorted(list_ids(release, replace(selection, records_from=None), population)) == sorted(expected)


@try_few
@given(cases())
def test_the_patrols_attacked_of_a_count_agree_with_plain_python(generated):
    rows, selection = generated
    release = refill_release(rows)
    for count in ("a", "b", "press"):
        population = Population(OF_COUNT, selection.from_day, selection.to_day, counted_by=count)
        found = list_population(release, selection, population)[0].to_pylist()
        assert sorted(found) == sorted(slowly.list_patrols_attacked_of_count(rows, selection, count))


@try_few
@given(cases())
def test_records_known_after_so_many_days_agree_with_plain_python(generated):
    rows, selection = generated
    dated = [
        row | {"date": selection.from_day + timedelta(days=7 * place)} for place, row in enumerate(rows["sources"])
    ]
    rows = rows | {"sources": dated}
    release = refill_release(rows)
    for population, lag_days in product(sorted(OF_LAG), (0, 10, 1000)):
        days = (selection.from_day, selection.to_day)
        found = list_population(release, selection, Population(population, *days, basis="sources", lag_days=lag_days))
        expected = slowly.list_records_of_lag(rows, population.removesuffix("_of_lag"), selection, lag_days)
        assert sorted(found[0].to_pylist()) == sorted(expected)


@try_few
@given(cases())
def test_a_number_of_a_period_counts_its_records(generated):
    rows, selection = generated
    release = refill_release(rows)
    rows = count_patrols_by_period(release, selection).to_pylist()
    for row in sorted(rows, key=lambda row: -(row["patrols"] or 0))[:6]:  # a hundred empty days would take seconds
        numbers = find_period_populations(row, selection)
        for column in ("patrols", "attacked"):
            assert list_population(release, selection, numbers[column]).num_rows == (row[column] or 0)


@try_few
@given(cases())
def test_the_headline_counts_its_records(generated):
    rows, selection = generated
    release = refill_release(rows)
    headline = count_headline(release, selection)
    assert len(list_ids(release, replace(selection, records_from=None), "patrols")) == (headline["patrols"] or 0)
    assert len(list_ids(release, replace(selection, records_from=None), "patrols_attacked")) == (
        headline["attacked"] or 0
    )


def test_in_march_the_populations_are_those_counted_by_hand(march):  # noqa: F811
    # See the drawing in test_metrics: P1 ran before coverage begins, P4 was cancelled, P5 was not joint, P6 has no known day.
    assert list_ids(march, WHOLE_MARCH, "patrols") == ["P2", "P3"]
    assert list_ids(march, WHOLE_MARCH, "patrols_attacked") == ["P2"]
    assert list_ids(march, WHOLE_MARCH, "attacks_on_targets") == ["I1"]
    assert list_ids(march, WHOLE_MARCH, "corridor_attacks") == ["I1", "I3"]
    assert list_ids(march, replace(WHOLE_MARCH, verification="any"), "attacks_on_targets") == ["I1", "I2"]


def test_an_attack_tied_to_no_patrol_counts_and_one_on_a_patrol_without_a_known_day_does_not():
    release = open_in_memory(
        fill_tables(
            patrols=[patrol("2020-03-05"), patrol("2020-03-10", until="2020-03-12")],
            incidents=[attack("2020-03-06"), attack("2020-03-10", until="2020-03-12", patrol_id="P2")],
        )
    )
    assert list_ids(release, WHOLE_MARCH, "attacks_on_targets") == ["I1"]


def test_attacks_on_patrols_outside_complete_coverage_are_not_counted():
    release = open_in_memory(
        fill_tables(coverage=complete_coverage("2020-03-01", "2020-03-05"), incidents=[attack("2020-03-20")])
    )
    assert list_ids(release, WHOLE_MARCH, "attacks_on_targets") == []
    assert list_ids(release, WHOLE_MARCH, "corridor_attacks") == ["I1"]


def test_the_headline_of_the_m4_opens_its_24_patrols_and_4_attacks(m4, m4_selection):
    assert len(list_ids(m4, m4_selection, "patrols")) == 24
    assert list_ids(m4, m4_selection, "patrols_attacked") == ["M4-P17", "M4-P21", "M4-P25", "M4-P26"]
    assert list_ids(m4, m4_selection, "attacks_on_targets") == ["M4-018", "M4-020", "M4-021", "M4-023"]


def test_a_record_of_a_number_is_known_by_its_id_first(march):  # noqa: F811
    found = list_population(march, WHOLE_MARCH, Population("patrols", parse_day("2020-03-01"), parse_day("2020-03-05")))
    assert read_values(found, "patrol_id", "date", "attacked") == [("P2", parse_day("2020-03-05"), True)]
    assert found.column_names[0] == "patrol_id"


def test_a_population_that_is_not_known_is_a_fault(march):  # noqa: F811
    with pytest.raises(FileNotFoundError):
        list_population(march, WHOLE_MARCH, Population("tanks", *select_days("2020-03-01", "2020-03-05").records_days))
