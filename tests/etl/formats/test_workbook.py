"""A workbook becomes one table of text per sheet. A hostile one is refused cheaply."""

import datetime
import io
import re
import time
import zipfile

import openpyxl
import pyarrow as pa
import pytest

from analysis.export.workbook import write
from etl.formats import peek, read, staging
from etl.formats.workbook import inspection, limits
from etl.formats.workbook.hidden import HIDDEN_SHEET
from tests.etl.formats.conftest import collect_rows
from tests.hostile_strings import LOADABLE

SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


def make_workbook(*sheets, epoch=None):
    """Make a workbook of sheets, each a list of rows, and return its bytes."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    if epoch:
        made.epoch = epoch
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def replace_part(content, part, text):
    """Replace one part of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, text)
    return out.getvalue()


def make_workbook_of_sheet(rows):
    return replace_part(make_workbook([["x"]]), "xl/worksheets/sheet1.xml", SHEET.format(rows))


def test_each_sheet_that_is_not_empty_is_a_table(file, temporary):
    path = file(make_workbook([["Terms of use"]], [], [["id", "place"], [1, "Homs"]]), "acled.xlsx")
    previews = peek(path, temporary)
    assert [preview.sheet for preview in previews] == ["Sheet 0", "Sheet 2"]
    assert {(preview.kind, preview.encoding, preview.delimiter, preview.path) for preview in previews} == {
        ("workbook", "", None, path)
    }
    found = collect_rows(previews[1], read(previews[1], ["id", "place"], 1, temporary))
    assert (found.cells, found.numbers, found.lines) == ([("1", "Homs")], [1], [2])


def test_values_become_the_text_they_show(file, read_table):
    values = [6.0, 6.5, 1e-5, True, datetime.datetime(2020, 3, 5), datetime.datetime(2020, 3, 5, 14, 30, 1)]
    values += [datetime.date(2021, 1, 2), datetime.time(9, 5), "#N/A", " 06 ", "=1+1", 123456789012]
    found = read_table(file(make_workbook([["x"] * len(values), values])))
    expected = ["6", "6.5", "1e-05", "TRUE", "2020-03-05", "2020-03-05 14:30:01", "2021-01-02", "09:05:00", "#N/A"]
    # A formula that was never calculated has no stored value, but its cell is not empty.
    assert found.cells == [(*expected, " 06 ", "=1+1", "123456789012")]


def test_errors_and_numbers_of_many_digits_are_kept_as_they_are_written(file, read_table):
    cells = '<c r="B2" t="e"><v>#DIV/0!</v></c><c r="C2"><f>1</f><v>123456789012345678</v></c><c r="E2" t="e"><v>#N/A</v></c>'
    found = read_table(
        file(
            make_workbook_of_sheet(
                f'<row r="1">{"".join(format_cell(f"{c}1", c) for c in "BCDE")}</row><row r="2">{cells}</row>'
            )
        )
    )
    assert found.cells == [(None, "#DIV/0!", "123456789012345678", None, "#N/A")]


def test_signs_that_a_workbook_writes_by_number_are_read_as_those_signs(file, read_table):
    found = read_table(file(make_workbook([["note"], ["a_x000D_\nb"], ["_x005F_x0041_"], ["_x0041"], ["a_x0000_b"]])))
    assert found.cells == [("a\r\nb",), ("_x0041_",), ("_x0041",)]
    assert found.reasons == [(4, 5, "a NUL character")]


def test_a_workbook_gives_every_text_back_that_was_written_to_it(file, read_table):
    texts = [
        text for text in LOADABLE.values() if not re.search("[\x01-\x08\x0b\x0c\x0e-\x1f]", text) and len(text) < 32_767
    ]
    rows = pa.table({"note": texts})
    assert read_table(file(write(rows, [], "2021-01-01T00:00:00Z")), skip=1).cells == [(text,) for text in texts]


def test_a_workbook_that_counts_from_1904_has_the_same_dates(file, read_table):
    day = datetime.datetime(2020, 3, 5)
    found = read_table(file(make_workbook([["day"], [day]], epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904)))
    assert found.cells == [("2020-03-05",)]


def test_a_merged_cell_has_its_text_once(file, read_table):
    made = openpyxl.Workbook()
    made.active.append(["a", "b"])
    made.active.append(["both", None])
    made.active.merge_cells("A2:B2")
    out = io.BytesIO()
    made.save(out)
    assert read_table(file(out.getvalue())).cells == [("both", None)]


def test_a_hidden_sheet_is_read_if_requested_and_named_if_not(file, temporary):
    made = openpyxl.Workbook()
    made.active.append(["a"])
    made.create_sheet("hidden").append(["b"])
    made["hidden"].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    path = file(out.getvalue())
    assert [preview.sheet for preview in peek(path, temporary, hidden=True)] == ["Sheet", "hidden"]
    [shown] = peek(path, temporary)
    assert (shown.sheet, shown.others) == ("Sheet", (("hidden", HIDDEN_SHEET),))


