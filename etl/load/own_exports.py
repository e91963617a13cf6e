"""Patrolwatch's own exports, loaded back: their records are compared with the release, and none is loaded from them.

A record that says what the release says is a duplicate. One that was changed by hand is rejected with the cell that differs,
since it is changed where it comes from: in the fact files, or in the file that was loaded.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from etl.feeds import Match
from etl.feeds.common.headers import find_header
from etl.formats import Preview, Reject, read
from etl.formats.tables import MAX_REJECT_TEXT
from etl.formulas import without_apostrophes
from etl.lake import Lake, Manifest
from etl.load.report import FileReport
from etl.tables.columns import Column, Table
from etl.tables.records import INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import literal, quoted

FEED = "export"
# What tables of the command, and lists of the pages and of the address, have beside declared columns. One of those that are
# needed tells an export from a table of somebody's own with some of our columns.
TABLES = (PATROLS, INCIDENTS, SUSPENSIONS)
COMPUTED = {
    PATROLS.name: {"other_numbers", "attacked", "sources"},
    INCIDENTS.name: {"attack", "counted", "sources"},
    SUSPENSIONS.name: {"sources"},
}
NEEDED = {
    PATROLS.name: {"first_release", "attacked"},
    INCIDENTS.name: {"first_release", "counted"},
    SUSPENSIONS.name: {"first_release", "sources"},
}
ABOUT_THE_LOAD = {"feed_release", "first_release", "withdrawn_release"}
COMPARED = (Path(__file__).parent / "exported_records.sql").read_text(encoding="utf-8")


def recognise(preview: Preview) -> tuple[Table, Match] | None:
    """Which of our tables an export holds; None where it is no export."""
    for table in TABLES:
        known = set(table.column_names) | COMPUTED[table.name]
        found = find_header(
            preview,
            lambda names, table=table, known=known: (
                set(table.key) <= names <= known and bool(names & NEEDED[table.name])
            ),
        )
        if found:
            return table, Match(*found)
    return None


def compare(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    parent: Manifest | None,
    preview: Preview,
    found: tuple[Table, Match],
    folder: Path,
    report: FileReport,
) -> None:
    """Add to the report what became of the records of one table of an export. Raises FileRefused."""
    table, match = found
    rows = read(preview, match.names, match.skip, folder, quick=False)
    release = parent.name if parent else "the lake, which is empty"
    columns = [column for column in table.declared if column.name in match.names and column.name not in ABOUT_THE_LOAD]
    key = table.id_column
    con.execute("CREATE OR REPLACE TEMP TABLE compared AS " + COMPARED.format(
        relation=rows.numbered_relation, known=lake.rows_of(con, parent, table.name), key=quoted(key), key_text=_text(f"e.{quoted(key)}"),
        differs=" ".join(_differences(columns)), unknown=literal(f"no such record stands in {release}"),
        differing=literal(f"changed by hand, it differs from {release}"), column=literal(key),
    ))  # fmt: skip
    rejects = [Reject(*row) for row in con.execute(
        f'SELECT record, line, why."column", why.reason, left(why."text", {MAX_REJECT_TEXT}) FROM compared WHERE why IS NOT NULL'
    ).fetchall()]  # fmt: skip
    ((records, same),) = con.execute(
        f"SELECT count(*), count(DISTINCT {quoted(key)}) FILTER (why IS NULL) FROM compared"
    ).fetchall()
    report.rejects += [*rows.rejects, *rejects]
    report.rejected += len(rows.rejects) + len(rejects)
    report.duplicates += records - len(rejects)
    report.blank += rows.blank
    report.rows += records + rows.blank + len(rows.rejects)
    report.events += same
    report.warnings.append(
        f"Recognised as an export of {table.name}: they were compared with {release}, and nothing is loaded from an export."
    )


def _differences(columns: list[Column]) -> Iterator[str]:
    """The cases of a CASE that gives the first column that differs, and the cell there."""
    for column in columns:
        cell, value = _text(f"e.{quoted(column.name)}"), f"r.{quoted(column.name)}"
        match column.type:
            case "VARCHAR":
                same = f"{cell} IS NOT DISTINCT FROM {_text(value)}"
            case "VARCHAR[]":
                joined = f"array_to_string({value}, ';')"
                same = f"{_items(cell)} IS NOT DISTINCT FROM {_items(_text(joined))}"
            case kind:
                kind = "DOUBLE" if kind == "INTEGER" else kind  # a program may write 3.0 for 3
                same = (
                    f"try_cast({cell} AS {kind}) IS NOT DISTINCT FROM {value} AND ({cell} IS NULL) = ({value} IS NULL)"
                )
        yield f"WHEN NOT ({same}) THEN {{'column': {literal(column.name)}, 'cell': e.{quoted(column.name)}}}"


def _text(text: str) -> str:
    """Text without the apostrophe that keeps a spreadsheet from running it, and without the white space around it."""
    return f"nullif(trim(replace({without_apostrophes(text)}, chr(13), ''), ' ' || chr(9) || chr(10)), '')"


def _items(text: str) -> str:
    """The items of a list, which JSON writes as a list, and every other file with a sign between them."""
    split = f"string_split_regex({text}, '\\s*[;,]\\s*')"
    items = f"CASE WHEN {text}[1] = '[' THEN try_cast({text} AS JSON) ->> '$[*]' ELSE {split} END"
    return f"nullif(list_filter({items}, lambda item: item <> ''), [])"
