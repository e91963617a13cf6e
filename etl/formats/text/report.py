"""Extracts the text of a report in PDF or Word. Ignores pictures, runs nothing and loads nothing from elsewhere."""

import zipfile
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from etl.errors import FileRefused

TEXT = "text"
PDF = b"%PDF"
BODY = "word/document.xml"
MOST_PAGES = 300
MOST_BYTES = 50_000_000  # unpacked size of a document's body


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Write the text of a report to a file in the folder. Raises FileRefused if it has none."""
    with path.open("rb") as file:
        is_pdf = file.read(len(PDF)) == PDF
    text = _read_pdf(path, name) if is_pdf else _read_document(path, name)
    if not text.strip():
        pictures = " It may be pictures of pages." if is_pdf else ""
        raise FileRefused(f"{name}: it contains no text.{pictures} Paste the text of the report.")
    (out / TEXT).write_text(text, encoding="utf-8")
    return {TEXT: TEXT}


def _read_pdf(path: Path, name: str) -> str:
    try:
        pages = PdfReader(path).pages
        if len(pages) > MOST_PAGES:
            raise FileRefused(f"{name}: it has more than {MOST_PAGES} pages. Save those of the report alone.")
        return "\n\n".join(page.extract_text() for page in pages)
    except PyPdfError as error:
        raise FileRefused(f"{name}: it cannot be read as a PDF ({error}). Paste the text of the report.") from None


def _read_document(path: Path, name: str) -> str:
    """Read a Word document. Each paragraph becomes a line, followed by a blank line."""
    paragraphs, words = [], []
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(BODY).file_size > MOST_BYTES:
                raise FileRefused(f"{name}: it is too large for one report. Save the text of the report alone.")
            with archive.open(BODY) as body:
                for _, element in iterparse(body, ("end",), forbid_dtd=True):
                    match str(element.tag).rpartition("}")[2]:
                        case "t":
                            words.append(element.text or "")
                        case "tab" | "br":
                            words.append(" ")
                        case "p":
                            paragraphs.append("".join(words))
                            words.clear()
                            element.clear()
    except (KeyError, zipfile.BadZipFile, DefusedXmlException, ParseError):
        raise FileRefused(f"{name}: it is a damaged Word document. Paste the text of the report.") from None
    return "\n\n".join(filter(str.strip, paragraphs))
