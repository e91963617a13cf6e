"""The writers of files: what a spreadsheet, a program and a person see."""

import csv
import io
import json
import re
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.export import writers
from analysis.questions.records import list_records
from etl.tables.formulas import restore
from tests.hostile_strings import HOSTILE

STARTS_A_FORMULA = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def write_cell(values, type=None, name="column"):
    """Write one cell to CSV, and return it as the csv module reads it."""
    return parse_cells(writers.write(pa.table({name: pa.array(values, type)}), "csv"))


def parse_cells(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_the_mark_that_excel_needs_to_read_utf_8():
    data = writers.write(pa.table({"place": ["إدلب"]}), "csv")
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
    assert write_cell([value]) == [["column"], [cell]]


def test_csv_leaves_unknown_empty_and_keeps_zero():
    table = pa.table({"killed": pa.array([None, 0], pa.int32()), "note": pa.array([None, "x"])})
    assert parse_cells(writers.write(table, "csv"))[1:] == [["", ""], ["0", "x"]]


@pytest.mark.parametrize("start", STARTS_A_FORMULA)
def test_csv_makes_text_inert_that_a_spreadsheet_would_run(start):
    assert write_cell([f"{start}1+cmd()"]) == [["column"], [f"'{start}1+cmd()"]]


@pytest.mark.parametrize("start", STARTS_A_FORMULA)
def test_csv_makes_a_list_inert_that_begins_so(start):
    assert write_cell([[f"{start}a", "b"]]) == [["column"], [f"'{start}a;b"]]


@pytest.mark.parametrize("start", STARTS_A_FORMULA)
def test_csv_makes_a_head_inert_that_begins_so(start):
    assert write_cell(["x"], name=f"{start}cmd()") == [[f"'{start}cmd()"], ["x"]]


@pytest.mark.parametrize("number", ["-5", "+5", "-0.5", "-1,234.5", "+963"])
def test_csv_leaves_text_alone_that_is_a_number(number):
    assert write_cell([number]) == [["column"], [number]]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_cell_of_a_text_starts_a_formula_and_nothing_is_lost(text):
    (cell,) = write_cell([text])[1] or [""]
    assert restore(pa.array([cell])).to_pylist() == [text]
    assert cell[:1] not in STARTS_A_FORMULA or re.fullmatch(r"[+-]\d+([.,]\d+)*", cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("x;=2+5;y", "x;'=2+5;y"),
        ("x,=2+5", "x,'=2+5"),
        ("x\t=2+5", "x\t'=2+5"),
        ("x|@SUM(A1)", "x|'@SUM(A1)"),
        ("x\r\n-2+5", "x\r\n'-2+5"),
        ('x;"=2+5"', 'x;\'"=2+5"'),
        ("x;-5;y", "x;'-5;y"),
        ("x;'=2+5", "x;''=2+5"),
        ("'=2+5", "''=2+5"),
        ("a; b, c | d", "a; b, c | d"),
        ("it's 'so'; 'tis", "it's 'so'; 'tis"),
        ("https://example.org/a=1;b=2?c=-3", "https://example.org/a=1;b=2?c=-3"),
    ],
)
def test_csv_makes_text_inert_after_any_usual_delimiter(text, cell):
    assert write_cell([text]) == [["column"], [cell]]


def test_a_number_that_begins_a_line_as_text_is_inert_since_another_delimiter_joins_it_to_the_next_cell():
    table = pa.table({"id": ["-5"], "note": ["3*cmd|' /C calc'!A0"], "number": ["-5"]})
    assert parse_cells(writers.write(table, "csv"))[1] == ["'-5", "3*cmd|' /C calc'!A0", "-5"]


def split_as_programs_do(text):
    """Split a line by each usual delimiter, with quotes respected, kept, or removed."""
    for delimiter in ",;\t|":
        for cells_of_a_row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield from cells_of_a_row
        for line in re.split("\r\n|\r|\n", text):
            yield from line.split(delimiter)
            yield from (cell.strip('"') for cell in line.split(delimiter))
    yield from re.split("[,;\t|\r\n]", text)


