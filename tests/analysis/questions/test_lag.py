"""Reporting lag from releases, documents or coverage, by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.questions.holdings import read_choices
from analysis.questions.lag import compute_reporting_lag, find_days_until_known, find_lag_zone
from analysis.questions.populations import find_lag_populations, list_population
from analysis.questions.timeline import count_caveats
from analysis.release import open_release
from tests.analysis.questions.test_metrics import read_values, select_days
from tests.cases import (
    attack,
    claim,
    complete_coverage,
    coverage,
    fill_tables,
    open_in_memory,
    parse_day,
    patrol,
    publish_case,
    source,
)

YEAR = select_days("2020-01-01", "2020-12-31")


def open_reported_after(*lags, first="2020-03-01", **more):
    """Open a release of 1 January 2021 with a patrol a day, each reported by a document after one of these numbers of days."""
    days = [parse_day(first) + timedelta(days=place) for place in range(len(lags))]
    return open_in_memory(
        fill_tables(
            patrols=[patrol(day, source_ids=["source", f"d{place}"]) for place, day in enumerate(days)],
            sources=[source("source"), *(
                source(f"d{place}", date=day + timedelta(days=days_later))
                for place, (day, days_later) in enumerate(zip(days, lags, strict=True))
            )],
            **more,
        )
    )  # fmt: skip


def test_the_share_known_grows_with_the_days_and_ends_at_all_of_them():
    release = open_reported_after(0, 0, 1, 5)
    rows = compute_reporting_lag(release, YEAR)
    assert read_values(rows, "basis", "table", "lag_days", "records", "known", "of", "share_known") == [
        ("sources", "patrols", 0, 2, 2, 4, 0.5),
        ("sources", "patrols", 1, 1, 3, 4, 0.75),
        ("sources", "patrols", 5, 1, 4, 4, 1.0),
    ]
    for row in rows.to_pylist():
        (number,) = find_lag_populations(row, YEAR).values()
        assert list_population(release, YEAR, number).num_rows == row["known"]


def test_the_earliest_document_decides_and_one_from_before_the_day_does_not():
    rows = fill_tables(
        patrols=[patrol("2020-03-05", source_ids=["before", "late", "early"]), patrol("2020-03-06", source_ids=["undated"])],
        incidents=[attack("2020-03-05", source_ids=["late"]), attack("2020-03-01", until="2020-03-09", source_ids=["late"])],
        sources=[
            source("before", date=parse_day("2020-03-01")), source("late", date=parse_day("2020-03-20")),
            source("early", date=parse_day("2020-03-07")), source("undated"), source("source"),
        ],
    )  # fmt: skip
    found = compute_reporting_lag(open_in_memory(rows), YEAR)
    assert read_values(found, "table", "lag_days", "of") == [("patrols", 2, 1), ("incidents", 15, 1)]


def test_the_lag_is_of_the_chosen_participants_and_of_what_ran():
    rows = fill_tables(
        patrols=[
            patrol("2020-03-05", source_ids=["late"]), patrol("2020-03-06", source_ids=["late"], participants=["a"]),
            patrol("2020-03-07", source_ids=["late"], outcome="cancelled"),
        ],
        incidents=[
            attack("2020-03-05", patrol_id="P1", source_ids=["late"]), attack("2020-03-06", patrol_id="P2", source_ids=["late"]),
            attack("2020-03-08", target="civilian", source_ids=["late"]),
        ],
        sources=[source("late", date=parse_day("2020-03-20"))],
    )  # fmt: skip
    release = open_in_memory(rows)
    for participants, patrols, incidents in (("joint", 1, 2), ("any", 2, 3)):
        found = compute_reporting_lag(release, replace(YEAR, participants=participants))
        assert set(read_values(found, "table", "of")) == {("patrols", patrols), ("incidents", incidents)}


@pytest.mark.slow
def test_a_document_that_cites_a_number_alone_reports_no_patrol():
    cited = {"claims": [claim("patrols", "P1", "number", "1", source_id="early", cited_for="number")]}
    rows = fill_tables(
        patrols=[patrol("2020-03-05", source_ids=["early", "late"]), patrol("2020-03-06", source_ids=["early"])],
        sources=[source("early", date=parse_day("2020-03-10")), source("late", date=parse_day("2020-03-20"))],
    )
    assert read_values(compute_reporting_lag(open_in_memory(rows), YEAR), "lag_days") == [(4,), (5,)]
    assert read_values(compute_reporting_lag(open_in_memory(rows | cited), YEAR), "lag_days") == [(4,), (15,)]
    caveats = count_caveats(open_in_memory(rows | cited), YEAR)
    assert (caveats["patrols_with_one_source"], caveats["patrols_without_source"]) == (2, 0)
    alone = {
        "claims": [*cited["claims"], claim("patrols", "P2", "date", "none", source_id="early", cited_for="absence")]
    }
    caveats = count_caveats(open_in_memory(rows | alone), YEAR)
    assert (caveats["patrols_with_one_source"], caveats["patrols_without_source"]) == (1, 1)


def test_ninety_per_cent_of_twenty_are_known_when_eighteen_are():
    rows = compute_reporting_lag(open_reported_after(*[1] * 17, 4, 9, 30), YEAR).to_pylist()
    assert find_days_until_known(rows) == 4


@pytest.mark.slow
def test_records_that_were_all_loaded_at_once_have_no_lag_by_releases(tmp_path):
    lake = publish_case(tmp_path, patrols=[patrol("2020-03-15"), patrol("2020-03-16")])
    release = open_release(lake, 1)
    assert compute_reporting_lag(release, read_choices(release).make_default()).num_rows == 0


@pytest.mark.slow
def test_records_that_came_with_later_releases_have_a_lag(tmp_path):
    # The day of a release is today. So the later patrols run today, and are known on the same day, unlike the first one.
    today = date.today()
    held = complete_coverage("2020-01-01", today + timedelta(days=1))
    publish_case(tmp_path, patrols=[patrol("2020-03-15")], coverage=held)
    later = [patrol("2020-03-15"), patrol("2020-03-16"), patrol(today + timedelta(days=1))]
    lake = publish_case(tmp_path, patrols=later, coverage=held)
    release = open_release(lake, 2)
    # The patrol of 16 March was added later, but ran before the feed began. The day of tomorrow's patrol is not over.
    assert compute_reporting_lag(release, read_choices(release).make_default()).num_rows == 0
    with release.cursor() as con:
        con.execute("UPDATE releases SET made_on = DATE '2020-03-15' WHERE release = 1")
        con.execute("UPDATE releases SET made_on = DATE '2020-03-20' WHERE release = 2")
    rows = compute_reporting_lag(release, read_choices(release).make_default())
    assert read_values(rows, "basis", "table", "lag_days", "of") == [("releases", "patrols", 4, 1)]


def test_the_lag_zone_is_counted_back_from_the_release_where_documents_show_the_lag():
    # The release is of 1 January 2021, and 90 % are known within 4 days: days after 28 December are still being reported.
    release = open_reported_after(*[1] * 17, 4, 4, 30, first="2020-11-01")
    zone = find_lag_zone(release, YEAR)
    assert (zone.rule, zone.days, zone.records) == ("sources", 4, 20)
    assert (zone.first, zone.last) == (parse_day("2020-12-29"), parse_day("2020-12-31"))


def test_a_case_made_long_after_its_days_has_no_lag_zone():
    release = open_reported_after(*[3] * 20, coverage=complete_coverage("2020-01-01", "2020-06-30"))
    zone = find_lag_zone(release, select_days("2020-01-01", "2020-06-30"))
    assert (zone.rule, zone.days, zone.first, zone.idle_days) == ("sources", 3, None, 185)


@pytest.mark.parametrize(("lag_days", "first"), [(0, None), (10, "2020-12-22")])
def test_too_few_records_leave_the_lag_zone_to_the_coverage(lag_days, first):
    held = [
        coverage("patrols", "joint", "2020-01-01", "2020-12-31", lag_days=lag_days),
        coverage("incidents", "patrol", "2020-01-01", "2020-12-31"),
    ]
    zone = find_lag_zone(open_reported_after(*[1] * 19, coverage=held), YEAR)
    assert (zone.rule, zone.days, zone.first, zone.most) == ("coverage", lag_days, first and parse_day(first), 19)


def test_the_lag_zone_is_only_of_the_chosen_days():
    held = [
        coverage("patrols", "joint", "2020-01-01", "2020-12-31", lag_days=10),
        coverage("incidents", "patrol", "2020-01-01", "2020-12-31"),
    ]
    release = open_in_memory(fill_tables(patrols=[patrol("2020-03-01")], coverage=held))
    zone = find_lag_zone(release, replace(YEAR, to_day=parse_day("2020-12-25")))
    assert (zone.first, zone.last) == (parse_day("2020-12-22"), parse_day("2020-12-25"))
    assert find_lag_zone(release, replace(YEAR, to_day=parse_day("2020-06-30"))).first is None
