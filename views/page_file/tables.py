"""The records of a page file: the newest rows with labels for readers, and the same rows as CSV."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analysis.answer import label_column
from analysis.export import citation, cited_files, definitions
from analysis.exposure import read_unit
from analysis.questions.holdings import read_choices, read_corridor
from analysis.questions.records import list_nameable, list_newest_records
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.labels import format_count
from views.parts.display import prepare_rows
from views.words.markup import escape_html
from views.words.phrases import format_day, name_records

TABLES = {"patrols": "patrol", "incidents": "incident", "suspensions": "suspension", "exposure": "exposure count"}


@dataclass(frozen=True)
class FileTable:
    """A table as HTML with its heading, a note on what it leaves out, and the name and text of its CSV."""

    name: str
    heading: str
    html: str
    note: str
    file_name: str
    csv: str


def choose_tables(release: Release, selection: Selection) -> dict[str, str]:
    """Return the tables of a corridor with the word for one record: single patrols, or counts of its exposure."""
    other = "patrols" if read_unit(read_corridor(release, selection)).is_counted else "exposure"
    return {table: one for table, one in TABLES.items() if table != other}


def list_tables(release: Release, selection: Selection, most_rows: int) -> list[FileTable]:
    """List the newest `most_rows` records of each table in the selection. Empty for a feed whose records are withheld."""
    if selection.feed in release.withheld:
        return []
    names, titles = name_records(list_nameable(release)), read_choices(release).titles
    unit = read_unit(read_corridor(release, selection))
    found = []
    for table, one in choose_tables(release, selection).items():
        listing = list_newest_records(release, table, selection)
        rows = listing.rows.slice(max(listing.rows.num_rows - most_rows, 0))
        shown = prepare_rows(rows, names, titles, unit)
        note = "" if rows.num_rows == listing.total else f"The newest {rows.num_rows:,} of {listing.total:,}."
        meanings = definitions.define_columns(rows.column_names)
        cited = cited_files.Cited(
            rows, table, table.capitalize(), meanings, citation.cite_selection(release, selection)
        )
        found.append(
            FileTable(
                name=table,
                heading=format_count(listing.total, one),
                html=_write_rows(shown.rows, shown.days),
                note=" ".join(filter(None, (note, shown.note))),
                file_name=cited.file_name("csv", selection.corridor),
                csv=cited_files.write(cited, "csv").decode(),
            )
        )
    return found


def _write_rows(rows: pa.Table, days: Mapping[str, str]) -> str:
    headers = "".join(f'<th scope="col">{escape_html(label_column(name))}</th>' for name in rows.column_names)
    lines = (
        "".join(
            f"<td>{escape_html(_write_cell(days.get(value, value) if name == 'date' else value))}</td>"
            for name, value in row.items()
        )
        for row in reversed(rows.to_pylist())
    )
    return f"<table><thead><tr>{headers}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return format_day(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
