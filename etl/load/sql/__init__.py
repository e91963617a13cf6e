"""The SQL of a load, one query a file, and the few ways in which it is run.

Names of relations and columns, and expressions over columns, are put into a query; values are bound when it runs.
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
    """Return the query of `<name>.sql` with names of relations, columns and expressions put in for its braces."""
    return read_query(name).format(**names)


def list_names(names: Iterable[str], prefix: str = "") -> str:
    """Return identifiers as a list for SQL, each with a prefix such as `new.`."""
    return ", ".join(prefix + quote_identifier(name) for name in names)


def fetch_row(con: duckdb.DuckDBPyConnection, query: str, values: object = None) -> tuple[Any, ...]:
    """Return the only row of a query."""
    (row,) = con.execute(query, values).fetchall()
    return tuple(row)


def has_rows(con: duckdb.DuckDBPyConnection, query: str, values: object = None) -> bool:
    """Return whether a query gives any row."""
    return bool(con.execute(f"SELECT 1 FROM ({query}) LIMIT 1", values).fetchall())


def count_rows(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Count the rows of a relation."""
    count: int = fetch_row(con, f"SELECT count(*) FROM {relation}")[0]
    return count


def make_table(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Sequence[Any]) -> None:
    """Make a table of these columns and types, and fill it with rows."""
    con.execute(
        f"CREATE TABLE {name} ({', '.join(f'{quote_identifier(column)} {kind}' for column, kind in columns.items())})"
    )
    if rows:
        # One list of values a column is many times quicker than a statement a row.
        values = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
        con.execute(f"INSERT INTO {name} SELECT {values}", [list(column) for column in zip(*rows, strict=True)])


@contextmanager
def open_schema(con: duckdb.DuckDBPyConnection, schema: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection of its own to queries that read tables by their bare names: these are those of the schema."""
    with con.cursor() as cursor:
        cursor.execute(f"USE {schema}")
        yield cursor
