"""Slowly rehashes the files of all open lakes in the background, since bit rot does not change a file's times."""

import atexit
import hashlib
import threading
import weakref
from pathlib import Path

from etl.lake.read import ReadableLake

PIECE_BYTES = 1 << 20
BYTES_PER_SECOND = 10 << 20  # a fiftieth of what one core can hash
SECONDS_BETWEEN = 60


class Watch:
    """A thread that serves all lakes of a process.

    A file that fails its check is hashed again on the next query, which reports it.
    """

    def __init__(self) -> None:
        self._lakes: weakref.WeakSet[ReadableLake] = weakref.WeakSet()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._is_over = threading.Event()
        atexit.register(self._end)

    def add(self, lake: ReadableLake) -> None:
        """Add a lake to the check."""
        with self._starting:
            self._lakes.add(lake)
            if not self._thread:
                self._thread = threading.Thread(target=self._run, name="lake watch", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._is_over.wait(SECONDS_BETWEEN):
            self.check_parts()

    def check_parts(self) -> None:
        """Hash every file that has been read so far once more."""
        for lake in list(self._lakes):
            for file in lake.checksums.list_files():
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