def is_formula(cell):
    """Return whether a spreadsheet that skips blanks would run a cell. It does not run a number."""
    shown = cell.lstrip("\t\r\n")
    return shown[:1] in (*"=+-@\0＝＋－＠",) and not re.fullmatch(r"[+-]?\d+([.,]\d+)*", shown)


BAIT = st.one_of(
    st.lists(st.sampled_from([*",;|\t", "\r\n", *"=@＝'\" a", "-1"]), max_size=9).map("".join),
    st.sampled_from([text for text in HOSTILE.values() if len(text) < 1000]),
)


@given(st.lists(st.tuples(BAIT, BAIT, st.integers(-9, 9) | st.none(), st.lists(BAIT, max_size=3), BAIT), max_size=4))
@example([("x;", "=1", -5, [], 'y;"')])
def test_no_program_that_cuts_the_file_at_another_delimiter_finds_a_formula(rows):
    types = [pa.string(), pa.string(), pa.int64(), pa.list_(pa.string()), pa.string()]
    columns = [pa.array(column, type) for column, type in zip(zip(*rows, strict=True), types, strict=True)] if rows else [
        pa.array([], type) for type in types
    ]  # fmt: skip
    data = writers.write(pa.table(columns, names=["=a", "b;=c", "d", "e", "f"]), "csv").decode("utf-8-sig")
    assert [cell for cell in split_as_programs_do(data) if is_formula(cell)] == []
    texts = [[row[place] for row in rows] for place in (0, 1, 4)]
    found = [[row[place] for row in parse_cells(("\ufeff" + data).encode())[1:]] for place in (0, 1, 4)]
    assert [restore(pa.array(column, pa.string())).to_pylist() for column in found] == texts


def test_json_is_a_list_of_rows_with_null_for_unknown():
    table = pa.table({"day": pa.array([date(2020, 3, 15), None]), "sides": [["a"], []], "place": ["إدلب", None]})
    data = writers.write(table, "json")
    assert json.loads(data) == [
        {"day": "2020-03-15", "sides": ["a"], "place": "إدلب"},
        {"day": None, "sides": [], "place": None},
    ]
    assert "إدلب".encode() in data


@pytest.mark.parametrize("format", writers.FORMATS)
def test_every_format_holds_the_rows_that_were_listed(format, m4, m4_selection):
    table = list_records(m4, "patrols", m4_selection)
    data = writers.write(table, format)
    read = {
        "csv": lambda: [row[0] for row in parse_cells(data)[1:]],
        "json": lambda: [row["patrol_id"] for row in json.loads(data)],
        "parquet": lambda: pq.read_table(io.BytesIO(data))["patrol_id"].to_pylist(),
    }[format]()
    assert read == table["patrol_id"].to_pylist()


def test_parquet_keeps_types_and_values(m4):
    table = m4.query("FROM incidents ORDER BY incident_id")
    assert pq.read_table(io.BytesIO(writers.write(table, "parquet"))).equals(table)


def test_a_table_without_rows_is_written_with_its_head():
    assert writers.write(pa.table({"a": pa.array([], pa.int32())}), "csv") == b"\xef\xbb\xbfa\r\n"


def test_a_format_that_is_not_offered_is_a_fault():
    with pytest.raises(KeyError):
        writers.write(pa.table({}), "xls")


def test_a_file_name_has_corridor_table_and_release():
    assert writers.make_file_name("m4", "patrols", "R3", format="csv") == "m4-patrols-R3.csv"


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_file_name_is_safe_on_every_system(parts):
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.csv", writers.make_file_name(*parts, format="csv"))


# The writer against the slow one


