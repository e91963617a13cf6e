"""Recognises files that are not tables, to say what they are and what to do."""

import re
from pathlib import Path
from typing import NoReturn

from etl.errors import FileRefused
from etl.formats.text import delimited

READABLE = (
    "Choose a CSV, XLSX, XLS, XLSB, ODS, JSON, GeoJSON, KML, GPX, GeoPackage, shapefile (zipped), Stata or Parquet file"
)
SAVE_AS_TABLE = "Save the table in it as XLSX or CSV"
UNPACK = "Unpack it first"
EXPORT = "Export the table as CSV"

# By their first bytes.
SIGNATURES = [
    (rb"%PDF-", "a PDF", "Ask its publisher for the table it was made from"),
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0\0\0\0|RIFF.{4}WEBP|\0\0\0.ftyp(heic|avif|mif1)", "a picture", ""),
    (rb"\0\0\0.ftyp|\x1aE\xdf\xa3|RIFF.{4}(AVI |WAVE)|ID3|OggS", "a video or a sound recording", ""),
    (rb"\x7fELF|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", "a program", ""),
    (rb"\x1f\x8b", "compressed with gzip", UNPACK),
    (rb"BZh", "compressed with bzip2", UNPACK),
    (rb"\xfd7zXZ\0", "compressed with xz", UNPACK),
    (rb"\x28\xb5\x2f\xfd", "compressed with Zstandard", UNPACK),
    (rb"7z\xbc\xaf\x27\x1c", "compressed with 7-Zip", UNPACK),
    (rb"Rar!\x1a\x07", "compressed with RAR", UNPACK),
    (rb".{257}ustar", "a TAR archive", UNPACK),
    (rb"SQLite format 3\0", "an SQLite database", EXPORT),
    (rb"\0\x01\0\0Standard (Jet|ACE) DB", "an Access database (.mdb or .accdb)", EXPORT),
    (rb"\0\0\x27\x0a", "the .shp of a shapefile alone", "Pack its .shp, .shx, .dbf and .prj into one ZIP"),
    (rb"[\x03\x30\x31\x83\x8b\xf5]\d?[\x00-\xff][\x01-\x0c][\x01-\x1f].{4}.[\0-\x3f].[\0-\x3f]\0\0",
     "a .dbf table, perhaps of a shapefile", "Pack it with its .shp into one ZIP, or save it as XLSX or CSV"),
    (rb"\$FL[23]|(C1 )?ASCII SPSS PORT FILE", "an SPSS file (.sav or .por)", "Save it there as CSV or as Stata (.dta)"),
    (rb"\0{12}\xc2\xea\x81\x60", "a SAS table (.sas7bdat)", EXPORT),
    (rb"HEADER RECORD\*{7}LIB", "a SAS transport file (.xpt)", EXPORT),
    (rb"RD[AX][23]\n|[AX]\n\0\0\0[\x02\x03]", "an R file (.rds or .RData)", "Save its table there with write.csv"),
    (rb"fgb\x03", "a FlatGeobuf file", "Save it as GeoJSON or GeoPackage"),
    (rb"ARROW1\0\0|FEA1", "an Arrow or Feather file", "Save it as Parquet or CSV"),
    (rb"\x89HDF\r\n", "an HDF5 file", EXPORT),
    (rb"Obj\x01|ORC", "an Avro or ORC file", "Save it as Parquet or CSV"),
    (rb"\{\\rtf", "an RTF document", SAVE_AS_TABLE),
    (rb"AC10\d\d", "an AutoCAD drawing", "Save its points as KML or CSV"),
    (rb"BEGIN:V(CALENDAR|CARD)", "a calendar or an address book", ""),
    (rb"(Return-Path|Received|MIME-Version|Delivered-To): ", "an e-mail", "Save what is attached to it"),
]  # fmt: skip
# By the streams of an old Office file, with names in UTF-16.
OLD_OFFICE = [
    ("EncryptedPackage", "a workbook or document that is locked with a password", "Save it without one"),
    ("WordDocument", "a Word document (.doc)", SAVE_AS_TABLE),
    ("PowerPoint Document", "a PowerPoint presentation (.ppt)", SAVE_AS_TABLE),
    ("__properties_version1.0", "an Outlook message (.msg)", "Save what is attached to it"),
    ("VisioDocument", "a Visio drawing (.vsd)", SAVE_AS_TABLE),
]
# By the contents of an archive: a pattern for one of its names.
ARCHIVES = [
    (r"word/document\.xml", "a Word document (.docx)", SAVE_AS_TABLE),
    (r"ppt/presentation\.xml", "a PowerPoint presentation (.pptx)", SAVE_AS_TABLE),
    (r"visio/document\.xml", "a Visio drawing (.vsdx)", SAVE_AS_TABLE),
    (r"Index/CalculationEngine.*\.iwa", "an Apple Numbers workbook (.numbers)", "Export it there as Excel or CSV"),
    (r"Index\.zip|Index/.*\.iwa", "an Apple Numbers, Pages or Keynote document", "Export its table there as Excel or CSV"),
    (r"(.*/)?[^/]+\.gdb/.*", "an Esri file geodatabase (.gdb)", "Export its layer as GeoPackage or as a shapefile"),
    (r"META-INF/container\.xml", "a book (.epub)", ""),
    (r"AndroidManifest\.xml|META-INF/MANIFEST\.MF", "a program", ""),
]  # fmt: skip
DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "an OpenDocument text (.odt)",
    "application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation (.odp)",
    "application/vnd.oasis.opendocument.graphics": "an OpenDocument drawing (.odg)",
    "application/epub+zip": "a book (.epub)",
}
# By the root element of XML.
MARKUP = {
    "workbook": ("an Excel 2003 XML workbook", "Save it as .xlsx"),
    "osm": ("OpenStreetMap data", "Save its points as GeoJSON or CSV"),
    "featurecollection": ("GML", "Save it as GeoJSON or GeoPackage"),
    "rss": ("a news feed", EXPORT),
    "feed": ("a news feed", EXPORT),
    "svg": ("a picture", ""),
    "trainingcenterdatabase": ("a training log (.tcx)", "Save it as GPX"),
    "qgis": ("a QGIS project, which only links to its layers", "Export the layer as GeoPackage or GeoJSON"),
    "plist": ("a property list", EXPORT),
}
WHITE = b"\xef\xbb\xbf\xff\xfe \t\r\n"


