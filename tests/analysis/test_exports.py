"""One writer for every file: what a spreadsheet, a program and a person get to see."""

import csv
import io
import json
import re
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import exports
from analysis.records import listed

STARTS_A_FORMULA = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def written(values, type=None, name="column"):
    """The one cell under the head, as a program that reads CSV sees it."""
    return cells(exports.write(pa.table({name: pa.array(values, type)}), "csv"))


def cells(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_the_mark_that_excel_needs_to_read_utf_8():
    data = exports.write(pa.table({"place": ["إدلب"]}), "csv")
    assert data == b"\xef\xbb\xbf" + "place\r\nإدلب\r\n".encode()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (date(2020, 3, 15), "2020-03-15"),
        (True, "true"),
        (False, "false"),
        (-5, "-5"),
        (-0.5, "-0.5"),
        (0, "0"),
        (["a", "b"], "a;b"),
        ([], ""),
        ("two, with comma", "two, with comma"),
        ('“quoted” and "quoted"', '“quoted” and "quoted"'),
        ("two\nlines", "two\nlines"),
    ],
)
def test_csv_writes(value, cell):
    assert written([value]) == [["column"], [cell]]


def test_csv_leaves_unknown_empty_and_keeps_zero():
    table = pa.table({"killed": pa.array([None, 0], pa.int32()), "note": pa.array([None, "x"])})
    assert cells(exports.write(table, "csv"))[1:] == [["", ""], ["0", "x"]]


@pytest.mark.parametrize("start", STARTS_A_FORMULA)
def test_csv_makes_text_inert_that_a_spreadsheet_would_run(start):
    assert written([f"{start}1+cmd()"]) == [["column"], [f"'{start}1+cmd()"]]


@pytest.mark.parametrize("start", STARTS_A_FORMULA)
def test_csv_makes_a_list_inert_that_begins_so(start):
    assert written([[f"{start}a", "b"]]) == [["column"], [f"'{start}a;b"]]


@pytest.mark.parametrize("start", STARTS_A_FORMULA)
def test_csv_makes_a_head_inert_that_begins_so(start):
    assert written(["x"], name=f"{start}cmd()") == [[f"'{start}cmd()"], ["x"]]


@pytest.mark.parametrize("number", ["-5", "+5", "-0.5", "-1,234.5", "+963"])
def test_csv_leaves_text_alone_that_is_a_number(number):
    assert written([number]) == [["column"], [number]]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_cell_of_a_text_starts_a_formula_and_nothing_is_lost(text):
    (cell,) = written([text])[1] or [""]
    assert cell in (text, "'" + text)
    assert cell[:1] not in STARTS_A_FORMULA or re.fullmatch(r"[+-]\d+([.,]\d+)*", cell)


def test_json_is_a_list_of_rows_with_null_for_unknown():
    table = pa.table({"day": pa.array([date(2020, 3, 15), None]), "sides": [["a"], []], "place": ["إدلب", None]})
    data = exports.write(table, "json")
    assert json.loads(data) == [
        {"day": "2020-03-15", "sides": ["a"], "place": "إدلب"},
        {"day": None, "sides": [], "place": None},
    ]
    assert "إدلب".encode() in data


@pytest.mark.parametrize("format", exports.FORMATS)
def test_every_format_holds_the_rows_that_were_listed(format, m4, m4_selection):
    table = listed(m4, "patrols", m4_selection)
    data = exports.write(table, format)
    read = {
        "csv": lambda: [row[0] for row in cells(data)[1:]],
        "json": lambda: [row["patrol_id"] for row in json.loads(data)],
        "parquet": lambda: pq.read_table(io.BytesIO(data))["patrol_id"].to_pylist(),
    }[format]()
    assert read == table["patrol_id"].to_pylist()


def test_parquet_keeps_types_and_values(m4):
    table = m4.query("FROM incidents ORDER BY incident_id")
    assert pq.read_table(io.BytesIO(exports.write(table, "parquet"))).equals(table)


def test_a_table_without_rows_is_written_with_its_head():
    assert exports.write(pa.table({"a": pa.array([], pa.int32())}), "csv") == b"\xef\xbb\xbfa\r\n"


def test_a_format_that_is_not_offered_is_a_fault():
    with pytest.raises(KeyError):
        exports.write(pa.table({}), "xls")


def test_a_file_name_tells_corridor_table_and_release():
    assert exports.file_name("m4", "patrols", "R3", format="csv") == "m4-patrols-R3.csv"


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_file_name_is_safe_on_every_system(parts):
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.csv", exports.file_name(*parts, format="csv"))
