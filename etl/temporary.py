"""Temporary files and folders for one task, and cleaning up after killed processes.

Each task has its own folder in the system's temporary folder, with a lock file beside it. The lock is taken before the folder
is created and released when the process ends, so `sweep` recognises what a killed process left.
"""

import errno
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import duckdb
import filelock

from etl.errors import LakeUnusable

PREFIX = "patrolwatch-"
NO_HARD_LINKS = {errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}
UNFINISHED = "unfinished"  # file in such a folder with the path of a file that is being written elsewhere


@contextmanager
def gather() -> Iterator[None]:
    """Keep all temporary files of this process in one folder, after removing those of killed processes.

    This includes files of libraries: openpyxl writes each sheet to one before packing it. If the folder cannot be created, they
    go to the usual place.
    """
    sweep()
    before = tempfile.tempdir
    with ExitStack() as stack:
        with suppress(OSError):
            tempfile.tempdir = str(stack.enter_context(_own_folder(_find_root())))
        try:
            yield
        finally:
            tempfile.tempdir = before


@contextmanager
def open_folder() -> Iterator[Path]:
    """Open a temporary folder for one load, after removing those of killed processes.

    Raises LakeUnusable if it cannot be written.
    """
    root = _find_root()
    try:
        sweep()
        with _own_folder(root) as place:
            yield place
    except (OSError, duckdb.IOException) as error:
        trouble = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise LakeUnusable(
            f"The temporary folder {root} cannot be written ({trouble}). Nothing was published. Free some space, or set "
            "TMPDIR to another folder."
        ) from None


@contextmanager
def open_folder_in(root: Path) -> Iterator[Path]:
    """Open a temporary folder in another place than the system's, after removing those of killed processes there.

    Raises OSError.
    """
    sweep(root)
    with _own_folder(root) as place:
        yield place


def write_file(path: Path, write: Callable[[BinaryIO], object], *, replace: bool = True) -> None:
    """Write a file that gets its name once it is complete. If killed, the old file remains and `sweep` removes the rest.

    A path that is not a regular file, such as /dev/stdout, is written directly. Raises FileExistsError if the file exists and
    `replace` is not set, and OSError.
    """
    if path.exists() and not path.is_file() and replace:
        with path.open("wb") as file:
            write(file)
        return
    path = Path(os.path.realpath(path))  # keep symbolic links
    if path.exists() and not replace:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    if path.exists() and not os.access(path, os.W_OK):  # replacing the file would bypass its write protection
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with _own_folder(_find_root()) as place:
        unfinished = _beside(path, place)
        (place / UNFINISHED).write_bytes(os.fsencode(unfinished))
        try:
            with unfinished.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                with suppress(OSError):
                    shutil.copymode(path, unfinished)
                os.replace(unfinished, path)
            else:
                name_once(unfinished, path)
        finally:
            with suppress(OSError):
                unfinished.unlink()


def sweep(root: Path | None = None) -> None:
    """Remove what killed processes of this user left behind in the system's temporary folder, or in `root`.

    What cannot be removed is left for the next time.
    """
    with suppress(OSError):
        root = root or _find_root()
        found = [entry.name for entry in os.scandir(root) if entry.name.startswith(PREFIX)]
        for place in {root / name.removesuffix(".lock") for name in found}:
            if _is_ours(place):
                with suppress(filelock.Timeout, OSError), _lock_of(place).acquire(timeout=0):
                    _remove(place)  # otherwise it is in use, or another process is removing it


def _find_root() -> Path:
    """Return the system's temporary folder, even while `gather` has redirected it."""
    place = Path(tempfile.gettempdir())
    return place.parent if _is_ours(place) else place


def _is_ours(place: Path) -> bool:
    """Whether a path, or the lock beside it, is named like ours and belongs to this user."""
    name = place.name.removeprefix(PREFIX)
    if len(name) != 32 or set(name) - set("0123456789abcdef"):
        return False
    for path in (place, Path(f"{place}.lock")):
        with suppress(OSError):
            return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
    return False


@contextmanager
def _own_folder(root: Path) -> Iterator[Path]:
    place = root / f"{PREFIX}{uuid.uuid4().hex}"
    with _lock_of(place):
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            _remove(place)


def _lock_of(place: Path) -> filelock.FileLock:
    return filelock.FileLock(f"{place}.lock", mode=0o600)


def _remove(place: Path) -> None:
    """Remove a folder, the unfinished file that it names, and its lock, which must be held.

    What cannot be removed is left for the next `sweep`, since the task itself is done.
    """
    with suppress(OSError):
        unfinished = Path(os.fsdecode((place / UNFINISHED).read_bytes()))
        if unfinished.name == _beside(unfinished, place).name:
            unfinished.unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    with suppress(OSError):
        Path(f"{place}.lock").unlink()


def _beside(path: Path, place: Path) -> Path:
    """Return the temporary name beside a file under which the task of this folder writes it."""
    return path.with_name(f".{place.name}.part")


def name_once(file: Path, name: Path) -> None:
    """Give a complete file its final name atomically. Raises FileExistsError if the name is taken."""
    try:
        os.link(file, name)
    except OSError as error:
        # FAT and some network folders do not support hard links. A rename is as atomic, but does not notice a file that
        # another process names meanwhile; the lake is locked against that.
        if error.errno not in NO_HARD_LINKS:
            raise
        if name.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(name)) from None
        os.replace(file, name)
