"""Loads Patrolwatch's own exports: their records are compared with the release, and none are loaded from them.

An unchanged record is a duplicate. A record edited by hand is rejected with the cell that differs, since it has to be
changed at its origin: in the fact files or in the file it was loaded from.
"""

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from etl.feeds import Match
from etl.feeds.common.headers import find_header
from etl.formats import Preview, read
from etl.formats.tables import MAX_REJECT_TEXT
from etl.load.report import FileReport
from etl.load.sql import fetch_row, fill_in
from etl.load.sql.relations import Known
from etl.review.apply import select_reviewed
from etl.tables.columns import Column, Table
from etl.tables.formulas import strip_apostrophes
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import quote_identifier, quote_text

FEED = "export"
TIED_BY_DAY = "tied_by_day"  # such an incident names no patrol; lists on pages give the only one of its day
# Extra columns of tables exported by the command, pages and addresses. A required one distinguishes an export from a
# user's own table with some of our columns.
TABLES = (PATROLS, INCIDENTS, SUSPENSIONS, EXPOSURE)
COMPUTED = {
    PATROLS.name: {"other_numbers", "attacked", "sources", "corrected"},
    INCIDENTS.name: {"attack", "counted", TIED_BY_DAY, "sources", "corrected"},
    SUSPENSIONS.name: {"sources", "corrected"},
    EXPOSURE.name: {"sources", "corrected"},
}
NEEDED = {
    PATROLS.name: {"first_release", "attacked"},
    INCIDENTS.name: {"first_release", "counted"},
    SUSPENSIONS.name: {"first_release", "sources"},
    EXPOSURE.name: {"first_release", "sources"},
}
ABOUT_THE_LOAD = {"feed_release", "first_release", "withdrawn_release"}


def recognise(preview: Preview) -> tuple[Table, Match] | None:
    """Return the table of ours that an export holds and how it is read, or None if the file is not an export."""
    for table in TABLES:
        if found := find_header(preview, partial(_is_header, table)):
            return table, Match(*found)
    return None


def _is_header(table: Table, names: set[str]) -> bool:
    known = set(table.column_names) | COMPUTED[table.name]
    return set(table.key) <= names <= known and bool(names & NEEDED[table.name])


def compare_file(known: Known, previews: list[Preview], folder: Path, report: FileReport) -> bool:
    """Return whether a file is one of our exports. If so, its report counts what became of its records. Raises FileRefused."""
    found = [recognise(preview) for preview in previews]
    if not any(found):
        return False
    report.feed, report.encoding = FEED, previews[0].encoding
    for preview, recognised in zip(previews, found, strict=True):
        if recognised:
            _compare(known, preview, *recognised, folder, report)
    return True


def _compare(known: Known, preview: Preview, table: Table, match: Match, folder: Path, report: FileReport) -> None:
    """Add to the report what became of the records in one table of an export."""
    rows = read(preview, match.names, match.skip, folder, quick=False)
    release = known.release.name if known.release else "the lake, which is empty"
    columns = [column for column in table.declared if column.name in match.names and column.name not in ABOUT_THE_LOAD]
    key = table.id_column
    query = fill_in(
        "exported_records",
        relation=rows.numbered_relation,
        known=select_reviewed(known.lake, known.con, known.release, table),
        key=quote_identifier(key),
        key_text=_strip_text(f"e.{quote_identifier(key)}"),
        differs=" ".join(_find_differences(columns, match.names)),
    )
    values = {
        "column": key,
        "unknown": f"{release} has no such record",
        "differing": f"changed by hand, it differs from {release}",
    }
    known.con.execute(f"CREATE OR REPLACE TEMP TABLE compared AS {query}", values)
    records, same, rejected = fetch_row(
        known.con,
        f"SELECT count(*), count(DISTINCT {quote_identifier(key)}) FILTER (why IS NULL), count(why) FROM compared",
    )
    report.rejects += rows.rejects
    report.add_rejects(
        known.con,
        f'SELECT record, line, why."column", why.reason, left(why."text", {MAX_REJECT_TEXT}) FROM compared WHERE why IS NOT NULL',
    )
    report.rejected += len(rows.rejects) + rejected
    report.duplicates += records - rejected
    report.blank += rows.blank
    report.rows += records + rows.blank + len(rows.rejects)
    report.events += same
    report.add_remarks(
        f"Recognised as an export of {table.name}: they were compared with {release}, and nothing is loaded from an export."
    )


def _find_differences(columns: list[Column], names: Collection[str]) -> Iterator[str]:
    """Yield the cases of a CASE expression that gives the first column that differs, with its cell. `names` are all columns of the file."""
    for column in columns:
        cell, value = _strip_text(f"e.{quote_identifier(column.name)}"), f"r.{quote_identifier(column.name)}"
        if column.type == "VARCHAR":
            same = f"{cell} IS NOT DISTINCT FROM {_strip_text(value)}"
        elif column.type == "VARCHAR[]":
            joined = f"array_to_string({value}, ';')"
            same = f"{_split_items(cell)} IS NOT DISTINCT FROM {_split_items(_strip_text(joined))}"
        else:
            kind = "DOUBLE" if column.type == "INTEGER" else column.type  # other programs may write 3.0 for 3
            same = f"try_cast({cell} AS {kind}) IS NOT DISTINCT FROM {value} AND ({cell} IS NULL) = ({value} IS NULL)"
        if column.name == PATROLS.id_column and TIED_BY_DAY in names:
            same += f" OR {value} IS NULL AND coalesce(try_cast({_strip_text(f'e.{TIED_BY_DAY}')} AS BOOLEAN), false)"
        yield f"WHEN NOT ({same}) THEN {{'column': {quote_text(column.name)}, 'cell': e.{quote_identifier(column.name)}}}"


def _strip_text(text: str) -> str:
    """Return SQL for text without surrounding white space and the apostrophe that stops spreadsheets from running formulas."""
    return f"nullif(trim(replace({strip_apostrophes(text)}, chr(13), ''), ' ' || chr(9) || chr(10)), '')"


def _split_items(text: str) -> str:
    """Return SQL for the items of a list. JSON has lists; all other files put a separator between items."""
    split = f"string_split_regex({text}, '\\s*[;,]\\s*')"
    items = f"CASE WHEN {text}[1] = '[' THEN try_cast({text} AS JSON) ->> '$[*]' ELSE {split} END"
    return f"nullif(list_filter({items}, lambda item: item <> ''), [])"
