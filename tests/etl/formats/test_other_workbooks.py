"""ODS, XLSB and XLS workbooks, each made here of the few records that a reader needs."""

import io
import struct
import zipfile

import pytest

from etl.errors import NoteKind
from etl.formats import peek, read
from etl.formats.workbook import hidden, reader

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
ODS = (
    f'<office:document-content xmlns:office="{OFFICE}office:1.0" xmlns:table="{OFFICE}table:1.0" '
    f'xmlns:text="{OFFICE}text:1.0"><office:body><office:spreadsheet>{{}}</office:spreadsheet></office:body>'
    "</office:document-content>"
)
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def make_zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_ods(rows, before=""):
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": MANIFEST}
    return make_zip(
        **parts, **{"content.xml": before + ODS.format(f'<table:table table:name="One">{rows}</table:table>')}
    )


def format_ods_row(*cells, repeated=1):
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def format_ods_text(text, repeated=1):
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


ODS_DAY = '<table:table-cell office:value-type="date" office:date-value="2020-03-05"/>'
ODS_FLOAT = '<table:table-cell office:value-type="float" office:value="6.5"/>'
ODS_REST = f'<table:table-cell table:number-columns-repeated="{16_384}"/>'


def test_an_ods_file_is_read_with_its_dates_and_the_rows_it_repeats(file, read_table):
    rows = [
        format_ods_row(format_ods_text("place"), format_ods_text("n"), format_ods_text("day"), ODS_REST),
        format_ods_row(format_ods_text("Homs"), ODS_FLOAT, ODS_DAY),
        format_ods_row(ODS_REST, repeated=3),
        format_ods_row(format_ods_text("x", 3), repeated=2),
        format_ods_row(ODS_REST, repeated=1_048_569),
    ]
    found = read_table(file(make_ods("".join(rows)), "x.ods"))
    assert found.preview.sheet == "One"
    assert found.cells == [("Homs", "6.5", "2020-03-05"), ("x", "x", "x"), ("x", "x", "x")]
    assert (found.lines, found.blank) == ([2, 6, 7], 3)


def assert_second_row_and_column_are_hidden(path, temporary):
    """Check three rows under the header id, secret, note."""
    [preview] = peek(path, temporary)
    assert preview.rows == (("id", "note"), ("1", "a"), ("3", "c"))
    assert [note.kind for note in preview.notes] == [NoteKind.HIDDEN]
    assert read(preview, ["id", "note"], 1, temporary).hidden == 1
    [preview] = peek(path, temporary, hidden=True)
    assert len(preview.rows) == 4


def test_rows_and_columns_that_an_ods_file_hides_are_not_read(file, temporary):
    rows = [
        '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>',
        format_ods_row(format_ods_text("id"), format_ods_text("secret"), format_ods_text("note")),
        format_ods_row(format_ods_text("1"), format_ods_text("s"), format_ods_text("a")),
        format_ods_row(format_ods_text("2"), format_ods_text("s"), format_ods_text("b")).replace(
            "<table:table-row ", '<table:table-row table:visibility="filter" '
        ),
        format_ods_row(format_ods_text("3"), format_ods_text("s"), format_ods_text("c")),
    ]
    path = file(make_ods("".join(rows)), "x.ods")
    assert_second_row_and_column_are_hidden(path, temporary)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (format_ods_row(format_ods_text("x", 1000), repeated=1_000_000), "more than 1,500,000 cells"),
        (format_ods_row(format_ods_text("x"), repeated=1_000_000), "more than 500,000 rows"),
        (
            format_ods_row(format_ods_text("x"))
            + format_ods_row(ODS_REST.replace("16384", "9990"), format_ods_text("y"), repeated=2000),
            "almost all",
        ),
        (format_ods_row(ODS_REST, format_ods_text("x")), "sheet One, row 1: column 16385 has a cell"),
    ],
)
def test_an_ods_file_that_repeats_too_much_is_refused_before_it_is_read(
    file, read_refusal, monkeypatch, rows, sentence
):
    monkeypatch.setattr(reader.calamine, "CalamineWorkbook", None)
    assert sentence in read_refusal(file(make_ods(rows), "x.ods"))


