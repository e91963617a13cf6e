"""Reads the files of a load on Apache Spark, and writes its large parts: one task for each. pyspark is imported only for that."""

import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import duckdb

from etl import paths, temporary
from etl.errors import LakeUnusable, UsageError
from etl.feeds import read_register
from etl.lake.parts import Rewritten, Written, write_parts
from etl.lake.storage.disk import keep_for_owner
from etl.lake.sweep import STAGING
from etl.load.files.options import Options
from etl.load.files.receive import Progress, ReceivedFile
from etl.load.jobs.engines import Engine, NumberedPath, Workers
from etl.load.jobs.spark_task import (
    VERSIONS,
    ReadRequest,
    UnwrittenPart,
    WriteRequest,
    read_file,
    write_part_of,
)
from etl.load.sql import count_rows
from etl.load.sql.relations import Known
from etl.tables.labels import format_count
from etl.tables.schema import quote_text

if TYPE_CHECKING:
    from pyspark import SparkConf, SparkContext

ROWS_OF_A_TASK = 20_000  # to write; starting a task costs as much as writing some ten thousand
ON_THIS_MACHINE = "local[*,4]"  # a task for each core, with four attempts each
# Spark on this machine opens no port to others.
LOCAL = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


Given = TypeVar("Given")
Done = TypeVar("Done")


@dataclass(frozen=True)
class SparkWorkers:
    """Reads each file of a load in a task, and writes each large part in one.

    What tasks read goes to `staging`, a folder that every worker can write.
    """

    context: "SparkContext"
    known: Known
    options: Options
    staging: Path
    progress: Progress

    def receive(self, files: Sequence[NumberedPath], skip_known: bool) -> list[ReceivedFile]:
        """Recognise and stage files, as many at once as the cluster has room for."""
        return self._read(files, skip_known=skip_known, with_cells=False)

    def add_cells(self, files: Sequence[ReceivedFile]) -> None:
        """Stage the tables of files again with their cells. Raises LakeUnusable if a file has changed since."""
        again = self._read([(file.number, file.path) for file in files], skip_known=False, with_cells=True)
        for file, anew in zip(files, again, strict=True):
            if anew.report.sha256 != file.report.sha256:
                raise LakeUnusable(f"{file.report.file} changed while it was being loaded. Load the files again.")
            file.tables = anew.tables

    @property
    def shared(self) -> Path:
        """The folder for rows that queries of parts read."""
        return self.staging

    def write_parts(self, con: duckdb.DuckDBPyConnection, folder: Path, rewritten: Rewritten) -> Written:
        """Write large parts in tasks, and the others here."""
        parts = [
            UnwrittenPart(name, cut, query)
            for name, cuts in rewritten.items()
            for cut, query in cuts.items()
            if cut.year is not None  # only tables of records are cut by year
        ]
        rows = {part: self._count_rows(con, part) for part in parts}
        large = sorted((part for part in parts if rows[part] >= ROWS_OF_A_TASK), key=rows.__getitem__, reverse=True)
        if not large:
            return write_parts(con, folder, rewritten)
        self.progress(f"Publishing {format_count(len(large), 'part')} on Spark")
        database = self.staging / "load.duckdb"
        con.execute(f"ATTACH {quote_text(str(database))} AS copy")
        con.execute("COPY FROM DATABASE memory TO copy")
        con.execute("DETACH copy")
        request = WriteRequest(self._threads, VERSIONS, database, folder)
        written = self._run_tasks(partial(write_part_of, request), large)
        in_tasks = {(part.table, part.cut): done for part, done in zip(large, written, strict=True)}
        small = {
            name: {cut: query for cut, query in cuts.items() if (name, cut) not in in_tasks}
            for name, cuts in rewritten.items()
        }
        return in_tasks | write_parts(con, folder, small)

    def _count_rows(self, con: duckdb.DuckDBPyConnection, part: UnwrittenPart) -> int:
        """Count the rows of a part, or its known ones if these suffice for a task."""
        known = self.known.count_rows(part.table, part.cut)
        return known if known >= ROWS_OF_A_TASK else count_rows(con, f"({part.query})")

    def _read(self, files: Sequence[NumberedPath], *, skip_known: bool, with_cells: bool) -> list[ReceivedFile]:
        if not files:
            return []
        self.progress(f"Reading {format_count(len(files), 'file')} on Spark")
        release = self.known.release.number if self.known.release else None
        lake = self.known.lake.root
        request = ReadRequest(
            self._threads, VERSIONS, lake, release, self.options, self.staging, skip_known, with_cells
        )
        absolute = [(number, path.absolute()) for number, path in files]
        received = self._run_tasks(partial(read_file, request), absolute)
        return [
            replace(file, path=path, feed=read_register().get(file.report.feed or ""))
            for file, (_, path) in zip(received, files, strict=True)
        ]

    @property
    def _threads(self) -> int:
        return int(self.context.getConf().get("spark.task.cpus", "1"))

    def _run_tasks(self, task: Callable[[Given], Done | LakeUnusable], each: Sequence[Given]) -> list[Done]:
        """Run a task for each of the given values. Raises LakeUnusable if a task returns it, or Spark gives up."""
        try:
            found: list[Done | LakeUnusable] = self.context.parallelize(each, len(each)).map(task).collect()
        except Exception as error:  # Py4J and PySpark raise many kinds of errors
            raise LakeUnusable(
                "Spark gave up a task. Nothing was published. Look at the logs of its workers.",
                f"Spark says: {_find_cause(error)}",
            ) from None
        if failed := next((result for result in found if isinstance(result, LakeUnusable)), None):
            raise failed
        return cast("list[Done]", found)


