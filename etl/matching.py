"""The same record again, changed, new or withdrawn: today's records set against the release before.

Reads today's records from schema `read` and the parent's from schema `parent`; writes schema `release`.
"""

import duckdb

from etl.records import TABLES, Table
from etl.schema import column_list, quoted


def match_whole_feed(con: duckdb.DuckDBPyConnection, number: int) -> None:
    """Make `release.<table>` of release `number` where `read` states the whole of its feed.

    A record of a tracked table keeps the release it first stood in; one that is no longer stated stays, marked as
    withdrawn by this release. Tables that are not tracked are taken as read.
    """
    con.execute("CREATE SCHEMA release")
    for name, table in TABLES.items():
        query = _tracked(table, number) if table.tracked else f"SELECT {column_list(table)} FROM read.{name}"
        con.execute(f"CREATE TABLE release.{name} AS {query}")


def _tracked(table: Table, number: int) -> str:
    (key,) = map(quoted, table.key)
    declared = ", ".join(f"today.{quoted(column.name)}" for column in table.declared)
    before = ", ".join(f"before.{quoted(column.name)}" for column in table.declared)
    return f"""
        SELECT {declared}, coalesce(before.first_release, {number}) AS first_release, NULL::INTEGER AS withdrawn_release
        FROM read.{table.name} AS today LEFT JOIN parent.{table.name} AS before USING ({key})
        UNION ALL
        SELECT {before}, before.first_release, coalesce(before.withdrawn_release, {number})
        FROM parent.{table.name} AS before ANTI JOIN read.{table.name} AS today USING ({key})"""
