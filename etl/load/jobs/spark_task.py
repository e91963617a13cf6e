"""Reads one file of a load in a task of Apache Spark, as `etl.load.jobs.engines` reads it in the process of the load.

A task reads the lake and its file from the file system that all workers share, and writes staged files beside the lake. It
may be killed, run again, or run twice at once: a staged file is named by its content once it is complete.
"""

import os
import shutil
import sys
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl import VERSION, temporary
from etl.errors import LakeUnusable, PatrolwatchError
from etl.lake import Lake
from etl.lake.storage.disk import hash_file
from etl.load.files.options import Options
from etl.load.files.receive import ReceivedFile
from etl.load.jobs.engines import LocalReader, NumberedPath
from etl.load.normalise import Staged
from etl.load.pipeline import open_connection
from etl.load.sql.relations import Known

VERSIONS = {
    "Patrolwatch": VERSION,
    "DuckDB": duckdb.__version__,
    "Python": ".".join(map(str, sys.version_info[:2])),
}


@dataclass(frozen=True)
class Request:
    """What all tasks of one job share. `release` is the one that the load starts from; None for an empty lake."""

    lake: Path
    release: int | None
    options: Options
    staging: Path
    skip_known: bool
    with_cells: bool
    threads: int
    versions: dict[str, str]


def run_task(request: Request, file: NumberedPath) -> ReceivedFile | LakeUnusable:
    """Recognise and stage a file on a worker. The result can be pickled: the feed is left out, since its report names it.

    What would end the load is returned and not raised, since Spark would try the task again.
    """
    if request.versions != VERSIONS:
        theirs, ours = (
            ", ".join(f"{name} {version}" for name, version in each.items()) for each in (VERSIONS, request.versions)
        )
        return LakeUnusable(f"A worker has {theirs}, and this machine {ours}. Install the same versions on all.")
    try:
        with temporary.open_folder() as folder, open_connection(folder) as con:
            con.execute(f"SET threads = {request.threads}")
            lake = Lake(request.lake)
            known = Known(con, lake, None if request.release is None else lake.read_manifest(request.release))
            reader = LocalReader(known, request.options, folder, lambda step: None)
            [received] = reader.receive([file], request.skip_known)
            if request.with_cells:
                reader.add_cells([received])
            tables = [_keep_parts(table, request.staging) for table in received.tables]
            return replace(received, feed=None, tables=tables)
    except PatrolwatchError as error:
        return LakeUnusable(str(error), error.detail)


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
    raise RuntimeError("A file that a task staged is staged again by SparkReader.add_cells alone.")
