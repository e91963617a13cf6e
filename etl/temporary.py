"""Files and folders that last as long as one piece of work, and what to do about those whose process was killed.

Each piece of work has a folder of its own in the system's temporary folder, and a lock beside it, which is taken before the
folder is there and lost with its process: so `sweep` recognises what a killed process left.
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
UNFINISHED = "unfinished"  # in such a folder: the path of a file that is being written elsewhere


@contextmanager
def gather() -> Iterator[None]:
    """Keep whatever this process writes to the temporary folder in a folder of its own, after sweeping those of killed ones.

    Libraries leave files too: openpyxl writes each sheet to one before it is packed. Where no folder can be made, they write
    where they would have written.
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
    """A folder of this load's own. Those of work that was killed are removed. Raises LakeUnusable where it cannot be written."""
    root = _find_root()
    try:
        sweep()
        with _own_folder(root) as place:
            yield place
    except (OSError, duckdb.IOException) as error:
        trouble = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise LakeUnusable(
            f"The temporary folder {root} cannot be written ({trouble}). Nothing was published: make space there, or name "
            "another folder in TMPDIR."
        ) from None


def write_file(path: Path, write: Callable[[BinaryIO], object], *, replace: bool = True) -> None:
    """Write a file that has its name once it is whole: a kill leaves the old file or none, and `sweep` takes away the rest.

    What is no file, such as /dev/stdout, is written as it is. Raises FileExistsError where there is one already, unless
    it is to be replaced, and OSError.
    """
    if path.exists() and not path.is_file() and replace:
        with path.open("wb") as file:
            write(file)
        return
    path = Path(os.path.realpath(path))  # a link stays one
    if path.exists() and not replace:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    if path.exists() and not os.access(path, os.W_OK):  # to take its place would get round that
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
                _name_once(unfinished, path)
        finally:
            with suppress(OSError):
                unfinished.unlink()


def sweep() -> None:
    """Remove what killed processes of this user have left. What cannot be removed stays for the next time."""
    with suppress(OSError):
        root = _find_root()
        found = [entry.name for entry in os.scandir(root) if entry.name.startswith(PREFIX)]
        for place in {root / name.removesuffix(".lock") for name in found}:
            if _is_ours(place):
                with suppress(filelock.Timeout, OSError), _lock_of(place).acquire(timeout=0):
                    _remove(place)  # otherwise its work goes on, or another removes it just now


def _find_root() -> Path:
    """Return the temporary folder of the system, also while the files of this process are gathered in a folder of it."""
    place = Path(tempfile.gettempdir())
    return place.parent if _is_ours(place) else place


def _is_ours(place: Path) -> bool:
    """Whether a path, or the lock beside it, has a name of our making and belongs to this user."""
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
    """Remove a folder, the unfinished file that it names, and the lock beside it, which is held.

    What cannot be removed stays for the next `sweep`: the work itself is done.
    """
    with suppress(OSError):
        unfinished = Path(os.fsdecode((place / UNFINISHED).read_bytes()))
        if unfinished.name == _beside(unfinished, place).name:
            unfinished.unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    with suppress(OSError):
        Path(f"{place}.lock").unlink()


def _beside(path: Path, place: Path) -> Path:
    """The name beside a file under which it is written by the work that has this folder."""
    return path.with_name(f".{place.name}.part")


def _name_once(unfinished: Path, path: Path) -> None:
    """Give a file its name. Raises FileExistsError where another has it."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(unfinished, path)
