"""Which files were found to be what was published, remembered by the state they had when they were hashed."""

import threading
from contextlib import nullcontext
from pathlib import Path

from etl.lake.disk import FileState, hash_file, read_state

LARGE = 1 << 20  # bytes, from which on waiting for another thread is quicker than hashing beside it


class Checksums:
    """Hashes a file once, and again when its size, times or inode change. Used by several threads at once."""

    def __init__(self) -> None:
        self._sound: dict[Path, FileState] = {}
        self._damaged: dict[Path, FileState] = {}
        self._one_at_a_time = threading.RLock()  # twenty readers of a new release need one hash of a large part

    def is_sound(self, file: Path, sha256: str) -> bool:
        """Whether a file holds the bytes of that SHA-256 now. Raises OSError where it cannot be read."""
        state = read_state(file)
        if self._sound.get(file) == state:
            return True
        with self._one_at_a_time if state.size > LARGE else nullcontext():
            return self._look_at(file, sha256)

    def _look_at(self, file: Path, sha256: str) -> bool:
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

    def known(self) -> list[Path]:
        """The files that were hashed."""
        return [*self._sound, *self._damaged]

    def forget(self, file: Path | None = None) -> None:
        """Hash this file again before it is next used; or all of them."""
        for states in (self._sound, self._damaged):
            if file is None:
                states.clear()
            else:
                states.pop(file, None)
