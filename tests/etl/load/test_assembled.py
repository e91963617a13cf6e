"""A load publishes only releases that keep every check, including those across records."""

from datetime import date

import pytest

from etl.errors import CheckFailed, NoteKind
from etl.formats.text import quick_csv as quick
from etl.load import pipeline as intake
from etl.load.files.options import Complete, Options
from etl.tables import checks
from tests.cases import open_tables, read_rows

HEADER = "id,date,record,corridor,participants,target,number,counted_by,source\n"


@pytest.fixture
def load(lake, tmp_path):
    def run(rows, *complete, dry_run=False):
        path = tmp_path / "table.csv"
        path.write_text(HEADER + rows, encoding="utf-8")
        outcome = intake.load(lake, [path], Options(complete=complete, allow_rejects=True), dry_run=dry_run)
        if outcome.release:
            assert_sound(lake)
        return outcome.files[0]

    return run


def assert_sound(lake):
    """Assert that the newest release breaks no rule."""
    with open_tables(lake, checks.CASE_TABLES) as con:
        checks.run(con)


def test_an_incident_is_not_tied_to_a_patrol_that_is_rejected(lake, load):
    report = load("1,2020-08-20,patrol,nowhere,a;b,,7,,\n2,2020-08-20,attack,road,,patrol,7,,\n")
    assert (report.loaded, report.rejected) == (1, 1)
    assert read_rows(lake, "SELECT patrol_id FROM incidents WHERE feed = 'analyst'") == [(None,)]


SAME = (
    "1,2020-08-20,patrol,road,a;b,,7,{0},\n2,2020-08-21,patrol,road,a;b,,7,{0},\n3,2020-08-22,patrol,road,a;b,,8,{0},\n"
)


def test_two_patrols_of_one_number_in_the_count_of_the_corridor_are_kept_without_it(lake, load):
    report = load(SAME.format(""))
    assert (report.loaded, report.rejected) == (3, 0)
    assert [(cell.column, cell.text, cell.rows) for cell in report.unread_cells] == [("number", "7", 2)]
    assert "has in the count of the corridor" in report.unread_cells[0].reason
    assert read_rows(lake, "SELECT feed_id, number, as_written FROM patrols WHERE feed = 'analyst' ORDER BY 1") == [
        ("1", None, "number: 7"), ("2", None, "number: 7"), ("3", 8, None),
    ]  # fmt: skip


def test_a_number_that_another_count_gives_twice_is_kept_and_names_no_patrol(lake, load):
    assert load(SAME.format("b") + "4,2020-08-21,attack,road,,patrol,7,b,\n").loaded == 4
    assert read_rows(lake, "SELECT number FROM patrol_numbers ORDER BY 1") == [(7,), (7,), (8,)]
    assert read_rows(lake, "SELECT patrol_id FROM incidents WHERE feed = 'analyst'") == [(None,)]


def test_an_attack_on_a_patrol_of_other_days_or_a_cancelled_one_is_kept_and_tied_to_none(lake, load):
    load("1,2020-08-20,patrol,road,a;b,,7,,\n")
    report = load("2,2020-08-22,attack,road,,patrol,7,,\n3,2020-08-20,attack,road,,patrol,7,,\n")
    assert (report.loaded, report.rejected) == (2, 0)
    assert (
        "1 attack names a patrol that was cancelled or ran on other days, and is tied to no patrol." in report.warnings
    )
    assert read_rows(lake, "SELECT feed_id, patrol_id FROM incidents WHERE feed = 'analyst' ORDER BY 1") == [
        ("2", None), ("3", "analyst:1"),
    ]  # fmt: skip


def test_attacks_on_patrols_without_a_number_are_named_since_only_their_day_can_tie_them(load):
    attacks = "".join(f"{number},2020-08-20,attack,road,,{target},{patrol},,\n" for number, target, patrol in (
        (2, "patrol", ""), (3, "patrol", "1"), (4, "civilian", "")))  # fmt: skip
    report = load("1,2020-08-20,patrol,road,a; b,,1,,\n" + attacks)
    [note] = [note for note in report.notes if "no number" in note.sentence]
    assert note.kind is NoteKind.MISCOUNTED
    assert note.sentence.startswith(
        "1 attack on a patrol names no number of a patrol. The share attacked counts it for the patrol of its day"
    )