def write_csv_slowly(table):
    """Write a table as CSV character by character."""

    def make_inert(text, is_first):
        if re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)*", text) and not is_first:
            return text
        found = ""
        for place, sign in enumerate(text):
            begins = place == 0 or text[place - 1] in ",;|\t\r\n"
            runs = text[place:].lstrip("'\"")[:1]
            if begins and runs and runs in ("=+-@\0＝＋－＠" if place else "=+-@\0＝＋－＠\t\r\n"):
                found += "'"
            found += sign
        return found

    def write_cell_slowly(value, is_first):
        match value:
            case None:
                return ""
            case bool():
                return "true" if value else "false"
            case date():
                return value.isoformat()
            case list():
                return make_inert(";".join(map(str, value)), is_first)
            case str():
                return make_inert(value, is_first)
        return str(value)

    def write_line(values):
        parts = ['"' + part.replace('"', '""') + '"' if set(part) & set('",;|\t\r\n') else part for part in values]
        return (",".join(parts) or '""') + "\r\n"

    names = [make_inert(name, is_first=True) for name in table.column_names]
    rows = [
        write_line(write_cell_slowly(value, place == 0 and len(names) > 1) for place, value in enumerate(row.values()))
        for row in table.to_pylist()
    ]
    return "".join([write_line(names), *rows]).encode("utf-8-sig")


TEXTS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8),
    st.text(alphabet="=+-@\t\r\n\0＝'\",;.1é", max_size=6),
)
COLUMNS = {
    "text": (pa.string(), TEXTS),
    "whole": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "part": (pa.float64(), st.floats(allow_nan=False, allow_infinity=False)),
    "is": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates()),
    "moment": (pa.timestamp("us"), st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))),
    "words": (pa.list_(pa.string()), st.lists(TEXTS, max_size=3)),
    "route": (pa.list_(pa.list_(pa.float64())), st.lists(st.lists(st.floats(-90, 90), min_size=2, max_size=2), max_size=2)),
    "nothing": (pa.null(), st.none()),
}  # fmt: skip


@st.composite
def tables(draw):
    """Draw a table of any columns, in batches of any length."""
    names = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, unique=True))
    lengths = draw(st.lists(st.integers(0, 4), max_size=3))
    schema = pa.schema([(name, COLUMNS[name][0]) for name in names])
    batches = [
        pa.RecordBatch.from_arrays(
            [
                pa.array(draw(st.lists(st.none() | COLUMNS[name][1], min_size=length, max_size=length)), field.type)
                for name, field in zip(names, schema, strict=True)
            ],
            schema=schema,
        )
        for length in lengths
    ]
    return pa.Table.from_batches(batches, schema)


@given(tables())
def test_csv_is_what_a_row_at_a_time_would_give(table):
    assert writers.write(table, "csv") == write_csv_slowly(table)


@given(tables().map(lambda table: table.drop_columns({"moment", "route"} & set(table.column_names))))
def test_json_of_several_batches_is_the_one_list_of_rows(table):
    shown = [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        for row in table.to_pylist()
    ]
    assert json.loads(writers.write(table, "json")) == shown


@given(tables())
def test_parquet_of_several_batches_is_one_file_with_all_rows(table):
    pieces = list(writers.write_pieces(writers.make_writer(table.schema, "parquet"), table.to_batches()))
    filled = [batch for batch in table.to_batches() if batch.num_rows]
    assert len(pieces) == len(filled) + 2  # its first four bytes, and its end
    assert pq.read_table(io.BytesIO(b"".join(pieces))).equals(table)


@pytest.mark.parametrize("format", writers.FORMATS)
def test_a_long_table_comes_in_pieces_that_make_up_the_file(format, monkeypatch):
    monkeypatch.setattr(writers, "ROWS_A_PIECE", 3)
    table = pa.table({"number": range(10), "note": [f"“{number}”" for number in range(10)]})
    pieces = list(writers.write_pieces(writers.make_writer(table.schema, format), table.to_batches(max_chunksize=7)))
    assert len(pieces) >= 3
    assert b"".join(pieces) == writers.write(pa.Table.from_batches(table.to_batches(max_chunksize=7)), format)
