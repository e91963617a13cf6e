"""What the lake asks of a disk: the state of a file, a name given once, what is written there to stay, and for whom."""

import errno
import hashlib
import os
import stat
import time
from pathlib import Path
from typing import NamedTuple

NO_HARD_LINKS = {errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}
FOR_OWNER = 0o700
UNFINISHED = ".tmp-"  # begins the name of a file that is being written; DuckDB puts a word of its own before it
# A file written twice within one tick of the disk's clock has the same times; a clock of whole seconds is that of FAT.
TICK_NS, LONG_TICK_NS = 100_000_000, 2_000_000_000


class FileState(NamedTuple):
    """By what a file is known to be the one that was read before; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int
    device: int

    @property
    def is_settled(self) -> bool:
        """Whether the file would look otherwise if it were written now."""
        tick = TICK_NS if self.modified % 1_000_000_000 else LONG_TICK_NS
        return abs(time.time_ns() - max(self.modified, self.changed)) > tick


def read_state(path: str | Path) -> FileState:
    """Read the state of a file. Raises OSError where there is no such file, or something else in its place: a symbolic link, a folder."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        is_link = stat.S_ISLNK(found.st_mode)
        raise OSError(errno.ELOOP if is_link else errno.EINVAL, "it is a symbolic link" if is_link else "it is no file")
    return FileState(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def name_once(file: Path, name: Path) -> None:
    """Give a whole file its name in one step. Raises FileExistsError where the name is taken."""
    try:
        os.link(file, name)
    except OSError as error:
        # FAT and some network folders have no hard links. A rename is as atomic, and the lock keeps other writers away.
        if error.errno not in NO_HARD_LINKS:
            raise
        if name.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(name)) from None
        os.replace(file, name)


def is_shared() -> bool:
    """Whether others than the owner may have a lake: PATROLWATCH_LAKE_MODE is `shared`, and the umask says who."""
    return os.environ.get("PATROLWATCH_LAKE_MODE") == "shared"


def keep_for_owner(path: Path) -> None:
    """Take a file or folder from all but its owner, unless lakes are shared. What belongs to somebody else stays as it is."""
    if os.name == "nt" or is_shared():
        return
    mode = stat.S_IMODE(os.lstat(path).st_mode)
    if mode & ~FOR_OWNER:
        try:
            os.chmod(path, mode & FOR_OWNER)
        except PermissionError:
            pass


def sync_file(path: Path) -> None:
    """Make the content of a file survive a power cut."""
    with open(path, "r+b") as file:  # Windows syncs only what may be written
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make new names in a folder survive a power cut. Windows has no such call and syncs names by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # the answer of network folders that have no such call
            raise
    finally:
        os.close(descriptor)