def test_a_patrol_number_beside_another_target_is_named_since_it_ties_nothing(load):
    load("1,2020-08-20,patrol,road,a;b,,7,,\n")
    report = load("2,2020-08-20,attack,road,,civilian,7,,\n3,2020-08-20,attack,road,,civilian,,,\n")
    [note] = [note for note in report.notes if note.kind is NoteKind.MISCOUNTED]
    assert note.sentence.startswith("1 incident has the number of a patrol and another target")


FAULTY = (
    "1,2020-08-20,patrol,road,A; Nobody,,7,,\n2,2020-08-20,attack,Nowhere,,patrol,7,,\n3,2020-08-21,patrol,road,a;b,,7.0,,\n"
    "4,2020-08-22,patrol,road,a;b,,7,,\n5,2020-08-23,attack,road,,patrol,,,\n"
)


@pytest.mark.parametrize("is_quick", [False, True])
def test_what_breaks_a_rule_at_the_side_of_a_record_is_named_with_its_column_and_its_text(load, monkeypatch, is_quick):
    if is_quick:
        monkeypatch.setattr(quick, "AT_LEAST_BYTES", 0)
    report = load(FAULTY, dry_run=True)
    assert (report.loaded, report.rejected) == (5, 0)
    assert [(cell.column, cell.text, cell.rows) for cell in report.unread_cells] == [
        ("corridor", "Nowhere", 1), ("number", "7", 2), ("number", "7.0", 1), ("participants", "A; Nobody", 1),
    ]  # fmt: skip


def test_a_patrol_beyond_the_end_of_its_corridor_is_kept_with_its_reach_unknown(lake, tmp_path):
    path = tmp_path / "far.csv"
    path.write_text(
        "id,Date,Record,Corridor,Participants,Number,Km from,Km to\n1,2020-08-20,patrol,road,a; b,1,0,500 km\n"
        "2,2020-08-21,patrol,road,a; b,1,0,40\n3,2020-08-22,patrol,road,a; b,3,-5,\n",
        encoding="utf-8",
    )
    [report] = intake.load(lake, [path], Options()).files
    assert (report.loaded, report.rejected) == (3, 0)
    assert ("Km to", "500 km", 1) in [(cell.column, cell.text, cell.rows) for cell in report.unread_cells]
    found = read_rows(lake, "SELECT feed_id, km_from, km_to, as_written FROM patrols WHERE feed = 'analyst' ORDER BY 1")
    assert found[0][:3] == ("1", 0.0, None)
    assert "Km to: 500 km" in found[0][3].split("; ")
    assert found[1][:3] == ("2", 0.0, 40.0)


def test_of_a_patrol_without_known_parties_the_day_is_kept_and_the_load_says_so(lake, load):
    rows = ((1, ""), (2, "a; x"), (3, "Joint"), (4, "joint; x"))
    report = load("".join(f"{day},2020-08-2{day},patrol,road,{parties},,,,\n" for day, parties in rows))
    assert (report.loaded, report.rejected) == (4, 0)
    [note] = [note for note in report.notes if note.kind is NoteKind.MISCOUNTED]
    assert note.sentence.startswith("It is not known who took part in 1 patrol")
    assert [cell.text for cell in report.unread_cells] == ["a; x", "joint; x"]
    assert read_rows(lake, "SELECT feed_id, participants, as_written FROM patrols WHERE feed = 'analyst' ORDER BY 1") == [
        ("1", [], None), ("2", ["a"], "participants: a; x"), ("3", ["a", "b"], "participants: Joint"),
        ("4", ["a", "b"], "participants: joint; x"),
    ]  # fmt: skip


def test_every_check_of_a_record_from_a_file_names_the_column_at_fault():
    loaded = ("patrols", "incidents", "suspensions")
    silent = {sentence for sentence, _ in checks.CHECKS if checks.describe_check(sentence) in loaded} - set(
        checks.COLUMNS_AT_FAULT
    )
    assert silent == {f"{table} that stand more than once" for table in loaded}
    for sentence, column in checks.COLUMNS_AT_FAULT.items():
        assert column in checks.CASE_TABLES[checks.describe_check(sentence)].column_names, sentence


