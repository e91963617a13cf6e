"""Removes what killed publishers leave behind: unfinished files, parts of no release, the lock file."""

import os
import time
from contextlib import suppress
from pathlib import Path

from etl.errors import LakeUnusable
from etl.lake import private
from etl.lake.read import ReadableLake
from etl.lake.releases import NO_RELEASES
from etl.lake.storage.disk import UNFINISHED, keep_for_owner

LOCK = "lock"
STAGING = ".staging"  # temporary folders of loads on a cluster, where every worker can write
DELTA = "delta"  # Delta tables over the parts, see `storage/delta.py`
COPY_SECONDS = 3600  # a younger file may be one that a reader is copying from object storage


def find_leftovers(lake: ReadableLake) -> list[Path]:
    """List the files that a killed publisher left behind. Call only while none is running. Raises OSError or LakeUnusable."""
    left = [
        Path(entry.path)
        for folder in (lake.root, lake.parts, lake.manifests)
        if folder.is_dir()
        for entry in os.scandir(folder)
        if UNFINISHED in entry.name and not (lake.objects and time.time() - entry.stat().st_mtime < COPY_SECONDS)
    ]
    return left + _list_unreferenced_parts(lake)


def _list_unreferenced_parts(lake: ReadableLake) -> list[Path]:
    """List the parts that no release has. Returns none if any manifest is missing or damaged, since it may list them."""
    numbers = lake.list_numbers()
    if numbers != list(range(1, len(numbers) + 1)) or not lake.parts.is_dir():
        return []
    try:
        held = {file.name for number in numbers for file in lake.list_files(lake.read_manifest(number))}
    except LakeUnusable:
        return []
    return [Path(entry.path) for entry in os.scandir(lake.parts) if _is_part(entry.name) and entry.name not in held]


def _is_part(name: str) -> bool:
    return name.endswith(".parquet") and len(name) == 64 + len(".parquet") and UNFINISHED not in name


def sweep(lake: ReadableLake) -> None:
    """Remove leftovers and tighten permissions. Call with the lake held for writing."""
    for path in find_leftovers(lake):
        path.unlink()
    folders = [folder for folder in (lake.parts, lake.manifests, lake.root / private.FOLDER) if folder.exists()]
    own = {LOCK, DELTA, "newest", *NO_RELEASES, *(folder.name for folder in folders)}
    if {name for name in os.listdir(lake.root) if not name.startswith(".")} <= own:
        folders.append(lake.root)  # otherwise the folder also holds something else, so its permissions are left alone
    for folder in folders:
        keep_for_owner(folder)
    for folder in set(folders) - {lake.root}:
        for entry in os.scandir(folder):
            with suppress(OSError):
                keep_for_owner(Path(entry.path))