def refuse(name: str, what: str, advice: str = "") -> NoReturn:
    """Refuse a file, saying what it is and what to do. Raises FileRefused."""
    raise FileRefused(f"{name}: it is {what}, not a table. {advice or READABLE}.")


def refuse_other_file(name: str, start: bytes) -> None:
    """Refuse a file whose start shows that it is not a table. Raises FileRefused."""
    for signature, what, advice in SIGNATURES:
        if re.match(signature, start, re.DOTALL):
            refuse(name, what, advice)
    if start.startswith(b"MZ") and b"\0" in start[:64]:
        refuse(name, "a program")
    words = start[:1024].replace(b"\0", b"").lstrip(WHITE).lower()
    if re.match(rb"<(!doctype html|html|head|body)|<[!?].*<html", words, re.DOTALL):
        raise FileRefused(f"{name}: it is a web page, perhaps one that asks to log in. Fetch the file again.")
    root = find_root(start)
    if root in MARKUP:
        refuse(name, *MARKUP[root])
    if words.startswith(b"<?xml"):
        raise FileRefused(f"{name}: it is XML. {READABLE}.")
    if _is_binary(start):
        raise FileRefused(f"{name}: it is not text. {READABLE}.")


def find_root(start: bytes) -> str:
    """Return the name of the XML root element in lower case without its namespace, or ""."""
    text = start.replace(b"\0", b"").lstrip(WHITE)
    found = re.match(rb"(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*<(?:[\w.-]+:)?([\w.-]+)", text, re.DOTALL)  # fmt: skip
    return found[1].decode("ascii", "replace").lower() if found else ""


def refuse_old_office(path: Path, name: str) -> None:
    """Refuse an old Office file that is not a workbook. Raises FileRefused and OSError."""
    with path.open("rb") as file:
        content = file.read(20_000_000)
    for stream, what, advice in OLD_OFFICE:
        if stream.encode("utf-16-le") in content:
            refuse(name, what, advice)


def refuse_archive(name: str, members: list[str], mimetype: str) -> None:
    """Refuse an archive that is another program's document. Raises FileRefused."""
    if mimetype in DOCUMENTS:
        refuse(name, DOCUMENTS[mimetype], SAVE_AS_TABLE)
    for pattern, what, advice in ARCHIVES:
        if any(re.fullmatch(pattern, member) for member in members):
            refuse(name, what, advice)


def _is_binary(start: bytes) -> bool:
    # UTF-16 has a NUL next to each Western character, and damaged text has a few. Other control characters mean that it is not
    # text.
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or delimited.find_unmarked_utf_16(start):
        return False
    controls = len(start) - len(start.translate(None, bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))))
    return controls > 16 and controls > len(start) / 20
