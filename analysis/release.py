"""A release opened in DuckDB for queries: read-only, locked down, with a time limit for each query."""

import glob
import os
import re
import time
import warnings
from collections.abc import Collection, Iterator, Mapping
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
from etl.lake import Lake, Manifest, Part
from etl.review.apply import attach_reviewed
from etl.review.summed import attach_summed, find_summed, has_places
from etl.tables.columns import Table
from etl.tables.records import EXPOSURE, INCIDENTS, REVIEWED_TABLES, TABLES
from etl.tables.schema import quote_text
from etl.tables.vocabulary import VIOLENT_KINDS

SQL = Path(__file__).parent / "sql"
TIES = (SQL / "ties.sql").read_text(encoding="utf-8")
DERIVED = (SQL / "derived.sql").read_text(encoding="utf-8")
SUMMED = (SQL / "summed.sql").read_text(encoding="utf-8")
PLACED = (SQL / "placed.sql").read_text(encoding="utf-8")
MACROS = (SQL / "macros.sql").read_text(encoding="utf-8")
WITH_TIES = (
    "SELECT stated.* REPLACE (coalesce(stated.patrol_id, tied.patrol_id) AS patrol_id) "
    "FROM stated_incidents AS stated LEFT JOIN tied_by_day AS tied USING (incident_id)"
)
ROWS_IN_MEMORY = 100_000
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # Each release would start eight read-ahead threads, so a server with eight releases had 64 of them.
    "async_threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # A separate thread returns freed memory. This saves 15 MB, and queries need not wait for it.
    "allocator_background_threads": "true",
    # The cache would return old content after a file was repaired. The system caches files anyway.
    "enable_external_file_cache": "false",
    # Memory used for a batch of a long list is returned at once: a server that sends a million rows uses 60 MB less.
    "allocator_bulk_deallocation_flush_threshold": "4MB",
    "allocator_flush_threshold": "4MB",
}

CONNECTIONS = Connections()

# `execute` plans a query once and `sql` twice, which is most of the time of a small query.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result makes an extra copy")


