"""Checking a whole lake: every manifest and part of every release."""

from etl.errors import LakeUnusable
from etl.lake.read import ReadableLake


def find_troubles(lake: ReadableLake) -> list[str]:
    """A sentence for each thing that is not as it was published, over all releases; none where all is well."""
    troubles, numbers = [], lake.numbers()
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
