"""Parts: Parquet files with the rows of one cut of a table, and checksums of their live rows."""

import glob
import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl.lake.manifest import Cut, Part
from etl.lake.storage.disk import UNFINISHED, hash_file, keep_for_owner, sync_file
from etl.tables.columns import Table
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.records import HASHED_TABLES, INCIDENTS, TABLES
from etl.tables.schema import join_columns, quote_identifier, quote_text, select_live
from etl.tables.vocabulary import VIOLENT_KINDS

HERE = Path(__file__).parent
SUMS, PLACES, COUNTED_SINGLY = (
    (HERE / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("incident_sums", "incident_places", "incidents_counted_singly")
)
ROW_GROUP_ROWS = 20_480  # a corridor of a few thousand incidents is in one of these
ROWS_WITHOUT_SUMS = 10_000  # so few are counted as fast as their sums are read
Rewritten = Mapping[str, Mapping[Cut, str]]  # for each table, cuts with a query for all rows of each
Written = dict[tuple[str, Cut], Part]  # the part of each cut of a table
# Writes the parts of the tables that a connection holds to a folder.
PartWriter = Callable[[duckdb.DuckDBPyConnection, Path, Rewritten], Written]


def read_content(con: duckdb.DuckDBPyConnection, table: Table, query: str) -> str:
    """Summarise the live rows of a query: their number and two sums of hashes over their declared columns.

    The result does not depend on the order of rows, the Parquet encoding or the release in which a record first
    appeared. Sums of parts add up, so a release can be summarised without reading the parts that it shares. This does
    not detect forgery; the SHA-256 of each part does.
    """
    values = ", ".join(quote_identifier(column.name) for column in table.declared)
    ((rows, one, other),) = con.execute(
        f"SELECT count(*), coalesce(sum(hash({values})), 0)::VARCHAR, coalesce(sum(hash({values}, 1)), 0)::VARCHAR "
        f"FROM ({query}) WHERE {select_live(table)}"
    ).fetchall()
    return f"{rows}-{int(one) % 2**64:016x}-{int(other) % 2**64:016x}"


def compute_content_hash(parts: list[Part]) -> str:
    """Compute the content hash of a table from its parts. It does not depend on how the live rows are split into parts."""
    sums = [part.content.split("-") for part in parts]
    rows = sum(int(rows) for rows, _, _ in sums)
    one, other = (sum(int(content[place], 16) for content in sums) % 2**64 for place in (1, 2))
    return hashlib.sha256(f"{rows} {one} {other}".encode()).hexdigest()


def combine_hashes(hashes: dict[str, str]) -> str:
    """Compute the content hash of a release from those of its tables. The log of loads is not included.

    Without review entries the hash equals that of releases made before review entries existed.
    """
    hashed = [name for name in sorted(hashes) if name in HASHED_TABLES]
    if hashes.get(REVIEW_ENTRIES.name) == compute_content_hash([]):
        hashed.remove(REVIEW_ENTRIES.name)
    return hashlib.sha256("".join(f"{name} {hashes[name]}\n" for name in hashed).encode()).hexdigest()


@dataclass(frozen=True)
class StoredColumns:
    """The columns of files with their types, and whether all of the files have the same ones."""

    types: Mapping[str, str] = field(default_factory=dict)
    are_same: bool = True


def describe_columns(con: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> StoredColumns:
    """Describe the columns of files. Files published by older versions may lack some."""
    if not files:
        return StoredColumns()
    are_same = len(files) == 1 or con.execute(
        "SELECT count(DISTINCT columns) = 1 FROM (SELECT list(held ORDER BY held) AS columns FROM ("
        f"SELECT file_name, ROW(name, type, logical_type) AS held FROM parquet_schema({_list_names(files)})) GROUP BY file_name)"
    ).fetchall() == [(True,)]  # fmt: skip
    described = con.execute(f"DESCRIBE FROM {_read_files(files, are_same)}").fetchall()
    return StoredColumns({row[0]: row[1] for row in described}, are_same)


def select_rows(table: Table, files: Sequence[Path], stored: StoredColumns) -> str:
    """Return a query for the rows of files whose columns are `stored`, with their types. Columns that older files lack are NULL."""
    columns = ", ".join(
        quote_identifier(column.name)
        if stored.types.get(column.name) == column.type
        else f"try_cast({quote_identifier(column.name) if column.name in stored.types else 'NULL'} AS {column.type}) AS {quote_identifier(column.name)}"
        for column in table.columns
    )
    return f"SELECT {columns} " + (f"FROM {_read_files(files, stored.are_same)}" if files else "WHERE false")


def _read_files(files: Sequence[Path], have_same_columns: bool) -> str:
    # With union_by_name, each query opens all files before it can leave out any.
    return f"read_parquet({_list_names(files)}, union_by_name = {'false' if have_same_columns else 'true'})"


def _list_names(files: Sequence[Path]) -> str:
    return f"[{', '.join(quote_text(glob.escape(str(file))) for file in files)}]"


def put_largest_first(parts: Iterable[Part]) -> list[Part]:
    """Sort parts for a query of all of them. DuckDB plans as if each were as large as the first.

    After a small one, a join would keep all known records in memory, and not the few that it looks for.
    """
    return sorted(parts, key=lambda part: part.rows, reverse=True)


def write_parts(con: duckdb.DuckDBPyConnection, folder: Path, rewritten: Rewritten) -> Written:
    """Write the parts of tables in parallel, each from its query.

    DuckDB sorts and compresses a part of a hundred thousand rows in a single thread.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = {
            (name, cut): pool.submit(write_part, con, folder, TABLES[name], cut, query)
            for name, cuts in rewritten.items()
            for cut, query in cuts.items()
        }
        return {key: part.result() for key, part in parts.items()}


def write_part(con: duckdb.DuckDBPyConnection, folder: Path, table: Table, cut: Cut, query: str) -> Part:
    """Write the rows of a query to a file that is named by its content. Without rows, none is kept."""
    temporary = _name_unfinished(folder)
    order = ", ".join(f"{quote_identifier(column)} NULLS FIRST" for column in table.sorted_by)
    try:
        with con.cursor() as cursor:
            ((rows,),) = cursor.execute(
                f"COPY (SELECT {join_columns(table)} FROM ({query}) ORDER BY {order}) "
                f"TO {quote_text(str(temporary))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
            ).fetchall()
            if not rows:
                return Part("", 0, cut.feed, cut.year)
            # The query may give other types, so every column is cast.
            written = StoredColumns(dict.fromkeys(table.column_names, ""))
            as_written = select_rows(table, [temporary], written)
            content = read_content(cursor, table, as_written)
            sums = write_sums(cursor, folder, table, rows, as_written)
        return Part(_name_by_content(temporary, folder), rows, cut.feed, cut.year, content, *sums)
    finally:
        temporary.unlink(missing_ok=True)


def write_sums(con: duckdb.DuckDBPyConnection, folder: Path, table: Table, rows: int, query: str) -> tuple[str, str]:
    """Write the sums of a large part of incidents by day and by place, which counting reads in place of its rows.

    Returns the SHA-256 of both files. Returns "" twice for a small part, one of another table, and one with incidents that
    questions count one by one.
    """
    if table is not INCIDENTS or rows <= ROWS_WITHOUT_SUMS or con.execute(COUNTED_SINGLY.format(rows=query)).fetchone():
        return "", ""
    by_day = write_file(con, folder, SUMS.format(rows=query))
    violent_kinds = ", ".join(map(quote_text, VIOLENT_KINDS))
    return by_day, write_file(con, folder, PLACES.format(rows=query, violent_kinds=violent_kinds))


def write_file(con: duckdb.DuckDBPyConnection, folder: Path, query: str) -> str:
    """Write the rows of a query to a file that is named by its content, and return its SHA-256."""
    temporary = _name_unfinished(folder)
    try:
        con.execute(
            f"COPY ({query}) TO {quote_text(str(temporary))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
        )
        return _name_by_content(temporary, folder)
    finally:
        temporary.unlink(missing_ok=True)


def _name_unfinished(folder: Path) -> Path:
    """Return a name that no other file has, even if a process of another machine writes to the folder."""
    return folder / f"{UNFINISHED}{uuid.uuid4().hex}.parquet"


def _name_by_content(temporary: Path, folder: Path) -> str:
    """Give a complete file its SHA-256 as its name, and return it."""
    keep_for_owner(temporary)
    sync_file(temporary)
    sha256 = hash_file(temporary)
    path = folder / f"{sha256}.parquet"
    # Keep an intact file: a reader may have it open, and Windows cannot replace an open file.
    if not path.is_file() or hash_file(path) != sha256:
        os.replace(temporary, path)
    return sha256
