"""Reads the files of a load on Apache Spark: one task for each file. pyspark is imported only when a load asks for it."""

import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from etl import paths, temporary
from etl.errors import LakeUnusable, UsageError
from etl.feeds import read_register
from etl.lake.storage.disk import keep_for_owner
from etl.lake.sweep import STAGING
from etl.load.files.options import Options
from etl.load.files.receive import Progress, ReceivedFile
from etl.load.jobs.engines import Engine, FileReader, NumberedPath
from etl.load.jobs.spark_task import VERSIONS, Request, run_task
from etl.load.sql.relations import Known
from etl.tables.labels import format_count

if TYPE_CHECKING:
    from pyspark import SparkConf, SparkContext

ON_THIS_MACHINE = "local[*,4]"  # a task for each core, with four attempts each
# Spark on this machine opens no port to others.
LOCAL = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@dataclass(frozen=True)
class SparkReader:
    """Reads each file of a load in a task. Staged files go to `staging`, which every worker can write."""

    context: "SparkContext"
    known: Known
    options: Options
    staging: Path
    progress: Progress

    def receive(self, files: Sequence[NumberedPath], skip_known: bool) -> list[ReceivedFile]:
        """Recognise and stage files, as many at once as the cluster has room for."""
        return self._run(files, skip_known=skip_known, with_cells=False)

    def add_cells(self, files: Sequence[ReceivedFile]) -> None:
        """Stage the tables of files again with their cells. Raises LakeUnusable if a file has changed since."""
        again = self._run([(file.number, file.path) for file in files], skip_known=False, with_cells=True)
        for file, anew in zip(files, again, strict=True):
            if anew.report.sha256 != file.report.sha256:
                raise LakeUnusable(f"{file.report.file} changed while it was being loaded. Load the files again.")
            file.tables = anew.tables

    def _run(self, files: Sequence[NumberedPath], *, skip_known: bool, with_cells: bool) -> list[ReceivedFile]:
        if not files:
            return []
        self.progress(f"Reading {format_count(len(files), 'file')} on Spark")
        release = self.known.release.number if self.known.release else None
        lake = self.known.lake.root.absolute()
        threads = int(self.context.getConf().get("spark.task.cpus", "1"))
        request = Request(lake, release, self.options, self.staging, skip_known, with_cells, threads, VERSIONS)
        absolute = [(number, path.absolute()) for number, path in files]
        try:
            found = self.context.parallelize(absolute, len(absolute)).map(partial(run_task, request)).collect()
        except Exception as error:  # Py4J and PySpark raise many kinds of errors
            raise LakeUnusable(
                "Spark gave up reading the files. Nothing was published. Look at the logs of its workers.",
                f"Spark says: {_find_cause(error)}",
            ) from None
        return [_accept(received, path) for received, (_, path) in zip(found, files, strict=True)]


def _accept(received: ReceivedFile | LakeUnusable, path: Path) -> ReceivedFile:
    if isinstance(received, LakeUnusable):
        raise received
    return replace(received, path=path, feed=read_register().get(received.report.feed or ""))


def _find_cause(error: Exception) -> str:
    """Return the line of Spark's error that gives the cause. The error quotes whole stack traces of Python and Java."""
    text = str(error).strip() or type(error).__name__
    of_python = re.search(r"^\w+(Error|Exception): .+", text, re.MULTILINE)
    return of_python[0] if of_python else text.splitlines()[0]


def read_on_spark(master: str | None = None) -> Engine:
    """Return the engine that reads files on Apache Spark: on a cluster with this master, or on the cores of this machine."""
    return partial(_start_and_read, master or ON_THIS_MACHINE)


@contextmanager
def _start_and_read(
    master: str, known: Known, options: Options, folder: Path, progress: Progress
) -> Iterator[FileReader]:
    if known.lake.objects:
        raise UsageError(
            "Spark workers read the lake from a folder that all of them share, but this lake is in storage that speaks S3. "
            "Load without --engine spark."
        )
    progress("Starting Spark")
    with open_context(master) as context, read_in_context(context, known, options, folder, progress) as reader:
        yield reader


@contextmanager
def read_in_context(
    context: "SparkContext", known: Known, options: Options, folder: Path, progress: Progress
) -> Iterator[FileReader]:
    """Read the files of a load where Spark already runs."""
    with _open_staging(known.lake.root) as staging:
        yield SparkReader(context, known, options, staging, progress)


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
