"""Lists what a load would do with each row: its fate, the reason, and its record."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from etl.feeds import SHEET
from etl.load.files.receive import ReceivedFile
from etl.load.jobs.engines import FileReader
from etl.load.normalise import Staged
from etl.load.sql import fill_in, has_rows, make_table
from etl.load.sql.relations import Batch, Records, list_compared_columns
from etl.tables.columns import Table
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import quote_identifier, quote_text

COLUMNS = {
    "file": "INTEGER", "sheet": "VARCHAR", "line": "BIGINT", "fate": "VARCHAR", "reason": "VARCHAR", "table": "VARCHAR", "date": "DATE",
    "date_end": "DATE", "what": "VARCHAR", "place": "VARCHAR", "corridor": "VARCHAR",
}  # fmt: skip
# How to name a record of each table and its place; `e` is the record.
WHAT = {
    PATROLS.name: "coalesce('patrol ' || e.number, 'patrol')",
    INCIDENTS.name: "e.kind",
    SUSPENSIONS.name: "'suspension'",
    EXPOSURE.name: "e.count || ' ' || e.unit",
}
LAST_DAY = dict.fromkeys((PATROLS.name, INCIDENTS.name), "nullif(e.date_end, e.date)")
PLACE = {PATROLS.name: "e.place_to", INCIDENTS.name: "e.place"}
TEXT_SHOWN = 80
MOST_NUMBERED = 200_000  # rows
NOT_SAID = quote_text("not known")
IS_MISSING = "the file lacks it, though it is said to be complete for its days"
IS_DELETED = "the feed has deleted it, so it is withdrawn"
NEVER_LOADED = "the feed has deleted it, and it was never loaded"
DELETED_BEFORE = "already withdrawn, or in the list twice"


def number_rows(con: duckdb.DuckDBPyConnection, reader: FileReader, files: Sequence[ReceivedFile]) -> None:
    """Stage files that were read quickly again with line numbers, unless they are too long."""
    short = [file for file in files if file.report.rows <= MOST_NUMBERED]
    reader.add_cells([file for file in short if not all(_is_numbered(con, table) for table in file.tables)])


def write_rows(
    con: duckdb.DuckDBPyConnection, files: Sequence[ReceivedFile], batches: Sequence[Batch], path: Path
) -> None:
    """Write the rows of the files that are not blank, and the withdrawn records, to a Parquet file of COLUMNS."""
    rejects = [
        (
            file.number,
            reject.sheet,
            reject.line,
            "rejected",
            _describe_reject(reject.column, reject.reason, reject.text),
        )
        for file in files
        for reject in file.report.rejects
    ]
    make_table(con, "rejected_rows", dict(list(COLUMNS.items())[:5]), rejects)
    several = [file.number for file in files if len(file.tables) > 1]
    queries = [
        "FROM rejected_rows",
        *(
            query
            for file in files
            for table in file.tables
            for query in _select_left_out(table, file.name_sheet(table))
        ),
        *(query for batch in batches for query in _select_records(batch, several)),
    ]
    named = f"SELECT NULL::{COLUMNS['file']} AS file WHERE false"
    for name, kind in list(COLUMNS.items())[1:]:
        named = f"SELECT *, NULL::{kind} AS {quote_identifier(name)} FROM ({named})"
    every = " UNION ALL BY NAME ".join(f"({query})" for query in [named, *queries])
    con.execute(
        f"COPY (FROM ({every}) ORDER BY file NULLS LAST, line NULLS LAST) TO {quote_text(str(path))} (FORMAT parquet)"
    )


def _is_numbered(con: duckdb.DuckDBPyConnection, table: Staged) -> bool:
    return not any(
        has_rows(con, f"SELECT 1 FROM read_parquet({quote_text(str(path))}) WHERE line IS NULL")
        for path in table.parts.values()
    )


def _describe_reject(column: str | None, reason: str, text: str | None) -> str:
    return f"{f'{column}: ' if column else ''}{reason}" + (f" (“{_shorten(text)}”)" if text else "")


def _shorten(text: str) -> str:
    return text.replace("\t", " | ")[:TEXT_SHOWN]


def _select_left_out(table: Staged, sheet: str | None) -> Iterator[str]:
    """Yield queries for the rows left out because of the file alone."""
    for path in table.parts.values():
        yield (
            f"SELECT file, {quote_text(sheet) if sheet else 'NULL'} AS sheet, line, fate, rule AS reason "
            f"FROM read_parquet({quote_text(str(path))}) WHERE fate = 'left_out'"
        )


def _select_records(batch: Batch, several: Sequence[int]) -> Iterator[str]:
    """Yield queries for the good rows of a batch, and for the records that it withdraws. The files `several` have several sheets."""
    for records in batch.records.values():
        yield _select_rows(batch, records, several)
    if batch.deletions:
        yield _select_deletions(batch, batch.deletions)
    withdrawn = [INCIDENTS] if batch.deletions else [records.table for records in batch.records.values()]
    for table in withdrawn:
        relation = batch.name(table, "withdrawn")
        if not _exists(batch, relation):
            continue
        yield fill_in(
            "withdrawn_row_by_row",
            reason=quote_text(IS_DELETED if batch.deletions else IS_MISSING),
            known=batch.select_known(table),
            withdrawn=relation,
            key=quote_identifier(table.id_column),
            **_name_columns(table),
        )


def _select_deletions(batch: Batch, deletions: str) -> str:
    known = batch.select_known(INCIDENTS)
    return fill_in(
        "deletions_row_by_row",
        fates=fill_in("fates_of_deletions", deletions=deletions, known=known, record=", e.*"),
        deleted=quote_text(IS_DELETED),
        never_loaded=quote_text(NEVER_LOADED),
        deleted_before=quote_text(DELETED_BEFORE),
        **_name_columns(INCIDENTS),
    )


def _select_rows(batch: Batch, records: Records, several: Sequence[int]) -> str:
    fate, reason, fates = "'loaded'", "NULL::VARCHAR", ""
    if records.fates:
        differing = batch.name(records.table, "differences")
        fields = ", ".join(map(_write_difference, list_compared_columns(records.table)))
        query = fill_in(
            "reasons_of_changes",
            key=records.key,
            fields=fields,
            accepted=records.accepted,
            known=batch.select_known(records.table),
        )
        batch.con.execute(f"CREATE TABLE {differing} AS {query}")
        fate = "coalesce(m.fate, 'loaded')"
        reason = (
            "CASE m.fate WHEN 'changed' THEN coalesce(nullif(d.differences, ''), 'it was withdrawn and has returned') "
            "WHEN 'duplicates' THEN 'already known, unchanged' WHEN 'left_out' THEN 'the known record is newer' END"
        )
        fates = f"LEFT JOIN {records.fates} AS m USING ({records.key}) LEFT JOIN {differing} AS d USING ({records.key})"
    return fill_in(
        "fates_row_by_row",
        sheet=f"CASE WHEN list_contains({list(several)}, r.file) THEN r.extra_{SHEET} END"
        if SHEET in batch.extras
        else "NULL",
        fate=fate,
        reason=reason,
        fates=fates,
        rows=records.rows,
        events=records.events,
        key=records.key,
        exclusions=records.exclusions,
        **_name_columns(records.table),
    )


def _write_difference(column: str) -> str:
    new, old = f"new.{quote_identifier(column)}", f"old.{quote_identifier(column)}"
    before, after = (f"coalesce({each}::VARCHAR, {NOT_SAID})" for each in (old, new))
    label = quote_text(column.replace("_", " "))
    return f"CASE WHEN {new} IS DISTINCT FROM {old} THEN {label} || ': ' || {before} || ' → ' || {after} END"


def _name_columns(table: Table) -> dict[str, str]:
    """Return the expressions for the columns that name a record."""
    return {
        "table": quote_text(table.name),
        "day": quote_identifier(table.day),
        "last_day": LAST_DAY.get(table.name, "NULL::DATE"),
        "what": WHAT[table.name],
        "place": PLACE.get(table.name, "NULL::VARCHAR"),
    }


def _exists(batch: Batch, relation: str) -> bool:
    schema, name = relation.split(".")
    query = "SELECT 1 FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?"
    return has_rows(batch.con, query, [schema, name.strip('"')])
