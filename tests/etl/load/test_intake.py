"""A load: each record of a file is counted once, matched with known ones, and published with all others or not at all."""

import csv
import io
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import astuple
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analysis.release import open_release
from etl import paths
from etl.curated.build import build
from etl.errors import Note, NoteKind
from etl.formats import rows
from etl.formats.text import quick_csv as quick
from etl.lake import Lake
from etl.load import pipeline as intake
from etl.load import report as reports
from etl.load.files.options import Complete, Options
from etl.tables.vocabulary import FATES
from tests.cases import corridor, publish_case, read_rows
from tests.etl.feeds.conftest import format_csv
from tests.reliability import fuzzing

YEAR = date(2020, 1, 1), date(2020, 12, 31)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def file(tmp_path):
    """Write a file and return its path; a table is given as a list of rows."""

    def write(name, content):
        text = format_csv(*content) if isinstance(content, list) else content
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def acled(event_id="XYZ1", updated=1000, **changes) -> dict:
    return {
        "event_id_cnty": event_id, "event_date": "2020-03-05", "event_type": "Battles", "actor1": "A", "actor2": "B",
        "country": "Xyland", "latitude": "36.0", "longitude": "36.5", "geo_precision": "1", "fatalities": "1",
        "timestamp": str(updated),
    } | changes  # fmt: skip


def ucdp(event_id="1", day="2020-03-05", **changes) -> dict:
    return {
        "id": event_id, "type_of_violence": "1", "date_start": day, "date_end": day, "date_prec": "1", "where_prec": "1",
        "best": "3", "low": "2", "high": "4", "latitude": "36.0", "longitude": "36.5", "country": "Xyland",
        "code_status": "Clear",
    } | changes  # fmt: skip


def own(day="2020-03-05", **changes) -> dict:
    """Make a row of an analyst's table, without an id."""
    return {"date": day, "place": "Abad", "killed": "1", "note": "n"} | changes


def run(lake, *files, **options):
    """Load files; rejects are allowed, since most tests have a row or two."""
    dry_run = options.pop("dry_run", False)
    outcome = intake.load(lake, list(files), Options(**{"allow_rejects": True} | options), dry_run=dry_run)
    for report in outcome.files:
        if not report.refused:
            assert report.rows == sum(getattr(report, fate) for fate in FATES), report
            assert report.rejected == len(report.rejects), report
    return outcome


def count_fates(outcome, number=0) -> dict:
    """Return the counts of a file that are not 0."""
    report = outcome.files[number]
    assert report.refused is None
    return {name: getattr(report, name) for name in (*FATES, "withdrawn") if getattr(report, name)}


def read_records(lake, columns, table="incidents", where="true") -> list[tuple]:
    """Read columns of the records in the newest release."""
    query = f"SELECT {columns} FROM {table} WHERE {where} ORDER BY ALL"
    if table.startswith("ever."):  # withdrawn ones too
        return [tuple(row.values()) for row in open_release(lake, lake.list_numbers()[-1]).query(query).to_pylist()]
    return read_rows(lake, query)


def read_refusal(outcome) -> str:
    """Return the refusal of the only refused file."""
    [report] = [report for report in outcome.files if report.refused]
    assert outcome.release is None
    assert_is_a_sentence(report)
    return report.refused


def assert_is_a_sentence(report):
    """Assert that a sentence names the file, has a full stop, and is on one line."""
    assert report.refused.startswith(report.file)
    assert report.refused.endswith(".")
    assert "\n" not in report.refused


# The same records again


def test_the_same_file_again_publishes_nothing(lake, file):
    path = file("a.csv", [acled("XYZ1"), acled("XYZ2")])
    assert run(lake, path).release.name == "R1"
    before = sorted(lake.root.rglob("*"))
    again = run(lake, path)
    assert (again.release, count_fates(again), again.files[0].events) == (None, {"duplicates": 2}, 2)
    assert sorted(lake.root.rglob("*")) == before


def test_the_same_records_in_other_bytes_publish_nothing(lake, file):
    run(lake, file("a.csv", [acled("XYZ1"), acled("XYZ2")]))
    again = run(lake, file("b.csv", [acled("XYZ2"), acled("XYZ1")]))
    assert (again.release, count_fates(again)) == (None, {"duplicates": 2})


def test_eleven_identical_rows_without_ids_are_one_event(lake, file):
    first = run(lake, file("a.csv", [own()] * 11))
    assert (count_fates(first), first.files[0].events) == ({"loaded": 1, "duplicates": 10}, 1)
    again = run(lake, file("b.csv", [own()] * 12))
    assert (again.release, count_fates(again)) == (None, {"duplicates": 12})


def test_eleven_identical_rows_may_be_said_to_be_eleven_events_and_are_later_eleven_duplicates(lake, file):
    first = run(lake, file("a.csv", [own()] * 11), as_events=True)
    assert (count_fates(first), first.files[0].events) == ({"loaded": 11}, 11)
    assert len(set(read_records(lake, "incident_id"))) == 11
    again = run(lake, file("b.csv", format_csv(*[own()] * 11) + "\n"), as_events=True)
    assert (again.release, count_fates(again)) == (None, {"duplicates": 11, "blank": 1})


