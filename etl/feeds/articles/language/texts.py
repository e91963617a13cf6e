"""Reads a report as text: plain, or a web page, PDF or Word document. The content decides, never the name."""

import io
import re
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from etl.errors import FileRefused

MOST_BYTES = 5_000_000  # a report has some thousand; a web page brings its scripts
MOST_CHARACTERS = 300_000
PAGE_START = re.compile(r"<(?:!doctype html|html|body|p|div|article)\b", re.IGNORECASE)
OTHER_FILES = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Office version"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a file compressed with gzip"),
)
DOCUMENTS = ("a PDF", "a Word document (DOCX)")  # read from a file, but not from standard input
ZIPPED = (("word/", "a Word document (DOCX)"), ("content.xml", "an OpenDocument file"), ("xl/", "a workbook (XLSX)"),
          ("ppt/", "a presentation (PPTX)"), ("META-INF/container.xml", "an e-book (EPUB)"))  # fmt: skip


@dataclass(frozen=True)
class Article:
    """The text of a report, with what a web page states about itself."""

    text: str
    title: str | None = None  # the headline, unless the text begins with it
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    words_left_out: int = 0  # words that a web page shows outside its article


def read_article(path: Path) -> Article:
    """Read the report in a file. Raises FileRefused with a sentence that says what to do."""
    if path.is_dir():
        raise FileRefused(f"{path.name}: this is a folder. Choose a file in it.")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FileRefused(f"{path.name}: there is no such file. Check its name and folder.") from None
    except OSError as error:
        raise FileRefused(f"{path.name}: it cannot be read ({error.strerror}).") from None
    if _name_other(data) in DOCUMENTS:
        return _check_length(Article(_parse("report", path, path.name)[0]), path.name)
    return decode_article(data, path.name)


def decode_article(data: bytes, name: str) -> Article:
    """Read the bytes of a text or web page. Raises FileRefused if they are something else, or too long for a report."""
    if len(data) > MOST_BYTES:
        raise FileRefused(f"{name}: it has more than {MOST_BYTES // 1_000_000} MB. Save only the text of the report.")
    other = _name_other(data)
    if other:
        raise FileRefused(f"{name}: this is {other}, which cannot be read here. Save its text as .txt, or paste it.")
    text = _decode(data)
    if text is None or "\0" in text:
        raise FileRefused(f"{name}: this is not a text file. Save the report as .txt in UTF-8, or as a web page.")
    return _check_length(_read_page(text, name) if PAGE_START.search(text[:20_000]) else Article(text), name)


def _read_page(page: str, name: str) -> Article:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page")
        path.write_text(page, encoding="utf-8")
        text, stated = _parse("page", path, name)
    day = date.fromisoformat(stated["published"]) if stated["published"] else None
    title = _shorten(stated["title"], 500)
    return Article(
        text,
        None if title and " ".join(text.split()).startswith(title) else title,
        _shorten(stated["publisher"], 200),
        day if day and day <= date.today() else None,
        stated["url"] if re.match(r"https?://.{1,1990}$", stated["url"] or "") else None,
        stated["words_left_out"],
    )


def _shorten(stated: str | None, most: int) -> str | None:
    return re.sub(r"\s+", " ", stated).strip()[:most] or None if stated else None


def _parse(kind: str, path: Path, name: str) -> tuple[str, dict[str, Any]]:
    """Read a web page or a document in a child process with limits. Return its text, and what else it states."""
    from etl.formats.sandbox import parse_in_child  # a page that shows no document need not wait for what reads files

    with tempfile.TemporaryDirectory() as folder:
        out, found = parse_in_child(kind, path, name, Path(folder))
        return (out / str(found["text"])).read_text(encoding="utf-8"), found


def _check_length(article: Article, name: str) -> Article:
    """Return an article that can be one report. Raises FileRefused."""
    if len(article.text) > MOST_CHARACTERS:
        raise FileRefused(
            f"{name}: its text has more than {MOST_CHARACTERS:,} characters, which is more than one report. Save one report."
        )
    if not article.text.strip():
        raise FileRefused(f"{name}: it contains no text. Save the text of the report.")
    return article


def _name_other(data: bytes) -> str | None:
    for start, name in OTHER_FILES:
        if data.startswith(start):
            return name
    if not data.startswith(b"PK"):
        return None
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        return "a damaged archive"
    return next((name for part, name in ZIPPED if any(each.startswith(part) for each in names)), "a ZIP archive")


def _decode(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        declared = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,20})", data[:4096], re.IGNORECASE)
        encodings = ["utf-8-sig", *([declared[1].decode("ascii")] if declared else []), "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return None
