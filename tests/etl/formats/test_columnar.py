"""A Parquet file becomes rows of text. A damaged one is refused."""

import datetime
import io

import pyarrow as pa
import pyarrow.parquet as pq

from etl.formats.columnar import parquet_file as columnar


def make_parquet(columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_columns_become_text(file, read_table):
    columns = {
        "id": [1, None],
        "lat": [34.5, 6.0],
        "day": [datetime.date(2020, 3, 5), None],
        "at": pa.array([1583411401000000000, None], pa.timestamp("ns")),
        "list": [["a", "b"], []],
        "struct": [{"x": 1, "y": [datetime.date(2020, 1, 1)]}, None],
        "yes": [True, False],
        "text": pa.array([" x", ""]).dictionary_encode(),
        "bytes": [b"abc", b"\xff"],
    }
    found = read_table(file(make_parquet(columns), "x.parquet"))
    assert found.preview.rows[0] == tuple(columns)
    assert found.preview.kind == "parquet"
    struct = '{"x":1,"y":["2020-01-01"]}'
    assert found.cells == [
        ("1", "34.5", "2020-03-05", "2020-03-05 12:30:01", "a; b", struct, "true", " x", "abc"),
        (None, "6", None, None, None, None, "false", None, "ff"),
    ]
    assert (found.numbers, found.lines) == ([1, 2], [1, 2])


def test_an_empty_table_has_names_and_no_rows(file, read_table):
    found = read_table(file(make_parquet({"a": pa.array([], pa.string()), "b": pa.array([], pa.int64())})))
    assert (found.preview.rows, found.cells) == ((("a", "b"),), [])


def test_a_damaged_file_is_refused(file, read_refusal):
    assert "it cannot be read as a Parquet file" in read_refusal(file(make_parquet({"a": [1]})[:-9]))


def test_more_cells_than_there_is_time_for_are_refused(file, read_refusal, monkeypatch):
    monkeypatch.setattr(columnar, "MAX_CELLS", 9)
    assert "it has 5 rows of 2 columns" in read_refusal(file(make_parquet({"a": [1] * 5, "b": [1] * 5})))


def test_too_many_columns_are_refused(file, read_refusal):
    assert "it has 10001 columns" in read_refusal(file(make_parquet({f"c{number}": [1] for number in range(10_001)})))
