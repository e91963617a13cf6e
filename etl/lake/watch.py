"""Hashing the files of the lakes that a process serves again and again, slowly: rot changes no time of a file."""

import atexit
import hashlib
import threading
import weakref
from pathlib import Path

from etl.lake.read import ReadableLake

PIECE_BYTES = 1 << 20
BYTES_PER_SECOND = 10 << 20  # a fiftieth of what one core hashes
SECONDS_BETWEEN = 60


class Watch:
    """One thread for all lakes of a process. What it finds changed is hashed once more by the next question, which says so."""

    def __init__(self) -> None:
        self._lakes: weakref.WeakSet[ReadableLake] = weakref.WeakSet()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._is_over = threading.Event()
        atexit.register(self._end)

    def add(self, lake: ReadableLake) -> None:
        """Look through a lake too, from now on."""
        with self._starting:
            self._lakes.add(lake)
            if not self._thread:
                self._thread = threading.Thread(target=self._run, name="lake watch", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._is_over.wait(SECONDS_BETWEEN):
            self.check_parts()

    def check_parts(self) -> None:
        """Hash every file that was read so far once more."""
        for lake in list(self._lakes):
            for file in lake.checksums.known():
                if self._is_over.is_set():
                    return
                if self._hash_slowly(file) != file.stem:
                    lake.checksums.forget(file)

    def _hash_slowly(self, file: Path) -> str | None:
        hashed = hashlib.sha256()
        try:
            with open(file, "rb") as opened:
                while piece := opened.read(PIECE_BYTES):
                    hashed.update(piece)
                    if self._is_over.wait(len(piece) / BYTES_PER_SECOND):
                        return None
        except OSError:
            return None
        return hashed.hexdigest()

    def _end(self) -> None:
        self._is_over.set()
        if self._thread:
            self._thread.join()


WATCH = Watch()
