"""The preview of a file: the fate of every row, and choices that hold for all files with the same headers."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from etl.errors import FileRefused, ReleaseOvertaken
from etl.feeds import WordMeaning
from etl.formats import Preview
from etl.lake.private.audit import ACCOUNT
from etl.load.files.headers import list_unknown_headers
from etl.load.files.options import Complete, Options
from etl.load.files.receive import choose_sheets
from etl.load.jobs.folder import REQUEST, RESULT, ROWS, list_corridors, read_rows
from etl.load.jobs.run import run
from etl.load.pipeline import load
from tests.cases import parse_day, publish_case, strait
from tests.etl.feeds.conftest import format_csv
from tests.etl.fetch.rows import acled, deleted
from tests.etl.load.books import make_book

FATES = ("loaded", "changed", "duplicates", "left_out", "rejected", "withdrawn")


@pytest.fixture
def write(tmp_path):
    def write(*rows, name="table.csv"):
        (tmp_path / name).write_text(format_csv(*rows), encoding="utf-8")
        return tmp_path / name

    return write


def patrol(number, **columns):
    return {"id": f"P{number}", "date": f"2020-03-0{number}", "record": "patrol", "corridor": "road",
            "participants": "a; b", "note": ""} | columns  # fmt: skip


def test_each_row_has_the_fate_that_the_report_counts_and_says_why(lake, write, tmp_path):
    load(lake, [write(patrol(1), patrol(2), patrol(3))])
    again = write(
        patrol(1),
        patrol(2, date="2020-03-09"),
        patrol(4, date="March 2020"),
        patrol(4, date="March 2020"),
        patrol(5, record="convoy"),
        patrol(6, date="x"),
    )
    options = Options(complete=(Complete("road", parse_day("2020-03-01"), parse_day("2020-03-09")),))
    outcome = load(lake, [again], options, dry_run=True, rows_to=tmp_path / ROWS)
    (report,) = outcome.files
    listed = duckdb.sql(f"SELECT line, fate, reason FROM '{tmp_path / ROWS}' ORDER BY line NULLS LAST").fetchall()
    assert Counter(fate for _, fate, _ in listed) == Counter({fate: getattr(report, fate) for fate in FATES})
    assert [(line, fate) for line, fate, _ in listed] == [
        (2, "duplicates"), (3, "changed"), (4, "loaded"), (5, "duplicates"), (6, "left_out"), (7, "rejected"), (None, "withdrawn"),
    ]  # fmt: skip
    changed = read_rows(tmp_path / ROWS, "changed", 9)
    assert changed.select(["date", "date_end"]).to_pylist() == [{"date": parse_day("2020-03-09"), "date_end": None}]
    loaded = read_rows(tmp_path / ROWS, "loaded", 9)
    assert loaded["date_end"].to_pylist() == [parse_day("2020-03-31")]
    reasons = {fate: reason for _, fate, reason in listed}
    assert "date: 2020-03-02 → 2020-03-09" in reasons["changed"]
    assert reasons["rejected"] == "date: not a date (“x”)"
    assert "convoy" in reasons["left_out"]
    assert outcome.would_publish and outcome.compared_with == 2 and lake.list_numbers() == [1, 2]


def test_each_row_of_a_workbook_names_its_sheet_if_several_were_read(lake, tmp_path):
    header, path = ["id", "date", "record", "corridor", "participants", "outcome"], tmp_path / "log.xlsx"

    def preview(**sheets):
        make_book({name: [header, *rows] for name, rows in sheets.items()}).save(path)
        load(lake, [path], dry_run=True, rows_to=tmp_path / ROWS)
        rows = [
            row
            for fate in ("loaded", "changed", "duplicates")
            for row in read_rows(tmp_path / ROWS, fate, 9).to_pylist()
        ]
        return {(row["sheet"], row["line"], str(row["date"])) for row in rows}

    march, april = (
        ["P1", "2020-03-01", "patrol", "road", "a; b", "full"],
        ["P2", "2020-04-01", "patrol", "road", "a; b", "full"],
    )
    assert preview(March=[march], April=[april]) == {("March", 2, "2020-03-01"), ("April", 2, "2020-04-01")}
    load(lake, [path])
    again = preview(March=[march], April=[[*april[:-1], "partial"]])
    assert again == {("March", 2, "2020-03-01"), ("April", 2, "2020-04-01")}
    assert preview(March=[march]) == {(None, 2, "2020-03-01")}


def test_each_row_of_a_list_of_deletions_is_listed_with_its_record(tmp_path):
    lake = publish_case(tmp_path)
    events, deletions = tmp_path / "acled.csv", tmp_path / "deleted.csv"
    rows_of_acled = [acled(number, location=place) for number, place in ((1, "Abad"), (2, "Bbad"))]
    events.write_text(format_csv(*rows_of_acled), encoding="utf-8")
    deletions.write_text(
        format_csv(*(deleted(number, 1_700_000_000) for number in (1, 9, 1))),
        encoding="utf-8",
    )
    load(lake, [events])
    (report,) = load(lake, [deletions], dry_run=True, rows_to=tmp_path / ROWS).files
    listed = duckdb.sql(
        f"SELECT line, fate, reason, place FROM '{tmp_path / ROWS}' ORDER BY line NULLS LAST"
    ).fetchall()
    assert Counter(fate for _, fate, *_ in listed) == Counter({fate: getattr(report, fate) for fate in FATES})
    assert listed == [
        (2, "changed", "the feed has deleted it, so it is withdrawn", "Abad"),
        (3, "left_out", "the feed has deleted it, and it was never loaded", None),
        (4, "duplicates", "already withdrawn, or in the list twice", "Abad"),
        (None, "withdrawn", "the feed has deleted it, so it is withdrawn", "Abad"),
    ]


def test_a_count_of_what_passed_is_listed_as_it_counts(tmp_path):
    lake, table = (
        publish_case(tmp_path, corridors=[strait("road", own_count="a")], coverage=[]),
        tmp_path / "counts.csv",
    )
    table.write_text(
        "record,corridor,date,date_end,unit,count,counted_by\nexposure,road,2021-03-01,2021-03-07,transits,40,a\n",
        encoding="utf-8",
    )
    load(lake, [table], dry_run=True, rows_to=tmp_path / ROWS)
    assert read_rows(tmp_path / ROWS, "loaded", 9).select(["table", "date", "what", "corridor"]).to_pylist() == [
        {"table": "exposure", "date": parse_day("2021-03-01"), "what": "40 transits", "corridor": "road"}
    ]


def test_the_rows_of_a_file_that_was_loaded_before_are_listed_too(lake, write, tmp_path):
    table = write(patrol(1))
    load(lake, [table])
    (report,) = load(lake, [table], dry_run=True, rows_to=tmp_path / ROWS).files
    assert report.duplicates == read_rows(tmp_path / ROWS, "duplicates", 500).num_rows == 1
    assert (list_corridors(tmp_path / ROWS), list_corridors(tmp_path / ROWS, unchanged=True)) == ([], ["road"])


def test_nothing_is_published_on_what_another_release_has_overtaken(lake, write):
    table = write(patrol(1))
    previewed = load(lake, [table], dry_run=True)
    load(lake, [write(patrol(2), name="other.csv")])
    with pytest.raises(ReleaseOvertaken, match="R2 was published in the meantime"):
        load(lake, [table], expected=previewed.compared_with)
    assert lake.list_numbers() == [1, 2]
    assert load(lake, [table], expected=2).release.number == 3


def test_columns_mapped_by_a_person_hold_for_the_next_file_with_the_same_headers(lake, write, tmp_path):
    rows = [{"Tag": "2020-03-01", "Ort": "Abad", "Was": "ied"}]
    assert load(lake, [write(*rows)], dry_run=True).files[0].refused
    said = Options(columns=(("Tag", "date"), ("Ort", "place"), ("Was", "kind")))
    assert load(lake, [write(*rows)], said).files[0].loaded == 1
    (report,) = load(lake, [write(rows[0] | {"Tag": "2020-03-02"}, name="next.csv")]).files
    assert (report.refused, report.loaded) == (None, 1)
    assert "Column names kept" in " ".join(report.warnings)
    assert {header.theirs: header.ours for header in report.headers} == {"Tag": "date", "Ort": "place", "Was": "kind"}
    (others,) = load(
        lake, [write({"Tag": "2020-03-02", "Ort": "Abad", "Wer": "x"}, name="others.csv")], dry_run=True
    ).files
    assert others.refused, "other headers may mean other things"


def test_a_header_that_nobody_knows_is_listed_with_its_cells_and_a_guess(lake, write):
    (report,) = load(
        lake, [write({"Day of it": "25/08/2020", "Blorp": "IED attack", "Zonk": "?", "Notes": "IED"})], dry_run=True
    ).files
    assert report.refused
    guesses = {header.theirs: (header.guess, header.examples) for header in report.headers}
    assert guesses == {
        "Day of it": ("date", ("25/08/2020",)),
        "Blorp": ("kind", ("IED attack",)),
        "Zonk": (None, ("?",)),
        "Notes": ("note", ("IED",)),  # a known header is not a guess, whatever its cells look like
    }


def test_headers_that_occur_twice_are_distinguished_and_no_row_of_events_is_taken_for_headers():
    rows = (("date", "Killed", "killed", None), ("2020-08-25", "1", "2", "z"))
    headers = list_unknown_headers([Preview(Path("t.csv"), Path("t.csv"), "csv", None, "utf-8", ",", rows, (1, 2))])
    assert [(header.theirs, header.ours) for header in headers] == [
        ("date", "date"),
        ("Killed#1", None),
        ("killed#2", None),
    ]


def test_a_meaning_is_guessed_for_one_header_alone():
    rows = (("Y coord", "X coord", "Dead men", "Dead women", "Ort"), ("35.8", "36.6", "1", "2", "z"))
    headers = list_unknown_headers([Preview(Path("t.csv"), Path("t.csv"), "csv", None, "utf-8", ",", rows, (1, 2))])
    assert [header.guess for header in headers] == ["lat", "lon", None, None, "place"]


def test_one_corridor_can_be_named_for_a_table_that_has_no_column_of_it(lake, write):
    rows = [{name: cell for name, cell in patrol(number).items() if name != "corridor"} for number in (1, 2)]
    rows.append(dict.fromkeys(rows[0], ""))
    (report,) = load(lake, [write(*rows)], dry_run=True).files
    assert {reject.reason for reject in report.rejects} == {"a patrol without a corridor"}
    assert report.as_dict()["rejected_without_corridor"] == 2
    (report,) = load(lake, [write(*rows)], Options(corridor="road")).files
    assert (report.loaded, report.blank, report.refused) == (2, 1, None)


def test_only_the_named_sheets_of_a_workbook_are_read():
    may, june = (SimpleNamespace(sheet=sheet, path=Path("book.xlsx")) for sheet in ("May", "June"))
    assert choose_sheets([may, june], ()) == [may, june]
    assert choose_sheets([may, june], ("June",)) == [june]
    with pytest.raises(FileRefused, match="no sheet July; it has May, June"):
        choose_sheets([may, june], ("July",))


def test_options_come_back_as_they_were_sent():
    options = Options(complete=(Complete("road", parse_day("2020-03-01"), parse_day("2020-03-09")),), columns=(("Tag", "date"),),
                      words=(WordMeaning("kind", "Blorp", "ied"),), sheets=("A",), corridor="road", hidden=True)  # fmt: skip
    assert Options.from_dict(json.loads(json.dumps(asdict(options), default=str))) == options


def test_a_job_leaves_its_rows_and_its_result_in_its_folder(lake, write, tmp_path, monkeypatch):
    monkeypatch.setenv(ACCOUNT, "")  # which the job sets
    folder = tmp_path / "job"
    folder.mkdir()
    request = {"lake": str(lake.root), "files": [str(write(patrol(1)))], "options": asdict(Options()), "dry_run": True,
               "message": "", "made_by": "", "account": "", "corridor": None, "expected": None}  # fmt: skip
    (folder / REQUEST).write_text(json.dumps(request), encoding="utf-8")
    run(folder)
    result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    assert (result["compared_with"], result["would_publish"], result["files"][0]["loaded"]) == (1, True, 1)
    assert read_rows(folder / ROWS, "loaded", 10)["line"].to_pylist() == [2]
    assert list_corridors(folder / ROWS) == ["road"]
    (folder / REQUEST).write_text(json.dumps(request | {"dry_run": False, "expected": 0}), encoding="utf-8")
    run(folder)
    assert json.loads((folder / RESULT).read_text(encoding="utf-8"))["is_overtaken"]
