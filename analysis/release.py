"""One release, opened in DuckDB to be asked: read-only, locked down, each query with a time limit."""

import glob
import os
import re
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from analysis.connections import Connections
from analysis.export.terms import leave_out_records, make_views
from analysis.limits import CLOCK, Limit, limit_of_query
from etl import geometry as corridors
from etl.errors import LakeUnusable, QueryStopped
from etl.lake import Lake, Manifest
from etl.review.apply import attach_reviewed
from etl.tables.columns import Table
from etl.tables.records import EXPOSURE, REVIEWED_TABLES, TABLES
from etl.tables.schema import quote_text
from etl.tables.vocabulary import VIOLENT_KINDS

SQL = Path(__file__).parent / "sql"
DERIVED = (SQL / "derived.sql").read_text(encoding="utf-8")
MACROS = (SQL / "macros.sql").read_text(encoding="utf-8")
ROWS_IN_MEMORY = 100_000
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # Of the threads that read ahead each release would start eight; a server that holds eight releases had 64 of them.
    "async_threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Freed memory goes back by a thread of its own: 15 MB less, and a question need not wait for it.
    "allocator_background_threads": "true",
    # It would give what it read of a file once more after the file was mended; the system keeps files in memory, too.
    "enable_external_file_cache": "false",
    # What a turn of a long list was made of is given back at once: a server that sends a million rows holds 60 MB less.
    "allocator_bulk_deallocation_flush_threshold": "4MB",
    "allocator_flush_threshold": "4MB",
}

CONNECTIONS = Connections()

# `execute` plans a query once where `sql` plans it twice, which is most of the time of a small one.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result makes an extra copy")