def test_rows_keep_their_number_and_empty_ones_are_counted_as_blank(file, read_table):
    found = read_table(
        file(make_workbook([["title"], [], ["id", "note"], [1, "a"], [None, None], [None, " "], [2, None]])), skip=2
    )
    assert found.preview.lines == (1, 3, 4, 7)
    assert (found.cells, found.lines, found.numbers) == ([("1", "a"), ("2", None)], [4, 7], [1, 2])
    assert found.blank == 2


def format_cell(place, text=""):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' if text else f'<c r="{place}" s="0"/>'


def test_rows_that_the_file_does_not_store_are_blank_between_others_and_nothing_below_the_last(file, read_table):
    rows = [
        format_cell("A3", "id"),
        format_cell("A6", "1"),
        format_cell("A7"),
        format_cell("A8", "2"),
        format_cell("A9"),
        format_cell("XFD1048576"),
    ]
    found = read_table(file(make_workbook_of_sheet("".join(f'<row r="{row}">{c}</row>' for row, c in zip((3, 6, 7, 8, 9, 1048576), rows,
                                                                                    strict=True)))))  # fmt: skip
    assert (found.cells, found.lines, found.numbers, found.blank) == ([("1",), ("2",)], [6, 8], [1, 2], 3)


@pytest.mark.slow
def test_a_million_rows_that_are_not_there_are_counted_and_not_gone_through(file, read_table):
    begun = time.process_time()
    rows = f'<row r="1">{format_cell("A1", "id")}</row><row r="1048576">{format_cell("A1048576", "last")}</row>'
    found = read_table(file(make_workbook_of_sheet(rows)))
    assert (found.cells, found.lines, found.blank) == ([("last",)], [1_048_576], 1_048_574)
    assert time.process_time() - begun < 5  # gone through, they take tens of seconds


def test_rows_without_a_number_follow_each_other(file, read_table):
    texts = [f'<c t="inlineStr"><is><t>{text}</t></is></c>' if text else "" for text in ("id", "1", "", "2")]
    rows = "".join(f"<row>{text}</row>" for text in texts)
    found = read_table(file(make_workbook_of_sheet(rows)))
    assert (found.cells, found.lines, found.blank) == ([("1",), ("2",)], [2, 4], 1)


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="3">{format_cell("A3", "c")}</row><row r="2">{format_cell("A2", "b")}</row>',
        f'<row r="2">{format_cell("A2", "b")}</row><row r="2">{format_cell("A2", "c")}</row>',
        f'<row r="2">{format_cell("B2", "b")}{format_cell("A2", "c")}</row>',
        f'<row r="2">{format_cell("A2", "b")}{format_cell("A2", "c")}</row>',
        f'<row r="2">{format_cell("A3", "b")}</row>',
    ],
)
def test_rows_or_cells_out_of_order_are_refused_as_no_row_may_be_lost(file, read_refusal, rows):
    assert "not in order" in read_refusal(
        file(make_workbook_of_sheet(f'<row r="1">{format_cell("A1", "id")}</row>{rows}'))
    )


def test_a_cell_beyond_the_header_is_rejected(file, read_table):
    found = read_table(file(make_workbook([["id", "note"], [1, "a", None, "x"], [2]])))
    assert found.reasons == [(1, 2, "4 cells where the header has 2")]
    assert found.rejects[0].text == "1\ta\t\tx"
    assert found.cells == [("2", None)]


def test_a_cell_that_is_too_long_is_rejected(file, read_table):
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>' + "x" * 1_000_001 + "</t></is></c></row>"
    header = '<row r="1"><c r="A1" t="inlineStr"><is><t>note</t></is></c></row>'
    found = read_table(file(make_workbook_of_sheet(header + row)))
    assert found.reasons == [(1, 2, "a cell of 1000001 characters, but at most 1000000 are allowed")]