def _find_cause(error: Exception) -> str:
    """Return the line of Spark's error that gives the cause. The error quotes whole stack traces of Python and Java."""
    text = str(error).strip() or type(error).__name__
    of_python = re.search(r"^\w+(Error|Exception): .+", text, re.MULTILINE)
    return of_python[0] if of_python else text.splitlines()[0]


def work_on_spark(master: str | None = None) -> Engine:
    """Return the engine that works on Apache Spark: on a cluster with this master, or on the cores of this machine."""
    return partial(_start_and_work, master or ON_THIS_MACHINE)


@contextmanager
def _start_and_work(master: str, known: Known, options: Options, folder: Path, progress: Progress) -> Iterator[Workers]:
    if known.lake.objects:
        raise UsageError(
            "Spark workers read the lake from a folder that all of them share, but this lake is in storage that speaks S3. "
            "Load without --engine spark."
        )
    progress("Starting Spark")
    with open_context(master) as context, work_in_context(context, known, options, folder, progress) as workers:
        yield workers


@contextmanager
def work_in_context(
    context: "SparkContext", known: Known, options: Options, folder: Path, progress: Progress
) -> Iterator[Workers]:
    """Read the files of a load and write its parts where Spark already runs."""
    with _open_staging(known.lake.root) as staging:
        yield SparkWorkers(context, known, options, staging, progress)


@contextmanager
def open_context(master: str) -> Iterator["SparkContext"]:
    """Start Spark. Raises UsageError if it is not installed, or LakeUnusable if it does not start."""
    try:
        from pyspark import SparkContext
    except ImportError:
        raise UsageError("Apache Spark is not installed: pip install -r requirements-spark.txt.") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise UsageError("Apache Spark needs Java 17 or newer. Install it, or set JAVA_HOME to where it is.")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # PySpark warns of pandas, which this does not use
            context = SparkContext(conf=_configure(master))
    except Exception as error:
        raise LakeUnusable(
            f"Spark did not start with the master {master}. Nothing was published.",
            f"Spark says: {_find_cause(error)}",
        ) from None
    with context:
        yield context


def _configure(master: str) -> "SparkConf":
    from pyspark import SparkConf

    settings = {
        "spark.app.name": "patrolwatch load",
        "spark.master": master,
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.PYTHONPATH": str(paths.CHECKOUT),
    }
    return SparkConf().setAll([*(settings | (LOCAL if master.startswith("local") else {})).items()])


@contextmanager
def _open_staging(lake: Path) -> Iterator[Path]:
    """Open a folder beside the parts of a lake, after removing those of killed loads. Raises LakeUnusable."""
    root, is_new = lake.absolute() / STAGING, not lake.exists()
    try:
        root.mkdir(parents=True, exist_ok=True)
        keep_for_owner(root)
    except OSError as error:
        raise LakeUnusable(
            f"The lake cannot be written ({error.strerror}). Nothing was published.", f"The lake is in {lake}."
        ) from None
    try:
        with temporary.open_folder_in(root) as staging:
            yield staging
    finally:
        with suppress(OSError):  # another load uses it
            root.rmdir()
        if is_new:
            with suppress(OSError):  # something was published
                lake.rmdir()
