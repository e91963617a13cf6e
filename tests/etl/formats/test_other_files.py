"""Files that are not tables are refused as what they are."""

import struct

import pandas as pd
import pytest

from tests.etl.formats.test_archive import make_zip
from tests.etl.formats.test_maps import read_records, records  # noqa: F401 - a fixture
from tests.etl.formats.test_other_workbooks import make_xls

DBASE = (
    b"\x03"
    + bytes([120, 8, 25])
    + struct.pack("<IHH", 1, 65, 10)
    + bytes(20)
    + b"date".ljust(11, b"\0")
    + b"C"
    + bytes(30)
)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (make_zip({"word/document.xml": "<x/>", "[Content_Types].xml": ""}), "a Word document (.docx)"),
        (make_zip({"ppt/presentation.xml": "<x/>"}), "a PowerPoint presentation (.pptx)"),
        (make_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), "an OpenDocument text (.odt)"),
        (make_zip({"Index/CalculationEngine-1.iwa": "x", "Index/Document.iwa": "x"}), "an Apple Numbers workbook (.numbers)"),
        (make_zip({"Index/Document.iwa": "x"}), "an Apple Numbers, Pages or Keynote document"),
        (make_zip({"x.gdb/a00000001.gdbtable": "x", "x.gdb/gdb": "y"}), "an Esri file geodatabase (.gdb)"),
        (make_xls(["a"])[:512] + "WordDocument".encode("utf-16-le").ljust(512), "a Word document (.doc)"),
        (make_xls(["a"])[:512] + "EncryptedPackage".encode("utf-16-le").ljust(512), "a workbook or document that is locked with a password"),
        (b"\0\x01\0\0Standard Jet DB\0" + bytes(100), "an Access database"),
        (b"\0\x01\0\0Standard ACE DB\0" + bytes(100), "an Access database"),
        (b"%PDF-1.4", "a PDF"),
        (b"$FL2@(#) SPSS DATA FILE", "an SPSS file"),
        (bytes(12) + b"\xc2\xea\x81\x60" + bytes(16), "a SAS table"),
        (b"RDX3\nX\n", "an R file"),
        (b"fgb\x03fgb\0", "a FlatGeobuf file"),
        (b"ARROW1\0\0", "an Arrow or Feather file"),
        (b"II*\0\x08\0\0\0", "a picture"),
        (b"\0\0\0\x18ftypmp42", "a video or a sound recording"),
        (b"\x28\xb5\x2f\xfd\0", "compressed with Zstandard"),
        (b"{\\rtf1 text}", "an RTF document"),
        (DBASE, "a .dbf table"),
        ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:x"/>', "an Excel 2003 XML workbook"),
        ('<?xml version="1.0"?><osm version="0.6"/>', "OpenStreetMap data"),
        ('<wfs:FeatureCollection xmlns:wfs="urn:x"/>', "GML"),
        ("MIME-Version: 1.0\nSubject: x\n", "an e-mail"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "",
)  # fmt: skip
def test_another_file_is_refused_by_its_name_with_what_to_do(file, read_refusal, content, what):
    sentence = read_refusal(file(content, "x.csv"))
    assert f": it is {what}" in sentence and ", not a table. " in sentence


def test_an_archive_without_a_table_says_so(file, read_refusal):
    sentence = read_refusal(file(make_zip({"a.pdf": "%PDF-", "b.docx": "PK"}), "x.zip"))
    assert "it has several files and no table (a.pdf, b.docx)" in sentence


def test_a_table_that_begins_with_figures_is_no_dbase(file, read_table):
    assert read_table(file("30;1\n31;2\n", "x.csv")).cells == [("31", "2")]


def test_stata_is_read_with_its_labels_days_and_missing_values(records, tmp_path):  # noqa: F811
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-08-25", "2020-08-26"]),
            "place": ["Testville", "Âfrîn"],
            "killed": [2.0, None],
            "kind": pd.Categorical(["ied", "rocket"]),
        }
    )
    frame.to_stata(tmp_path / "a.dta", write_index=False, version=118, convert_dates={"date": "td"})
    found = records((tmp_path / "a.dta").read_bytes(), "x.dta")
    assert found == [
        {"date": "2020-08-25", "place": "Testville", "killed": "2", "kind": "ied"},
        {"date": "2020-08-26", "place": "Âfrîn", "kind": "rocket"},
    ]


def test_a_stata_file_that_is_cut_off_is_refused(read_refusal, file, tmp_path):
    pd.DataFrame({"killed": range(100)}).to_stata(tmp_path / "a.dta", write_index=False)
    content = (tmp_path / "a.dta").read_bytes()
    assert "it cannot be read as a Stata file" in read_refusal(file(content[: len(content) // 2], "x.dta"))