def test_a_twelfth_identical_row_is_one_event_more(lake, file):
    run(lake, file("a.csv", [own()] * 11), as_events=True)
    assert count_fates(run(lake, file("b.csv", [own()] * 12), as_events=True)) == {"loaded": 1, "duplicates": 11}
    assert count_fates(run(lake, file("c.csv", [own()] * 3), as_events=True)) == {"duplicates": 3}
    assert len(read_records(lake, "incident_id")) == 12


def test_a_second_row_of_an_id_is_a_duplicate_and_the_one_updated_last_is_kept(lake, file):
    path = file("a.csv", [acled(updated=2000, fatalities="5"), acled(updated=3000, fatalities="7"), acled()])
    assert count_fates(run(lake, path)) == {"loaded": 1, "duplicates": 2}
    assert read_records(lake, "killed_best") == [(7,)]


SHUFFLED = [
    *[own(f"2020-{month:02}-{day:02}", killed=str(day)) for month in (3, 9) for day in (1, 14, 20)],
    own("2021-05-06", note='two\nlines, "quoted"'),
    *[own("2019-01-02")] * 3,
]


@pytest.fixture(scope="module")
def in_one(tmp_path_factory):
    """Return the content hash after loading the rows as one file, in their order."""
    folder = tmp_path_factory.mktemp("in-one")
    (folder / "a.csv").write_text(format_csv(*SHUFFLED), encoding="utf-8")
    return run(Lake(folder / "lake"), folder / "a.csv").release.content_hash


def test_shuffled_rows_give_the_same_content(lake, file, in_one):
    mixed = random.Random(1).sample(SHUFFLED, len(SHUFFLED))
    assert mixed != SHUFFLED
    assert run(lake, file("a.csv", mixed)).release.content_hash == in_one


def test_a_file_split_in_three_gives_the_same_content_in_one_release(lake, file, in_one):
    # The three identical rows fall into three files.
    parts = [SHUFFLED[number::3] for number in range(3)]
    assert all(own("2019-01-02") in part for part in parts)
    outcome = run(lake, *[file(f"{number}.csv", part) for number, part in enumerate(parts)])
    assert outcome.release.name == "R1"
    assert outcome.release.content_hash == in_one


def list_warnings_without_ids(outcome) -> list[str]:
    return [warning for report in outcome.files for warning in report.warnings if "without an id" in warning]


def test_four_rows_that_are_said_to_be_events_are_four_in_whichever_files_of_a_load_they_are(tmp_path, file):
    whole = run(Lake(tmp_path / "whole"), file("whole.csv", [own()] * 4), as_events=True)
    parts = [file("one.csv", [own()] * 3), file("other.csv", [own()])]
    together = run(Lake(tmp_path / "together"), *parts, as_events=True)
    assert [count_fates(together, number) for number in (0, 1)] == [{"loaded": 3}, {"loaded": 1}]
    assert together.release.content_hash == whole.release.content_hash
    assert [said.split()[0] for said in list_warnings_without_ids(whole)] == ["4"]
    assert [said.split()[0] for said in list_warnings_without_ids(together)] == ["3", "1"]


def test_over_several_loads_the_larger_count_of_equal_rows_is_kept(lake, file):
    parts = [file("one.csv", [own()] * 3), file("other.csv", [own()])]
    run(lake, parts[0], as_events=True)
    again = run(lake, parts[1], as_events=True)
    assert (again.release, count_fates(again)) == (None, {"duplicates": 1})
    (said,) = list_warnings_without_ids(again)
    assert said.startswith("1 row without an id and equal to a known record: counted as duplicates")
    together = run(lake, *parts, as_events=True)  # which say what the whole says, whatever was loaded before
    assert [count_fates(together, number) for number in (0, 1)] == [{"duplicates": 3}, {"loaded": 1}]
    assert len(read_records(lake, "incident_id")) == 4


def test_rows_that_differ_give_the_same_content_in_one_load_and_in_several(lake, file, in_one):
    # The identical rows stay together.
    parts = [SHUFFLED[:3], SHUFFLED[3:5], SHUFFLED[5:]]
    for number, part in enumerate(parts):
        run(lake, file(f"{number}.csv", part))
    assert lake.find_newest().content_hash == in_one


@pytest.mark.parametrize(
    ("zone", "locale", "seed"), [("Pacific/Kiritimati", "C", "1"), ("America/Los_Angeles", "tr_TR.UTF-8", "77")]
)
def test_clock_language_and_hash_seed_say_nothing(lake, file, in_one, zone, locale, seed):
    path = file("a.csv", SHUFFLED)
    environment = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "patrolwatch", "load", str(path), "--lake", str(lake.root)]
    subprocess.run(command, check=True, capture_output=True, cwd=paths.CHECKOUT, env=environment)
    assert lake.find_newest().content_hash == in_one


def test_the_quick_and_the_careful_reader_publish_the_same_content(tmp_path, file, monkeypatch):
    path = file("a.csv", [acled(f"XYZ{n}", event_date=f"2020-03-{n:02}", actor1="A\nB" if n % 3 else "A, B") for n in
                          range(1, 29)] + [acled("XYZ99", event_date="never")])  # fmt: skip
    careful = run(Lake(tmp_path / "careful"), path)
    taken = []

    def note_reading(*arguments):
        taken.append(quick.read_quickly(*arguments))
        return taken[-1]

    monkeypatch.setattr(quick, "AT_LEAST_BYTES", 0)
    monkeypatch.setattr(rows, "read_quickly", note_reading)
    fast = run(Lake(tmp_path / "fast"), path)
    assert [found is not None for found in taken] == [True]
    assert fast.release.content_hash == careful.release.content_hash
    assert fast.files == careful.files


