"""Checks a whole lake: every manifest and part of every release."""

from contextlib import suppress
from itertools import pairwise

from etl.errors import LakeUnusable
from etl.lake.read import ReadableLake


def find_troubles(lake: ReadableLake) -> list[str]:
    """Return a sentence for each thing that differs from what was published, over all releases."""
    troubles, numbers = [], lake.numbers()
    if (lake.root / "newest").exists() and not lake.find_highest_number():
        troubles.append("The file “newest” of the lake does not contain a number. Publishing a release rewrites it.")
    lake.forget_what_was_checked()
    for number in numbers:
        try:
            manifest = lake.manifest(number)
            for table in manifest.tables:
                lake.part_files(manifest, table)
        except LakeUnusable as error:
            troubles.append(str(error))
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    return troubles + [f"There is no release R{number}, but there are later ones." for number in missing]


def find_remarks(lake: ReadableLake) -> list[str]:
    """Return a sentence for each noteworthy fact that is not damage, such as a clock that ran backwards."""
    made_at = {}
    for number in lake.numbers():
        with suppress(LakeUnusable):  # find_troubles reports these
            made_at[number] = lake.manifest(number).made_at
    return [
        f"R{later} is dated {made_at[later]}, before R{earlier} ({made_at[earlier]}), so the clock was wrong. The "
        "numbers give the true order."
        for earlier, later in pairwise(made_at)
        if made_at[later] < made_at[earlier]
    ]