def test_only_the_sources_of_live_records_are_published(lake, load, tmp_path):
    load("1,2020-08-20,patrol,nowhere,a;b,,7,,rejected\n2,2020-08-20,attack,road,,patrol,7,,kept\n")
    other = tmp_path / "other.csv"
    other.write_text(HEADER + "3,2020-08-20,patrol,nowhere,a;b,,7,,rejected too\n", encoding="utf-8")
    load_files = [tmp_path / "table.csv", other]
    load_files[0].write_text(HEADER + "4,2020-08-20,attack,road,,patrol,7,,kept too\n", encoding="utf-8")
    assert intake.load(lake, load_files, Options(allow_rejects=True)).release
    assert read_rows(lake, "SELECT title FROM sources WHERE source_id LIKE 'analyst:%' ORDER BY 1") == [
        ("kept",),
        ("kept too",),
    ]


def test_a_new_patrol_with_the_number_of_a_live_one_is_kept_without_it(lake, load):
    load("1,2020-08-20,patrol,road,a;b,,7,,\n")
    report = load("1,2020-08-20,patrol,road,a;b,,7,,\n2,2020-08-21,patrol,road,a;b,,7,,\n")
    assert (report.loaded, report.duplicates, report.changed) == (1, 1, 0)
    assert read_rows(lake, "SELECT feed_id, number FROM patrols WHERE feed = 'analyst' ORDER BY 1") == [
        ("1", 7),
        ("2", None),
    ]


def test_a_patrol_may_take_the_number_that_another_gives_up_in_the_same_load(lake, load):
    load("1,2020-08-20,patrol,road,a;b,,7,,\n2,2020-08-21,patrol,road,a;b,,8,,\n")
    report = load("1,2020-08-20,patrol,road,a;b,,8,,\n2,2020-08-21,patrol,road,a;b,,7,,\n")
    assert report.changed == 2
    assert read_rows(lake, "SELECT feed_id, number FROM patrols WHERE feed = 'analyst' ORDER BY 1") == [
        ("1", 8),
        ("2", 7),
    ]


AUGUST = Complete("road", date(2020, 8, 1), date(2020, 8, 31))


def test_a_patrol_that_is_withdrawn_takes_its_numbers_along(lake, load):
    load("1,2020-08-20,patrol,road,a;b,,7,b,\n2,2020-08-21,patrol,road,a;b,,8,b,\n")
    assert read_rows(lake, "SELECT number FROM patrol_numbers ORDER BY 1") == [(7,), (8,)]
    assert load("2,2020-08-21,patrol,road,a;b,,8,b,\n", AUGUST).withdrawn == 1
    assert read_rows(lake, "SELECT number FROM patrol_numbers") == [(8,)]


@pytest.mark.parametrize(
    ("rows", "complete", "sentence"),
    [
        ("3,2020-08-22,patrol,road,a;b,,9,,\n", (Complete("road", date(2020, 8, 15), date(2020, 8, 31)),),
         "incidents whose patrol_id names no record of patrols: analyst:2"),
        ("1,2020-09-25,patrol,road,a;b,,7,,\n", (), "incidents on a patrol that ran on other days: analyst:2"),
    ],
)  # fmt: skip
def test_a_load_that_withdraws_the_patrol_of_an_attack_is_stopped(lake, load, rows, complete, sentence):
    load("1,2020-08-21,patrol,road,a;b,,7,,\n2,2020-08,attack,road,,patrol,7,,\n")
    before = lake.list_numbers()
    for dry_run in (True, False):
        with pytest.raises(CheckFailed, match=sentence) as stopped:
            load(rows, *complete, dry_run=dry_run)
        assert stopped.value.exit_code == 4
    assert lake.list_numbers() == before


def test_spans_of_days_with_days_between_them_are_all_kept(lake, load):
    load("1,2020-08-20,patrol,road,a;b,,7,,\n", AUGUST)
    load("2,2020-10-20,patrol,road,a;b,,8,,\n", Complete("road", date(2020, 10, 1), date(2020, 10, 31)))
    query = "SELECT \"from\" FROM coverage WHERE feed = 'analyst' AND scope = 'joint' ORDER BY 1"
    assert read_rows(lake, query) == [(date(2020, 8, 1),), (date(2020, 10, 1),)]


def test_every_check_is_about_a_table():
    assert {checks.describe_check(sentence) for sentence, _ in checks.CHECKS} <= set(checks.CASE_TABLES)
    assert checks.describe_check("patrol numbers in the count that is the corridors own") == "patrol_numbers"
    assert checks.describe_check("coverage that ends before it begins") == "coverage"
