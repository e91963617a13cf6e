"""A row equal to another in every column is loaded once, within a file, across sheets and across files."""

import pytest

from analysis.release import open_release
from etl.lake import Lake

HEADER = "date,place,type,killed,hour\n"
ROW = "2020-08-01,Abad,ied,1,10:00\n"
LATER = "2020-08-01,Abad,ied,1,14:00\n"  # differs in a column that is not kept


def list_fates(*reports):
    return [(report.loaded, report.duplicates) for report in reports]


def test_equal_rows_of_a_file_are_one_event_and_named_with_their_lines(load_one):
    report = load_one(HEADER + ROW + ROW + ROW)
    assert list_fates(report) == [(1, 2)]
    assert any(
        "2 rows without an id (lines 3, 4)" in warning and "--as-events" in warning for warning in report.warnings
    )


def test_rows_that_differ_in_a_column_that_is_not_kept_are_events_of_their_own(load_one):
    report = load_one(HEADER + ROW + LATER)
    assert list_fates(report) == [(2, 0)]
    assert any("in all columns that are kept" in warning for warning in report.warnings)


def test_rows_that_differ_in_capitals_alone_are_one_event(load_texts):
    shouted = ROW.replace("Abad,ied", "ABAD,IED")
    assert list_fates(*load_texts(HEADER + ROW + shouted, HEADER + shouted)) == [(1, 1), (0, 1)]


@pytest.mark.parametrize("order", [(HEADER + ROW + LATER, HEADER + LATER), (HEADER + LATER, HEADER + ROW + LATER)])
def test_an_equal_row_of_another_file_is_the_same_event(load_texts, order):
    assert sorted(list_fates(*load_texts(*order))) in ([(0, 1), (2, 0)], [(1, 0), (1, 1)])


def test_the_parts_of_a_file_give_what_the_whole_gives(load_texts, tmp_path):
    reports = load_texts(HEADER + ROW, HEADER + LATER)
    assert list_fates(*reports) == [(1, 0), (1, 0)]
    assert list_fates(*load_texts(HEADER + ROW + LATER)) == [(0, 2)]


@pytest.mark.parametrize(
    "other",
    [
        "date,place,type,killed\n2020-08-01,Abad,ied,1\n",
        "hour,checked,date,place,type,killed\n10:00,yes,2020-08-01,Abad,ied,1\n",
    ],
)
def test_a_file_with_other_columns_is_no_second_list_of_the_same_events(load_texts, other):
    assert list_fates(*load_texts(HEADER + ROW + LATER, other)) == [(2, 0), (0, 1)]


def test_the_same_holds_over_several_loads(load_texts):
    assert list_fates(*load_texts(HEADER + ROW)) == [(1, 0)]
    assert list_fates(*load_texts(HEADER + ROW + ROW)) == [(0, 2)]
    assert list_fates(*load_texts(HEADER + ROW + LATER)) == [(1, 1)]


def test_the_order_of_columns_and_white_space_make_no_other_row(load_texts):
    assert list_fates(*load_texts(HEADER + ROW, "hour,killed,type,place,date\n10:00 ,1,ied, Abad,2020-08-01\n")) == [
        (1, 0),
        (0, 1),
    ]


def test_equal_rows_may_be_said_to_be_events(load_one):
    assert list_fates(load_one(HEADER + ROW + ROW, as_events=True)) == [(2, 0)]


def test_rows_with_ids_of_their_own_are_never_copies(load_one):
    assert list_fates(load_one("id,date,place,type\n1,2020-08-01,Abad,ied\n2,2020-08-01,Abad,ied\n")) == [(2, 0)]


def test_equal_patrols_are_one_too(load_texts, tmp_path):
    header = "record,date,corridor,participants,type\n"
    [report] = load_texts(header + "incident,2020-08-01,,,ied\nincident,2020-08-01,,,ied\nincident,2020-08-02,,,ied\n")
    assert list_fates(report) == [(2, 1)]
    assert open_release(Lake(tmp_path / "lake"), 1).query("SELECT * FROM incidents").num_rows == 2


CELLS = ("2020-08-01", "Abad", "ied", 1)
NAMES = ("date", "place", "type", "killed")


def test_a_row_on_two_sheets_is_one_event(load_one):
    assert list_fates(load_one({"All": [NAMES, CELLS], "Abad": [NAMES, CELLS]})) == [(1, 1)]


def test_rows_without_a_place_are_distinguished_by_their_sheet(load_one):
    short = ("date", "type", "killed")
    row = ("2020-08-01", "ied", 1)
    assert list_fates(load_one({"North": [short, row], "South": [short, row, ("2020-08-03", "rocket", 2)]})) == [(3, 0)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("date_start,side_a,side_b,best,dyad_name,hour\n", "2020-08-01,A,B,2,A-B,{hour}\n"),
        ("iyear,imonth,iday,gname,attacktype1,targtype1,hour\n", "2020,8,1,G,3,4,{hour}\n"),
        ("event_date,cameo_code,source_name,hour\n", "2020-08-01,190,A,{hour}\n"),
    ],
)
def test_rows_of_a_publisher_without_ids_are_distinguished_by_all_their_cells(load_one, header, row):
    report = load_one(header + row.format(hour=10) + row.format(hour=10) + row.format(hour=14))
    assert list_fates(report) == [(2, 1)]


def test_a_code_or_a_reference_is_no_id(load_one):
    report = load_one("date,place,type,code,ref\n2020-08-01,Abad,ied,7,S1\n2020-08-09,Newtown,rocket,7,S1\n")
    assert list_fates(report) == [(2, 0)]
    assert any("not kept: code, ref" in warning for warning in report.warnings)
