"""Files beside the releases that hold no data: tokens, ended logins, and the log of who changed what."""

import os
from pathlib import Path

from etl.lake.disk import UNFINISHED, is_shared, keep_for_owner, sync_file

FOLDER = "access"


def make_folder(root: Path, *names: str) -> Path:
    """Make a folder for such files in the folder of a lake, and return it. It is the owner's alone, as the lake is."""
    folder = root / FOLDER
    for name in ("", *names):
        folder /= name
        folder.mkdir(mode=0o777 if is_shared() else 0o700, parents=True, exist_ok=True)
        keep_for_owner(folder)
    return folder


def find_mode() -> int:
    """Return the mode of a new file: for its owner alone, or as the umask says where lakes are shared."""
    return 0o666 if is_shared() else 0o600


def replace_file(file: Path, text: str) -> None:
    """Replace a file: a reader sees either the old one or the new one, complete."""
    temporary = file.with_name(f"{UNFINISHED}{os.getpid()}-{file.name}")
    try:
        temporary.touch(mode=find_mode())
        temporary.write_text(text, encoding="utf-8")
        sync_file(temporary)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
