"""A part: the rows of one cut of a table in a Parquet file, and what its live rows sum up to."""

import glob
import hashlib
from pathlib import Path

import duckdb

from etl.lake.manifest import Part
from etl.tables.columns import Table
from etl.tables.records import TABLES
from etl.tables.schema import literal, live_rows, quoted


def content_of(con: duckdb.DuckDBPyConnection, table: Table, query: str) -> str:
    """What the live rows of a query say: how many they are, and two sums of the hashes of their declared columns.

    It does not depend on the order of rows, on Parquet, or on the release a record first stood in; and the sums of two
    parts add up to that of both together, so that a release is summed up without reading the parts that it shares. It
    tells apart what people and feeds write; against a forger stands the SHA-256 of each part.
    """
    values = ", ".join(quoted(column.name) for column in table.declared)
    rows, one, other = con.execute(
        f"SELECT count(*), coalesce(sum(hash({values})), 0)::VARCHAR, coalesce(sum(hash({values}, 1)), 0)::VARCHAR "
        f"FROM ({query}) WHERE {live_rows(table)}"
    ).fetchone()
    return f"{rows}-{int(one) % 2**64:016x}-{int(other) % 2**64:016x}"


def content_hash(parts: list[Part]) -> str:
    """The content hash of a table from its parts: the same however its live rows are cut."""
    sums = [part.content.split("-") for part in parts]
    rows = sum(int(rows) for rows, _, _ in sums)
    one, other = (sum(int(content[place], 16) for content in sums) % 2**64 for place in (1, 2))
    return hashlib.sha256(f"{rows} {one} {other}".encode()).hexdigest()


def content_hashes(con: duckdb.DuckDBPyConnection, schema: str) -> dict[str, str]:
    """The content hash of each table in a schema, read anew from its rows."""
    return {
        name: content_hash([Part("", 0, content=content_of(con, table, f"FROM {schema}.{name}"))])
        for name, table in TABLES.items()
    }


def combined(hashes: dict[str, str]) -> str:
    """The content hash of a release from those of its tables; how its records were loaded is not part of it."""
    return hashlib.sha256(
        "".join(f"{name} {hashes[name]}\n" for name in sorted(hashes) if not TABLES[name].about_loads).encode()
    ).hexdigest()


def select_rows(con: duckdb.DuckDBPyConnection, table: Table, files: list[Path]) -> str:
    names = ", ".join(literal(glob.escape(str(file))) for file in files)
    source = f"read_parquet([{names}], union_by_name = {'true' if len(files) > 1 else 'false'})"
    held = {row[0]: row[1] for row in con.execute(f"DESCRIBE FROM {source}").fetchall()} if files else {}
    columns = ", ".join(
        quoted(column.name)
        if held.get(column.name) == column.type
        else f"try_cast({quoted(column.name) if column.name in held else 'NULL'} AS {column.type}) AS {quoted(column.name)}"
        for column in table.columns
    )
    return f"SELECT {columns} " + (f"FROM {source}" if files else "WHERE false")
