"""Remembers which files match their SHA-256, keyed by the file state at the time of hashing."""

import threading
from contextlib import nullcontext
from pathlib import Path

from etl.lake.storage.disk import FileState, hash_file, read_state

LARGE = 1 << 20  # bytes; above this size, waiting for another thread's hash is faster than hashing in parallel


class Checksums:
    """Hashes a file once, and again when its size, times or inode change. Thread-safe."""

    def __init__(self) -> None:
        self._sound: dict[Path, FileState] = {}
        self._damaged: dict[Path, FileState] = {}
        self._one_at_a_time = threading.RLock()  # twenty readers of a new release share one hash of a large part

    def is_sound(self, file: Path, sha256: str) -> bool:
        """Whether a file currently has this SHA-256. Raises OSError if it cannot be read."""
        state = read_state(file)
        if self._sound.get(file) == state:
            return True
        with self._one_at_a_time if state.size > LARGE else nullcontext():
            return self._check(file, sha256)

    def _check(self, file: Path, sha256: str) -> bool:
        state = read_state(file)
        if self._sound.get(file) == state:
            return True
        if self._damaged.get(file) == state:
            return False
        self._sound.pop(file, None)
        is_sound = hash_file(file) == sha256
        if state.is_settled:
            (self._sound if is_sound else self._damaged)[file] = state
        return is_sound

    def list_files(self) -> list[Path]:
        """Return the files that were hashed."""
        return [*self._sound, *self._damaged]

    def forget(self, file: Path | None = None) -> None:
        """Hash this file again before its next use. Without a file, hash all of them again."""
        for states in (self._sound, self._damaged):
            if file is None:
                states.clear()
            else:
                states.pop(file, None)
