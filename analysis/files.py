"""A table as a file that can be cited: every format names release, choices, time zone, rows, content hash and link.

The bare CSV alone does not: it stays a table for programs, and goes into a ZIP with a README beside it.
"""

import io
import textwrap
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from analysis import exports, workbook
from analysis.citation import Citation, cite
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
    match format:
        case "xlsx":
            return workbook.write(cited.rows, readme(cited), cited.citation.made_at)
        case "zip":
            return _zip(cited)
    return exports.write(cited.rows, format, cited.citation.about(cited.rows.num_rows))


def readme(cited: Cited) -> list[tuple[str, dict[str, object]]]:
    """What stands beside the rows, as sections of names and what they say."""
    about = cited.citation.about(cited.rows.num_rows)
    chosen = about.pop("filters")
    said = {name.replace("_", " ").capitalize(): words for name, words in about.items()}
    return [
        (cited.title, said),
        ("Choices", chosen),
        ("How to read it", HOW_TO_READ),
        ("How to cite it", {"Text": cite(cited.citation)}),
        ("Columns", dict(cited.meanings)),
    ]


def _zip(cited: Cited) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in (
            ("README.txt", _as_text(readme(cited)).encode()),
            (cited.file_name("csv"), exports.write(cited.rows, "csv")),
        ):
            archive.writestr(zipfile.ZipInfo(name, workbook.NO_TIME), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


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
