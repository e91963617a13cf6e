"""Administrative files beside the releases: tokens, ended logins and the audit log."""

import os
from pathlib import Path

from etl.lake.storage.disk import UNFINISHED, is_shared, keep_for_owner, sync_file

FOLDER = "access"


def make_folder(root: Path, *names: str) -> Path:
    """Create a subfolder for administrative files in the folder of a lake and return it. It gets the permissions of the lake."""
    folder = root / FOLDER
    for name in ("", *names):
        folder /= name
        folder.mkdir(mode=0o777 if is_shared() else 0o700, parents=True, exist_ok=True)
        keep_for_owner(folder)
    return folder


def find_mode() -> int:
    """Return the permissions for a new file: owner only, or left to the umask if lakes are shared."""
    return 0o666 if is_shared() else 0o600


def replace_file(file: Path, text: str) -> None:
    """Replace a file atomically: a reader sees the complete old or the complete new one."""
    temporary = file.with_name(f"{UNFINISHED}{os.getpid()}-{file.name}")
    try:
        temporary.touch(mode=find_mode())
        temporary.write_text(text, encoding="utf-8")
        sync_file(temporary)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
