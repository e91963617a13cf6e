"""An archive with one table is read, and no name in it becomes a path."""

import io
import zipfile

import openpyxl
import pytest

from etl.formats import archive

CSV = "id,place\n1,Homs\n"


def make_zip(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    ["20191024.export.CSV", "a/b/x.csv", "../../x.csv", "/etc/x.csv", "C:\\x.csv", "x.txt", "no suffix", "نص.csv"],
)
def test_the_one_table_is_read_under_any_name(file, read_table, tmp_path, name):
    before = set(tmp_path.rglob("*"))
    path = file(make_zip({name: CSV}), "x.zip")
    found = read_table(path)
    assert found.cells == [("1", "Homs")]
    assert (found.preview.path, found.preview.kind) == (path, "csv")
    made = set(tmp_path.rglob("*")) - before - {path}
    assert all((tmp_path / "temporary") in item.parents for item in made)


def test_what_comes_along_is_left_alone(file, read_table):
    members = {"__MACOSX/._x.csv": "junk", "folder/": "", "readme.pdf": "%PDF-", "notes.txt": "x", ".hidden.csv": "y"}
    assert read_table(file(make_zip(members | {"folder/x.csv": CSV}))).cells == [("1", "Homs")]


def test_a_packed_workbook_and_packed_json_are_read(file, read_table):
    made = openpyxl.Workbook()
    made.active.append(["id"])
    made.active.append([7])
    out = io.BytesIO()
    made.save(out)
    assert read_table(file(make_zip({"x.xlsx": out.getvalue()}))).cells == [("7",)]
    assert read_table(file(make_zip({"x.json": '[{"id": 7}]'}))).cells == [("7",)]


def test_several_tables_are_refused_and_named(file, read_refusal):
    sentence = read_refusal(file(make_zip({"a.csv": CSV, "b/c.tsv": CSV})))
    assert sentence == ": it has several tables (a.csv, c.tsv). Unpack it and choose one."


def test_an_archive_in_an_archive_is_refused(file, read_refusal):
    assert "it is an archive in an archive" in read_refusal(file(make_zip({"x.zip": make_zip({"x.csv": CSV})})))


def test_an_empty_and_a_damaged_archive_are_refused(file, read_refusal):
    assert "the archive is empty" in read_refusal(file(make_zip({})))
    assert "it cannot be read as a workbook or a ZIP archive" in read_refusal(file(make_zip({"x.csv": CSV})[:-30]))


def test_a_locked_archive_is_refused(file, read_refusal):
    content = bytearray(make_zip({"x.csv": CSV}))
    content[6] |= archive.ENCRYPTED
    content[content.rindex(b"PK\x01\x02") + 8] |= archive.ENCRYPTED
    assert "it is locked with a password" in read_refusal(file(bytes(content)))


def test_an_archive_that_inflates_out_of_measure_is_refused(file, read_refusal):
    assert "in it would unpack to 60 MB" in read_refusal(file(make_zip({"x.csv": b"0" * 60_000_000})))
    assert "it is not text" in read_refusal(file(make_zip({"x.csv": bytes(40_000_000)})))


def test_a_member_that_is_larger_than_it_says_is_refused(file, read_refusal):
    content = make_zip({"x.csv": CSV + "2,Hama\n" * 100_000})
    size = (len(CSV) + 700_000).to_bytes(4, "little")
    assert content.count(size) == 2
    assert "cannot be read as a workbook or a ZIP archive" in read_refusal(file(content.replace(size, b"\x99\0\0\0")))
