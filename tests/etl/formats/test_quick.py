"""DuckDB reads a large plain file, and finds what the careful reader finds or reports that it cannot."""

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import FileRefused
from etl.formats import peek, read
from etl.formats.tables import is_blank
from etl.formats.text import quick_csv as quick


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(quick, "AT_LEAST_BYTES", 0)


@pytest.fixture
def both(file, read_table):
    """Read a file with both readers, and assert that the quick one was used and its lines add up."""

    def read_both(content, skip=1, name="table.csv"):
        path = file(content, name)
        fast, slow = read_table(path, skip, quick=True), read_table(path, skip, quick=False)
        assert fast.rows.count_lines is not None
        lines = fast.rows.count_lines()
        assert slow.rows.count_lines is None
        assert (fast.cells, fast.numbers, fast.lines) == (slow.cells, slow.numbers, slow.lines)
        assert lines == len(fast.cells) + sum(str(cell).count("\n") for row in fast.cells for cell in row)
        return fast

    return read_both


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_plain_file_gives_the_same_by_both_readers(both, start, newline, end):
    text = 'id,note\n1,"two\nlines"\n2,""\n3,"a ""word"", and more"\n,x\n5, \n6,5" gun\n7,é' + end
    found = both((start + text).replace("\n", newline))
    assert found.cells[0] == ("1", f"two{newline}lines")
    assert found.cells[1] == ("2", None)
    assert found.lines[:3] == [2, 4, 5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_gives_the_same_by_both_readers(both, delimiter):
    text = "id,note,x\n" + '1,"a,b",c\n2,d,e\n' * 20
    both(text.replace(",", delimiter))


def test_a_table_without_quoting_gives_the_same_by_both_readers(both):
    found = both('1\tthe "last" day\n2\t"Tiger\n', skip=0)
    assert found.cells[1] == ("2", '"Tiger')


def test_title_rows_and_blank_lines_above_the_first_record_are_skipped(both):
    found = both("Incidents\n\nid,note\n\n1,a\n2,b\n", skip=2)
    assert found.cells == [("1", "a"), ("2", "b")]
    assert found.blank == 1


def test_rows_of_empty_cells_are_left_to_the_caller_and_are_no_records(file, read_table):
    found = read_table(file("id,note\n1,a\n,\n2,b\n"), quick=True)
    assert found.cells == [("1", "a"), (None, None), ("2", "b")]
    assert (found.numbers, found.lines) == ([1, 1, 2], [2, 3, 4])


@pytest.mark.parametrize("name", ["it's [a] *.csv", "a?.csv", "{x,y}.csv", "[1-9].csv", "حمص.csv"])
def test_a_file_may_have_any_name(both, file, name):
    file("id,note\n8,decoy\n", "ab.csv")
    assert both("id,note\n1,a\n", name=name).cells == [("1", "a")]


@pytest.mark.parametrize(
    "content",
    [
        'id,note\n1, "a"\n',
        'id,note\n1,"a" \n',
        'id,note\n1,"a"  ',
        'id,note\n "1",a\n',
        'id,note\n1, ""\n',
        'id,note\n1,"a""" \n',
        "id,note\n1,a\r\n2,b\n",
        "id,note\r1,a\r",
        'id,note\n1,"a\rb"\n',
        "id,note\n1,a\0\n",
        '"id\nof it",note\n1,a\n',
        "note\na\nb\n",
        "id,note\n1,\u00e9\n".encode("utf-16"),
        "id,note\n1,\u00e9\n".encode("windows-1252"),
    ],
)
def test_what_duckdb_may_read_otherwise_is_not_taken_for_plain(file, temporary, content):
    [preview] = peek(file(content), temporary)
    rows = read(preview, [f"c{number}" for number in range(len(preview.rows[0]))], 1, temporary)
    assert rows.count_lines is None or rows.count_lines() is None


def test_a_small_file_is_read_carefully(file, read_table, monkeypatch):
    monkeypatch.setattr(quick, "AT_LEAST_BYTES", 8_000_000)
    assert read_table(file("a,b\n1,2\n"), quick=True).rows.count_lines is None


@pytest.mark.parametrize("content", ["a,b\n1,2\n3\n", "a,b\n1,2,3\n", 'a,b\n1,"x"y\n', "a,b\n1,\n  \n"])
def test_a_file_with_a_record_that_is_no_row_raises(file, temporary, content):
    [preview] = peek(file(content), temporary)
    rows = read(preview, ["a", "b"], 1, temporary)
    with pytest.raises(duckdb.Error):
        duckdb.execute(f"SELECT * FROM {rows.relation}").fetchall()


def test_a_cell_that_is_too_long_raises(file, temporary):
    [preview] = peek(file("a,b\n1," + "x" * 1_000_001 + "\n"), temporary)
    rows = read(preview, ["a", "b"], 1, temporary)
    with pytest.raises(duckdb.Error):
        duckdb.execute(f"SELECT * FROM {rows.relation}").fetchall()


def test_a_blank_line_shows_in_the_count_of_lines(file, temporary):
    [preview] = peek(file("a,b\n1,2\n\n3,4\n"), temporary)
    rows = read(preview, ["a", "b"], 1, temporary)
    assert (rows.count_lines(), len(duckdb.execute(f"SELECT * FROM {rows.relation}").fetchall())) == (3, 2)


PIECE = st.sampled_from(
    ['"', '""', '"', ",", ",", "\n", "\n", "\r\n", " ", "  ", "x", "é", "1", '"x, y"', '"a\nb"', "\t"]
)
CELL = st.one_of(
    st.text("abé ,;'", max_size=6).map(lambda cell: f'"{cell}"' if "," in cell else cell),
    st.text('ab, "\n', max_size=8).map(lambda cell: '"' + cell.replace('"', '""') + '"'),
)
BODY = st.one_of(
    st.lists(PIECE, max_size=30).map("".join),
    st.lists(st.tuples(CELL, CELL, CELL).map(",".join), max_size=8).map("\n".join),
    st.lists(st.tuples(CELL, CELL, CELL).map(",".join), max_size=8).map("\r\n".join),
)


@pytest.mark.slow
@given(BODY)
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_both_readers_give_the_same_rows_or_the_difference_is_noticed(body):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_text("a,b,c\n" + body, encoding="utf-8", newline="")
        try:
            [preview] = peek(path, Path(folder))
        except FileRefused:
            return
        fast = read(preview, ["a", "b", "c"], 1, Path(folder))
        if preview.delimiter != "," or fast.count_lines is None or (lines := fast.count_lines()) is None:
            return
        try:
            found = duckdb.execute(f"SELECT * FROM {fast.numbered_relation}").fetchall()
        except duckdb.Error:
            return
        if lines != len(found) + sum(str(cell).count("\n") for row in found for cell in row[:3]):
            return
        slow = read(preview, ["a", "b", "c"], 1, Path(folder), quick=False)
        expected = duckdb.execute(f"SELECT * FROM {slow.relation}").fetchall()
    kept = [row for row in found if not is_blank([cell or "" for cell in row[:3]])]
    assert kept == expected
    assert slow.rejects == ()
    assert slow.blank == fast.blank + len(found) - len(kept)