# Feeds


def test_a_newer_timestamp_replaces_and_an_older_one_is_left_out(lake, file):
    run(lake, file("a.csv", [acled("XYZ1", 1000), acled("XYZ2", 1000)]))
    newer = run(lake, file("b.csv", [acled("XYZ1", 2000, fatalities="5"), acled("XYZ2", 500, fatalities="9")]))
    assert count_fates(newer) == {"changed": 1, "left_out": 1}
    assert read_records(lake, "feed_id, killed_best, first_release") == [("XYZ1", 5, 1), ("XYZ2", 1, 1)]
    assert run(lake, file("c.csv", [acled("XYZ1", 1500, fatalities="6")])).release is None


def test_a_list_of_deletions_withdraws(lake, file):
    run(lake, file("a.csv", [acled("XYZ1"), acled("XYZ2")]))
    deleted = file("deleted.csv", "event_id_cnty,deleted_timestamp\nXYZ1,5000\nXYZ1,5000\nXYZ7,5000\n")
    outcome = run(lake, deleted)
    assert count_fates(outcome) == {"changed": 1, "duplicates": 1, "left_out": 1, "withdrawn": 1}
    assert any("never loaded" in warning for warning in outcome.files[0].warnings)
    assert read_records(lake, "feed_id") == [("XYZ2",)]
    assert read_records(lake, "feed_id, withdrawn_release", "ever.incidents") == [("XYZ1", 2), ("XYZ2", None)]
    again = run(lake, file("again.csv", "event_id_cnty,deleted_timestamp\nXYZ1,5000\n"))
    assert (again.release, count_fates(again)) == (None, {"duplicates": 1})


def test_an_export_of_before_the_deletion_does_not_bring_an_event_back(lake, file):
    events = file("a.csv", [acled("XYZ1", updated=1000), acled("XYZ2")])
    run(lake, events)
    run(lake, file("deleted.csv", [{"event_id_cnty": "XYZ1", "deleted_timestamp": "2000"}]))
    assert count_fates(run(lake, events)) == {"left_out": 1, "duplicates": 1}
    assert count_fates(run(lake, file("b.csv", [acled("XYZ1", updated=3000)]))) == {"changed": 1}
    assert read_records(lake, "feed_id") == [("XYZ1",), ("XYZ2",)]


def test_two_lists_of_deletions_are_counted_separately(lake, file):
    run(lake, file("a.csv", [acled(f"XYZ{number}") for number in range(1, 5)]))
    lists = [file(f"{name}.csv", f"event_id_cnty,deleted_timestamp\n{rows}") for name, rows in
             (("one", "XYZ1,5000\nXYZ2,5000\n"), ("two", "XYZ2,5000\nXYZ3,5000\nXYZ9,5000\n"))]  # fmt: skip
    outcome = run(lake, *lists)
    assert count_fates(outcome, 1) == {"changed": 1, "duplicates": 1, "left_out": 1}
    assert count_fates(outcome, 0) == {"changed": 2, "withdrawn": 3}
    assert read_records(lake, "feed_id") == [("XYZ4",)]


def test_a_list_of_deletions_beside_events_is_refused(lake, file):
    events = file("a.csv", [acled("XYZ1")])
    outcome = run(lake, events, file("deleted.csv", "event_id_cnty,deleted_timestamp\nXYZ1,5000\n"))
    assert "Load it by itself" in read_refusal(outcome)


def test_one_row_an_actor_is_one_event_with_all_its_actors(lake, file):
    one = {name: cell for name, cell in acled().items() if name != "actor2"}
    outcome = run(lake, file("a.csv", [one | {"actor1": actor} for actor in ("C", "A", "B")]))
    assert (count_fates(outcome), outcome.files[0].events) == ({"loaded": 1, "duplicates": 2}, 1)
    assert read_records(lake, "actor1, actor2") == [("A", "B; C")]


def test_the_other_side_is_kept_where_a_file_of_one_row_an_actor_is_loaded_along(lake, file):
    one = {name: cell for name, cell in acled("XYZ1").items() if name != "actor2"}
    run(lake, file("a.csv", [one]), file("b.csv", [acled("XYZ2")]))
    assert read_records(lake, "feed_id, actor1, actor2") == [("XYZ1", "A", None), ("XYZ2", "A", "B")]


def test_a_page_of_the_interface_is_named_as_probably_cut_off(lake, file):
    header, line = format_csv(acled("#")).splitlines()
    paths = [
        file(f"{rows}.csv", "\n".join([header, *(line.replace("#", f"XYZ{number}") for number in range(rows))]))
        for rows in (500, 4999, 5000, 4000)
    ]
    reports = run(lake, *paths, dry_run=True).files
    named = [report.file for report in reports if any("cut off" in warning for warning in report.warnings)]
    assert named == ["500.csv", "4999.csv", "5000.csv"]


