"""An unread cell that is not essential costs its record only the value of the cell."""

import json

import pytest
from click.testing import CliRunner

from analysis.questions.holdings import list_unread_cells
from analysis.release import open_release
from etl.lake import Lake
from etl.load.files import new_corridor
from etl.load.files.options import Options
from etl.load.files.unread import TEXTS_SHOWN, UnreadText
from etl.load.pipeline import load
from patrolwatch import main
from tests.cases import publish_case, read_rows
from tests.etl.feeds.conftest import format_csv

HEADER = {"Date": "2020-08-20", "Place": "Abad", "Type": "ied"}


@pytest.fixture
def lake(tmp_path):
    return publish_case(tmp_path / "released")


@pytest.fixture
def load_rows(lake, tmp_path):
    """Load rows as a file, and return the report."""

    def loaded(*rows, name="table.csv", **options):
        (tmp_path / name).write_text(format_csv(*rows), encoding="utf-8")
        outcome = load(lake, [tmp_path / name], Options(**options))
        return outcome.files[0]

    return loaded


def read_records(lake, columns, table="incidents"):
    return read_rows(lake, f"SELECT {columns} FROM {table} WHERE feed = 'analyst' ORDER BY date, as_written")


def test_a_suspension_of_a_side_that_is_not_known_is_rejected_and_words_for_one_are_read(lake, load_rows):
    row = {"record": "suspension", "date": "2020-08-20", "corridor": "road"}
    report = load_rows(row | {"side": "cease-fire"}, row | {"date": "2020-09-01", "side": "both?"}, allow_rejects=True)
    assert [(reject.column, reject.text) for reject in report.rejects] == [("side", "both?")]
    assert read_records(lake, "side, as_written", "(SELECT *, start AS date FROM suspensions)") == [
        ("attacks", "side: cease-fire")
    ]


def test_a_patrol_that_was_only_planned_is_left_out_and_named(lake, load_rows):
    row = {"date": "2020-08-20", "corridor": "road", "participants": "a; b"}
    later = row | {"date": "2020-09-01"}
    report = load_rows(row | {"outcome": "conducted"}, later | {"outcome": "Planned"}, later | {"outcome": "scheduled"})
    assert (report.loaded, report.left_out) == (1, 2)
    assert "2 left out: planned patrols that are not said to have run." in report.warnings


def test_rows_without_a_word_for_the_kind_are_named_beside_those_with_one(load_rows):
    [said] = [
        said
        for said in load_rows(HEADER, HEADER | {"Date": "2020-08-21", "Type": "-"}).warnings
        if "unknown kind" in said
    ]
    assert "Of unknown kind, which does not count as an attack: 1 row (no word 1)." in said


def test_a_year_of_another_calendar_is_named(load_rows):
    report = load_rows(
        HEADER,
        HEADER | {"Date": "1399/06/04"},
        HEADER | {"Date": "06/01/1442"},
        HEADER | {"Date": "2020/8/40"},
        allow_rejects=True,
    )
    assert [reject.reason.partition(":")[0] for reject in report.rejects] == ["a year of another calendar"] * 2 + [
        "not a date"
    ]


def test_a_row_of_several_patrols_is_rejected_and_a_number_in_words_is_read(lake, load_rows):
    row = {"date": "2020-08-20", "corridor": "road", "participants": "a; b"}
    report = load_rows(row | {"patrol no": "No. 26"}, row | {"date": "2020-09-01", "patrol no": "27-29"})
    [reject] = report.rejects
    assert (reject.reason, reject.text) == ("several patrols: give each a row of its own", "27-29")
    assert read_records(lake, "number", "patrols") == [(26,)]


