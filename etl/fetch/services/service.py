"""A question to a service and its answer, in one form for all services."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.errors import FetchFailed
from etl.fetch.hosts import Host
from etl.fetch.question import Question
from etl.fetch.services.client import CHANGED, Client
from etl.load.files.options import Complete

MOST_BYTES_OF_FILE = 30_000_000  # the child process reads a whole file into memory, with up to four bytes per character


@dataclass(frozen=True)
class Asking:
    """A question with what a service needs to answer it.

    `cursor` is from the last answer and tells how far it came. `oldest_stamp` is the oldest time (seconds since 1970) at which
    the feed changed a record of the lake. Files are written to `folder`.
    """

    client: Client
    question: Question
    cursor: Mapping[str, Any]
    folder: Path
    today: date
    oldest_stamp: int | None = None
    progress: Callable[[str], None] = lambda step: None


@dataclass
class Answer:
    """The answer: files to load and their `rows`, the days that they cover completely, the next cursor, and notes.

    `stopped` says why an answer is only the first part of what was asked for.
    """

    cursor: dict[str, Any]
    files: list[Path] = field(default_factory=list)
    rows: int = 0
    complete: list[Complete] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: FetchFailed | None = None


@dataclass(frozen=True)
class Service:
    """A service: its description, how to open it at an address, and how to ask it."""

    host: Host
    open: Callable[[str], Client]
    ask: Callable[[Asking], Answer]


class Rows:
    """Writes the rows of an answer to JSON Lines files, page by page. Every row has a unique id.

    A missing `needed` column means that the service has changed.
    """

    def __init__(self, client: Client, path: str, id_column: str, needed: Iterable[str], stem: Path) -> None:
        self.client, self.path, self.id_column, self.stem = client, path, id_column, stem
        self.needed = {*needed, id_column}
        self.count = 0
        self.files: list[Path] = []
        self._ids: set[str] = set()
        self._bytes = MOST_BYTES_OF_FILE

    def add_page(self, rows: object, page: int) -> list[dict[str, Any]]:
        """Write the rows of a page and return them. Raises FetchFailed if it repeats an earlier page or has another format."""
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.client.fail(self.path, "has changed the format of its answers", CHANGED)
        if missing := sorted({column for row in rows for column in self.needed - row.keys()}):
            raise self.client.fail(self.path, f"has changed its columns (no {', '.join(missing)})", CHANGED)
        ids = {str(row[self.id_column]) for row in rows}
        if len(ids) < len(rows) or ids & self._ids:
            what = f"sent a record twice (page {page}), so others may be missing"
            raise self.client.fail(self.path, what, "fetch again: it may have changed meanwhile")
        self._ids |= ids
        self.count += len(rows)
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        if lines:
            self._write(lines)
        return rows

    def _write(self, lines: bytes) -> None:
        if self._bytes + len(lines) > MOST_BYTES_OF_FILE:
            number = f"-{len(self.files) + 1}" if self.files else ""
            self.files.append(self.stem.with_name(f"{self.stem.name}{number}.jsonl"))
            self._bytes = 0
        self._bytes += len(lines)
        with self.files[-1].open("ab") as file:
            file.write(lines)