class Release:
    """The tables of one release as views: `patrols` has the live records, `ever.patrols` also the withdrawn ones.

    Thread-safe: each query has its own cursor. The connection is closed while other releases are queried, and opened again by
    the next query. For `withheld` feeds it returns sums, and no row that identifies one of their records (see
    analysis/export/terms.py).
    """

    def __init__(self, lake: Lake, manifest: Manifest, withheld: frozenset[str] = frozenset()):
        self._lake = lake
        self.manifest = manifest
        self._feeds = {part.feed for table in manifest.tables.values() for part in table.parts}
        self.withheld = withheld & self._feeds
        self._withholding: dict[frozenset[str], Release] = {}
        # False after a failed read: the loaded tables may be wrong, so the release must be opened again.
        self.is_usable = True

    @property
    def number(self) -> int:
        return self.manifest.number

    def withholding(self, feeds: frozenset[str]) -> "Release":
        """Return the same release without the records of these feeds: always the same object, so that it keeps its connection."""
        if (withheld := feeds & self._feeds) == self.withheld:
            return self
        release = self._withholding.get(withheld)
        if release is None or not release.is_usable:
            release = self._withholding[withheld] = Release(self._lake, self.manifest, withheld)
        return release

    def check(self) -> None:
        """Raise ReleaseDamaged or LakeUnusable if the files are not those that were opened, see Lake.check."""
        with self._noting_damage():
            self._lake.check(self.manifest)

    def query(self, sql: str, **parameters: Any) -> pa.Table:
        """Return the rows of a query, which must be a single SELECT. Binds only parameters that the query names.

        Raises QueryStopped if it exceeds the time limit of a query or of its request (`limit_seconds`), and ReleaseDamaged or
        LakeUnusable if the files were not as published before, during or after it.
        """
        if not _is_one_select(sql):
            raise duckdb.PermissionException("A release is read-only: use a single SELECT.")
        with self._noting_damage(), self._lake.reading(self.manifest), self.cursor() as cursor:
            limit = limit_of_query()
            if limit.ends_at <= time.monotonic():
                raise _stopped(limit)
            CLOCK.start(cursor, limit.ends_at)
            try:
                cursor.execute("BEGIN TRANSACTION READ ONLY")  # a SELECT may contain an INSERT
                rows = cursor.execute(sql, _named_in(sql, parameters)).to_arrow_table()
                return leave_out_records(rows, self.withheld)
            except duckdb.InterruptException:
                raise _stopped(limit) from None
            finally:
                CLOCK.stop(cursor)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor on the tables for one query."""
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
    """Open a release of a lake. Raises ReleaseMissing or ReleaseDamaged if it cannot be trusted."""
    release = Release(lake, lake.read_manifest(number), withheld)
    with lake.reading(release.manifest), release.cursor():
        return release


def list_feeds_beside(release: Release, ids: Collection[str]) -> list[str]:
    """List the feeds with sums to which none of some records belong. A question that leaves them out opens none of their files."""
    published = release.manifest.tables.get(INCIDENTS.name)
    feeds_of_ids = {record.partition(":")[0] for record in ids}  # with which the ids of records of such a feed begin
    return sorted({part.feed for part in published.parts if part.sums} - feeds_of_ids) if published else []


def connect(lake: Lake, manifest: Manifest, withheld: frozenset[str] = frozenset()) -> duckdb.DuckDBPyConnection:
    """Open a connection that has the tables of a release and can access nothing else."""
    con = duckdb.connect(config=SETTINGS)
    try:
        with lake.reading(manifest):
            _make_tables(con, lake, manifest, withheld)
    except BaseException:
        con.close()
        raise
    return con


def _make_tables(con: duckdb.DuckDBPyConnection, lake: Lake, manifest: Manifest, withheld: frozenset[str]) -> None:
    summed = find_summed(con, lake, manifest)
    attach_reviewed(lake, con, manifest, "kept" if withheld else "ever", of=lambda part: part not in summed)
    if withheld:
        make_views(con, "kept", "ever", withheld)
    if summed:
        attach_summed(con, lake, manifest, summed, withheld, ROWS_IN_MEMORY)
    for name in ("applied", "corrected_records", "same_events"):
        con.execute(f"CREATE TABLE {name} AS FROM {'kept' if withheld else 'ever'}.{name}")
    large = {name for name, published in manifest.tables.items() if published.rows > ROWS_IN_MEMORY}
    for name, table in TABLES.items():
        if table is not INCIDENTS:
            _make_table(con, name, table, read=name, is_large=name in large)
    # Sums of counts never need the column of corrections, and reading it would read the ids of millions of counts.
    sums_read = f"ever.{EXPOSURE.name} WHERE withdrawn_release IS NULL" if EXPOSURE.name in large else EXPOSURE.name
    con.execute(f"CREATE VIEW exposure_to_sum AS FROM {sums_read}")
    if large:
        # Reading the footers of large files for each query takes longer than most queries. DuckDB rereads that of a changed file.
        con.execute("LOAD parquet; SET GLOBAL parquet_metadata_cache = true")
    # More threads do not speed up reading a few thousand rows. For many rows, one query leaves half of the cores to others:
    # with all of them, it made other queries take five times as long.
    con.execute(f"SET threads = {max(1, (os.cpu_count() or 1) // 2) if large else 1}")
    kinds = ", ".join(map(quote_text, VIOLENT_KINDS))
    con.execute(f"CREATE MACRO is_violent(kind) AS kind IN ({kinds})")
    con.execute("CREATE TABLE releases (release INTEGER, made_on DATE)")
    con.execute(
        "INSERT INTO releases SELECT unnest($1::INTEGER[]), unnest($2::DATE[])", _days_of_releases(lake, manifest)
    )
    _make_incidents(con, manifest, summed)
    con.execute(DERIVED)
    if summed:
        con.execute(SUMMED)
    con.execute(MACROS)
    if has_places(summed):
        con.execute(PLACED)
    corridors.find_places(con, "places_on_corridors")
    files = [str(file) for file in lake.list_files(manifest)]
    # A scan requests its file both as the given pattern (see Lake.attach) and as the name it found.
    allowed = dict.fromkeys(name for file in files for name in (file, glob.escape(file)))
    con.execute(f"SET allowed_paths = [{', '.join(map(quote_text, allowed))}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET lock_configuration = true")


def _make_incidents(con: duckdb.DuckDBPyConnection, manifest: Manifest, summed: frozenset[Part]) -> None:
    """Create `incidents`, and those of them without sums, as stated (`stated_incidents`) and tied (`single_incidents`)."""
    published = manifest.tables.get(INCIDENTS.name)
    single = published.rows - sum(part.rows for part in summed) if published else 0
    read = "single_incidents" if summed else "incidents"
    _make_table(con, "stated_incidents", INCIDENTS, read=read, is_large=single > ROWS_IN_MEMORY)
    tie_incidents(con)
    if not summed:
        con.execute("CREATE VIEW incidents AS FROM single_incidents")
        return
    con.execute(
        "CREATE VIEW summed_incidents AS SELECT *, NULL AS corrected FROM ever.summed_incidents WHERE withdrawn_release IS NULL"
    )
    con.execute("CREATE VIEW incidents AS FROM single_incidents UNION ALL BY NAME FROM summed_incidents")


def tie_incidents(con: duckdb.DuckDBPyConnection) -> None:
    """Create `single_incidents`: the stated ones, with the patrol of those that only their day ties to one (see ties.sql)."""
    con.execute(TIES)
    has_ties = con.execute("FROM tied_by_day LIMIT 1").fetchone() is not None
    # Without ties, a join would only read the ids of what may be many incidents.
    con.execute(f"CREATE OR REPLACE VIEW single_incidents AS {WITH_TIES if has_ties else 'FROM stated_incidents'}")


def _make_table(con: duckdb.DuckDBPyConnection, name: str, table: Table, *, read: str, is_large: bool) -> None:
    """Create a table or view of the live rows of `ever.<read>`."""
    where = "WHERE withdrawn_release IS NULL" if table.tracked else ""
    rows = _select_with_corrections(read, table) if table.name in REVIEWED_TABLES else f"FROM ever.{read}"
    # Scanning memory is several times faster than opening a file for each use of a small table.
    con.execute(f"CREATE {'VIEW' if is_large else 'TABLE'} {name} AS {rows} {where}")


def _select_with_corrections(read: str, table: Table) -> str:
    """Return a query for the rows of a table, each with what editors changed in it (`corrected`).

    Grouping shows DuckDB that no row is duplicated, so that it omits the join if the column is not used. A WHERE instead of the
    FILTER would keep the join and read the ids of all records, which takes most of the time of a query.
    """
    words = 'SELECT record_id, any_value(corrected) FILTER ("table" = {}) AS corrected FROM corrected_records GROUP BY record_id'
    return f"SELECT held.*, corrected FROM ever.{read} AS held LEFT JOIN ({words.format(quote_text(table.name))}) ON record_id = {table.id_column}"  # noqa: S608 - declared names


def _days_of_releases(lake: Lake, opened: Manifest) -> tuple[list[int], list[str]]:
    """Return the numbers of the releases up to the opened one, and the days (UTC) on which they were made."""
    made_at = {opened.number: opened.made_at}
    for number in lake.list_numbers():
        if number < opened.number:
            with suppress(LakeUnusable):  # a damaged release matters only when it is opened
                made_at[number] = lake.read_manifest(number).made_at
    return list(made_at), [moment[:10] for moment in made_at.values()]


def _stopped(limit: Limit) -> QueryStopped:
    return QueryStopped(f"The question took longer than {limit.seconds:g} seconds and was stopped. Choose fewer days.")


@lru_cache(maxsize=1000)
def _is_one_select(sql: str) -> bool:
    with _open_parser().cursor() as con:
        return [statement.type for statement in con.extract_statements(sql)] == [duckdb.StatementType.SELECT]


@cache
def _open_parser() -> duckdb.DuckDBPyConnection:
    """Open an empty database for parsing queries. Opening one per query would take longer than most queries."""
    return duckdb.connect(config=SETTINGS | {"threads": 1})


@cache
def _parameters_of(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\$([a-z_]+)", sql))


def _named_in(sql: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a query names, since DuckDB rejects others."""
    return {name: parameters[name] for name in _parameters_of(sql)}
