"""One release, opened in DuckDB to be asked: read-only, locked down, each query with a time limit."""

import re
import warnings
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.lake import Lake, Manifest
from etl.records import TABLES, VIOLENT_KINDS
from etl.schema import literal

MACROS = (Path(__file__).parent / "sql" / "macros.sql").read_text(encoding="utf-8")
QUERY_MILLISECONDS = 5000
ROWS_IN_MEMORY = 100_000


class Release:
    """The tables of one release, as views: `patrols` are the records that stand, `ever.patrols` withdrawn ones too.

    May be used by several threads at once: each query has a cursor of its own.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, manifest: Manifest):
        self._con = con
        self.manifest = manifest

    @property
    def number(self) -> int:
        return self.manifest.number

    def query(self, sql: str, **parameters) -> pa.Table:
        """The rows of a query. Of the parameters, those are bound that the query names."""
        with self._con.cursor() as cursor:
            # `execute` plans a query once where `sql` plans it twice, which is most of the time of a small one; DuckDB
            # warns that rows are copied once more on this way.
            with warnings.catch_warnings(action="ignore", category=UserWarning):
                return cursor.execute(sql, _named_in(sql, parameters)).to_arrow_table()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self._con.cursor()


def open_release(lake: Lake, number: int) -> Release:
    """Open a release of a lake. Raises ReleaseMissing or ReleaseDamaged before a number could be read."""
    manifest = lake.manifest(number)
    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    lake.attach(con, manifest, "ever")
    for name, table in TABLES.items():
        where = "WHERE withdrawn_release IS NULL" if table.tracked else ""
        # A scan of memory is several times quicker than opening a file for every mention of a small table.
        kind = "TABLE" if manifest.tables[name].rows <= ROWS_IN_MEMORY else "VIEW"
        con.execute(f"CREATE {kind} {name} AS FROM ever.{name} {where}")
    kinds = ", ".join(map(literal, VIOLENT_KINDS))
    con.execute(f"CREATE VIEW attacks AS FROM incidents WHERE kind IN ({kinds})")
    con.execute(MACROS)
    files = [file for name in manifest.tables for file in lake.part_files(manifest, name)]
    con.execute(f"SET allowed_paths = [{', '.join(literal(str(file)) for file in files)}]")
    con.execute("SET enable_external_access = false")
    con.execute(f"SET max_execution_time = {QUERY_MILLISECONDS}")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET lock_configuration = true")
    return Release(con, manifest)


@cache
def _parameters_of(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\$([a-z_]+)", sql))


def _named_in(sql: str, parameters: dict) -> dict:
    """DuckDB refuses a bound value that the query does not name."""
    return {name: parameters[name] for name in _parameters_of(sql)}
