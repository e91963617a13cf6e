"""Read a report as text: plain or a web page, by its content and never by its name."""

import io
import re
import tempfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path

from etl.errors import FileRefused

MOST_BYTES = 5_000_000  # a report has some thousand; a page brings its scripts
MOST_SIGNS = 300_000
BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", "blockquote", "figure", "main", "h1", "h2",
          "h3", "h4", "h5", "h6", "dd", "dt", "hr", "td", "title"}  # fmt: skip
SKIPPED = {"script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form", "iframe", "button", "select", "head",
           "figcaption"}  # fmt: skip
OTHER_FILES = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a document in RTF"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Office"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a file compressed with gzip"),
)
DOCUMENTS = ("a PDF", "a document of Word (DOCX)")  # of which a file is read, in a process of its own
ZIPPED = (("word/", "a document of Word (DOCX)"), ("content.xml", "an OpenDocument"), ("xl/", "a workbook (XLSX)"),
          ("ppt/", "a presentation (PPTX)"), ("META-INF/container.xml", "an e-book (EPUB)"))  # fmt: skip


def read_article(path: Path) -> str:
    """Return the text of a file. Raises FileRefused, in one sentence that says what to do."""
    if path.is_dir():
        raise FileRefused(f"{path.name}: it is a folder. Choose a file in it.")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FileRefused(f"{path.name}: there is no such file. Check its name and folder.") from None
    except OSError as error:
        raise FileRefused(f"{path.name}: it cannot be read ({error.strerror}).") from None
    if _name_other(data) in DOCUMENTS:
        return _check_length(_read_document(path), path.name)
    return decode_article(data, path.name)


def _read_document(path: Path) -> str:
    """Read a PDF or a document of Word in a child process, with its limits."""
    from etl.formats.sandbox import parse_in_child  # a page that shows no document need not wait for what reads files

    with tempfile.TemporaryDirectory() as folder:
        out, found = parse_in_child("report", path, path.name, Path(folder))
        return (out / str(found["text"])).read_text(encoding="utf-8")


def decode_article(data: bytes, name: str) -> str:
    """Return the text of the bytes of a report. Raises FileRefused where they are no text, or too many."""
    if len(data) > MOST_BYTES:
        raise FileRefused(f"{name}: it has more than {MOST_BYTES // 1_000_000} MB. Save the text of the report alone.")
    other = _name_other(data)
    if other:
        raise FileRefused(f"{name}: it is {other}, which is not read here. Save its text as .txt, or paste it.")
    text = _decode(data)
    if text is None or text.count("\0"):
        raise FileRefused(f"{name}: it is no text. Save the report as .txt in UTF-8, or as a web page.")
    if re.search(r"<(?:!doctype html|html|body|p|div|article)\b", text[:20_000], re.IGNORECASE):
        text = strip_markup(text)
    return _check_length(text, name)


def _check_length(text: str, name: str) -> str:
    """Return a text that can be one report. Raises FileRefused."""
    if len(text) > MOST_SIGNS:
        raise FileRefused(
            f"{name}: it holds more than {MOST_SIGNS:,} signs of text, so it is more than one report. Save one alone."
        )
    if not text.strip():
        raise FileRefused(f"{name}: it holds no words. Save the text of the report.")
    return text


def strip_markup(page: str) -> str:
    """Return the words of a web page: its article where it has one, without scripts, menus and captions."""
    parser = _Words()
    parser.feed(page)
    parser.close()
    text = "".join(parser.article if "".join(parser.article).strip() else parser.body)
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """The words of a page as they come, those inside of `<article>` or `<main>` apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.body: list[str] = []
        self.article: list[str] = []
        self._skipping: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self._skipping.append(tag)
        if tag == "body":  # a head that was never closed
            self._skipping.clear()
        if tag in ("article", "main"):
            self._depth += 1
        if tag in BLOCKS:
            self._add("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            del self._skipping[self._skipping.index(tag) :]
        if tag in BLOCKS:
            self._add("\n\n")
        if tag in ("article", "main"):
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._add(re.sub(r"\s+", " ", data))

    def _add(self, text: str) -> None:
        self.body.append(text)
        if self._depth:
            self.article.append(text)


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
