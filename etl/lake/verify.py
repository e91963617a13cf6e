"""Checks a whole lake: every manifest and part of every release."""

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from etl import temporary
from etl.errors import LakeUnusable
from etl.lake.read import ReadableLake
from etl.lake.storage.disk import hash_file

if TYPE_CHECKING:
    from etl.lake.storage.objects import ObjectStorage


def find_troubles(lake: ReadableLake) -> list[str]:
    """Return a sentence for each thing that differs from what was published, over all releases."""
    troubles, numbers = [], lake.list_numbers()
    if (lake.root / "newest").exists() and not lake.find_highest_number():
        troubles.append("The file “newest” of the lake does not contain a number. Publishing a release rewrites it.")
    lake.forget_what_was_checked()
    for number in numbers:
        try:
            lake.check(lake.read_manifest(number))
        except LakeUnusable as error:
            troubles.append(str(error))
    if lake.objects:
        troubles += _find_troubles_in_storage(lake, lake.objects)
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    return troubles + [f"There is no release R{number}, but there are later ones." for number in missing]


def _find_troubles_in_storage(lake: ReadableLake, objects: "ObjectStorage") -> list[str]:
    """Copy every part of the sound releases from the storage again, and compare it."""
    parts: dict[str, str] = {}
    for number in lake.list_numbers():
        with suppress(LakeUnusable):  # already reported
            manifest = lake.read_manifest(number)
            parts |= {file.stem: manifest.name for file in lake.list_files(manifest)}
    troubles = []
    with temporary.open_folder() as folder:
        for sha256, release in parts.items():
            file = folder / f"{sha256}.parquet"
            try:
                objects.copy(f"parts/{file.name}", file)
                trouble = "" if hash_file(file) == sha256 else "is not what was published"
                file.unlink()
            except FileNotFoundError:
                trouble = "is missing"
            if trouble:
                troubles.append(
                    f"A part of {release} ({sha256[:12]}…) {trouble} in the storage. Put back the copy of this machine."
                )
    return troubles


def find_remarks(lake: ReadableLake) -> list[str]:
    """Return a sentence for each noteworthy fact that is not damage, such as a clock that ran backwards."""
    made_at = {}
    for number in lake.list_numbers():
        with suppress(LakeUnusable):  # find_troubles reports these
            made_at[number] = lake.read_manifest(number).made_at
    return [
        f"R{later} is dated {made_at[later]}, before R{earlier} ({made_at[earlier]}), so the clock was wrong. The "
        "numbers give the true order."
        for earlier, later in pairwise(made_at)
        if made_at[later] < made_at[earlier]
    ]