def test_ucdp_withdraws_nothing_unless_days_are_stated_as_complete(lake, file):
    run(lake, file("ged231.csv", [ucdp("1"), ucdp("2")]))
    assert count_fates(run(lake, file("ged241.csv", [ucdp("1", best="4")]))) == {"changed": 1}
    assert read_records(lake, "feed_id, killed_best") == [("1", 4), ("2", 3)]


KEPT_AND_GONE = [
    ucdp("kept"),
    ucdp("gone", "2020-06-30"),
    ucdp("abroad", "2020-06-30", country="Otherland"),
    ucdp("before", "2019-12-31"),
    ucdp("after", "2020-07-01"),
]


def test_what_is_complete_withdraws_what_it_names_and_the_files_lack(lake, file):
    run(lake, file("ged231.csv", KEPT_AND_GONE))
    # Named twice, it is withdrawn once.
    half = Complete("xyland", date(2020, 1, 1), date(2020, 6, 30))
    outcome = run(lake, file("ged241.csv", [ucdp("kept")]), complete=(half, half))
    assert count_fates(outcome) == {"duplicates": 1, "withdrawn": 1}
    assert read_records(lake, "feed_id") == [("abroad",), ("after",), ("before",), ("kept",)]
    assert read_records(lake, "feed_id, withdrawn_release", "ever.incidents", "withdrawn_release IS NOT NULL") == [
        ("gone", 2)
    ]


def test_the_coded_day_decides_whether_an_incident_lies_in_complete_days(lake, file):
    coded = {"in_2021": "2021-12-31", "in_2022": "2022-01-01"}
    week, month = ([acled(f"{name}_{precision}", event_date=day, time_precision=precision) for name, day in coded.items()]
                   for precision in "23")  # fmt: skip
    run(lake, file("a.csv", [*week, *month]))
    other = [acled("other", event_date="2021-05-05"), acled("newest", event_date="2022-05-05")]
    outcome = run(lake, file("b.csv", other), complete=(Complete("Xyland", date(2021, 1, 1), date(2021, 12, 31)),))
    assert count_fates(outcome) == {"loaded": 2, "withdrawn": 2}
    assert read_records(lake, "feed_id") == [("in_2022_2",), ("in_2022_3",), ("newest",), ("other",)]


def test_all_countries_can_be_named_as_complete(lake, file):
    run(lake, file("ged231.csv", KEPT_AND_GONE))
    run(lake, file("ged241.csv", [ucdp("kept")]), complete=(Complete("all", *YEAR),))
    assert read_records(lake, "feed_id") == [("before",), ("kept",)]


def test_a_country_that_no_record_has_is_said_to_withdraw_nothing(lake, file):
    run(lake, file("ged231.csv", [ucdp("1")]))
    outcome = run(lake, file("ged241.csv", [ucdp("2")]), complete=(Complete("Xiland", *YEAR),))
    assert count_fates(outcome) == {"loaded": 1}
    assert any("--complete Xiland: no record is of this country" in warning for warning in outcome.files[0].warnings)


def test_a_file_that_was_loaded_before_is_complete_together_with_a_new_one(lake, file):
    one, other = file("ged241.csv", [ucdp("kept")]), file("ged-241.csv", [ucdp("new", "2020-07-01")])
    complete = (Complete("Xyland", *YEAR),)
    run(lake, one, complete=complete)
    outcome = run(lake, one, other, complete=complete)
    assert [count_fates(outcome, number) for number in (0, 1)] == [{"duplicates": 1}, {"loaded": 1}]
    assert read_records(lake, "feed_id") == [("kept",), ("new",)]


def test_files_of_one_load_are_complete_together_and_their_withdrawals_add_up(lake, file):
    run(lake, file("ged231.csv", KEPT_AND_GONE))
    one, other = file("ged241.csv", [ucdp("kept")]), file("ged-241.csv", [ucdp("after", "2020-07-01")])
    outcome = run(lake, one, other, complete=(Complete("Xyland", *YEAR),))
    assert sum(report.withdrawn for report in outcome.files) == 1
    assert read_records(lake, "feed_id") == [("abroad",), ("after",), ("before",), ("kept",)]


def test_completeness_withdraws_nothing_of_another_feed(lake, file):
    run(lake, file("a.csv", [acled("XYZ1")]))
    run(lake, file("ged241.csv", [ucdp("1")]), complete=(Complete("all", *YEAR),))
    assert read_records(lake, "feed") == [("acled",), ("ucdp_ged",)]


def test_an_event_that_was_withdrawn_returns_with_a_later_release(lake, file):
    run(lake, file("ged231.csv", [ucdp("1"), ucdp("2")]))
    run(lake, file("ged241.csv", [ucdp("1")]), complete=(Complete("all", *YEAR),))
    assert count_fates(run(lake, file("ged251.csv", [ucdp("1"), ucdp("2")]))) == {"changed": 1, "duplicates": 1}
    assert read_records(lake, "feed_id, first_release") == [("1", 1), ("2", 1)]


def test_an_older_release_loaded_later_changes_and_withdraws_nothing(lake, file):
    run(lake, file("ged241.csv", [ucdp("1"), ucdp("2")]))
    older = file("ged231.csv", [ucdp("1", best="4")])
    outcome = run(lake, older, complete=(Complete("all", *YEAR),))
    assert (outcome.release, count_fates(outcome)) == (None, {"left_out": 1})