class Release:
    """The tables of one release, as views: `patrols` are the records that stand, `ever.patrols` withdrawn ones too.

    May be used by several threads at once: each query has a cursor of its own. Its connection is closed while other releases
    are queried, and opened again by the next query.

    Of `withheld` feeds it gives sums, and no row that tells one of their records (see analysis/export/terms.py).
    """

    def __init__(self, lake: Lake, manifest: Manifest, withheld: frozenset[str] = frozenset()):
        self._lake = lake
        self.manifest = manifest
        held = {part.feed for table in manifest.tables.values() for part in table.parts}
        self.withheld = withheld & held
        self.is_usable = True  # until a read goes wrong: what it holds may be wrong, so it is to be opened again

    @property
    def number(self) -> int:
        return self.manifest.number

    def withholding(self, feeds: frozenset[str]) -> "Release":
        """Return the same release without the records of these feeds."""
        release = Release(self._lake, self.manifest, feeds)
        return self if release.withheld == self.withheld else release

    def check(self) -> None:
        """Raise ReleaseDamaged or LakeUnusable where the files are not those that were opened, see Lake.check."""
        with self._noting_damage():
            self._lake.check(self.manifest)

    def query(self, sql: str, **parameters: Any) -> pa.Table:
        """The rows of a query, which is one SELECT. Of the parameters, those are bound that the query names.

        Raises QueryStopped where it takes longer than a query may, or than its request may (`limit_seconds`), and
        ReleaseDamaged or LakeUnusable where the files were not as published before it, at its end or in between.
        """
        if not _is_one_select(sql):
            raise duckdb.PermissionException("A release is read only: it is asked by one SELECT at a time.")
        with self._noting_damage(), self._lake.reading(self.manifest), self.cursor() as cursor:
            limit = limit_of_query()
            if limit.ends_at <= time.monotonic():
                raise _stopped(limit)
            CLOCK.start(cursor, limit.ends_at)
            try:
                cursor.execute("BEGIN TRANSACTION READ ONLY")  # a SELECT may hold an INSERT
                rows = cursor.execute(sql, _named_in(sql, parameters)).to_arrow_table()
                return leave_out_records(rows, self.withheld)
            except duckdb.InterruptException:
                raise _stopped(limit) from None
            finally:
                CLOCK.stop(cursor)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor on the tables, for one query."""
        with (
            CONNECTIONS.use(self, partial(connect, self._lake, self.manifest, self.withheld)) as connection,
            connection.cursor() as cursor,
        ):
            yield cursor

    @contextmanager
    def _noting_damage(self) -> Iterator[None]:
        try:
            yield
        except (LakeUnusable, duckdb.IOException, duckdb.InternalException, duckdb.FatalException):
            self.is_usable = False
            raise


def open_release(lake: Lake, number: int, withheld: frozenset[str] = frozenset()) -> Release:
    """Open a release of a lake. Raises ReleaseMissing or ReleaseDamaged before a number could be read."""
    release = Release(lake, lake.manifest(number), withheld)
    with lake.reading(release.manifest), release.cursor():
        return release


def connect(lake: Lake, manifest: Manifest, withheld: frozenset[str] = frozenset()) -> duckdb.DuckDBPyConnection:
    """Open a connection that holds the tables of a release and can reach nothing else."""
    con = duckdb.connect(config=SETTINGS)
    try:
        with lake.reading(manifest):
            _make_tables(con, lake, manifest, withheld)
    except BaseException:
        con.close()
        raise
    return con


def _make_tables(con: duckdb.DuckDBPyConnection, lake: Lake, manifest: Manifest, withheld: frozenset[str]) -> None:
    attach_reviewed(lake, con, manifest, "kept" if withheld else "ever")
    if withheld:
        make_views(con, "kept", "ever", withheld)
    for name in ("applied", "corrected_records", "same_events"):
        con.execute(f"CREATE TABLE {name} AS FROM {'kept' if withheld else 'ever'}.{name}")
    large = {name for name, published in manifest.tables.items() if published.rows > ROWS_IN_MEMORY}
    for name, table in TABLES.items():
        where = "WHERE withdrawn_release IS NULL" if table.tracked else ""
        # A scan of memory is several times quicker than opening a file for every mention of a small table.
        rows = _select_with_corrections(name, table) if name in REVIEWED_TABLES else f"FROM ever.{name}"
        con.execute(f"CREATE {'VIEW' if name in large else 'TABLE'} {name} AS {rows} {where}")
    # No sum of counts asks what was corrected; with that column, one of millions would read their ids.
    sums_read = f"ever.{EXPOSURE.name} WHERE withdrawn_release IS NULL" if EXPOSURE.name in large else EXPOSURE.name
    con.execute(f"CREATE VIEW exposure_to_sum AS FROM {sums_read}")
    # A few thousand rows are not read quicker by more threads. Of many rows one question leaves half of the cores to others: with
    # all of them, a question that ran for seconds made another's take five times as long.
    con.execute(f"SET threads = {max(1, (os.cpu_count() or 1) // 2) if large else 1}")
    kinds = ", ".join(map(quote_text, VIOLENT_KINDS))
    con.execute(f"CREATE MACRO is_violent(kind) AS kind IN ({kinds})")
    con.execute("CREATE TABLE releases (release INTEGER, made_on DATE)")
    con.execute(
        "INSERT INTO releases SELECT unnest($1::INTEGER[]), unnest($2::DATE[])", _days_of_releases(lake, manifest)
    )
    con.execute(DERIVED)
    con.execute(MACROS)
    corridors.find_places(con, "places_on_corridors")
    files = [str(file) for name in manifest.tables for file in lake.part_files(manifest, name)]
    # A scan asks for its file as the pattern it was given (see Lake.attach), and as the name it found.
    allowed = dict.fromkeys(name for file in files for name in (file, glob.escape(file)))
    con.execute(f"SET allowed_paths = [{', '.join(map(quote_text, allowed))}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET lock_configuration = true")


def _select_with_corrections(name: str, table: Table) -> str:
    """Return a query for the rows of a table, each with what editors changed in it (corrected).

    It is grouped so that DuckDB sees that no row is doubled, and leaves out the join where nobody asks for the column. A WHERE in place
    of the FILTER would keep the join, and with it the ids of all records, which take most of a question's time to read.
    """
    words = 'SELECT record_id, any_value(corrected) FILTER ("table" = {}) AS corrected FROM corrected_records GROUP BY record_id'
    return f"SELECT held.*, corrected FROM ever.{name} AS held LEFT JOIN ({words.format(quote_text(name))}) ON record_id = {table.id_column}"  # noqa: S608 - declared names


def _days_of_releases(lake: Lake, opened: Manifest) -> tuple[list[int], list[str]]:
    """The numbers of the releases up to the one that is opened, and the days on which they were made, in UTC."""
    made_at = {opened.number: opened.made_at}
    for number in lake.numbers():
        if number < opened.number:
            with suppress(LakeUnusable):  # a damaged release is the trouble of who opens it
                made_at[number] = lake.manifest(number).made_at
    return list(made_at), [moment[:10] for moment in made_at.values()]


def _stopped(limit: Limit) -> QueryStopped:
    return QueryStopped(f"The question took longer than {limit.seconds:g} seconds and was stopped. Choose fewer days.")


@lru_cache(maxsize=1000)
def _is_one_select(sql: str) -> bool:
    with _open_parser().cursor() as con:
        return [statement.type for statement in con.extract_statements(sql)] == [duckdb.StatementType.SELECT]


@cache
def _open_parser() -> duckdb.DuckDBPyConnection:
    """Open an empty database that takes queries apart. To open one for each would take longer than most of them."""
    return duckdb.connect(config=SETTINGS | {"threads": 1})


@cache
def _parameters_of(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\$([a-z_]+)", sql))


def _named_in(sql: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """DuckDB refuses a bound value that the query does not name."""
    return {name: parameters[name] for name in _parameters_of(sql)}
