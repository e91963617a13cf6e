"""The part of a long list that a page shows: its newest rows in the order of the list, and its length."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from analysis.questions.holdings import read_choices
from analysis.questions.populations import Population, list_newest_population, list_population
from analysis.questions.records import list_newest_records, list_records, listing
from analysis.questions.route import list_newest_without_km, read_without_km_in_batches
from tests.cases import attack, complete_coverage, fill_tables, open_in_memory, parse_day

YEAR = [parse_day("2020-01-01") + timedelta(days=day) for day in range(366)]


@pytest.fixture(autouse=True, params=[0, 10_000], ids=["large release", "small release"])
def size(request, monkeypatch):
    """Run a test with one query, as in a small release, and with two, as in a large one. Both find the same rows."""
    monkeypatch.setattr(listing, "ROWS_OF_SMALL_TABLES", request.param)


@pytest.fixture
def many(monkeypatch):
    """Open twelve attacks without a kilometre, two a day, of which a page shows five."""
    monkeypatch.setattr(listing, "MOST_ROWS", 5)
    rows = [attack(day) for day in YEAR[:6] for _ in range(2)]
    release = open_in_memory(fill_tables(incidents=rows, coverage=complete_coverage(YEAR[0], YEAR[-1])))
    return release, read_choices(release).make_default()


def test_a_long_list_shows_its_newest_rows_in_order_and_counts_all(many):
    release, selection = many
    whole = list_records(release, "incidents", selection)
    found = list_newest_records(release, "incidents", selection)
    assert (found.total, found.is_whole) == (12, False)
    assert found.rows == whole.slice(7)


def test_a_list_that_is_short_is_shown_whole(many):
    release, selection = many
    few = replace(selection, records_from=YEAR[4])
    found = list_newest_records(release, "incidents", few)
    assert (found.total, found.is_whole) == (4, True)
    assert found.rows == list_records(release, "incidents", few)


def test_a_record_of_no_day_comes_last_and_so_is_shown(monkeypatch):
    monkeypatch.setattr(listing, "MOST_ROWS", 2)
    release = open_in_memory(fill_tables(incidents=[attack(None), *(attack(day) for day in YEAR[:3])]))
    found = list_newest_records(release, "incidents", read_choices(release).make_default())
    assert found.rows["incident_id"].to_pylist() == ["I4", "I1"]


def test_searched_words_narrow_what_is_counted(many):
    release, selection = many
    assert list_newest_records(release, "incidents", selection, "I12").total == 1


def test_an_empty_list_has_no_rows(many):
    release, selection = many
    found = list_newest_records(release, "patrols", selection)
    assert (found.total, found.rows.num_rows) == (0, 0)


def test_sources_and_suspensions_are_shown_whole(many):
    release, selection = many
    for table in ("sources", "suspensions"):
        found = list_newest_records(release, table, selection)
        assert found.is_whole and found.rows == list_records(release, table, selection)


def test_all_records_of_a_number_are_counted_and_the_newest_shown(many):
    release, selection = many
    number = Population("corridor_attacks", selection.from_day, selection.to_day)
    found = list_newest_population(release, selection, number)
    assert found.total == 12
    assert found.rows == list_population(release, selection, number).slice(7)


def test_incidents_without_a_kilometre_are_counted_and_the_newest_shown(many):
    release, selection = many
    found = list_newest_without_km(release, selection)
    assert found.total == 12
    assert found.rows == pa.concat_tables(read_without_km_in_batches(release, selection)).slice(7)
