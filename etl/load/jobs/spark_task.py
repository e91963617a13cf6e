"""Tasks of Apache Spark: one reads a file of a load, or writes a part of it, as the process of a load does without Spark.

A task reads the lake and its files from the file system that all workers share, and writes staged files beside the lake and
parts into it. It may be killed, run again, or run twice at once: what it writes is named by its content once it is complete.
"""

import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl import VERSION, temporary
from etl.errors import LakeUnusable, PatrolwatchError
from etl.lake import Cut, Lake
from etl.lake.manifest import Part
from etl.lake.parts import write_part
from etl.lake.storage.disk import hash_file
from etl.load.files.options import Options
from etl.load.files.receive import ReceivedFile
from etl.load.jobs.engines import LocalWorker, NumberedPath
from etl.load.normalise import Staged
from etl.load.pipeline import open_connection
from etl.load.sql.relations import Known
from etl.tables.records import TABLES

VERSIONS = {
    "Patrolwatch": VERSION,
    "DuckDB": duckdb.__version__,
    "Python": ".".join(map(str, sys.version_info[:2])),
}


@dataclass(frozen=True)
class Request:
    """What all tasks of one job share."""

    threads: int
    versions: dict[str, str]


@dataclass(frozen=True)
class ReadRequest(Request):
    """How tasks read files. `release` is the one that the load starts from; None for an empty lake."""

    lake: Path
    release: int | None
    options: Options
    staging: Path
    skip_known: bool
    with_cells: bool


@dataclass(frozen=True)
class WriteRequest(Request):
    """How tasks write parts into the folder `parts`. The file `database` is a copy of the database of the load."""

    database: Path
    parts: Path


@dataclass(frozen=True)
class UnwrittenPart:
    """A part that a task writes: the query for its rows."""

    table: str
    cut: Cut
    query: str


def read_file(request: ReadRequest, file: NumberedPath) -> ReceivedFile | LakeUnusable:
    """Recognise and stage a file on a worker. The result can be pickled: the feed is left out, since its report names it.

    What would end the load is returned and not raised, since Spark would try the task again.
    """
    try:
        with _open(request) as (folder, con):
            lake = Lake(request.lake)
            known = Known(con, lake, None if request.release is None else lake.read_manifest(request.release))
            reader = LocalWorker(known, request.options, folder, lambda step: None)
            [received] = reader.receive([file], request.skip_known)
            if request.with_cells:
                reader.add_cells([received])
            tables = [_keep_parts(table, request.staging) for table in received.tables]
            return replace(received, feed=None, tables=tables)
    except PatrolwatchError as error:
        return LakeUnusable(str(error), error.detail)


def write_part_of(request: WriteRequest, part: UnwrittenPart) -> Part | LakeUnusable:
    """Write a part on a worker, from a copy of the database of the load. What would end the load is returned."""
    try:
        with _open(request, request.database) as (_, con):
            return write_part(con, request.parts, TABLES[part.table], part.cut, part.query)
    except PatrolwatchError as error:
        return LakeUnusable(str(error), error.detail)


@contextmanager
def _open(request: Request, database: Path | None = None) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    """Open a temporary folder and a database for a task. Raises LakeUnusable if other versions are installed here."""
    if request.versions != VERSIONS:
        theirs, ours = (
            ", ".join(f"{name} {version}" for name, version in each.items()) for each in (VERSIONS, request.versions)
        )
        raise LakeUnusable(f"A worker has {theirs}, and this machine {ours}. Install the same versions on all.")
    with temporary.open_folder() as folder, open_connection(folder, database) as con:
        con.execute(f"SET threads = {request.threads}")
        yield folder, con


def _keep_parts(table: Staged, staging: Path) -> Staged:
    parts = {name: _keep(part, staging) for name, part in table.parts.items()}
    return replace(table, parts=parts, with_cells=_refuse_cells)


def _keep(part: Path, staging: Path) -> Path:
    kept = staging / f"{hash_file(part)}.parquet"
    unfinished = staging / f"{uuid.uuid4().hex}.part"
    shutil.copyfile(part, unfinished)
    os.replace(unfinished, kept)
    return kept


def _refuse_cells() -> Staged:
    raise RuntimeError("A file that a task staged is staged again by SparkWorkers.add_cells alone.")
