"""Where the files of a load are read and its parts are written: by default in this process."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from etl.lake.parts import Rewritten, Written, write_parts
from etl.load.files.options import Options
from etl.load.files.receive import Progress, ReceivedFile, receive_file, refuse_deletions_among_events
from etl.load.sql.relations import Known

NumberedPath = tuple[int, Path]  # a file by its number in the load


class FileReader(Protocol):
    """Reads the files of one load. Every reader takes each file through `receive_file`, so all give the same result."""

    def receive(self, files: Sequence[NumberedPath], skip_known: bool) -> list[ReceivedFile]:
        """Recognise and stage files. Returns them in the given order."""

    def add_cells(self, files: Sequence[ReceivedFile]) -> None:
        """Stage the tables of files again, numbered and with their cells. This is slow, and few files need it."""


class Workers(FileReader, Protocol):
    """Reads the files of one load and writes its parts. All write a part with `etl.lake.parts.write_part`."""

    @property
    def shared(self) -> Path | None:
        """A folder for rows that queries of parts read, if other machines may run them."""

    def write_parts(self, con: duckdb.DuckDBPyConnection, folder: Path, rewritten: Rewritten) -> Written:
        """Write the part of each rewritten cut to a folder."""


# Opens the workers for one load. What they staged may be gone once they are closed.
Engine = Callable[[Known, Options, Path, Progress], AbstractContextManager[Workers]]


@dataclass(frozen=True)
class LocalWorker:
    """Reads files and writes parts in this process. Staged files go to `folder`."""

    known: Known
    options: Options
    folder: Path
    progress: Progress
    shared: None = None

    def receive(self, files: Sequence[NumberedPath], skip_known: bool) -> list[ReceivedFile]:
        """Recognise and stage files, one after the other."""
        return [
            receive_file(self.known, number, path, self.options, self.folder, self.progress, skip_known)
            for number, path in files
        ]

    def add_cells(self, files: Sequence[ReceivedFile]) -> None:
        """Stage the tables of files again with their cells."""
        for file in files:
            file.tables = [table.with_cells() for table in file.tables]

    def write_parts(self, con: duckdb.DuckDBPyConnection, folder: Path, rewritten: Rewritten) -> Written:
        """Write the parts in parallel threads."""
        return write_parts(con, folder, rewritten)


@contextmanager
def work_locally(known: Known, options: Options, folder: Path, progress: Progress) -> Iterator[Workers]:
    """Read the files of a load and write its parts in this process."""
    yield LocalWorker(known, options, folder, progress)


def receive_files(
    reader: FileReader, paths: Sequence[Path], *, skip_known: bool, are_fetched: bool
) -> list[ReceivedFile]:
    """Recognise and stage files. If a file is refused, its report says so.

    With `skip_known`, files that were already loaded in the same way are not read again unless their rows matter for other
    files. Files that a service sent (`are_fetched`) may combine events and deletions.
    """
    files = reader.receive(list(enumerate(paths)), skip_known)
    # Rows without ids and complete days are interpreted over all files of a load. So a known file is read again if the
    # load has a new file of the same feed.
    fresh = {file.feed.name for file in files if file.feed and not file.is_known}
    again = [file for file in files if file.is_known and file.feed and file.feed.name in fresh]
    if again:
        for file in reader.receive([(file.number, file.path) for file in again], skip_known=False):
            files[file.number] = file
    if not are_fetched:
        refuse_deletions_among_events(files)
    return files
