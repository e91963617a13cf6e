"""If a list reports the events of another again, with other columns, each event counts once."""

import duckdb
import pytest

from analysis.release import open_release
from etl.errors import NoteKind
from etl.lake import Lake
from etl.load.normalise import MACROS

BARE = "date,place,type\n2020-08-25,Ariha,IED\n2020-08-26,Saraqib,rocket\n"
WITH_TOLLS = "date,place,type,killed\n2020-08-25,Ariha,IED,2\n2020-08-26,Saraqib,rocket,\n"


WITH_IDS = "id,date,place,type,note\n7,2020-08-25,Ariha,IED,a\n8,2020-08-26,Saraqib,rocket,b\n"


def read_tolls(folder, release):
    release = open_release(Lake(folder / "lake"), release)
    return release.query("SELECT place, killed_best FROM incidents ORDER BY date").to_pylist()


def test_two_files_of_one_load_with_the_same_events_are_counted_once_with_what_either_says(load_texts, tmp_path):
    first, second = load_texts(BARE, WITH_TOLLS)
    assert [(report.loaded, report.duplicates, report.events) for report in (first, second)] == [(2, 0, 2), (0, 2, 2)]
    assert any(said.startswith("1 row (line 2) tells an event of 0.csv again") for said in second.warnings)
    assert read_tolls(tmp_path, 1) == [
        {"place": "Ariha", "killed_best": 2}, {"place": "Saraqib", "killed_best": None}
    ]  # fmt: skip


def test_a_later_load_adds_what_it_says_more_and_the_first_file_loaded_again_takes_nothing_away(load_texts, tmp_path):
    load_texts(BARE)
    [second] = load_texts(WITH_TOLLS)
    assert (second.loaded, second.changed, second.duplicates) == (0, 1, 1)
    assert any("tells an event of 0.csv (R1) again" in said for said in second.warnings)
    [again] = load_texts(BARE)
    assert (again.loaded, again.changed, again.duplicates) == (0, 0, 2)
    assert read_tolls(tmp_path, 2) == [
        {"place": "Ariha", "killed_best": 2}, {"place": "Saraqib", "killed_best": None}
    ]  # fmt: skip


@pytest.mark.parametrize("order", [(WITH_TOLLS, WITH_IDS), (WITH_IDS, WITH_TOLLS)])
def test_it_does_not_matter_whether_the_list_with_ids_or_the_one_without_comes_first(load_texts, tmp_path, order):
    for content in order:
        load_texts(content)
    release = open_release(Lake(tmp_path / "lake"), 2)
    assert release.query("SELECT feed_id, place, killed_best, note FROM incidents ORDER BY date").to_pylist() == [
        {"feed_id": "7", "place": "Ariha", "killed_best": 2, "note": "a"},
        {"feed_id": "8", "place": "Saraqib", "killed_best": None, "note": "b"},
    ]


def test_a_record_that_got_an_id_is_corrected_by_it_and_by_no_older_row(load_texts, tmp_path):
    load_texts(WITH_TOLLS)
    load_texts(WITH_IDS)
    [corrected] = load_texts("id,date,place,type,killed\n7,2020-08-25,Ariha,IED,3\n")
    assert (corrected.loaded, corrected.changed) == (0, 1)
    [again] = load_texts(WITH_TOLLS)
    assert (again.loaded, again.changed, again.duplicates) == (0, 0, 2)
    assert read_tolls(tmp_path, 3) == [{"place": "Ariha", "killed_best": 3}, {"place": "Saraqib", "killed_best": None}]


def test_events_that_differ_in_their_toll_are_kept_separate_and_named(load_texts):
    _, second = load_texts(WITH_TOLLS, WITH_TOLLS.replace("IED,2", "IED,3"))
    assert (second.loaded, second.duplicates) == (1, 1)
    [note] = [note for note in second.notes if note.kind is NoteKind.MISCOUNTED]
    assert note.sentence.startswith("1 row (line 2) looks like an event of 0.csv, but differs in killed")


def test_whoever_says_that_they_are_events_has_the_rows_of_both_files_counted(load_texts):
    assert [report.loaded for report in load_texts(BARE, WITH_TOLLS, as_events=True)] == [2, 2]


@pytest.mark.parametrize(
    ("held", "more", "kept"),
    [("NULL", "'number: 9'", "number: 9"), ("'km: x; number: 9'", "'number: 9', NULL", "km: x; number: 9"),
     ("'number: 90'", "'number: 9', 'to: A; B'", "number: 90; number: 9; to: A; B"), ("'to: A; B'", "'to: A; B'", "to: A; B"),
     ("NULL", "NULL", None)],
)  # fmt: skip
def test_a_cell_as_written_from_another_file_is_kept_once(held, more, kept):
    with duckdb.connect() as con:
        con.execute(MACROS)
        assert con.execute(f"SELECT with_cells({held}, [{more}])").fetchone() == (kept,)
