"""A table as a file that can be cited: every format names release, choices, time zone, rows, content hash and link.

The bare CSV alone does not: it stays a table for programs, and goes into a ZIP with a README beside it.
"""

import textwrap
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from analysis.export import exports, workbook
from analysis.export.citation import Citation, cite
from etl.errors import printable

# By the ending of the name: what a reader knows the format by, and its media type.
FORMATS = {
    "csv": ("CSV", exports.FORMATS["csv"]),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": ("Parquet", exports.FORMATS["parquet"]),
    "json": ("JSON", exports.FORMATS["json"]),
    "zip": ("CSV and README (ZIP)", "application/zip"),
}

HOW_TO_READ = {
    "Unknown": "An empty cell means unknown, never zero. A row without patrols has no rate, which is not a rate of zero.",
    "Dates": "Years, months and days as the corridor's own calendar has them; the reader's time zone changes nothing.",
}


@dataclass(frozen=True)
class Cited:
    """Rows with all that must be said of them. `what` names the file, `meanings` say what its columns hold."""

    rows: pa.Table
    what: str
    title: str
    meanings: Mapping[str, str]
    citation: Citation

    def file_name(self, format: str, corridor: str = "") -> str:
        parts = [corridor] if corridor else []
        return exports.file_name(*parts, self.what, self.citation.release, format=format)


def offered(rows: int) -> list[str]:
    """The formats that can hold so many rows."""
    return [name for name in FORMATS if name != "xlsx" or rows <= workbook.MOST_ROWS]


def write(cited: Cited, format: str) -> bytes:
    """The file. The same rows, citation and format give the same bytes. Raises KeyError for an unknown format."""
    if format == "xlsx":
        return workbook.write(cited.rows, readme(cited, cited.rows.num_rows), cited.citation.made_at)
    return b"".join(exports.written(new_writer(cited, format, cited.rows.num_rows), cited.rows.to_batches()))


def new_writer(cited: Cited, format: str, total: int) -> exports.Writer:
    """Return a writer of a file of `total` rows, of which `cited` holds the first or none. Raises KeyError, also for XLSX."""
    if format == "zip":
        return _Zip(cited, total)
    return exports.new_writer(cited.rows.schema, format, cited.citation.about(total))


def readme(cited: Cited, total: int) -> list[tuple[str, dict[str, object]]]:
    """What stands beside the rows, as sections of names and what they say."""
    about = cited.citation.about(total)
    chosen = about.pop("filters")
    said = {name.replace("_", " ").capitalize(): words for name, words in about.items()}
    return [
        (cited.title, said),
        ("Choices", chosen),
        ("How to read it", HOW_TO_READ),
        ("How to cite it", {"Text": cite(cited.citation)}),
        ("Columns", dict(cited.meanings)),
    ]


class _Zip:
    """Writes the bare CSV with a README beside it."""

    def __init__(self, cited: Cited, total: int):
        self._sink = exports.Sink()
        self._csv = exports.new_writer(cited.rows.schema, "csv")
        self.rows_a_piece = self._csv.rows_a_piece
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._archive.writestr(_entry_of("README.txt"), _as_text(readme(cited, total)))
        self._file = self._archive.open(_entry_of(cited.file_name("csv")), "w", force_zip64=True)

    def begin(self) -> bytes:
        return self._add(self._csv.begin())

    def write(self, batch: pa.RecordBatch) -> bytes:
        return self._add(self._csv.write(batch))

    def end(self) -> bytes:
        self._file.close()
        self._archive.close()
        return self._sink.taken()

    def _add(self, text: bytes) -> bytes:
        self._file.write(text)
        return self._sink.taken()


def _entry_of(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, workbook.NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _as_text(sections: list[tuple[str, dict[str, object]]]) -> str:
    lines = []
    for title, said in sections:
        title = printable(title)
        lines += [title, "-" * len(title), *(_entry(name, str(words)) for name, words in said.items()), ""]
    return "\n".join(lines)


def _entry(name: str, words: str) -> str:
    # A link or a hash must stay whole to be copied. Whoever prints the file to a terminal is not steered by it.
    return textwrap.fill(
        printable(f"{name}: {' '.join(words.split())}"),
        100,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
