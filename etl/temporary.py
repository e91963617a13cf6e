"""The folder in which a load keeps what it has read, until it is published or given up."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import filelock

from etl.errors import LakeUnusable

PREFIX = "patrolwatch-"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of this load's own, in the system's folder for such things; those of loads that were killed are removed.

    A lock beside it, taken before it is there and lost with its process, tells that its load is at work. Raises LakeUnusable
    where it cannot be written.
    """
    root = Path(tempfile.gettempdir())
    try:
        _sweep(root)
        place = root / f"{PREFIX}{uuid.uuid4().hex}"
        with _lock_of(place):
            place.mkdir(mode=0o700)
            try:
                yield place
            finally:
                _remove(place)
    except (OSError, duckdb.IOException) as error:
        trouble = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise LakeUnusable(
            f"The temporary folder {root} cannot be written ({trouble}). Nothing was published: make space there, or name "
            "another folder in TMPDIR."
        ) from None


def _lock_of(place: Path) -> filelock.FileLock:
    return filelock.FileLock(f"{place}.lock", mode=0o600)


def _remove(place: Path) -> None:
    """Remove a folder and the lock beside it, which is held."""
    shutil.rmtree(place, ignore_errors=True)
    Path(f"{place}.lock").unlink(missing_ok=True)


def _sweep(root: Path) -> None:
    for place in root.glob(f"{PREFIX}{'[0-9a-f]' * 32}"):
        try:
            if hasattr(os, "getuid") and place.lstat().st_uid != os.getuid():
                continue
            with _lock_of(place).acquire(timeout=0):
                _remove(place)
        except (filelock.Timeout, OSError):
            continue  # its load is at work, or removes it just now