def test_an_ods_file_with_an_entity_is_refused_before_it_is_read(file, read_refusal, monkeypatch):
    monkeypatch.setattr(reader.calamine, "CalamineWorkbook", None)
    content = make_ods(
        format_ods_row(format_ods_text("&a;")), '<!DOCTYPE office:document-content [<!ENTITY a "text">]>'
    )
    assert "it cannot be read as a workbook, because content.xml declares a document type" in read_refusal(
        file(content)
    )


def pack_xlsb_record(number, content=b""):
    header = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    return header + bytes([len(content)]) + content


def pack_wide_text(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def make_xlsb(*rows, hidden_rows=(), hidden_columns=()):
    """Make a workbook of the records BrtBundleSh, BrtWsDim, BrtColInfo, BrtBeginSheetData, BrtRowHdr, BrtCellReal and BrtCellSt."""
    sheet = pack_xlsb_record(129) + pack_xlsb_record(148, bytes(16))
    for column in range(3):
        flags = 2 | (column in hidden_columns)  # the width is its own
        sheet += pack_xlsb_record(60, struct.pack("<IIIIH", column, column, 2560, 0, flags))
    sheet += pack_xlsb_record(145)
    for row, cells in enumerate(rows):
        flags = 0x20 | (0x10 if row in hidden_rows else 0)  # the height is its own
        sheet += pack_xlsb_record(0, struct.pack("<IIHBB5x", row, 0, 300, 0, flags))
        for column, value in enumerate(cells):
            place = struct.pack("<II", column, 0)
            sheet += (
                pack_xlsb_record(6, place + pack_wide_text(value)) if isinstance(value, str)
                else pack_xlsb_record(5, place + struct.pack("<d", value))
            )  # fmt: skip
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    sheets = (
        pack_xlsb_record(143)
        + pack_xlsb_record(156, struct.pack("<II", 0, 1) + pack_wide_text("rId1") + pack_wide_text("One"))
        + pack_xlsb_record(144)
    )
    return make_zip(
        **{
            "xl/workbook.bin": pack_xlsb_record(131) + sheets + pack_xlsb_record(132),
            "xl/_rels/workbook.bin.rels": relation,
            "xl/worksheets/sheet1.bin": sheet + pack_xlsb_record(146) + pack_xlsb_record(130),
        }
    )


def make_xls(*rows, hidden_rows=(), hidden_columns=()):
    """Make a compound file whose only stream has the records BOF, BOUNDSHEET, COLINFO, ROW, LABEL, NUMBER and EOF of BIFF8.

    A chart with its own BOF and EOF precedes the rows.
    """

    def record(number, content=b""):
        return struct.pack("<HH", number, len(content)) + content

    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    end = record(0x0A)
    offset = len(begin) + len(record(0x85, bytes(11))) + len(end)
    stream = begin + record(0x85, struct.pack("<IBBBB", offset, 0, 0, 3, 0) + b"One") + end
    stream += record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for column in range(3):
        stream += record(0x7D, struct.pack("<HHHHHH", column, column, 2560, 0, 2 | (column in hidden_columns), 0))
    stream += record(0x809, struct.pack("<HHHHII", 0x600, 0x20, 0, 0, 0, 0)) + end
    for row in range(len(rows)):
        stream += record(
            0x208, struct.pack("<HHHHHHHH", row, 0, 3, 300, 0, 0, 0x40 | (0x20 if row in hidden_rows else 0), 0)
        )
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            stream += (
                record(0x204, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
                if isinstance(value, str)
                else record(0x203, place + struct.pack("<d", value))
            )
    stream += end
    stream += bytes(-len(stream) % 512 + 8 * 512)  # a stream of 4,096 bytes or more has its own sectors
    sectors = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += b"\xff" * (512 - len(header))

    def pack_entry(name, kind, child, first, size):
        text = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links + bytes(36) + struct.pack("<IQ", first, size)
        )

    entries = pack_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + pack_entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return header + fat + entries.ljust(512, b"\0") + stream


@pytest.mark.parametrize(("make", "name"), [(make_xlsb, "x.xlsb"), (make_xls, "x.xls"), (make_xls, "x.xlsx")])
def test_a_binary_workbook_is_read_under_any_name(file, read_table, make, name):
    found = read_table(file(make(["id", "place"], [7, "Homs"], [], [8.5, "x"]), name))
    assert found.preview.sheet == "One"
    assert found.preview.notes == ()
    assert (found.cells, found.lines, found.blank) == ([("7", "Homs"), ("8.5", "x")], [2, 4], 1)


@pytest.mark.parametrize("make", [make_xlsb, make_xls])
def test_rows_and_columns_that_a_binary_workbook_hides_are_not_read(file, temporary, make):
    rows = ["id", "secret", "note"], ["1", "s", "a"], ["2", "s", "b"], ["3", "s", "c"]
    path = file(make(*rows, hidden_rows={2}, hidden_columns={1}), "x.bin")
    assert_second_row_and_column_are_hidden(path, temporary)


@pytest.mark.parametrize(("make", "record"), [(make_xls, "XLS_SHEET"), (make_xlsb, "XLSB_SHEET")])
def test_a_binary_workbook_that_does_not_say_what_it_hides_is_refused_until_all_is_requested(
    file, read_refusal, temporary, monkeypatch, make, record
):
    path = file(make(["id", "place"], [7, "Homs"]), "x.bin")
    other = {"XLS_SHEET": 0, "XLSB_SHEET": 143}[record]  # as if the sheets were listed by another kind of record
    monkeypatch.setattr(hidden, record, other)
    assert "its hidden rows and columns cannot be determined. Use --hidden" in read_refusal(path)
    [preview] = peek(path, temporary, hidden=True)
    assert len(preview.rows) == 2


@pytest.mark.parametrize("make", [make_xlsb, make_xls])
def test_a_binary_workbook_that_is_cut_off_is_refused(file, read_refusal, make):
    content = make(["id", "place"], [7, "Homs"])
    assert "cannot be read as a workbook" in read_refusal(file(content[: len(content) // 2]))


ODS_ERROR = (
    '<table:table-cell office:value-type="string" table:formula="of:=NA()"><text:p>#N/A</text:p></table:table-cell>'
)


def add_error(make):
    """Make a workbook whose last cell is #N/A: error 42 in the records BOOLERR of BIFF8 and BrtCellError of BIFF12."""
    content = make(["id", "place"], [7, 1.5])
    number = struct.pack("<d", 1.5)
    if make is make_xls:
        error = struct.pack("<HHHHHBB", 0x205, 8, 1, 1, 0, 42, 1)
        plain = struct.pack("<HHHHH", 0x203, 14, 1, 1, 0) + number
        return content.replace(plain, error + struct.pack("<HH", 0x0F00, 2) + bytes(2))  # as long as it was
    plain = pack_xlsb_record(5, struct.pack("<II", 1, 0) + number)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.bin"
    assert plain in parts[sheet]
    parts[sheet] = parts[sheet].replace(plain, pack_xlsb_record(3, struct.pack("<II", 1, 0) + bytes([42])))
    return make_zip(**parts)


@pytest.mark.parametrize("make", [make_xlsb, make_xls])
def test_an_error_in_a_binary_workbook_is_an_empty_cell(file, read_table, make):
    found = read_table(file(add_error(make), "x.bin"))
    assert found.cells in ([("7", None)], [("7", "#N/A")])


def test_an_error_in_an_ods_file_is_its_text(file, read_table):
    rows = format_ods_row(format_ods_text("id"), format_ods_text("place")) + format_ods_row(ODS_FLOAT, ODS_ERROR)
    assert read_table(file(make_ods(rows), "x.ods")).cells == [("6.5", "#N/A")]
