"""How a question is put to a release: by a query that lies beside the function that asks it."""

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.release import Release
from analysis.selection import Selection


class Queries:
    """The queries beside a module: one SELECT a file, whose first lines say what one row is and name its columns."""

    def __init__(self, module: str) -> None:
        """`module` is the `__file__` of the module that asks them."""
        self.folder = Path(module).parent

    def read(self, name: str) -> str:
        """Return the text of a query."""
        return _read(self.folder / f"{name}.sql")

    def ask(self, name: str, release: Release, selection: Selection, **more: Any) -> pa.Table:
        """Ask a query by its name, with the reader's choices and whatever more it binds. Raises QueryStopped."""
        return release.query(self.read(name), **selection.parameters(), **more)

    def ask_row(self, name: str, release: Release, selection: Selection, **more: Any) -> dict[str, Any]:
        """Ask a query that answers with exactly one row."""
        row: dict[str, Any]
        (row,) = self.ask(name, release, selection, **more).to_pylist()
        return row


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
