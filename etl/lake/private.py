"""Files beside the releases that are no data: tokens, logins that have ended, and the log of who changed what."""

import os
from pathlib import Path

from etl.lake.disk import UNFINISHED, keep_for_owner, sync_file

FOLDER = "access"


def make_folder(root: Path, *names: str) -> Path:
    """Make a folder for such files in the folder of a lake, for its owner alone, and return it."""
    folder = root / FOLDER
    for name in ("", *names):
        folder /= name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_for_owner(folder)
    return folder


def replace_file(file: Path, text: str) -> None:
    """Write a file anew, for its owner alone: whoever reads meanwhile sees the old one or the new one, whole."""
    temporary = file.with_name(f"{UNFINISHED}{os.getpid()}-{file.name}")
    try:
        temporary.touch(mode=0o600)
        temporary.write_text(text, encoding="utf-8")
        sync_file(temporary)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
