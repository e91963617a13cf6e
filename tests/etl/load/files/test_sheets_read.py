"""The report names the sheets that were read, and those that were not and why. A file without rows publishes nothing."""

import json
from datetime import date

from etl.errors import Note, NoteKind
from etl.lake import Lake
from etl.load.files.options import Complete, Options
from etl.load.pipeline import load
from etl.load.report import _format_report

HEADER = ("date", "place", "type", "killed")
ROW = ("2020-08-01", "Abad", "ied", 1)


def test_each_sheet_is_named_with_what_became_of_it(load_one):
    def hide(book):
        book["Archive"].sheet_state = "hidden"

    terms = [("Licence: free to use",), ("Ask before passing it on",)]
    codes = [("code", "meaning"), ("1", "a mine"), ("2", "a rocket")]
    report = load_one(
        {"List": [HEADER, ROW], "Terms": terms, "Codes": codes, "Archive": [HEADER, ROW], "Empty": []}, hide=hide
    )
    assert report.loaded == 1
    assert [warning for warning in report.warnings if warning.startswith("Sheet")] == [
        "Sheet read: List.",
        "Sheet Terms was not read: it holds the terms of use of its publisher.",
        "Sheet Codes was not read: its columns are not those of events.",
        "Sheet Archive was not read: it is hidden, and --hidden reads it.",
        "Sheet Empty was not read: it is empty.",
    ]


def test_hidden_rows_are_left_out_and_counted(load_one):
    def hide(book):
        book["List"].row_dimensions[3].hidden = True

    sheets = {"List": [HEADER, ROW, ("2020-08-02", "Abad", "ied", 5)]}
    report = load_one(sheets, hide=hide)
    assert (report.loaded, report.left_out, report.killed_best) == (1, 1, 1)
    sentence = "1 left out: hidden rows of sheet List, which --hidden reads."
    assert Note(sentence, NoteKind.HIDDEN, ("hidden",)) in report.notes
    assert load_one(sheets, hide=hide, hidden=True).loaded == 1  # and one duplicate


def test_a_refused_workbook_says_that_something_is_hidden(load_one):
    def hide(book):
        book["List"].column_dimensions["A"].hidden = True

    assert "--hidden" in load_one({"List": [HEADER, ROW]}, hide=hide).refused


def test_a_header_without_rows_publishes_and_withdraws_nothing(tmp_path):
    lake = Lake(tmp_path / "lake")
    (tmp_path / "a.csv").write_text("id,date,place,country,killed\n1,2020-08-01,Abad,X,1\n")
    (tmp_path / "b.csv").write_text("id,date,place,country,killed\n")
    (tmp_path / "c.json").write_text(json.dumps({"count": 0, "data": []}))
    assert load(lake, [tmp_path / "a.csv"]).release
    outcome = load(
        lake,
        [tmp_path / "b.csv", tmp_path / "c.json"],
        Options(complete=(Complete("all", date(2020, 1, 1), date(2020, 12, 31)),)),
    )
    assert (outcome.release, [report.refused for report in outcome.files]) == (None, [None, None])
    assert "It has a header and no rows: there is nothing to load from it." in outcome.files[0].warnings
    assert "Its list of records is empty: there is nothing to load from it." in outcome.files[1].warnings


def test_rejects_and_notes_on_one_sheet_name_it_where_several_are_read(load_one):
    log = [("date", "place", "remarks"), ("2020-08-02", "Abad", "clear"), ("Total", "", "1")]
    sheets = {"Attacks": [HEADER, ROW, ("Total", "", "", 1)], "Log": log}
    report = load_one(sheets)
    assert sorted((reject.sheet, reject.line) for reject in report.rejects) == [("Attacks", 3), ("Log", 3)]
    assert any(each.startswith("Sheet Log: No column says what happened") for each in report.warnings)
    assert "rejected: record 2, line 3 of sheet Log, column date: a total of other rows" in "\n".join(
        _format_report(report)
    )
    alone = load_one({"Attacks": sheets["Attacks"]})
    assert [reject.sheet for reject in alone.rejects] == [None]
