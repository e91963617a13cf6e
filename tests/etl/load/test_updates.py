"""A later file of a feed: changed facts, and files that look older than the known records."""

from datetime import date

import pytest

from etl.lake import Lake
from etl.lake import diff as differences
from etl.load.files import older
from etl.load.files.options import Complete, Options
from etl.load.pipeline import load
from etl.load.sql import fill_in
from etl.tables.vocabulary import FATES
from tests.cases import read_rows
from tests.etl.feeds.conftest import format_csv
from tests.etl.load.test_intake import acled, read_records, ucdp


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def load_rows(lake, tmp_path):
    """Load rows as a file of a name that says no release, and return the report."""

    def loaded(*rows, name="events.csv", **options):
        (tmp_path / name).write_text(format_csv(*rows), encoding="utf-8")
        [report] = load(lake, [tmp_path / name], Options(**options)).files
        if not report.refused:
            assert report.rows == sum(getattr(report, fate) for fate in FATES)
        return report

    return loaded


# Changed facts


def place(**changes) -> dict:
    return ucdp("1") | {"adm_1": "North", "where_description": "", "source_headline": "Two dead"} | changes


def test_a_change_of_a_note_or_of_a_province_alone_is_counted_separately(lake, load_rows):
    of_notes = [
        {"where_description": "at the bridge"},
        {"adm_1": "The North"},
        {"adm_1": "The North", "where_description": "at the bridge"},
    ]
    in_fact = [{"adm_1": "The North", "best": "9"}, {"latitude": "36.1"}, {"date_end": "2020-03-06"}]
    changes = {f"{number}": change for number, change in enumerate([*of_notes, *in_fact])}
    load_rows(*(place(id=number) for number in changes), name="ged231.csv")
    report = load_rows(*(place(id=number, **change) for number, change in changes.items()), name="ged241.csv")
    assert (report.changed, report.note_only) == (6, 3)
    difference = differences.compare_releases(lake, 1, 2)
    [counts] = difference.counts.to_pylist()
    assert (counts["table"], counts["changed"], counts["note_only"]) == ("incidents", 3, 3)
    assert difference.describe_changes() == "3 incidents changed, 3 incidents changed: note only"
    ids = dict(read_rows(lake, "SELECT incident_id, feed_id FROM incidents"))
    assert {ids[change.record] for change in difference.rows() if change.kind == "note_only"} == {"0", "1", "2"}


def test_one_change_of_a_note_is_said_in_the_singular(lake, load_rows):
    load_rows(place(), name="ged231.csv")
    load_rows(place(adm_1="The North"), name="ged241.csv")
    assert differences.compare_releases(lake, 1, 2).describe_changes() == "1 incident changed: note only"


def test_each_field_of_a_note_that_changed_is_listed(lake, load_rows):
    load_rows(place(), name="ged231.csv")
    load_rows(place(adm_1="The North"), name="ged241.csv")
    changes = [(change.kind, change.field, change.after) for change in differences.compare_releases(lake, 1, 2).rows()]
    assert ("note_only", "admin1", "The North") in changes


def test_of_many_changes_those_of_notes_are_listed_separately_and_kept_in_the_release(lake, load_rows, tmp_path):
    rows = [ucdp(str(number)) | {"where_description": ""} for number in range(5)]
    load_rows(*rows, name="ged231.csv")
    later = [row | {"where_description": "said since"} for row in rows]
    later[0]["best"] = "9"
    (tmp_path / "ged241.csv").write_text(format_csv(*later), encoding="utf-8")
    lines = load(lake, [tmp_path / "ged241.csv"]).format_lines()
    assert "5 changed (4 of them note only)" in lines[0]
    assert read_records(lake, "changed, note_only", "loads", "release = 2") == [(5, 4)]
    assert (
        differences.compare_releases(lake, 1, 2).describe_changes()
        == "1 incident changed, 4 incidents changed: note only"
    )


def test_a_record_that_comes_back_changed_in_fact(lake, load_rows):
    load_rows(ucdp("1"), ucdp("2"), name="ged231.csv")
    year = Complete("Xyland", date(2020, 1, 1), date(2020, 12, 31))
    load_rows(ucdp("1"), name="ged241.csv", complete=(year,))
    report = load_rows(ucdp("1"), ucdp("2"), name="ged251.csv")
    assert (report.changed, report.note_only) == (1, 0)


# Files that look older


NEWEST = [ucdp("1"), ucdp("2", "2020-06-01"), ucdp("3", "2020-12-31", best="5")]
OLDER = [ucdp("1"), ucdp("2", "2020-06-01", best="1")]


def test_a_file_that_ends_earlier_and_would_change_records_is_refused_until_a_person_says(lake, load_rows):
    load_rows(*NEWEST)
    refused = load_rows(*OLDER).refused
    assert refused.startswith(
        "events.csv: it looks older than what is known of UCDP GED: its last day is 2020-06-01, and 2020-12-31 is"
    )
    assert "It would change 1 of the known records" in refused
    assert lake.list_numbers() == [1]
    assert load_rows(*OLDER, newer=True).changed == 1


