"""CSV, TSV and similar files: encoding, delimiter and records.

Python's `csv` does the parsing. It is fed line by line, so that each record is known with its original lines, and neither a
line without an end nor an unclosed quote can fill the memory.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from etl.errors import FileRefused
from etl.formats.tables import MAX_COLUMNS, MAX_RECORD, MAX_RECORD_LINES, PREVIEW_ROWS, Preview, is_blank

DELIMITERS = (",", ";", "\t", "|")
# A character that no file uses as its delimiter, so each line is one cell.
NO_DELIMITER = "\x1f"
GDELT_WIDTHS = {57, 58, 61}
SAMPLE_CHARACTERS = 1_000_000
CHUNK = 1 << 20

# The limit of `csv` applies to the whole process, and exceeding it loses the position in the file. Ours is checked later.
csv.field_size_limit(MAX_RECORD + 1)


class Record(NamedTuple):
    """One record: its first line, its cells and its lines. `damage` says why the cells cannot be trusted."""

    line: int
    cells: list[str]
    raw: list[str]
    damage: str | None


def read_preview(path: Path, content: Path) -> Preview:
    """Preview a text file. Raises FileRefused if it is not text, has no rows, or has a line without an end."""
    try:
        encoding = find_encoding(path.name, content)
        delimiter, quoting = _find_dialect(path.name, content, encoding)
        first = []
        with open_records(path.name, content, encoding, delimiter, quoting) as found:
            for record in found:
                if len(record.cells) > MAX_COLUMNS:
                    raise FileRefused(
                        f"{path.name}, line {record.line}: {len(record.cells)} columns, but a table may have "
                        f"at most {MAX_COLUMNS}. Keep the columns that are needed, or correct the delimiter."
                    )
                if not is_blank(record.cells):
                    first.append((tuple(cell or None for cell in record.cells), record.line))
                if len(first) == PREVIEW_ROWS:
                    break
    except OSError as error:
        raise FileRefused(f"{path.name}: it cannot be read ({error.strerror}).") from None
    rows, lines = zip(*first, strict=True)
    return Preview(path, content, "csv", None, encoding, delimiter, rows, lines, quoting)


def find_encoding(name: str, content: Path) -> str:
    """Find the encoding in which all bytes of the file are valid. Raises FileRefused if there is none, and OSError."""
    with content.open("rb") as file:
        start = file.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        unmarked = find_unmarked_utf_16(start)
        candidates = [*([unmarked] if unmarked else []), "utf-8", "windows-1252"]
    for encoding in candidates:
        if _can_decode(content, encoding):
            return encoding
    raise FileRefused(f"{name}: it is neither UTF-8 nor Windows-1252 text. Save it as UTF-8.")


def find_unmarked_utf_16(start: bytes) -> str | None:
    """Return utf-16-le or utf-16-be for text without a byte order mark, otherwise None.

    Mostly Western text in UTF-16 has a NUL in every other byte, unlike any other table. Hardly any NUL is in the bytes between:
    one, or one in a hundred, is a cell damaged by a NUL.
    """
    pairs = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > pairs * 0.4 and even <= 1 + pairs // 100:
        return "utf-16-le"
    if even > pairs * 0.4 and odd <= 1 + pairs // 100:
        return "utf-16-be"
    return None


def _can_decode(content: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    # Most files are mostly ASCII, and checking for that is many times faster than decoding.
    holds_ascii = not encoding.startswith("utf-16")
    try:
        with content.open("rb") as file:
            while chunk := file.read(CHUNK):
                between_characters = not decoder.getstate()[0]
                if not (holds_ascii and between_characters and chunk.isascii()):
                    decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def open_records(
    name: str, content: Path, encoding: str, delimiter: str | None, quoting: bool
) -> Iterator[Iterator[Record]]:
    """Open the records of a file, including blank ones. Reading them raises FileRefused if one has no end, and OSError."""
    # Accept all line ends: LF, CRLF or CR.
    with content.open(encoding=encoding, newline="") as file:
        yield _read_records(name, file, delimiter, quoting)


def open_records_of(preview: Preview) -> AbstractContextManager[Iterator[Record]]:
    """Open the records of a previewed file; see `open_records`."""
    return open_records(preview.path.name, preview.content, preview.encoding, preview.delimiter, preview.quoting)


def _read_records(name: str, file: TextIO, delimiter: str | None, quoting: bool) -> Iterator[Record]:
    dialect = _make_dialect(delimiter, quoting)
    raw: list[str] = []
    lines = _read_lines(name, file, raw)
    # The strict reader detects a damaged quote but not where its record ends; the other one does.
    strict = csv.reader(lines, strict=True, **dialect)
    line = 1
    while True:
        raw.clear()
        damage = None
        try:
            cells = next(strict, None)
        except csv.Error:
            if _is_never_closed(raw, dialect):
                raise FileRefused(
                    f"{name}, line {line}: a quote begins in this record and is never closed. Close or remove it."
                ) from None
            damage = "text after a closing quote"
            cells = next(csv.reader(chain(tuple(raw), lines), **dialect))
        if cells is None:
            return
        yield Record(line, cells, raw, damage)
        line += len(raw)


def _make_dialect(delimiter: str | None, quoting: bool) -> dict[str, Any]:
    return {
        "delimiter": delimiter or NO_DELIMITER,
        "quoting": csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE,
        "quotechar": '"' if quoting else None,
    }


def _is_never_closed(raw: list[str], dialect: dict[str, Any]) -> bool:
    lines = iter([*raw, ""])
    try:
        next(csv.reader(lines, strict=True, **dialect))
    except csv.Error:
        pass
    # A quote still open at the end of the record asks for a further line. A damaged one is detected earlier.
    return next(lines, None) is None


def _read_lines(name: str, file: TextIO, raw: list[str]) -> Iterator[str]:
    """Yield the lines of a file. Each is also added to `raw`, which is cleared where a record begins."""
    number = size = 0
    while line := file.readline(MAX_RECORD + 1):
        size = size + len(line) if raw else len(line)
        raw.append(line)
        if size > MAX_RECORD or len(raw) > MAX_RECORD_LINES:
            raise FileRefused(
                f"{name}, line {number - len(raw) + 2}: the record that begins here is longer than "
                f"{MAX_RECORD // 1_000_000} million characters or {MAX_RECORD_LINES:,} lines. Probably a quote is not closed, or the file is not a table."
            )
        number += 1
        yield line


def _find_dialect(name: str, content: Path, encoding: str) -> tuple[str | None, bool]:
    """Return the delimiter that gives most rows the same number of cells, and whether quote marks quote."""
    sample = []
    size = 0
    with content.open(encoding=encoding, newline="") as file:
        raw: list[str] = []
        for line in _read_lines(name, file, raw):
            raw.clear()
            sample.append(line)
            size += len(line)
            if size > SAMPLE_CHARACTERS:
                break
        whole = not file.readline(1)
    widths = {delimiter: _count_cells(sample, whole, delimiter, quoting=True) for delimiter in DELIMITERS}
    if not all(widths.values()):
        raise FileRefused(f"{name}: it has only blank lines. Choose a file with a table.")
    shares = {delimiter: _find_commonest(found) for delimiter, found in widths.items()}
    best = max(share for _, share in shares.values())
    # Rows separated by semicolons may each contain one comma, while one of them has another number of cells.
    delimiter = max((d for d in DELIMITERS if shares[d][1] >= 0.9 * best), key=lambda d: shares[d])
    # a single column of texts, some of which contain a comma
    if best < 0.5 and widths[delimiter][0] == 1:
        return None, True
    return delimiter, delimiter != "\t" or _has_quoting(sample, whole, widths["\t"])


def _count_cells(sample: list[str], whole: bool, delimiter: str, quoting: bool) -> list[int]:
    """Count the cells of each non-blank row. The last row may be cut off and is ignored."""
    rows = csv.reader(iter(sample), **_make_dialect(delimiter, quoting))
    widths = [len(cells) for cells in rows if not is_blank(cells)]
    return widths if whole or len(widths) < 2 else widths[:-1]


def _find_commonest(widths: list[int]) -> tuple[int, float]:
    """Return the most common number of cells above one, and its share of the rows."""
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0, 0.0
    width, rows = max(counts.items(), key=lambda item: (item[1], item[0]))
    return width, rows / len(widths)


def _has_quoting(sample: list[str], whole: bool, quoted: list[int]) -> bool:
    """Whether quote marks quote in a tab-separated file. GDELT writes them unescaped in the middle of text."""
    plain = _count_cells(sample, whole, "\t", quoting=False)
    if len(set(plain)) != 1:
        return True
    if set(quoted) != set(plain) or not _are_quotes_sound(sample, "\t"):
        return False
    return plain[0] not in GDELT_WIDTHS or any(_is_quoted(cell) for line in sample for cell in line.split("\t"))


def _are_quotes_sound(sample: list[str], delimiter: str) -> bool:
    try:
        for _ in csv.reader(iter(sample), strict=True, **_make_dialect(delimiter, quoting=True)):
            pass
    except csv.Error:
        return False
    return True


def _is_quoted(cell: str) -> bool:
    cell = cell.strip()
    return len(cell) > 1 and cell[0] == cell[-1] == '"'