def test_a_newer_release_that_changes_nothing_is_noted_so_that_an_older_one_changes_nothing(lake, file):
    run(lake, file("ged221.csv", [ucdp("1")]))
    newer = file("ged241.csv", [ucdp("1")])
    outcome = run(lake, newer)
    assert (outcome.release.name, count_fates(outcome)) == ("R2", {"duplicates": 1})
    first, second = (lake.read_manifest(number) for number in (1, 2))
    assert first.content_hash == second.content_hash
    assert {name for name in first.tables if first.tables[name] != second.tables[name]} == {"loads"}
    older = run(lake, file("ged231.csv", [ucdp("1", best="9")]))
    assert (older.release, count_fates(older)) == (None, {"left_out": 1})
    assert run(lake, newer).release is None
    assert run(lake, file("again-ged241.csv", format_csv(ucdp("1")) + "\n")).release is None


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("ged241.csv", "ged239.csv"),
        ("candidate_24.0.10.csv", "candidate_24.0.9.csv"),
        ("ged201.csv", "ged_652_2016_2016.csv"),  # the release of Syria alone, which later ones hold
    ],
)
def test_releases_are_in_the_order_of_their_numbers(lake, file, newer, older):
    first = run(lake, file(older, [ucdp("1", best="3")]))
    assert first.files[0].feed_release
    assert count_fates(run(lake, file(newer, [ucdp("1", best="4")]))) == {"changed": 1}
    assert count_fates(run(lake, file("other-" + older, [ucdp("1", best="3")]))) == {"left_out": 1}


def test_without_a_release_number_a_warning_says_that_any_release_is_replaced(lake, file):
    run(lake, file("ged241.csv", [ucdp("1")]))
    unnumbered = file("events.csv", [ucdp("1", best="4")])
    outcome = run(lake, unnumbered)
    assert count_fates(outcome) == {"changed": 1}
    assert any(note.options == ("feed-release",) for note in outcome.files[0].notes)
    numbered = run(lake, unnumbered, feed_release="25.1")
    assert not any(note.options for note in numbered.files[0].notes)
    assert numbered.files[0].feed_release == "25.1"


def test_a_file_that_is_forced_upon_the_wrong_release_of_ucdp_is_refused_with_the_right_one(lake, file):
    path = file("candidate_24.0.1.csv", [ucdp("1")])
    assert "--feed ucdp_candidate" in read_refusal(run(lake, path, feed="ucdp_ged"))
    assert run(lake, path, feed="ucdp_candidate", dry_run=True).files[0].loaded == 1


def test_nothing_is_merged_across_feeds(lake, file):
    same = {"latitude": "36.0", "longitude": "36.5", "country": "Xyland"}
    outcome = run(lake, file("a.csv", [acled("1", **same)]), file("ged241.csv", [ucdp("1", **same)]))
    assert [count_fates(outcome, number) for number in (0, 1)] == [{"loaded": 1}, {"loaded": 1}]
    assert read_records(lake, "incident_id, killed_best") == [("acled:1", 1), ("ucdp_ged:1", 3)]


# Days


@pytest.mark.parametrize(
    ("telling", "order", "expected"), [("25/03/2020", "dmy", date(2020, 2, 1)), ("03/25/2020", "mdy", date(2020, 1, 2))]
)
def test_one_row_decides_the_order_of_day_and_month_for_a_whole_column(lake, file, telling, order, expected):
    outcome = run(lake, file("a.csv", [own("01/02/2020")] * 30 + [own(telling)]))
    assert outcome.files[0].date_order == order
    assert set(read_records(lake, "date")) == {(expected,), (date(2020, 3, 25),)}


def test_a_row_far_down_in_a_large_file_decides_too(lake, file, monkeypatch):
    monkeypatch.setattr(quick, "AT_LEAST_BYTES", 0)
    rows = [own("03/04/2020", note=str(number)) for number in range(20_001)] + [own("13/04/2020")]
    outcome = run(lake, file("a.csv", rows))
    assert (outcome.files[0].date_order, count_fates(outcome)) == ("dmy", {"loaded": 20_002})


def test_where_no_row_decides_the_load_asks(lake, file):
    path = file("a.csv", [own("01/02/2020"), own("03/04/2020")])
    assert "--date-order" in read_refusal(run(lake, path))
    assert run(lake, path, date_order="mdy").files[0].date_order == "mdy"
    assert read_records(lake, "date") == [(date(2020, 1, 2),), (date(2020, 3, 4),)]


def test_where_rows_contradict_each_other_the_load_asks_and_then_rejects_the_others(lake, file):
    path = file("a.csv", [own("25/03/2020"), own("03/26/2020"), own("01/02/2020")])
    assert "--date-order" in read_refusal(run(lake, path))
    outcome = run(lake, path, date_order="dmy")
    assert count_fates(outcome) == {"loaded": 2, "rejected": 1}
    assert [(reject.record, reject.column, reject.text) for reject in outcome.files[0].rejects] == [
        (2, "date", "03/26/2020")
    ]


# Cells


def test_zero_and_unknown_stay_distinct(lake, file):
    cells = ["0", "", "unknown", "several", "none", "3-5", "at least 2"]
    outcome = run(lake, file("a.csv", [own(place=str(place), killed=cell) for place, cell in enumerate(cells)]))
    assert [row[1:] for row in read_records(lake, "place, killed_low, killed_best, killed_high")] == [
        (None, 0, None), (None, None, None), (None, None, None), (None, None, None), (None, 0, None), (3, None, 5),
        (2, None, None),
    ]  # fmt: skip
    assert outcome.files[0].killed_best == 0


