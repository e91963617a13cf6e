"""Runs the queries of a question, which are files beside its module."""

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.release import Release
from analysis.selection import Selection


class Queries:
    """The queries beside a module: one SELECT per file, whose first lines say what a row is and name its columns."""

    def __init__(self, module: str) -> None:
        """`module` is the `__file__` of the calling module."""
        self.folder = Path(module).parent

    def read(self, name: str) -> str:
        """Return the text of a query."""
        return _read(self.folder / f"{name}.sql")

    def ask(self, name: str, release: Release, selection: Selection, **more: Any) -> pa.Table:
        """Run a query by its name with the reader's choices and further parameters. Raises QueryStopped."""
        return release.query(self.read(name), **selection.list_parameters(), **more)

    def ask_row(self, name: str, release: Release, selection: Selection, **more: Any) -> dict[str, Any]:
        """Run a query that returns exactly one row."""
        row: dict[str, Any]
        (row,) = self.ask(name, release, selection, **more).to_pylist()
        return row


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
