"""Code shared by feeds. Every module one folder up is a feed."""

import csv
from functools import cache
from pathlib import Path


@cache
def read_word_list(file: Path) -> tuple[dict[str, str], ...]:
    """Read a list of words or names beside a module: the rows of a CSV file, by its header. Raises OSError."""
    with open(file, encoding="utf-8", newline="") as rows:
        return tuple(csv.DictReader(rows))
