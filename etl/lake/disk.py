"""What the lake asks of a disk: a name given once, and what is written there to stay."""

import errno
import os
from pathlib import Path

NO_HARD_LINKS = {errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}


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


def sync_file(path: Path) -> None:
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
