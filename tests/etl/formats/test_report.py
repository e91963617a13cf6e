"""Reports in PDF and DOCX: their text, or a sentence that says what to do."""

import zipfile

import pytest

from etl.errors import FileRefused
from etl.feeds.articles.language.texts import read_article
from etl.formats.text import report

WORDS = "The 26th joint patrol was attacked on 25 August 2020."


def make_pdf(*pages: str) -> bytes:
    """Make a PDF with one line per page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for words in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()


def write_docx(path, body):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)


def say(*paragraphs):
    runs = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    return f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{runs}</w:body></w:document>'


@pytest.fixture
def read(tmp_path):
    """Read a file as the child process does."""

    def read():
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        found = report.parse(tmp_path / "report", "report", out)
        return (out / found["text"]).read_text(encoding="utf-8")

    return read


def test_the_words_of_a_pdf_are_read_page_by_page(tmp_path, read):
    (tmp_path / "report").write_bytes(make_pdf(WORDS, "Nobody was hurt."))
    assert read() == f"{WORDS}\n\nNobody was hurt."


def test_the_paragraphs_of_a_document_are_separate(tmp_path):
    write_docx(tmp_path / "report.docx", say(WORDS, "", "Nobody was hurt."))
    assert read_article(tmp_path / "report.docx").text == f"{WORDS}\n\nNobody was hurt."


def test_what_gives_no_words_is_refused_in_a_sentence(tmp_path, read):
    path = tmp_path / "report"
    path.write_bytes(make_pdf(""))
    with pytest.raises(FileRefused, match="pictures of pages"):
        read()
    path.write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(FileRefused, match="cannot be read as a PDF"):
        read()
    for body in ("<w", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'):
        write_docx(path, body)
        with pytest.raises(FileRefused, match="damaged Word document"):
            read()
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(FileRefused, match="damaged Word document"):
        read()


def test_a_report_of_more_than_a_report_is_refused(tmp_path, read, monkeypatch):
    monkeypatch.setattr(report, "MOST_PAGES", 1)
    monkeypatch.setattr(report, "MOST_BYTES", 100)
    (tmp_path / "report").write_bytes(make_pdf(WORDS, WORDS))
    with pytest.raises(FileRefused, match="more than 1 pages"):
        read()
    write_docx(tmp_path / "report", say(WORDS))
    with pytest.raises(FileRefused, match="too large for one report"):
        read()
