"""A text file becomes rows, and a broken record becomes a reject with its line and reason."""

import csv
import io
import string
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import FileRefused
from etl.formats import peek, read
from etl.formats import rows as rows_module
from etl.formats.tables import is_blank
from etl.formats.text import delimited


def test_cells_come_unchanged_and_an_empty_one_is_null(file, read_table):
    found = read_table(file('id,place,note\n1, Homs ,\n2,"","a ""word"", twice"\n'))
    assert found.cells == [("1", " Homs ", None), ("2", None, 'a "word", twice')]
    assert found.numbers == [1, 2]
    assert found.lines == [2, 3]


def test_the_preview_shows_the_first_rows_with_titles_and_header(file, temporary):
    path = file('Incidents of 2020\n\nid,place\n1,"two\nlines"\n2,\n')
    [preview] = peek(path, temporary)
    assert preview.rows == (("Incidents of 2020",), ("id", "place"), ("1", "two\nlines"), ("2", None))
    assert preview.lines == (1, 3, 4, 6)
    assert (preview.kind, preview.sheet, preview.content, preview.delimiter) == ("csv", None, path, ",")


def test_the_preview_ends_after_forty_rows(file, temporary):
    [preview] = peek(file("a,b\n" + "1,2\n" * 100), temporary)
    assert len(preview.rows) == 40


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_the_encoding_is_found(file, read_table, encoding, named):
    found = read_table(file("id,place\n1,Çanakkale – é\n".encode(encoding)))
    assert found.preview.encoding == named
    assert found.preview.rows[0] == ("id", "place")
    assert found.cells == [("1", "Çanakkale – é")]


def test_one_byte_late_in_the_file_decides_the_encoding(file, read_table):
    found = read_table(file(b"id,place\n" + b"1,Homs\n" * 2000 + b"2,Dar\xe9\n"))
    assert found.preview.encoding == "windows-1252"
    assert found.cells[-1] == ("2", "Daré")


