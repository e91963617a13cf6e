"""The same record again, changed, new or withdrawn: today's records set against the release before."""

import duckdb

from etl.lake import Cut, Manifest
from etl.tables.columns import Table
from etl.tables.records import CASE_TABLES
from etl.tables.schema import column_list, quoted

# What tells that a record was loaded, not what it says.
NOT_COMPARED = {"feed", "feed_release", "feed_id"}


def match_whole_feed(con: duckdb.DuckDBPyConnection, number: int) -> None:
    """Make `release.<table>` of release `number` where schema `read` states the whole of a feed, and `parent` its last state.

    A record of a tracked table keeps the release it first stood in; one that is no longer stated stays, marked as
    withdrawn by this release. Tables that are not tracked are taken as read.
    """
    con.execute("CREATE SCHEMA release")
    for name, table in CASE_TABLES.items():
        query = _tracked(table, number) if table.tracked else f"SELECT {column_list(table)} FROM read.{name}"
        con.execute(f"CREATE TABLE release.{name} AS {query}")


def cuts_of(con: duckdb.DuckDBPyConnection, parent: Manifest | None, feed: str) -> dict[str, dict[Cut, str]]:
    """All cuts of a feed, those of schema `release` and those that the parent has, with the query for the rows of each."""
    rewritten = {}
    for name, table in CASE_TABLES.items():
        cuts = {part.cut for part in (parent.tables[name].parts if parent else ()) if part.feed == feed}
        years = [None]
        if table.period:
            years = [
                year for (year,) in con.execute(f"SELECT DISTINCT {year_of(table)} FROM release.{name}").fetchall()
            ]
        cuts |= {Cut(feed, year) for year in years}
        rewritten[name] = {
            cut: f"FROM release.{name}" + (f" WHERE {in_year(table, cut.year)}" if table.period else "")
            for cut in sorted(cuts, key=str)
        }
    return rewritten


def year_of(table: Table) -> str:
    return f"year({quoted(table.period)})" if table.period else "NULL::INTEGER"


def in_year(table: Table, year: int | None) -> str:
    """The condition that a row lies in a year; written with days, which a reader of Parquet can use to skip rows."""
    day = quoted(table.period)
    return f"{day} IS NULL" if year is None else f"{day} BETWEEN DATE '{year:04}-01-01' AND DATE '{year:04}-12-31'"


def compared(table: Table) -> list[str]:
    """The columns that say something of a record, and not how it was loaded."""
    return [column.name for column in table.declared if column.name not in NOT_COMPARED | set(table.key)]


def release_order(release: str) -> str:
    """An expression by which releases of a feed are in order: 24.0.1 before 24.0.10 before 25.1.

    UCDP's release of Syria alone begins with the number of the country; every yearly one that holds Syria replaces it.
    """
    parts = f"try_cast(string_split({release}, '.') AS INTEGER[])"
    return f"CASE WHEN {parts}[1] >= 100 THEN [0] || {parts} ELSE {parts} END"


def fates(table: Table, live: str, before: str) -> str:
    """A query for what becomes of each record of `live`, set against `before`, both queries: its key, `first_release` and
    `year_before` of the record that stood, and its `fate` (loaded, left_out, duplicates, changed)."""
    key = quoted(table.id_column)
    today, then = (", ".join(f"{side}.{quoted(name)}" for name in compared(table)) for side in "tb")
    held = {column.name for column in table.declared}
    older = []
    if "feed_updated" in held:
        older.append("coalesce(t.feed_updated < b.feed_updated, false)")
        # What the feed has deleted comes back only when the feed has touched it again.
        older.append("b.withdrawn_release IS NOT NULL AND coalesce(t.feed_updated = b.feed_updated, false)")
    if "feed_release" in held:
        older.append(f"coalesce({release_order('t.feed_release')} < {release_order('b.feed_release')}, false)")
    return f"""
        SELECT t.{key}, b.first_release, b.year_before,
            CASE
                WHEN b.first_release IS NULL THEN 'loaded'
                WHEN {" OR ".join(older) or "false"} THEN 'left_out'
                WHEN b.withdrawn_release IS NULL AND ROW({today}) IS NOT DISTINCT FROM ROW({then}) THEN 'duplicates'
                ELSE 'changed'
            END AS fate
        FROM ({live}) AS t LEFT JOIN (SELECT *, {year_of(table)} AS year_before FROM ({before})) AS b USING ({key})"""


def _tracked(table: Table, number: int) -> str:
    key = quoted(table.id_column)
    declared = ", ".join(f"today.{quoted(column.name)}" for column in table.declared)
    before = ", ".join(f"before.{quoted(column.name)}" for column in table.declared)
    return f"""
        SELECT {declared}, coalesce(before.first_release, {number}) AS first_release, NULL::INTEGER AS withdrawn_release
        FROM read.{table.name} AS today LEFT JOIN parent.{table.name} AS before USING ({key})
        UNION ALL
        SELECT {before}, before.first_release, coalesce(before.withdrawn_release, {number})
        FROM parent.{table.name} AS before ANTI JOIN read.{table.name} AS today USING ({key})"""