def test_a_sum_of_nothing_known_is_unknown(lake, file):
    assert run(lake, file("a.csv", [own(killed="")]), dry_run=True).files[0].killed_best is None


def test_a_point_in_degrees_zero_is_no_point(lake, file):
    run(lake, file("a.csv", [acled("1", latitude="0", longitude="0"), acled("2", latitude="0", longitude="9")]))
    assert read_records(lake, "feed_id, lat, lon, geo_precision") == [
        ("1", None, None, "unknown"),
        ("2", 0, 9, "exact"),
    ]


def test_rejects_say_where_and_why(lake, file):
    path = file("a.csv", 'date,place,killed\n2020-01-01,"two\nlines",1\n\n,B,1\n2020-01-03,C,-1\n2020-01-04,D,1,9\n')
    outcome = run(lake, path)
    assert count_fates(outcome) == {"loaded": 2, "rejected": 2, "blank": 1}
    assert [astuple(reject) for reject in outcome.files[0].rejects] == [
        (2, 5, "date", "no date", None, None),
        (4, 7, None, "4 cells where the header has 3", "2020-01-04,D,1,9", None),
    ]
    assert read_records(lake, "record, line, reason", "rejects")[0] == (2, 5, "no date")


def test_a_loaded_file_is_noted_with_its_counts(lake, file):
    report = run(
        lake,
        file("a.csv", [acled("XYZ1"), acled("XYZ2", event_date="never")]),
    ).files[0]
    [noted] = open_release(lake, 1).query("SELECT * FROM loads").to_pylist()
    for name in (*FATES, "rows", "file", "feed", "sha256", "events", "first_date", "last_date", "killed_best"):
        assert noted[name] == getattr(report, name), name


def test_a_windows_text_is_read_with_a_warning(lake, file):
    outcome = run(lake, file("a.csv", format_csv(own(place="Élan")).encode("windows-1252")))
    assert outcome.files[0].encoding == "windows-1252"
    assert any("Windows-1252" in warning for warning in outcome.files[0].warnings)
    assert read_records(lake, "place") == [("Élan",)]


# Corridors

KM = 1 / 111.2  # degrees of latitude


def at(km_north: float, **changes) -> dict:
    return acled(f"N{km_north}", latitude=f"{36 + km_north * KM:.6f}", **changes)


def test_points_within_six_kilometres_belong_to_the_corridor(tmp_path, file):
    lake = publish_case(tmp_path)
    run(lake, file("a.csv", [at(0), at(5.9), at(6.1), at(-5.9), acled("east", longitude="37.01")]))
    found = read_records(lake, "feed_id, corridor, round(offset_km)", where="feed = 'acled'")
    assert found == [
        ("N-5.9", "road", 6), ("N0", "road", 0), ("N5.9", "road", 6), ("N6.1", None, None), ("east", None, None),
    ]  # fmt: skip
    assert [round(km) for (km,) in read_records(lake, "km", where="feed_id = 'N0'")] == [50]


@pytest.mark.parametrize("precision", ["2", "3", ""])
def test_places_known_more_coarsely_belong_to_no_corridor(tmp_path, file, precision):
    lake = publish_case(tmp_path)
    run(lake, file("a.csv", [at(0, geo_precision=precision)]))
    assert read_records(lake, "corridor, km, lat", where="feed = 'acled'") == [(None, None, 36.0)]


def test_the_width_of_the_corridor_can_be_chosen(tmp_path, file):
    lake = publish_case(tmp_path)
    run(lake, file("a.csv", [at(3), at(9)]), within_km=10)
    run(lake, file("a.csv", [at(3), at(9)]), within_km=2)
    assert read_records(lake, "feed_id, corridor", where="feed = 'acled'") == [("N3", None), ("N9", None)]
    before = open_release(lake, 2).query("SELECT corridor FROM incidents").to_pylist()
    assert before == [{"corridor": "road"}] * 2


def test_records_of_no_corridor_for_want_of_an_exact_place_are_counted(lake, file):
    outcome = run(
        lake, file("a.csv", [acled("XYZ1", geo_precision="2"), acled("XYZ2", geo_precision="3"), acled("XYZ3")])
    )
    sentence = "2 incidents on no corridor, because the place is not known exactly."
    assert Note(sentence, NoteKind.NO_CORRIDOR) in outcome.files[0].notes


def test_what_lies_on_no_corridor_can_be_left_out_and_is_counted_by_file(tmp_path, file):
    lake = publish_case(tmp_path)
    outcome = run(lake, file("a.csv", [at(0), at(20)]), file("b.csv", [at(1), at(30), at(31)]), corridor_only=True)
    assert [count_fates(outcome, number) for number in (0, 1)] == [
        {"loaded": 1, "left_out": 1},
        {"loaded": 1, "left_out": 2},
    ]
    left_out = [[warning for warning in report.warnings if "left out" in warning] for report in outcome.files]
    assert left_out == [["1 left out: it lies on no corridor."], ["2 left out: it lies on no corridor."]]
    assert len(read_records(lake, "feed_id", where="feed = 'acled'")) == 2


