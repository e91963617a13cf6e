"""What killed publishers leave behind: unfinished files, parts that no release holds, the lock."""

import os
from contextlib import suppress
from pathlib import Path

from etl.errors import LakeUnusable
from etl.lake import private
from etl.lake.disk import UNFINISHED, keep_for_owner
from etl.lake.read import ReadableLake
from etl.lake.releases import NO_RELEASES

LOCK = "lock"


def find_leftovers(lake: ReadableLake) -> list[Path]:
    """Files that a publisher left behind, where none is at work. Raises OSError or LakeUnusable."""
    left = [
        Path(entry.path)
        for folder in (lake.root, lake.parts, lake.manifests)
        if folder.is_dir()
        for entry in os.scandir(folder)
        if UNFINISHED in entry.name
    ]
    return left + _unreferenced_parts(lake)


def _unreferenced_parts(lake: ReadableLake) -> list[Path]:
    """Parts that no release holds; none as long as any manifest is missing or damaged, for it may hold them."""
    numbers = lake.numbers()
    if numbers != list(range(1, len(numbers) + 1)) or not lake.parts.is_dir():
        return []
    try:
        held = {
            lake.part_path(part).name
            for number in numbers
            for published in lake.manifest(number).tables.values()
            for part in published.parts
        }
    except LakeUnusable:
        return []
    return [Path(entry.path) for entry in os.scandir(lake.parts) if _is_part(entry.name) and entry.name not in held]


def _is_part(name: str) -> bool:
    return name.endswith(".parquet") and len(name) == 64 + len(".parquet") and UNFINISHED not in name


def sweep(lake: ReadableLake) -> None:
    """Remove what was left behind, and take what others may read from them. Call it with the lake held for writing."""
    for path in find_leftovers(lake):
        path.unlink()
    folders = [folder for folder in (lake.parts, lake.manifests, lake.root / private.FOLDER) if folder.exists()]
    own = {LOCK, "newest", *NO_RELEASES, *(folder.name for folder in folders)}
    if {name for name in os.listdir(lake.root) if not name.startswith(".")} <= own:
        folders.append(lake.root)  # else it is somebody's folder in which there is a lake, too
    for folder in folders:
        keep_for_owner(folder)
    for folder in set(folders) - {lake.root}:
        for entry in os.scandir(folder):
            with suppress(OSError):
                keep_for_owner(Path(entry.path))