def test_a_file_of_a_release_that_is_named_is_taken_at_its_word(load_rows):
    load_rows(*NEWEST)
    assert load_rows(*OLDER, feed_release="26.1").changed == 1


def test_a_file_that_ends_earlier_and_changes_nothing_is_no_trouble(load_rows):
    load_rows(*NEWEST)
    report = load_rows(ucdp("1"), ucdp("9", "2020-02-01"))
    assert (report.refused, report.loaded, report.duplicates) == (None, 1, 1)


def test_a_file_that_would_withdraw_what_came_since_is_refused(load_rows):
    load_rows(*NEWEST)
    year = Complete("Xyland", date(2020, 1, 1), date(2020, 12, 31))
    assert "withdraw 1 of the known records" in load_rows(*NEWEST[:2], complete=(year,)).refused


def test_a_file_of_the_same_last_day_that_holds_nothing_new_and_lacks_some_looks_older(load_rows):
    load_rows(*NEWEST)
    assert (
        "it holds nothing new, and lacks 1 known records of its days"
        in load_rows(NEWEST[0], NEWEST[2] | {"best": "1"}).refused
    )


def test_a_file_that_goes_on_is_the_newer_one(load_rows):
    load_rows(*NEWEST)
    report = load_rows(ucdp("2", "2020-06-01", best="1"), ucdp("4", "2021-01-02"))
    assert (report.refused, report.changed, report.loaded) == (None, 1, 1)


def test_another_country_is_no_measure(load_rows):
    load_rows(*NEWEST, ucdp("7", "2020-01-01", country="Otherland"))
    assert load_rows(ucdp("7", "2020-01-01", country="Otherland", best="8")).refused is None


def test_a_file_of_a_known_release_beside_records_of_none_is_compared_too(load_rows):
    load_rows(*NEWEST)
    assert "looks older" in load_rows(*OLDER, name="ged191.csv").refused
    assert load_rows(*OLDER, name="ged191.csv", newer=True).changed == 1


def test_an_export_of_acled_without_stamps_that_ends_earlier_is_refused(load_rows):
    def export(*events):
        return [{name: cell for name, cell in event.items() if name != "timestamp"} for event in events]

    load_rows(*export(acled("1"), acled("2", event_date="2020-12-31")))
    assert "looks older" in load_rows(*export(acled("1", fatalities="9"))).refused


def test_only_an_export_without_the_newest_stamp_of_its_days_is_compared_with_all_known_records(load_rows, monkeypatch):
    asked = []
    monkeypatch.setattr(older, "fill_in", lambda name, **names: asked.append(name) or fill_in(name, **names))
    in_june = {"event_date": "2020-06-01"}
    load_rows(acled("1", updated=1000), acled("2", updated=3000, **in_june))
    assert load_rows(acled("1", updated=2000, fatalities="9")).changed == 1
    assert asked == []
    assert (
        "looks older"
        in load_rows(acled("1", updated=2500, fatalities="8"), acled("2", updated=2000, **in_june)).refused
    )
    assert asked == ["older"]


def test_stamps_of_acled_say_which_export_is_older(load_rows):
    load_rows(acled("1", 2000), acled("2", 3000))
    year = Complete("Xyland", date(2020, 1, 1), date(2020, 12, 31))
    assert "withdraw 1" in load_rows(acled("1", 2000), complete=(year,)).refused
    assert load_rows(acled("1", 4000), complete=(year,)).withdrawn == 1


def test_a_later_edition_of_a_table_names_the_known_records_that_it_lacks(load_rows):
    rows = [{"id": f"a{day}", "date": f"2020-08-0{day}", "place": "Abad", "type": "ied"} for day in range(1, 6)]
    assert not [said for said in load_rows(*rows).warnings if "lacks" in said]
    [said] = [said for said in load_rows(*rows[:3], *rows[4:]).warnings if "lacks" in said]
    assert said.startswith(
        "Known incidents of its days that it lacks: 1 of 5 (2020-08-04 to 2020-08-04: a4). They stay."
    )
    assert not [said for said in load_rows(rows[0], rows[4] | {"id": "b"}).warnings if "lacks" in said]  # another list


def test_a_table_whose_ids_begin_anew_each_month_is_refused_and_a_single_id_named(load_rows):
    header = {"date": "2020-08-01", "place": "Abad", "type": "ied"}
    august = [header | {"id": f"{day}", "date": f"2020-08-0{day}"} for day in range(1, 5)]
    load_rows(*august)
    september = [row | {"date": row["date"].replace("08", "09"), "place": "Newtown"} for row in august]
    report = load_rows(*september)
    assert "4 of 4 known ids name other incidents here, of another day (1: 2020-08-01 and 2020-09-01" in report.refused
    assert load_rows(*september, newer=True).changed == 4
    [said] = [said for said in load_rows(august[0], *september[1:]).warnings if "known ids" in said]
    assert said.startswith("1 of 4 known ids name other incidents here") and said.endswith(
        "they take the place of the known ones."
    )
    moved = [
        row | {"date": row["date"][:-1] + "9"} for row in september[1:]
    ]  # the same events on another day are corrections
    assert not [said for said in load_rows(*moved).warnings if "known ids" in said]