def test_a_table_of_patrols_incidents_and_suspensions_is_read_into_three(tmp_path, file):
    lake = publish_case(tmp_path, corridors=[corridor("road"), corridor("track", own_count="b")])
    table = "record,date,date_end,corridor,number,participants,target,announced_by\n" \
            "patrol,2020-03-15,,road,7,a;b,,\nattack,2020-03-15,,road,7,,patrol,\nsuspension,2020-04-01,2020-05-01,road,,,,a\n" \
            "patrol,2020-03-16,,nowhere,8,a,,\n"  # fmt: skip
    outcome = run(lake, file("a.csv", table))
    assert count_fates(outcome) == {"loaded": 3, "rejected": 1}
    assert outcome.files[0].rejects[0].record == 4
    [(patrol_id,)] = read_records(lake, "patrol_id", "patrols", "feed = 'analyst'")
    assert read_records(lake, "patrol_id, kind, target") == [(patrol_id, "attack", "patrol")]
    assert read_records(lake, 'start, "end"', "suspensions") == [(date(2020, 4, 1), date(2020, 5, 1))]
    again = run(lake, file("b.csv", table + "\n"))
    assert (again.release, count_fates(again)) == (None, {"duplicates": 3, "rejected": 1, "blank": 1})


# Refusals

NOT_LOADED = {
    "no table": "lorem ipsum\ndolor sit\n",
    "no columns that are known": "a,b,c\n1,2,3\n",
    "nothing": "",
    "blank lines": "\n\n\n",
    "a quote that is never closed": 'date,place,killed\n2020-01-01,"A,1\n',
    "sums by month": "location_code,admin1_name,event_type,events,fatalities,reference_period_start\nX,N,b,1,,2020-03-01\n",
    "bytes": bytes(range(256)) * 4,
}


def test_a_patrol_that_is_rejected_does_not_reject_the_incident_of_the_same_id(tmp_path, file):
    lake = publish_case(tmp_path, corridors=[corridor("road")])
    outcome = run(lake, file("a.csv", [
        {"id": "1", "record": "patrol", "date": "2020-03-05", "corridor": "nowhere", "participants": "a;b", "killed": ""},
        {"id": "1", "record": "incident", "date": "2020-03-05", "corridor": "road", "participants": "", "killed": "2"},
    ]))  # fmt: skip
    assert count_fates(outcome) == {"loaded": 1, "rejected": 1}
    assert read_records(lake, "killed_best", where="feed = 'analyst'") == [(2,)]


def test_what_cannot_be_loaded_is_refused_with_a_sentence(lake, file):
    outcome = run(lake, *(file(f"{name}.csv", content) for name, content in NOT_LOADED.items()))
    assert outcome.release is None
    assert [report.file for report in outcome.files if not report.refused] == []
    for report in outcome.files:
        assert_is_a_sentence(report)
    assert not lake.root.exists()


def test_a_refusal_quotes_a_file_in_signs_that_can_be_printed(lake, file):
    path = file("signs.csv", "one\x1b[31m,\u202etwo,\u3100,three\n1,2,3,4\n")
    sentence = read_refusal(intake.load(lake, [path]))
    assert sentence.startswith(
        "signs.csv: no feed recognises its columns (it begins with one\ufffd[31m, \ufffdtwo, \ufffd, three)"
    )


def test_a_file_that_is_not_there_is_refused(lake, tmp_path):
    read_refusal(run(lake, tmp_path / "missing.csv"))


def test_one_refused_file_of_three_publishes_nothing(lake, file):
    paths = [file("a.csv", [acled("1")]), file("b.csv", "x,y\n1,2\n"), file("c.csv", [ucdp("1")])]
    outcome = run(lake, *paths)
    assert read_refusal(outcome).startswith("b.csv")
    assert [report.refused is None for report in outcome.files] == [True, False, True]
    assert outcome.format_lines()[-1] == "Nothing was published, because 1 of 3 files was refused."
    assert not lake.root.exists()


def test_several_files_become_one_release(lake, file):
    outcome = run(lake, file("a.csv", [acled("1")]), file("ged241.csv", [ucdp("1")]), file("c.csv", [own()]))
    assert (outcome.release.name, lake.list_numbers()) == ("R1", [1])
    assert [report.feed for report in outcome.files] == ["acled", "ucdp_ged", "analyst"]
    assert read_records(lake, "count(*)", "loads") == [(3,)]


def test_a_dry_run_counts_as_a_load_would_and_publishes_nothing(lake, file):
    path = file("a.csv", [acled("1"), acled("2")])
    assert count_fates(run(lake, path, dry_run=True)) == {"loaded": 2}
    assert not lake.root.exists()


# Words


def test_one_is_not_many(lake, file):
    said = run(lake, file("a.csv", [own()])).format_lines()[0]
    assert "1 row = 1 loaded. 1 event, " in said
    said = run(lake, file("b.csv", [own(), own("2020-03-06")])).format_lines()[0]
    assert "2 rows = 1 loaded, 1 duplicate. 2 events, " in said


def test_of_many_rejects_some_are_listed_and_the_others_counted(lake, file):
    lines = run(lake, file("a.csv", [own(""), *[own("never")] * 12])).format_lines()
    assert "  rejected: record 1, line 2, column date: no date" in lines
    assert "  rejected: record 2, line 3, column date: not a date (“never”)" in lines
    assert sum("rejected: " in line for line in lines) == reports.REJECTS_SHOWN
    assert any(f"{13 - reports.REJECTS_SHOWN} more" in line for line in lines)