def test_a_blank_cell_in_the_last_corner_costs_nothing(file, read_table):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    found = read_table(file(make_workbook_of_sheet(rows + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')))
    assert found.cells == [("2",)]


def test_blank_cells_far_to_the_right_cost_nothing(file, read_table):
    rows = "".join(
        f'<row r="{row}">{format_cell(f"A{row}", "x")}{format_cell(f"XFD{row}")}</row>' for row in range(1, 2000)
    )
    assert read_table(file(make_workbook_of_sheet(rows))).cells == [("x",)] * 1998


def test_a_sheet_that_is_wide_and_almost_empty_is_refused(file, read_refusal, monkeypatch):
    monkeypatch.setattr(staging, "MAX_EMPTY_CELLS", 100_000)
    monkeypatch.setattr(staging, "PART_CELLS", 10_000)
    rows = "".join(f'<row r="{row}">{format_cell(f"ZZ{row}", "x")}</row>' for row in range(1, 400))
    assert "almost all its cells are empty" in read_refusal(file(make_workbook_of_sheet(rows)))


def test_a_value_far_to_the_right_is_refused(file, read_refusal):
    sentence = read_refusal(file(make_workbook_of_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')))
    assert sentence.startswith(", sheet Sheet 0, row 1048576: column 16384 has a cell")


def make_workbook_of_string(before, text):
    """Make a workbook with its only text in the part of shared strings, as Excel writes it."""
    part = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    content = make_workbook_of_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    declared = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
    declared += '.spreadsheetml.sharedStrings+xml"/></Types>'
    content = replace_part(content, "[Content_Types].xml", types.replace("</Types>", declared))
    return replace_part(content, "xl/sharedStrings.xml", f'<?xml version="1.0"?>{before}{part}')


def test_strings_in_a_separate_part_are_read(file, read_table):
    assert read_table(file(make_workbook_of_string("", "text")), skip=0).cells == [("text",)]


def test_an_entity_is_refused(file, read_refusal):
    assert "it cannot be read as a workbook" in read_refusal(
        file(make_workbook_of_string('<!DOCTYPE sst [<!ENTITY a "text">]>', "&a;"))
    )


def test_an_external_entity_is_refused(file, read_refusal, tmp_path):
    (tmp_path / "secret").write_text("secret")
    uri = (tmp_path / "secret").as_uri()
    assert "it cannot be read as a workbook" in read_refusal(
        file(make_workbook_of_string(f'<!DOCTYPE sst [<!ENTITY a SYSTEM "{uri}">]>', "&a;"))
    )


def test_an_entity_in_a_sheet_is_refused(file, read_refusal):
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    sheet = SHEET.format(row).replace("<worksheet", '<!DOCTYPE worksheet [<!ENTITY a "text">]><worksheet')
    path = file(replace_part(make_workbook([["x"]]), "xl/worksheets/sheet1.xml", sheet))
    assert "it cannot be read as a workbook" in read_refusal(path)


def test_a_workbook_that_inflates_too_far_is_refused(file, read_refusal):
    assert "unpacked it would have" in read_refusal(
        file(replace_part(make_workbook([["x"]]), "xl/media/x", bytes(50_000_001)))
    )


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
def test_a_workbook_of_too_many_cells_is_refused_before_it_is_read(file, read_table, read_refusal, monkeypatch, chunk):
    monkeypatch.setattr(inspection, "CHUNK", chunk)
    path = file(make_workbook([["one", "two"], ["three", "four"], ["five", None]]))
    monkeypatch.setattr(limits, "MAX_CELLS", 5)
    assert read_table(path).cells == [("three", "four"), ("five", None)]
    monkeypatch.setattr(limits, "MAX_CELLS", 4)
    assert read_refusal(path).startswith(": it has more than 4 cells, the most that a workbook may have.")


def test_a_workbook_of_too_many_rows_is_refused_before_it_is_read(file, read_table, read_refusal, monkeypatch):
    path = file(make_workbook([["one", "two"], ["three", "four"], ["five", None]]))
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    assert read_table(path).cells == [("three", "four"), ("five", None)]
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    assert read_refusal(path).startswith(": it has more than 2 rows, the most that a workbook may have.")


def test_cells_whose_names_have_a_prefix_are_counted_too(file, read_refusal, monkeypatch):
    monkeypatch.setattr(limits, "MAX_CELLS", 1)
    row = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1"/></x:row>'
    sheet = f'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    assert "more than 1 cells" in read_refusal(
        file(replace_part(make_workbook([["x"]]), "xl/worksheets/sheet1.xml", sheet))
    )


def test_a_workbook_that_lies_about_its_size_is_refused(file, read_refusal):
    content = bytearray(replace_part(make_workbook([["x"]]), "xl/worksheets/sheet1.xml", SHEET.format(" " * 3_000_000)))
    size = len(SHEET.format(" " * 3_000_000)).to_bytes(4, "little")
    assert content.count(size) == 2
    assert "cannot be read as a workbook" in read_refusal(
        file(bytes(content.replace(size, (900).to_bytes(4, "little"))))
    )


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook_is_refused(file, read_refusal, part):
    assert "cannot be read as a workbook" in read_refusal(
        file(replace_part(make_workbook([["x"]]), part, "<worksheet><oops"))
    )


def test_a_workbook_of_empty_sheets_is_refused(file, read_refusal):
    assert "all its sheets are empty" in read_refusal(file(make_workbook([], [])))
