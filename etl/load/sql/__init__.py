"""The queries of a load, one per file, and helpers to run them.

Names of relations and columns, and expressions over columns, are inserted into a query. Values are bound when it runs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from etl.tables.schema import quote_identifier

HERE = Path(__file__).parent


@cache
def read_query(name: str) -> str:
    """Read the text of `<name>.sql`."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def fill_in(name: str, **names: object) -> str:
    """Return the query `<name>.sql` with its braces filled with names of relations, columns and expressions."""
    return read_query(name).format(**names)


def list_names(names: Iterable[str], prefix: str = "") -> str:
    """Return identifiers as an SQL list, each with a prefix such as `new.`."""
    return ", ".join(prefix + quote_identifier(name) for name in names)


def fetch_row(con: duckdb.DuckDBPyConnection, query: str, values: object = None) -> tuple[Any, ...]:
    """Return the only row of a query."""
    (row,) = con.execute(query, values).fetchall()
    return tuple(row)


def has_rows(con: duckdb.DuckDBPyConnection, query: str, values: object = None) -> bool:
    """Return whether a query has any rows."""
    return bool(con.execute(f"SELECT 1 FROM ({query}) LIMIT 1", values).fetchall())


def count_rows(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Count the rows of a relation."""
    count: int = fetch_row(con, f"SELECT count(*) FROM {relation}")[0]
    return count


def make_table(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Sequence[Any]) -> None:
    """Create a table with these columns and types, and fill it with rows."""
    con.execute(
        f"CREATE TABLE {name} ({', '.join(f'{quote_identifier(column)} {kind}' for column, kind in columns.items())})"
    )
    if rows:
        # One list parameter per column is many times faster than one statement per row.
        values = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
        con.execute(f"INSERT INTO {name} SELECT {values}", [list(column) for column in zip(*rows, strict=True)])


@contextmanager
def open_schema(con: duckdb.DuckDBPyConnection, schema: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a separate connection on which unqualified table names refer to those of the schema."""
    with con.cursor() as cursor:
        cursor.execute(f"USE {schema}")
        yield cursor
