"""The template: a filled-in copy can be loaded, and no file is ever overwritten."""

import shutil

import openpyxl
import pytest
from click.testing import CliRunner

import patrolwatch
from analysis.release import open_release
from etl.errors import UsageError
from etl.feeds.analyst import COLUMNS
from etl.feeds.common import template
from etl.lake import Lake
from etl.load.pipeline import load

pytestmark = pytest.mark.slow

PATROLS = [
    {"record": "patrol", "id": "A", "date": "2021-05-01", "corridor": "m4", "number": 1, "participants": "russian; turkish",
     "outcome": "full", "direction": "outbound", "source": "A paper"},
    {"record": "patrol", "id": "B", "date": "2021-05", "corridor": "m4", "participants": "russian; turkish"},
]  # fmt: skip
ATTACK = {
    "record": "attack", "id": "C", "date": "2021-05-01", "corridor": "m4", "lat": 35.852, "lon": 36.728, "kind": "ied",
    "target": "patrol", "number": 1, "killed": "c. 3", "verification": "confirmed", "source": "A paper",
}  # fmt: skip


NAME = "patrolwatch-template.xlsx"  # the default of the command


@pytest.fixture
def path(tmp_path):
    template.write(tmp_path / NAME)
    return tmp_path / NAME


@pytest.fixture
def lake(m4_lake, tmp_path):
    """Build a lake with the embedded case."""
    shutil.copytree(m4_lake.root, tmp_path / "lake")
    return Lake(tmp_path / "lake")


def fill(path, rows):
    book = openpyxl.load_workbook(path)
    for row in rows:
        assert set(row) <= set(COLUMNS)
        book["records"].append([row.get(name) for name in COLUMNS])
    book.save(path)


def test_a_filled_in_template_can_be_loaded(path, lake):
    fill(path, [*PATROLS, ATTACK])
    outcome = load(lake, [path])
    [report] = outcome.files
    assert (report.feed, report.rows, report.loaded, report.rejected) == ("analyst", 3, 3, 0), report
    assert "Sheet columns was not read: its columns are not those of events." in report.warnings
    release = open_release(lake, outcome.release.number)
    with release.cursor() as con:
        patrols = con.execute(
            "SELECT feed_id, number, date::VARCHAR, date_precision, outcome FROM patrols WHERE feed = 'analyst' ORDER BY 1"
        )
        assert patrols.fetchall() == [
            ("A", 1, "2021-05-01", "day", "full"),
            ("B", None, "2021-05-01", "month", "unknown"),
        ]
        attacks = con.execute(
            "SELECT patrol_id, kind, killed_best, round(offset_km), as_written FROM incidents WHERE feed = 'analyst'"
        )
        assert attacks.fetchall() == [("analyst:A", "ied", 3, 0, "killed: c. 3")]


def test_an_empty_template_loads_nothing(path, lake):
    outcome = load(lake, [path])
    [report] = outcome.files
    assert (outcome.release, report.rows, report.events) == (None, 0, 0)
    assert outcome.format_lines()[-1] == "Nothing new: no release was published."


def test_every_column_is_in_the_header_and_is_explained(path):
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["records"][1]] == list(COLUMNS)
    assert {row[0]: row[1] for row in book["columns"].iter_rows(min_row=2, values_only=True)} == COLUMNS
    assert book["records"].freeze_panes == "A2"


def test_words_are_offered_in_lists_that_a_spreadsheet_accepts(path):
    sheet = openpyxl.load_workbook(path)["records"]
    lists = {
        next(iter(choice.sqref.ranges)).min_col: choice.formula1 for choice in sheet.data_validations.dataValidation
    }
    offered = {list(COLUMNS)[column - 1]: tuple(formula.strip('"').split(",")) for column, formula in lists.items()}
    assert offered == template.WORDS
    assert set(offered) == {
        "record",
        "effect",
        "side",
        "kind",
        "target",
        "verification",
        "outcome",
        "direction",
        "geo_precision",
        "date_precision",
    }
    # Spreadsheets report the whole file as damaged if a list is longer.
    assert max(map(len, lists.values())) <= 255


def test_days_are_cells_of_text(path):
    sheet = openpyxl.load_workbook(path)["records"]
    formats = {name: sheet.column_dimensions[sheet.cell(1, place).column_letter].number_format
               for place, name in enumerate(COLUMNS, start=1)}  # fmt: skip
    assert {name for name, format in formats.items() if format == "@"} == {"date", "date_end", "announced_on"}


def test_a_file_that_exists_is_not_overwritten(tmp_path):
    path = tmp_path / "mine.xlsx"
    path.write_text("mine")
    result = CliRunner().invoke(patrolwatch.main, ["template", "-o", str(path)])
    assert (result.exit_code, result.stderr) == (
        2,
        f"{path} already exists and was not overwritten. Name another file with -o.\n",
    )
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_explained_in_a_sentence(tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        template.write(tmp_path / "nowhere" / "a.xlsx")


def test_the_command_writes_the_template_where_it_is_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(patrolwatch.main, ["template"])
    assert result.exit_code == 0
    assert result.stdout == (
        "patrolwatch-template.xlsx has been written. Fill in its sheet “records”, then run: patrolwatch load patrolwatch-template.xlsx\n"
    )
    assert (tmp_path / NAME).is_file()
