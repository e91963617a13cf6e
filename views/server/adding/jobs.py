"""Loads and fetches that run in separate processes, a few at a time. Pages poll their progress.

The folder of a job holds its request and its result, see `etl.load.jobs.run` and `etl.fetch.job`. Once nothing refers to the
job, its process is ended and the folder removed. So when a reader leaves, the load ends too.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.load.jobs.folder import PROGRESS, REQUEST, RESULT, ROWS
from views.server import limits

PROJECT = Path(__file__).resolve().parents[3]
PROGRAM, PROGRAM_OF_FETCH = "etl.load.jobs.run", "etl.fetch.job"
ENDED = "The load ended without a result: it used too much memory or time, or was stopped from outside. Nothing was published."
_PLACES = threading.BoundedSemaphore(limits.LOADS_AT_ONCE)


class Job:
    """A requested load: it waits for a free place, runs, and has a result."""

    def __init__(self, request: Mapping[str, Any]):
        self.folder = Path(tempfile.mkdtemp(prefix="load-"))
        (self.folder / REQUEST).write_text(json.dumps(request, default=str), encoding="utf-8")
        self._run = _Run(self.folder, PROGRAM_OF_FETCH if request.get("fetch") else PROGRAM)
        self._end = weakref.finalize(self, self._run.end)
        # The thread must live as long as the process, which the system ends together with the thread that started it.
        threading.Thread(target=self._run.work, daemon=True).start()

    @property
    def is_done(self) -> bool:
        """Whether it has ended, with or without a result."""
        return self._run.is_done.is_set()

    @property
    def progress(self) -> str:
        """The current step, or empty while it waits for a free place."""
        try:
            return (self.folder / PROGRESS).read_text(encoding="utf-8")
        except OSError:
            return "Starting" if self._run.has_begun else ""

    @property
    def result(self) -> dict[str, Any]:
        """The result, or an error sentence if it ended without one."""
        try:
            found: dict[str, Any] = json.loads((self.folder / RESULT).read_text(encoding="utf-8"))
            return found
        except (OSError, ValueError):
            return {"error": ENDED}

    @property
    def rows(self) -> Path:
        """The Parquet file with what would become of each row."""
        return self.folder / ROWS

    def stop(self) -> None:
        """End the process and remove its files."""
        self._end()


class _Run:
    """The process of a job. It holds no reference to the job, so the job can be dropped while the process runs."""

    def __init__(self, folder: Path, program: str):
        self.folder, self.program = folder, program
        self.is_done = threading.Event()
        self._is_stopped = False
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def has_begun(self) -> bool:
        """Whether it has got its place."""
        return self._process is not None

    def work(self) -> None:
        """Wait for a free place, run the process, and wait for its end."""
        with _PLACES:
            with self._lock:
                if not self._is_stopped:
                    self._process = subprocess.Popen(  # noqa: S603 - this Python, and a folder of our own making
                        [sys.executable, "-m", self.program, str(self.folder)],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                        cwd=PROJECT,
                        env=os.environ | {"PYTHONPATH": str(PROJECT)},
                    )
            if self._process:
                try:
                    self._process.wait(limits.LOAD_SECONDS)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
        self.is_done.set()

    def end(self) -> None:
        """End the process and remove its folder."""
        with self._lock:
            self._is_stopped = True
            if self._process and self._process.poll() is None:
                self._process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