def test_an_incident_keeps_its_place_in_the_counts_without_it(lake, tmp_path):
    cases = [
        ({"Killed": "a dozen"}, "Killed", "killed_best", None),
        ({"Outcome": "2 injured"}, "Outcome", "wounded_best", None),
        ({"Effect": "missed it"}, "Effect", "effect", None),
        ({"Injured": "2 or so"}, "Injured", "wounded_best", None),
        ({"Minimum killed": "few?"}, "Minimum killed", "killed_low", None),
        ({"Lat": "north", "Lon": "36.5"}, "Lat", "lat", None),
        ({"Lat": "36.0", "Lon": "200"}, "Lon", "lat", None),
        ({"Road": "The old road"}, "Road", "corridor", None),
        ({"Date to": "some days later"}, "Date to", "date_end = date", True),
        ({"Date to": "2020-08-01"}, "Date to", "date_end = date", True),
        ({"Vehicles damaged": "a bus"}, "Vehicles damaged", "vehicles_damaged", None),
        ({"Patrol number": "the last"}, "Patrol number", "patrol_id", None),
    ]
    for number, (cells, *_) in enumerate(cases):
        row = HEADER | {"Date": f"2020-08-{number + 10}", "Place": f"Place {number}"} | cells
        (tmp_path / f"{number}.csv").write_text(format_csv(row), encoding="utf-8")
    outcome = load(lake, [tmp_path / f"{number}.csv" for number in range(len(cases))])
    for number, (report, (cells, column, ours, kept)) in enumerate(zip(outcome.files, cases, strict=True)):
        assert (report.refused, report.loaded, report.rejected) == (None, 1, 0), cells
        assert [(cell.column, cell.text, cell.rows) for cell in report.unread_cells] == [(column, cells[column], 1)]
        [(value, written)] = read_rows(lake, f"SELECT {ours}, as_written FROM incidents WHERE place = 'Place {number}'")
        assert value == kept, cells
        assert f"{column}: {cells[column]}" in written.split("; ")


def test_the_other_half_of_a_point_is_kept_as_written(lake, load_rows):
    load_rows(HEADER | {"Lat": "north", "Lon": "36.5"}, HEADER | {"Date": "2020-08-21", "Lat": "36.0", "Lon": ""})
    assert read_records(lake, "lat, lon, as_written") == [
        (None, None, "Lon: 36.5; Lat: north"),
        (None, None, "Lat: 36.0"),
    ]


def test_a_patrol_keeps_its_day_without_length_or_number(lake, load_rows):
    patrol = {"record": "patrol", "date": "2020-08-20", "corridor": "road", "participants": "a; b"}
    report = load_rows(
        patrol | {"number": "the 7th one", "length_km": "all of it"}, patrol | {"number": "8th", "length_km": "70 km"}
    )
    assert (report.loaded, [cell.column for cell in report.unread_cells]) == (2, ["length_km", "number"])
    assert read_records(lake, "number, length_km, as_written", "patrols") == [
        (None, None, "length_km: all of it; number: the 7th one"),
        (8, 70.0, None),
    ]


def test_a_patrol_or_a_suspension_on_an_unknown_road_is_rejected_with_its_text(load_rows):
    row = {"record": "patrol", "date": "2020-08-20", "corridor": "The Old Road", "participants": "a; b"}
    report = load_rows(row, row | {"record": "suspension"}, allow_rejects=True)
    assert [(reject.column, reject.reason, reject.text) for reject in report.rejects] == [
        ("corridor", "a patrol on no corridor of the release", "The Old Road"),
        ("corridor", "a suspension on no corridor of the release", "The Old Road"),
    ]


def test_a_suspension_that_nobody_is_said_to_have_announced_is_kept(lake, load_rows):
    assert load_rows({"record": "suspension", "date": "2020-08-20", "corridor": "road"}).loaded == 1
    release = open_release(lake, lake.list_numbers()[-1])
    assert release.query("SELECT announced_by FROM suspensions").to_pylist() == [{"announced_by": "unknown"}]


def test_a_point_on_a_corridor_decides_where_the_named_one_is_unknown(lake, load_rows):
    load_rows(
        HEADER | {"Road": "M99", "Lat": "36.0", "Lon": "36.5"},
        HEADER | {"Road": "M99", "Lat": "30.0", "Lon": "36.5", "Date": "2020-08-21"},
    )
    assert read_records(lake, "corridor, as_written") == [("road", "Road: M99"), (None, "Road: M99")]


def test_an_incident_moves_to_the_corridor_that_it_names_once_that_comes(lake, load_rows, tmp_path):
    load_rows(HEADER | {"Road": "M99"})
    line = {"type": "LineString", "coordinates": [[40.0, 30.0], [41.0, 30.0]]}
    (tmp_path / "route.geojson").write_text(json.dumps(line), encoding="utf-8")
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("m99", tmp_path / "route.geojson"))
    assert read_records(lake, "corridor, as_written") == [("m99", "Road: M99")]


