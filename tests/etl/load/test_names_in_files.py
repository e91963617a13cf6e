"""Tables with other spellings of headers, roads, parties and ids: read correctly, or named."""

import pytest

from etl.errors import NoteKind
from etl.load.files.options import Options
from etl.load.pipeline import load
from tests.cases import corridor, publish_case, read_rows
from tests.etl.load.books import make_book

CORRIDOR = corridor("m4", parties=["russian", "turkish"], own_count="turkish")


@pytest.fixture
def load_table(tmp_path):
    """Load a table, and return its report and the rows of one table of the release."""
    lake = publish_case(tmp_path / "lake", corridors=[CORRIDOR], coverage=[])

    def run(content, table="incidents", columns="kind"):
        path = tmp_path / ("table.csv" if isinstance(content, str) else "table.xlsx")
        path.write_text(content, encoding="utf-8") if isinstance(content, str) else content.save(path)
        [report] = load(lake, [path], Options()).files
        return report, read_rows(lake, f"SELECT {columns} FROM {table} WHERE feed <> 'curated' ORDER BY ALL")

    return run


def test_a_log_of_patrols_in_the_words_of_its_keeper_gives_joint_patrols_and_their_outcomes(load_table):
    report, patrols = load_table(
        "record,date,road,participants,status,killed\n"
        "patrol,2021-03-01,M4 highway,Russia/Turkey,Completed,\n"
        "patrol,2021-03-02,M-4,Turkish army; Russian MP,Did not take place,\n"
        "patrol,2021-03-03,m4,Russian-Turkish,IED attack - turned back,2\n",
        "patrols",
        "outcome, participants",
    )
    both = ["russian", "turkish"]
    assert patrols == [("cancelled", both), ("cut_short", both), ("full", both)]
    # Neither an attack nor victims of a patrol are lost silently.
    assert {(cell.column, cell.text) for cell in report.unread_cells} == {
        ("status", "IED attack - turned back"),
        ("killed", "2"),
    }


def test_abbreviations_of_all_parties_make_a_patrol_joint(load_table):
    written = ["RU/TU", "Rus-Tur", "Joint (RU/TU)", "Russo-Turkish", "both", "RU only"]
    rows = "".join(f"patrol,2021-03-{day:02},m4,{parties}\n" for day, parties in enumerate(written, start=1))
    report, patrols = load_table("record,date,corridor,participants\n" + rows, "patrols", "participants, date")
    assert [participants for participants, _ in patrols] == [["russian"]] + [["russian", "turkish"]] * 5
    assert report.unread_cells == []


@pytest.mark.parametrize("header", ["N°", "N.º de patrulla", "No."])
def test_the_number_of_a_patrol_is_read_under_a_number_sign(load_table, header):
    log = f"date,{header},route,participants\n2021-03-01,26,m4,joint\n2021-03-02,27,m4,joint\n"
    _, numbers = load_table(log, "patrols", "number")
    assert numbers == [(26,), (27,)]


def test_both_are_no_parties_of_a_corridor_of_three(tmp_path):
    lake = publish_case(tmp_path, corridors=[corridor("road", parties=["a", "b", "c"])], coverage=[])
    table = tmp_path / "log.csv"
    table.write_text("record,date,corridor,participants\npatrol,2021-03-01,road,both\n", encoding="utf-8")
    [report] = load(lake, [table], Options()).files
    assert read_rows(lake, "SELECT participants FROM patrols") == [([],)]
    assert [cell.text for cell in report.unread_cells] == ["both"]


def test_a_sign_of_patrols_that_go_on_is_no_patrol(load_table):
    report, patrols = load_table(
        "record,date,corridor\nPatrols suspended,2021-03-01,m4\nPatrols resumed,2021-03-20,m4\n", "patrols", "date"
    )
    assert (report.loaded, report.left_out, patrols) == (1, 1, [])


def test_a_table_that_does_not_say_what_happened_says_that_it_counts_no_attack(load_table):
    report, kinds = load_table("accident date,device,killed,place\n2021-03-01,ERW,2,Abad\n")
    assert kinds == [("unknown",)]
    assert any((note.kind, note.options) == (NoteKind.MISCOUNTED, ("map",)) for note in report.notes)


def test_a_header_in_two_rows_is_read_where_its_first_row_alone_would_do(load_table):
    header = [["Date", "Type", "Casualties", None, "Note"], [None, None, "Killed", "Injured", None]]
    book = make_book({"S": [*header, ["2021-03-01", "IED", 1, 4, "x"], ["2021-03-02", "RPG", 2, 0, "y"]]})
    report, tolls = load_table(book, columns="killed_best, wounded_best")
    assert (report.rows, tolls) == (2, [(1, 4), (2, 0)])


def test_rows_of_a_publisher_without_an_id_are_copies_only_where_all_their_columns_are_equal(load_table):
    row = ",1,{},2021-03-0{},2021-03-0{},1,1,3,3,3,Syria,36.0,36.5\n"
    report, _ = load_table(
        "id,type_of_violence,source_original,date_start,date_end,date_prec,where_prec,best,high,low,country,latitude,longitude\n"
        + row.format("Reuters", 1, 1) * 2 + row.format("AFP", 1, 1) + "7" + row.format("AFP", 2, 2)
    )  # fmt: skip
    assert (report.feed, report.loaded, report.duplicates) == ("ucdp_ged", 3, 1)
