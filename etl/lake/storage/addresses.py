"""Where a lake is: a folder, or object storage with a copy in a folder of this machine."""

import re
from hashlib import sha256
from pathlib import Path

from etl import paths
from etl.errors import UsageError

SCHEME = "s3://"


def is_address(text: str) -> bool:
    """Whether a text names object storage and not a folder. Raises UsageError if it names storage of another kind."""
    if text.startswith(SCHEME):
        return True
    if "://" in text:
        raise UsageError(
            f"A lake is a folder, or storage that speaks S3, named {SCHEME}BUCKET/FOLDER: “{text}” is neither."
        )
    return False


def find_copy(address: str) -> Path:
    """Return the folder on this machine for the copy of a lake in object storage."""
    name = re.sub("[^a-z0-9]+", "-", address.removeprefix(SCHEME).lower()).strip("-")
    return paths.find_copies_folder() / f"{name}-{sha256(address.encode()).hexdigest()[:8]}"