@pytest.mark.parametrize("content", [b"id,place\n1,\x81\x8d\xc3\n", b"\xef\xbb\xbfid,place\n1,\xe9\n"])
def test_bytes_that_are_no_text_are_refused(file, read_refusal, content):
    assert read_refusal(file(content)) == ": it is neither UTF-8 nor Windows-1252 text. Save it as UTF-8."


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(file, read_table, delimiter):
    rows = [["id", "lat", "note"], ["1", "33,5", "first; then | so"], ["2", "34,25", "one, two, three"], ["3", "", "x"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    found = read_table(file(text.getvalue()))
    assert found.preview.delimiter == delimiter
    assert found.cells == [tuple(cell or None for cell in row) for row in rows[1:]]


def test_the_delimiter_is_that_of_most_rows_and_not_the_comma_of_each(file, read_table):
    found = read_table(file("id;place;lat\n" + "1;Homs;34,5\n" * 30 + "2;Hama\n"))
    assert found.preview.delimiter == ";"
    assert found.reasons == [(31, 32, "2 cells where the header has 3")]


def test_decimal_commas_do_not_outweigh_the_delimiter_of_as_many_cells(file, read_table):
    found = read_table(file("day;lat;lon\n" + "2020-01-01;36,5;37,1\n" * 20))
    assert found.preview.delimiter == ";"
    assert set(found.cells) == {("2020-01-01", "36,5", "37,1")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "below", ["", "\n", "\n\n", "\r\n \r\n", "\n,,\n", "\n\u2028\n", "\n\ufeff", "\n\0\n", "\n2020-01-01,A,1"]
)
def test_a_file_with_hardly_a_row_holds_as_many_records_as_python_counts_in_every_encoding(
    file, read_table, encoding, below
):
    text = "date,place,killed" + below
    found = read_table(file(text.encode(encoding)))
    assert found.preview.encoding == encoding
    assert len(found.cells) + found.blank + len(found.rejects) == len([*csv.reader(io.StringIO(text, newline=""))]) - 1


def test_a_nul_in_a_cell_does_not_hide_text_in_utf_16_without_a_mark(file, read_table):
    found = read_table(file(("id,note\n" + "1,plain text\n" * 30 + "2,a\0b\n").encode("utf-16-le")))
    assert found.preview.encoding == "utf-16-le"
    assert found.reasons == [(31, 32, "a NUL character")]


def test_a_single_column_has_no_delimiter(file, read_table):
    found = read_table(file("place\nHoms, in the north\nHama\n"))
    assert found.preview.delimiter is None
    assert found.cells == [("Homs, in the north",), ("Hama",)]


def test_quote_marks_are_plain_characters_where_quoting_breaks_a_table_of_tabs(file, read_table):
    found = read_table(file('1\tthe "last" day\tx\n2\t"Tiger forces\ty\n3\tplain\tz\n'), skip=0)
    assert found.preview.quoting is False
    assert found.cells == [("1", 'the "last" day', "x"), ("2", '"Tiger forces', "y"), ("3", "plain", "z")]


@pytest.mark.parametrize("width", [57, 58, 61])
def test_gdelt_is_read_without_quoting_even_if_its_first_rows_show_no_quote(file, read_table, width, monkeypatch):
    monkeypatch.setattr(delimited, "SAMPLE_CHARACTERS", 1000)
    row = "\t".join(["x"] * width) + "\n"
    found = read_table(file(row * 20 + '"' + row), skip=0)
    assert found.preview.quoting is False
    assert found.cells[-1][0] == '"x'
    assert len(found.cells) == 21


def test_a_table_of_tabs_may_quote(file, read_table):
    found = read_table(file('id\tnote\n1\t"two\nlines, and a\tTAB"\n'))
    assert found.preview.quoting is True
    assert found.cells == [("1", "two\nlines, and a\tTAB")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_have_any_line_end(file, read_table, newline):
    found = read_table(file(newline.join(["id,note", "1,a", '2,"b', 'c"', "3,d"])))
    assert found.cells == [("1", "a"), ("2", f"b{newline}c"), ("3", "d")]
    assert found.lines == [2, 3, 5]


def test_line_ends_may_be_mixed(file, read_table):
    assert read_table(file("id,note\r\n1,a\n2,b\r3,c\r\n")).cells == [("1", "a"), ("2", "b"), ("3", "c")]


def test_a_row_of_another_length_is_rejected_with_its_line_and_text(file, read_table):
    found = read_table(file('id,place,note\n1,"a\nb",c\n2,Homs\n3,Hama,x,y\n4,Idlib,z\n'))
    assert found.cells == [("1", "a\nb", "c"), ("4", "Idlib", "z")]
    assert found.numbers == [1, 4]
    assert found.reasons == [(2, 4, "2 cells where the header has 3"), (3, 5, "4 cells where the header has 3")]
    assert [reject.text for reject in found.rejects] == ["2,Homs", "3,Hama,x,y"]


def test_cells_beyond_the_header_do_no_harm_when_they_are_empty(file, read_table):
    found = read_table(file("id,place\n1,Homs,,,\n2,Hama,\n"))
    assert found.cells == [("1", "Homs"), ("2", "Hama")]
    assert found.rejects == ()


def test_text_after_a_closing_quote_is_rejected(file, read_table):
    found = read_table(file('id,note\n1,"the "last" day"\n2,"one"x\n3,fine\n'))
    assert found.cells == [("3", "fine")]
    assert found.reasons == [(1, 2, "text after a closing quote"), (2, 3, "text after a closing quote")]
    assert found.rejects[0].text == '1,"the "last" day"'


def test_a_damaged_quote_takes_along_the_lines_up_to_the_end_of_its_record(file, read_table):
    found = read_table(file('id,note\n1,"one\ntwo" x\n2,fine\n'))
    assert found.reasons == [(1, 2, "text after a closing quote")]
    assert found.rejects[0].text == '1,"one\ntwo" x'
    assert (found.cells, found.lines) == ([("2", "fine")], [4])


def test_a_nul_is_rejected(file, read_table):
    found = read_table(file("id,note\n1,a\0b\n2,c\n"))
    assert found.cells == [("2", "c")]
    assert found.reasons == [(1, 2, "a NUL character")]


def test_a_cell_of_more_than_a_million_characters_is_rejected_and_its_text_is_cut(file, read_table):
    found = read_table(file("id,note\n1," + "x" * 1_000_001 + "\n2," + "y" * 1_000_000 + "\n"))
    assert [row[0] for row in found.cells] == ["2"]
    assert found.reasons == [(1, 2, "a cell of 1000001 characters, but at most 1000000 are allowed")]
    assert len(found.rejects[0].text) == 500


def test_blank_lines_and_rows_of_empty_cells_are_counted_and_left_out(file, read_table):
    found = read_table(file("id,note\n\n1,a\n,\n  ,\t\n\n2,b\n"))
    assert found.cells == [("1", "a"), ("2", "b")]
    assert found.numbers == [1, 2]
    assert found.lines == [3, 7]
    assert found.blank == 4


def test_what_comes_before_the_first_record_is_no_record(file, read_table):
    found = read_table(file("Title\n\nid,note\n#tag,\n1,a\n2\n"), skip=3)
    assert [row[0] for row in found.cells] == ["1"]
    assert found.blank == 0


def test_columns_may_have_any_name(file, temporary):
    [preview] = peek(file("a,b\n1,2\n"), temporary)
    rows = read(preview, ['the "first"', "select; --"], 1, temporary)
    with duckdb.connect() as con:
        found = con.execute(f"FROM {rows.relation}")
        assert [column[0] for column in found.description] == ['the "first"', "select; --", "record", "line"]


@pytest.mark.parametrize("name", ["it's [a] *.csv", 'a "b" ?.csv', "{x}.csv", "-- x; y.csv", "حمص.csv"])
def test_a_file_may_have_any_name(file, read_table, name):
    assert read_table(file("a,b\n1,2\n", name)).cells == [("1", "2")]


def test_rows_stay_in_order_over_many_chunks(file, read_table, monkeypatch):
    monkeypatch.setattr(rows_module, "CHUNK_ROWS", 7)
    found = read_table(file("id,x\n" + "".join(f"{number},x\n" for number in range(1000))))
    assert [int(row[0]) for row in found.cells] == list(range(1000))


def test_a_quote_that_is_never_closed_is_refused_with_its_line(file, read_refusal):
    content = 'id,note\n1,a\n2,"b\n' + "3,c\n" * 50
    assert read_refusal(file(content)) == (
        ", line 3: a quote begins in this record and is never closed. Close or remove it."
    )


@pytest.mark.parametrize("start", ["id,note\n1,a\n2,", 'id,note\n1,a\n2,"b\n'])
def test_a_record_without_an_end_is_refused_with_its_line(file, read_refusal, start):
    sentence = read_refusal(file(start + ("x" * 999 + "\n" if '"' in start else "x" * 1000) * 17_000))
    assert sentence.startswith(
        ", line 3: the record that begins here is longer than 16 million characters or 500,000 lines."
    )


def test_a_quoted_cell_of_too_many_lines_is_refused_as_each_costs_memory(file, read_refusal, monkeypatch):
    monkeypatch.setattr(delimited, "MAX_RECORD_LINES", 100)
    assert "line 2: the record that begins here is longer than" in read_refusal(
        file('id,note\n1,"' + "x\n" * 200 + '"\n')
    )


def test_too_many_columns_are_refused(file, read_refusal):
    sentence = read_refusal(file("x," * 10_000 + "x\n"))
    assert sentence.startswith(", line 1: 10001 columns, but a table may have at most 10000.")


def test_too_many_rejects_are_refused(file, read_refusal, monkeypatch):
    monkeypatch.setattr(rows_module, "MAX_REJECTS", 10)
    sentence = read_refusal(file("a,b,c\n" + "1,2,3\n" * 100 + "1\n" * 11))
    assert "more than 10 records cannot be read, the first on line 102 (1 cell where the header has 3)" in sentence


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "it is empty"),
        (b"\n\n ,\r\n", "it has only blank lines"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "it is a program"),
        (b"MZ\x90\0\x03" + bytes(60), "it is a program"),
        (b"%PDF-1.7\n%abc", "it is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "it is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "it cannot be read as a workbook"),
        (b"\x1f\x8b\x08\0", "it is compressed with gzip"),
        (bytes(range(256)) * 20, "it is not text"),
        (bytes(100_000), "it is not text"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html><body>Log in</body>", "it is a web page"),
        (b"<!-- saved --><HTML>", "it is a web page"),
        ("<html>Log in".encode("utf-16"), "it is a web page"),
        (b"<?xml version='1.0'?><thing/>", "it is XML"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(file, read_refusal, content, what):
    assert read_refusal(file(content)).startswith(f": {what}")


def test_a_missing_file_and_a_folder_are_refused(tmp_path, read_refusal):
    assert "there is no such file" in read_refusal(tmp_path / "none.csv")
    assert "it is a folder" in read_refusal(tmp_path)


def test_a_file_that_may_not_be_read_is_refused(file, read_refusal, monkeypatch):
    def deny(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    path = file("a,b\n1,2\n")
    monkeypatch.setattr(Path, "open", deny)
    assert "it cannot be read (Permission denied)" in read_refusal(path)


PIECES = st.sampled_from(
    ['"', '""', ",", ",,", ";", "\n", "\r\n", "\r", "\0", " ", "x", "1", "é", "a,b,c\n", '1,"x",2\n']
)
MADE = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(st.lists(st.text(string.ascii_letters + ' ",\n', max_size=6), max_size=5), max_size=12).map(
        lambda rows: "\n".join(",".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in rows)
    ),
)


@pytest.mark.slow
@given(MADE)
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_record_is_a_row_or_a_reject_or_blank(body):
    text = "a,b,c\n" + body
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_text(text, encoding="utf-8", newline="")
        try:
            [preview] = peek(path, Path(folder))
            rows = read(preview, ["a", "b", "c"], 1, Path(folder))
        except FileRefused as refused:
            assert "never closed" in str(refused)
            assert text.count('"') % 2 or "".join(text.split('""')).count('"')
            return
        loaded = duckdb.execute(f"SELECT * EXCLUDE (record, line) FROM {rows.relation}").fetchall()
        with path.open(encoding="utf-8", newline="") as stream:
            expected = list(csv.reader(stream, delimiter=preview.delimiter or "\x1f"))[1:]
    assert len(expected) == len(loaded) + len(rows.rejects) + rows.blank
    assert sum(map(is_blank, expected)) == rows.blank
    full = [tuple(cell or None for cell in (row + [""] * 3)[:3]) for row in expected]
    remaining = iter(full)
    assert all(row in remaining for row in loaded)
