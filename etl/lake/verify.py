"""Checking a whole lake: every manifest and part of every release."""

from contextlib import suppress
from itertools import pairwise

from etl.errors import LakeUnusable
from etl.lake.read import ReadableLake


def find_troubles(lake: ReadableLake) -> list[str]:
    """A sentence for each thing that is not as it was published, over all releases; none where all is well."""
    troubles, numbers = [], lake.numbers()
    if (lake.root / "newest").exists() and not lake.find_highest_number():
        troubles.append("The file “newest” of the lake does not hold a number. Publishing a release writes it anew.")
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
    """A sentence for each thing that is worth knowing of a lake and is no damage: a clock that ran backwards."""
    made_at = {}
    for number in lake.numbers():
        with suppress(LakeUnusable):  # that is a trouble
            made_at[number] = lake.manifest(number).made_at
    return [
        f"The clock stood at {made_at[later]} when R{later} was published, which is before R{earlier} ({made_at[earlier]}). The "
        "numbers say in which order they came."
        for earlier, later in pairwise(made_at)
        if made_at[later] < made_at[earlier]
    ]