# Any bytes


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Build a lake with the embedded case, since patrols need its corridor."""
    lake = Lake(tmp_path_factory.mktemp("case") / "lake")
    build(lake, paths.M4_CASE)
    return lake


# Twenty at a time: most of the time of a small load goes by before the first file is read. `bench.reliability` has 10,000.
@pytest.mark.parametrize("first", range(1_000_000, 1_000_040, fuzzing.BATCH))
def test_any_file_of_any_feed_is_refused_with_a_sentence_or_its_counts_add_up(case, tmp_path, first):
    with fuzzing.parse_mostly_here():
        found = fuzzing.try_files(case, tmp_path, list(range(first, first + fuzzing.BATCH)))
    assert [each for each in found if each.trouble] == []
    assert any(not each.refused for each in found)


# Known answers

DIALECTS = st.sampled_from([(d, e, n) for d in ",;\t|" for e in ("utf-8", "utf-8-sig", "utf-16", "cp1252") for n in
                            ("\n", "\r\n", "\r")])  # fmt: skip
LETTERS = "abcXYZ é ü ß ,;|'\"\n-()"
TEXTS = st.text(LETTERS, min_size=1, max_size=25).map(lambda text: " ".join(text.strip().split(" "))).filter(
    lambda text: text == text.strip() and text.strip("-") not in ("", ".")
)  # fmt: skip
DAYS = st.integers(0, 3000).map(lambda days: date(2015, 1, 1) + timedelta(days))
PEOPLE = {
    "": (None, None, None), "unknown": (None, None, None), "0": (None, 0, None), "7": (None, 7, None),
    "1,204": (None, 1204, None), "3-5": (3, None, 5), "at least 2": (2, None, None), "up to 9": (None, None, 9),
    "none": (None, 0, None),
}  # fmt: skip
DATES = {
    "iso": "%Y-%m-%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "dots": "%d.%m.%Y", "words": "%d %B %Y", "short": "%d-%b-%Y",
    "american": "%B %d, %Y", "time": "%Y-%m-%d 00:00:00", "plain": "%Y%m%d",
}  # fmt: skip
HEADERS = [
    ("date", "place", "lat", "lon", "killed", "wounded", "note"),
    ("Incident Date", "Location", "Latitude", "Longitude", "Fatalities", "Injured", "Remarks"),
    ("التاريخ", "المكان", "خط العرض", "خط الطول", "عدد القتلى", "الجرحى", "ملاحظات"),
]
TRUTHS = st.lists(
    st.tuples(
        DAYS, TEXTS, st.none() | st.tuples(st.integers(1, 8999), st.integers(1, 17999)), st.sampled_from(list(PEOPLE)),
        st.sampled_from(list(PEOPLE)), st.none() | TEXTS,
    ), min_size=3, max_size=12,
)  # fmt: skip


@st.composite
def analysts_file(draw) -> tuple[bytes, list[tuple]]:
    """Draw a table as an analyst may keep it, and its records."""
    truth = draw(TRUTHS)
    delimiter, encoding, newline = draw(DIALECTS)
    header = draw(st.sampled_from(HEADERS if encoding != "cp1252" else HEADERS[:2]))
    style = DATES[draw(st.sampled_from(list(DATES)))]
    comma = draw(st.booleans())
    if not any(row[0].day > 12 for row in truth):  # else nobody could tell the day from the month
        truth[0] = (truth[0][0].replace(day=13), *truth[0][1:])
    text = io.StringIO(newline="")
    # Where lines end by CR, the minimum leaves LF in a cell without quotes: nobody could read that.
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])) if newline != "\r" else csv.QUOTE_ALL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(header)
    for day, place, point, killed, wounded, note in truth:
        lat, lon = (f"{part / 100}".replace(".", "," if comma else ".") for part in point) if point else ("", "")
        writer.writerow([day.strftime(style), place, lat, lon, killed, wounded, note])
    said = [
        (day, place, *(part / 100 for part in point or ()), *(() if point else (None, None)), *PEOPLE[killed],
         *PEOPLE[wounded], note)
        for day, place, point, killed, wounded, note in truth
    ]  # fmt: skip
    return text.getvalue().encode(encoding), said


@settings(
    max_examples=5, phases=[Phase.generate]
)  # each publishes a release; to look for a smaller one would take minutes
@given(files=st.lists(analysts_file(), min_size=3, max_size=3))
def test_the_published_records_of_analysts_files_are_the_truth_cell_by_cell(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("truth")
    names = [folder / f"{number}.csv" for number in range(len(files))]
    for path, (content, _) in zip(names, files, strict=True):
        path.write_bytes(content)
    lake = Lake(folder / "lake")
    outcome = run(lake, *names, as_events=True)  # some rows are equal
    assert [(report.refused, report.rows, report.loaded) for report in outcome.files] == [
        (None, len(said), len(said)) for _, said in files
    ]
    published = read_records(lake, "date, place, lat, lon, killed_low, killed_best, killed_high, wounded_low, wounded_best, "
                              "wounded_high, note")  # fmt: skip
    assert Counter(published) == Counter(row for _, said in files for row in said)