def test_texts_are_counted_and_kept_in_the_release(lake, load_rows):
    rows = [*[HEADER | {"Killed": "a dozen"}] * 3, HEADER | {"Killed": "Many?"}]
    why = "not a number of people"
    counted = [UnreadText("Killed", why, "a dozen", 3), UnreadText("Killed", why, "Many?", 1)]
    assert load_rows(*rows).unread_cells == counted
    release = open_release(lake, lake.list_numbers()[-1])
    listed = list_unread_cells(release).to_pylist()
    assert release.query("SELECT unread_texts FROM loads").to_pylist() == [
        {"unread_texts": [f"{cell.column}: “{cell.text}” ({cell.rows})" for cell in counted]}
    ]
    names = ("column", "reason", "text", "rows")
    assert [UnreadText(*(row[name] for name in names)) for row in listed] == counted
    again = load_rows(*rows)
    assert (again.duplicates, again.unread_cells) == (4, counted)


def test_of_many_texts_some_are_listed_and_the_others_counted(lake, tmp_path):
    (tmp_path / "a.csv").write_text(
        format_csv(*[HEADER | {"Killed": f"a bit {sign}"} for sign in "abcdefgh"]), encoding="utf-8"
    )
    lines = load(lake, [tmp_path / "a.csv"]).format_lines()
    [line] = [line for line in lines if "Not used from column Killed" in line]
    assert line.count("“") == TEXTS_SHOWN
    assert "and 3 more in 3 rows, listed on the Data page" in line


def test_a_column_that_was_mapped_goes_by_its_header_in_the_file(load_rows):
    report = load_rows(HEADER | {"Tote insgesamt": "viele?"}, columns=(("Tote insgesamt", "killed"),))
    assert [cell.column for cell in report.unread_cells] == ["Tote insgesamt"]


def test_a_column_with_the_name_of_what_is_parsed_or_of_a_field_is_not_taken_for_it(load_rows):
    report = load_rows(
        HEADER | {"Killed": "2", "best": "9", "read_day": "x", "the_killed": "2", "year": "y", "cell": "z"}
    )
    [warning] = [warning for warning in report.warnings if "not kept" in warning]
    assert warning == "Columns that are not kept: the_killed, best, read_day, year, cell."
    assert (report.loaded, report.killed_best) == (1, 2)


# Files with mostly rejected rows


MOST = [HEADER, HEADER | {"Date": "soon"}, HEADER | {"Date": "later"}, HEADER | {"Date": ""}]


def test_a_file_of_which_more_than_half_is_rejected_is_refused_with_the_commonest_reasons(lake, load_rows):
    report = load_rows(*MOST)
    assert report.refused == (
        "table.csv: 3 of its 4 rows are rejected (2 × column Date: not a date; 1 × column Date: no date). Correct them, or load "
        "what can be read with --allow-rejects."
    )
    assert lake.list_numbers() == [1]
    assert load_rows(*MOST, allow_rejects=True).loaded == 1


def test_half_of_the_rows_may_be_rejected(load_rows):
    assert load_rows(HEADER, HEADER | {"Date": "soon"}).refused is None


def test_the_command_ends_with_exit_code_3_and_makes_no_lake(tmp_path):
    (tmp_path / "a.csv").write_text(format_csv(*MOST), encoding="utf-8")
    command = ["load", str(tmp_path / "a.csv"), "--lake", str(tmp_path / "lake")]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, Lake(tmp_path / "lake").list_numbers()) == (3, [])
    assert not (tmp_path / "lake").exists()
    assert "rejected: record 2, line 3, column Date: not a date (“soon”)" in result.output
    assert CliRunner().invoke(main, [*command, "--allow-rejects"]).exit_code == 0


def test_days_of_the_future_are_named(load_rows):
    [said] = [said for said in load_rows(HEADER | {"Date": "2092-08-25"}).warnings if "future" in said]
    assert said == "Its last day, 2092-08-25, is in the future: check the years of its dates."
