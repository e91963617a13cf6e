"""`patrolwatch load`: what it prints for people and programs, and how it ends."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from etl.lake import Lake
from etl.tables.vocabulary import FATES
from patrolwatch import main
from tests.etl.feeds.conftest import format_csv
from tests.etl.load.test_intake import acled, own, read_records, ucdp

pytestmark = pytest.mark.slow
REPORT = {
    "file", "feed", "feed_release", "sha256", "rows", "loaded", "changed", "withdrawn", "duplicates", "left_out",
    "rejected", "blank", "events", "counts", "units", "first_date", "last_date", "killed_best", "encoding", "date_order", "warnings",
    "refused", "rejects", "unread_cells", "note_only", "words", "named_headers", "headers", "notes", "refused_options", "unknown_words",
    "rejected_without_corridor",
}  # fmt: skip


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def load(tmp_path, lake):
    """Run the command on tables, given as rows or as text, by the name of the file."""

    def run(tables, *options):
        files = []
        for name, table in tables.items():
            files.append(tmp_path / name)
            files[-1].write_text(table if isinstance(table, str) else format_csv(*table), encoding="utf-8", newline="")
        return CliRunner().invoke(main, ["load", *map(str, files), "--lake", str(lake.root), *options])

    return run


def read_output(result) -> dict:
    """Return the only object on standard output."""
    return json.loads(result.stdout)


def test_json_is_one_object_with_the_release_and_a_report_for_each_file(load):
    result = load(
        {"a.csv": [acled("1"), acled("2", event_date="never")], "ged241.csv": [ucdp("1", best="0")]}, "--json"
    )
    assert result.exit_code == 0
    outcome = read_output(result)
    assert (set(outcome), outcome["release"]) == ({"release", "files", "notes"}, "R1")
    assert [set(report) for report in outcome["files"]] == [REPORT, REPORT]
    first, second = outcome["files"]
    assert {name: first[name] for name in ("file", "feed", "rows", "loaded", "rejected", "events", "refused")} == {
        "file": "a.csv", "feed": "acled", "rows": 2, "loaded": 1, "rejected": 1, "events": 1, "refused": None,
    }  # fmt: skip
    assert (first["first_date"], first["last_date"]) == ("2020-03-05", "2020-03-05")
    assert first["rejects"] == [
        {"record": 2, "line": 3, "column": "event_date", "reason": "not a date", "text": "never", "sheet": None}
    ]
    assert (len(first["sha256"]), first["encoding"]) == (64, "utf-8")
    assert (second["feed_release"], second["killed_best"]) == ("24.1", 0)
    for report in outcome["files"]:
        assert report["rows"] == sum(report[fate] for fate in FATES)


def test_json_of_nothing_new_has_no_release_and_ends_well(load):
    table = {"a.csv": [own(), own()]}
    assert read_output(load(table, "--json"))["release"] == "R1"
    result = load(table, "--json")
    assert result.exit_code == 0
    assert (read_output(result)["release"], read_output(result)["files"][0]["duplicates"]) == (None, 2)


def test_for_people_it_prints_what_became_of_each_file(load):
    result = load({"a.csv": [own(), own("never")]})
    lines = result.stdout.splitlines()
    assert lines[0].startswith("a.csv: analyst. 2 rows = 1 loaded, 1 rejected. 1 event, ")
    assert lines[-1] == "Published R1."


def test_a_refused_file_ends_with_exit_code_3_and_nothing_is_published(load, lake):
    result = load({"a.csv": [own()], "b.csv": "x,y\n1,2\n", "c.csv": [ucdp("1")]}, "--json")
    assert result.exit_code == 3
    outcome = read_output(result)
    assert outcome["release"] is None
    assert [report["refused"] is None for report in outcome["files"]] == [True, False, True]
    for report in outcome["files"]:
        assert report["rows"] == sum(report[fate] for fate in FATES)
    assert not lake.root.exists()


def test_a_refusal_is_a_sentence_for_people_too(load):
    result = load({"b.csv": "x,y\n1,2\n"})
    assert result.exit_code == 3
    refusal, last = result.stdout.splitlines()
    assert refusal.startswith("b.csv: ")
    assert last == "Nothing was published, because the file was refused."


def test_a_dry_run_publishes_nothing_and_says_so(load, lake):
    result = load({"a.csv": [own()]}, "--dry-run")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "A dry run: nothing was published.")
    outcome = read_output(load({"a.csv": [own()]}, "--dry-run", "--json"))
    assert (outcome["release"], outcome["files"][0]["loaded"]) == (None, 1)
    assert not lake.root.exists()


def test_map_names_columns_that_no_feed_knows(load, lake):
    table = {"a.csv": "jour,lieu,morts\n2020-03-05,Abad,4\n"}
    assert load(table).exit_code == 3
    options = ("--map", "Jour=date", "--map", "lieu=place", "--map", "morts=killed")
    assert load(table, *options).exit_code == 0
    assert read_records(lake, "date::VARCHAR, place, killed_best") == [("2020-03-05", "Abad", 4)]


def test_complete_withdraws_what_the_files_lack(load, lake):
    load({"ged231.csv": [ucdp("1"), ucdp("2"), ucdp("3", country="Otherland")]})
    result = load({"ged241.csv": [ucdp("1")]}, "--complete", "Xyland", "2020-01-01..2020-12-31", "--json")
    assert (read_output(result)["files"][0]["withdrawn"], read_output(result)["release"]) == (1, "R2")
    assert read_records(lake, "feed_id") == [("1",), ("3",)]


def test_date_order_answers_what_the_load_asks(load):
    table = {"a.csv": [own("01/02/2020")]}
    refused = load(table)
    assert refused.exit_code == 3
    assert "--date-order" in refused.stdout
    report = read_output(load(table, "--date-order", "dmy", "--json"))["files"][0]
    assert (report["first_date"], report["date_order"]) == ("2020-02-01", "dmy")


@pytest.mark.parametrize(
    "options",
    [
        ("--map", "jour"),
        ("--map", "jour=nothing-of-ours"),
        ("--complete", "Xyland", "2020"),
        ("--complete", "Xyland", "2020-12-31..2020-01-01"),
        ("--date-order", "dym"),
        ("--feed", "nobody"),
        ("--within", "-1"),
    ],
)
def test_what_cannot_be_asked_ends_with_exit_code_2(load, lake, options):
    assert load({"a.csv": [own()]}, *options).exit_code == 2
    assert not lake.root.exists()


def test_a_damaged_lake_ends_with_exit_code_5(load, lake):
    load({"a.csv": [own()]})
    [manifest] = lake.manifests.glob("R*.json")
    manifest.write_text("{}", encoding="utf-8")
    result = load({"b.csv": [own("2020-03-06")]})
    assert result.exit_code == 5
    assert result.stderr.splitlines()[-1].startswith("Release R1 is damaged")


def test_a_file_without_records_has_the_rows_that_pythons_csv_module_counts(tmp_path, lake):
    header = ",".join(acled())
    counted = {}
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        for number, tail in enumerate(["", "\n", "\r\n", "\r\n\r\n", "\n\n\n", "\n,,,\n"]):
            file = tmp_path / f"{encoding} {number}.csv"
            file.write_bytes((header + tail).encode(encoding))
            rows = len(list(csv.reader(io.StringIO(header + tail, newline="")))) - 1
            counted[file.name] = (None, rows, rows)
    files = [str(tmp_path / name) for name in counted]
    result = CliRunner().invoke(main, ["load", *files, "--lake", str(lake.root), "--dry-run", "--json"])
    reports = zip(counted, read_output(result)["files"], strict=True)
    assert {name: (each["refused"], each["rows"], each["blank"]) for name, each in reports} == counted
