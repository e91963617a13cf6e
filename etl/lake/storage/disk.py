"""File operations of the lake: file state, permissions and syncing."""

import errno
import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

FOR_OWNER = 0o700
UNFINISHED = ".tmp-"  # marks the name of an unfinished file; DuckDB may put a prefix before it
# Two writes within one tick of the disk's clock leave the same times. FAT counts in ticks of two seconds.
TICK_NS, LONG_TICK_NS = 100_000_000, 2_000_000_000


class FileState(NamedTuple):
    """Identifies an unchanged file. Times are in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int
    device: int

    @property
    def is_settled(self) -> bool:
        """Whether a write from now on would change this state."""
        tick = TICK_NS if self.modified % 1_000_000_000 else LONG_TICK_NS
        return abs(time.time_ns() - max(self.modified, self.changed)) > tick


def read_state(path: str | Path) -> FileState:
    """Read the state of a file.

    Raises OSError if the file is missing, or if the path is a symbolic link, a folder or anything else than a regular file.
    """
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        is_link = stat.S_ISLNK(found.st_mode)
        raise OSError(
            errno.ELOOP if is_link else errno.EINVAL, "it is a symbolic link" if is_link else "it is not a regular file"
        )
    return FileState(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_shared() -> bool:
    """Whether other users may access lakes: PATROLWATCH_LAKE_MODE is `shared`. The umask then sets the permissions."""
    return os.environ.get("PATROLWATCH_LAKE_MODE") == "shared"


def keep_for_owner(path: Path) -> None:
    """Restrict a file or folder to its owner, unless lakes are shared. Files of other users are left alone."""
    if os.name == "nt" or is_shared():
        return
    mode = stat.S_IMODE(os.lstat(path).st_mode)
    if mode & ~FOR_OWNER:
        with suppress(PermissionError):
            os.chmod(path, mode & FOR_OWNER)


def sync_file(path: Path) -> None:
    """Make the content of a file survive a power cut."""
    with open(path, "r+b") as file:  # Windows can only sync a file opened for writing
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make new names in a folder survive a power cut. Windows syncs names by itself and has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network folders answer EINVAL, since they do not support the call
            raise
    finally:
        os.close(descriptor)
