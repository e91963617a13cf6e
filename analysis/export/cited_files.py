"""Tables as citable files: every format states release, choices, time zone, rows, content hash and link.

Plain CSV does not, since programs expect a bare table. It goes into a ZIP with a README.
"""

import textwrap
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from analysis.export import workbook, writers
from analysis.export.citation import Citation, format_citation
from etl.errors import make_printable

# By extension: the format's name for readers, and its media type.
FORMATS = {
    "csv": ("CSV", writers.FORMATS["csv"]),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": ("Parquet", writers.FORMATS["parquet"]),
    "json": ("JSON", writers.FORMATS["json"]),
    "zip": ("CSV and README (ZIP)", "application/zip"),
}

HOW_TO_READ = {
    "Unknown": "An empty cell means unknown, never zero. A row without patrols has no rate, which is not a rate of zero.",
    "Dates": "Years, months and days as the corridor's own calendar has them; the reader's time zone changes nothing.",
}


@dataclass(frozen=True)
class Cited:
    """Rows with everything that must accompany them. `name` is used in the file name, `meanings` describe the columns."""

    rows: pa.Table
    name: str
    title: str
    meanings: Mapping[str, str]
    citation: Citation

    def file_name(self, format: str, corridor: str = "") -> str:
        parts = [corridor] if corridor else []
        return writers.make_file_name(*parts, self.name, self.citation.release, format=format)


def list_formats(rows: int, most_of_xlsx: int = workbook.MOST_ROWS) -> list[str]:
    """List the formats that can hold this many rows. Workbooks are written as a whole and may have a lower limit."""
    return [name for name in FORMATS if name != "xlsx" or rows <= most_of_xlsx]


def write(cited: Cited, format: str) -> bytes:
    """Write the file. The same rows, citation and format give the same bytes. Raises KeyError for an unknown format."""
    if format == "xlsx":
        return workbook.write(cited.rows, make_readme(cited, cited.rows.num_rows), cited.citation.made_at)
    return b"".join(writers.write_pieces(make_writer(cited, format, cited.rows.num_rows), cited.rows.to_batches()))


def make_writer(cited: Cited, format: str, total: int) -> writers.Writer:
    """Return a writer for a file of `total` rows, of which `cited` has the first or none. Raises KeyError, also for XLSX."""
    if format == "zip":
        return _Zip(cited, total)
    return writers.make_writer(cited.rows.schema, format, cited.citation.about(total))


def make_readme(cited: Cited, total: int) -> list[tuple[str, dict[str, object]]]:
    """Return the text that accompanies the rows, as sections of names and descriptions."""
    about = cited.citation.about(total)
    del about["filters"]  # they have their own section
    facts = {name.replace("_", " ").capitalize(): words for name, words in about.items()}
    return [
        (cited.title, facts),
        ("Choices", dict(cited.citation.filters)),
        ("How to read it", dict(HOW_TO_READ)),
        ("How to cite it", {"Text": format_citation(cited.citation)}),
        ("Columns", dict(cited.meanings)),
    ]


class _Zip:
    """Writes the plain CSV with a README beside it."""

    def __init__(self, cited: Cited, total: int):
        self._sink = writers.Sink()
        self._csv = writers.make_writer(cited.rows.schema, "csv")
        self.rows_a_piece = self._csv.rows_a_piece
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._archive.writestr(_make_entry("README.txt"), _format_text(make_readme(cited, total)))
        self._file = self._archive.open(_make_entry(cited.file_name("csv")), "w", force_zip64=True)

    def begin(self) -> bytes:
        return self._add(self._csv.begin())

    def write(self, batch: pa.RecordBatch) -> bytes:
        return self._add(self._csv.write(batch))

    def end(self) -> bytes:
        self._file.close()
        self._archive.close()
        return self._sink.take()

    def _add(self, text: bytes) -> bytes:
        self._file.write(text)
        return self._sink.take()


def _make_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, workbook.NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _format_text(sections: list[tuple[str, dict[str, object]]]) -> str:
    lines = []
    for title, entries in sections:
        title = make_printable(title)
        lines += [title, "-" * len(title), *(_format_entry(name, str(words)) for name, words in entries.items()), ""]
    return "\n".join(lines)


def _format_entry(name: str, words: str) -> str:
    # Links and hashes must stay whole for copying. Terminal control characters are replaced.
    return textwrap.fill(
        make_printable(f"{name}: {' '.join(words.split())}"),
        100,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
