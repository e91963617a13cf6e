"""A wrong fact file is refused with one sentence that says where the error is."""

import json

import pytest

from etl.curated import build as load
from etl.curated import facts as curated
from etl.errors import FileRefused
from etl.lake import Lake
from etl.tables.records import CASE_TABLES
from tests.cases import attack, patrol, publish_case, write_case


@pytest.fixture
def folder(tmp_path):
    return write_case(tmp_path / "case", patrols=[patrol("2020-03-15", number=1, length_km=9.5), patrol("2020-03-16")])


def edit(file, old, new):
    """Replace the only occurrence of a text in a file."""
    before = file.read_text(encoding="utf-8")
    assert before.count(old) >= 1, old
    file.write_text(before.replace(old, new, 1), encoding="utf-8")


def read_refusal(folder):
    """Return the sentence with which the case is refused, and assert that nothing was published."""
    lake = Lake(folder.parent / "lake")
    with pytest.raises(FileRefused) as refused:
        load.build(lake, folder)
    assert refused.value.exit_code == 3
    assert lake.list_numbers() == []
    return str(refused.value)


@pytest.mark.parametrize("name", [name for name in CASE_TABLES if name != "exposure"])
def test_a_file_that_is_missing_is_named(folder, name):
    file = curated.list_files(folder)[name]
    file.unlink()
    assert read_refusal(folder) == f"{file.name}: it cannot be read (No such file or directory)."


def test_a_folder_that_is_missing_is_refused(tmp_path):
    assert read_refusal(tmp_path / "nowhere").endswith("it cannot be read (No such file or directory).")


def test_a_column_that_is_missing_is_named(folder):
    edit(folder / "patrols.csv", "outcome,", "")
    assert read_refusal(folder).startswith("patrols.csv: its columns are not those of the table (missing: outcome).")


def test_a_column_that_is_not_known_is_named(folder):
    edit(folder / "patrols.csv", "outcome,", "outcome,colour,")
    assert read_refusal(folder).startswith("patrols.csv: its columns are not those of the table (unknown: colour).")


def test_a_column_that_is_misspelt_is_named_in_both_spellings(folder):
    edit(folder / "patrols.csv", "outcome,", "outcomes,")
    assert "(missing: outcome; unknown: outcomes)" in read_refusal(folder)


def test_columns_in_another_order_are_refused(folder):
    edit(folder / "patrols.csv", "patrol_id,corridor", "corridor,patrol_id")
    assert "(their order differs)" in read_refusal(folder)


def test_a_file_without_a_header_is_refused(folder):
    (folder / "milestones.csv").write_text("", encoding="utf-8")
    assert read_refusal(folder).startswith(
        "milestones.csv: its columns are not those of the table (missing: date, milestone_id, title"
    )


def test_a_row_with_a_cell_too_many_is_named_by_its_line(folder):
    edit(folder / "patrols.csv", "P2,road", "P2,road,1,2")
    columns = len(curated.list_columns(CASE_TABLES["patrols"]))
    assert read_refusal(folder).startswith(f"patrols.csv, line 3: {columns + 2} cells, but the header has {columns}.")


@pytest.mark.parametrize("day", ["15.3.2020", "2020-3-15", "2020-02-30", "2020-03-15T00:00", "today"])
def test_a_day_that_is_none_is_named_by_line_and_column(folder, day):
    edit(folder / "patrols.csv", "2020-03-16,2020-03-16", f"{day},2020-03-16")
    assert read_refusal(folder).startswith(
        f"patrols.csv, line 3, column date: “{day}” is not a day written YYYY-MM-DD."
    )


@pytest.mark.parametrize("number", ["one", "1.5", "1e3", "12345678901"])
def test_a_whole_number_that_is_none_is_named_by_line_and_column(folder, number):
    edit(folder / "patrols.csv", "P1,road,1,", f"P1,road,{number},")
    assert read_refusal(folder).startswith(f"patrols.csv, line 2, column number: “{number}” is not a whole number.")


@pytest.mark.parametrize("number", ["nan", "inf", "nine", "9.5 km", "9;5"])
def test_a_number_that_is_none_is_named_by_line_and_column(folder, number):
    edit(folder / "patrols.csv", "9.5", number)
    assert read_refusal(folder).startswith(
        f"patrols.csv, line 2, column length_km: “{number}” is not a number with a decimal"
    )


def test_a_truth_that_is_none_is_named_by_line_and_column(folder):
    edit(folder / "coverage.csv", "true", "yes")
    assert read_refusal(folder).startswith("coverage.csv, line 2, column complete: “yes” is not true or false.")


def test_the_line_named_counts_line_breaks_in_quoted_cells(tmp_path):
    folder = write_case(tmp_path / "case", patrols=[patrol("2020-03-15", note="two\nlines"), patrol("2020-03-16")])
    edit(folder / "patrols.csv", "2020-03-16,2020-03-16", "soon,2020-03-16")
    assert read_refusal(folder).startswith("patrols.csv, line 4, column date: “soon”")


def test_bytes_that_are_not_utf_8_are_named_by_their_place(folder):
    file = folder / "sources.csv"
    whole = file.read_bytes()
    file.write_bytes(whole + "é".encode("latin-1"))
    assert read_refusal(folder) == f"sources.csv: byte {len(whole)} is not UTF-8. Save the file as UTF-8."


def test_a_quote_that_is_not_closed_is_refused(folder):
    with (folder / "patrols.csv").open("a", encoding="utf-8") as file:
        file.write('P3,road,"open')
    assert read_refusal(folder).startswith("patrols.csv, line 4: it cannot be read as CSV (")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"features": [{}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": [36.0, 36.0]}}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "LineString"}}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "LineString", "coordinates": [[36.0, 36.0, 5]]}}]}',
    ],
)
def test_a_file_that_is_no_collection_of_lines_is_refused(folder, text):
    (folder / "corridors.geojson").write_text(text, encoding="utf-8")
    assert read_refusal(folder).startswith("corridors.geojson: it is not a GeoJSON collection of lines (")


@pytest.mark.parametrize("coordinates", [[], [["a", "b"], ["c", "d"]], [[[36, 36], [37, 36]], [[36, 37], [37, 37]]]])
def test_a_line_whose_points_are_no_numbers_is_refused(folder, coordinates):
    routes = json.loads((folder / "corridors.geojson").read_text(encoding="utf-8"))
    routes["features"][0]["geometry"]["coordinates"] = coordinates
    (folder / "corridors.geojson").write_text(json.dumps(routes), encoding="utf-8")
    assert read_refusal(folder).startswith("corridors.geojson")


def test_a_property_of_a_corridor_that_is_not_known_is_named(folder):
    edit(folder / "corridors.geojson", '"title"', '"colour": "red", "title"')
    assert read_refusal(folder) == "corridors.geojson, feature 1: unknown columns: colour."


def test_a_file_saved_by_excel_is_read(folder):
    # A byte order mark, CRLF, and blanks around a cell.
    file = folder / "patrols.csv"
    text = file.read_text(encoding="utf-8").replace("P2,road", "P2 , road").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load.build(Lake(folder.parent / "lake"), folder).release.tables["patrols"].rows == 2


def test_an_empty_cell_is_unknown_and_a_zero_is_zero(tmp_path):
    lake = publish_case(tmp_path, incidents=[attack("2020-03-15", killed_low=0)])
    from analysis.release import open_release

    (row,) = open_release(lake, 1).query("SELECT killed_low, wounded_low, lat FROM incidents").to_pylist()
    assert row == {"killed_low": 0, "wounded_low": None, "lat": None}
