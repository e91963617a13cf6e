"""Reading a lake: its releases by number, each checked against its checksums before and after a row of it is read."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.errors import LakeUnusable, ReleaseDamaged, ReleaseMissing
from etl.lake.checksums import Checksums
from etl.lake.disk import FileState, state_of
from etl.lake.manifest import Manifest, Part
from etl.lake.parts import select_rows
from etl.tables.records import TABLES

GONE = "The lake is gone: its folder is not there any more, or is empty. Bring it back (is its disk mounted?); no restart is needed."
WAY_OUT = "Restore the file from a copy, or open an earlier release."
# What DuckDB says of a question, not of a file.
FAULTS_OF_QUESTIONS = (
    duckdb.InterruptException,
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.PermissionException,
    duckdb.OutOfMemoryException,
)


class ReadableLake:
    """The releases in one folder, to be read. May be used by several threads at once."""

    def __init__(self, root: Path | str):
        self.root = Path(root)
        self.parts = self.root / "parts"
        self.manifests = self.root / "releases"
        self.checksums = Checksums()
        self._sound_manifests: dict[int, tuple[FileState, Manifest]] = {}
        self._files: dict[int, tuple[Manifest, list[tuple[str, Part, Path]]]] = {}
        self._has_held_releases = False

    def numbers(self) -> list[int]:
        """The numbers of all releases, oldest first, the newest that was ever published among them.

        Raises LakeUnusable where the folder cannot be read, or is gone after this process has seen releases in it.
        """
        self._refuse_links()
        try:
            names = [re.fullmatch(r"R([0-9]{6})\.json", name, re.ASCII) for name in os.listdir(self.manifests)]
        except FileNotFoundError:
            names = []
        except OSError as error:
            raise LakeUnusable(f"The lake cannot be read ({error.strerror}).", f"It lies in {self.root}.") from None
        numbers = sorted(int(name[1]) for name in names if name)
        if (newest := self.highest_number()) > max(numbers, default=0):
            numbers.append(newest)
        if numbers:
            self._has_held_releases = True
        elif self._has_held_releases:
            raise LakeUnusable(GONE, f"It lay in {self.root}.")
        return numbers

    def highest_number(self) -> int:
        """The highest number that a release of this lake ever had, as the file `newest` says; 0 where it says nothing."""
        try:
            state_of(self.root / "newest")
            return int((self.root / "newest").read_bytes())
        except (OSError, ValueError):
            return 0

    def is_new(self) -> bool:
        """Whether no release was ever published here and nothing else lies here, so that a first one harms nothing.

        Raises LakeUnusable as `numbers` does.
        """
        if self.numbers():
            return False
        try:
            others = {name for name in os.listdir(self.root) if not name.startswith(".")} - {"lost+found", "lock"}
        except FileNotFoundError:
            return True
        except OSError as error:
            raise LakeUnusable(f"The lake cannot be read ({error.strerror}).", f"It lies in {self.root}.") from None
        # A publisher makes both folders before anything else: one that was killed leaves no release behind.
        return not others or others == {"parts", "releases"}

    def newest(self) -> Manifest | None:
        """The newest release, or None for an empty lake. Raises ReleaseDamaged."""
        numbers = self.numbers()
        return self.manifest(numbers[-1]) if numbers else None

    def manifest(self, number: int) -> Manifest:
        """Raises ReleaseMissing or ReleaseDamaged. A manifest is read again when its size, times or inode change."""
        path = self._manifest_path(number)
        try:
            state = state_of(path)
            seen, manifest = self._sound_manifests.get(number, (None, None))
            if seen == state:
                return manifest
            read = Manifest.from_bytes(path.read_bytes())
        except FileNotFoundError:
            raise self._no_manifest(number) from None
        except OSError as error:
            raise ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {path.name} cannot be read ({error.strerror}). {WAY_OUT}",
            ) from None
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {path.name} is not what was published. {WAY_OUT}",
                f"Reading it gave {type(error).__name__}: {error}.",
            ) from None
        if read.number != number:
            raise ReleaseDamaged(
                number, f"Release R{number} is damaged: {path.name} holds the manifest of {read.name}. {WAY_OUT}"
            )
        manifest = manifest if read == manifest else read  # one object for each release, which is quick to compare
        if state.is_settled:
            self._sound_manifests[number] = state, manifest
        self._has_held_releases = True
        return manifest

    def part_files(self, manifest: Manifest, table: str, of: Callable[[Part], bool] = lambda part: True) -> list[Path]:
        """The files of one table of a release. Raises ReleaseDamaged where one is not what was published."""
        parts = manifest.tables[table].parts if table in manifest.tables else ()
        files = [(part, self.part_path(part)) for part in parts if of(part)]
        for part, file in files:
            self._check_file(manifest, table, part, file)
        return [file for _, file in files]

    def check(self, manifest: Manifest, of: Callable[[Part], bool] = lambda part: True) -> None:
        """Raise ReleaseDamaged or LakeUnusable where a release that was read is not there as it was published.

        Of files that did not change since they were hashed only size, times and inode are looked at.
        """
        self._refuse_links()
        found = self.manifest(manifest.number)
        if found is not manifest and found != manifest:
            raise LakeUnusable(
                f"The lake was exchanged: its {manifest.name} is another one than that which was opened. Open the page again."
            )
        for table, part, file in self._files_of(found):
            if of(part):
                self._check_file(found, table, part, file)

    @contextmanager
    def reading(self, *manifests: Manifest, of: Callable[[Part], bool] = lambda part: True) -> Iterator[None]:
        """Let nothing out of this block that was read from a damaged release: raise ReleaseDamaged at its end, and for
        every error by which DuckDB says that a part cannot be read.
        """
        for manifest in manifests:
            self.check(manifest, of)
        try:
            yield
        except FAULTS_OF_QUESTIONS:
            raise
        except duckdb.Error as error:
            for manifest in manifests:
                self._forget(manifest)
                self.check(manifest, of)
            if isinstance(error, duckdb.IOException) and manifests:
                raise ReleaseDamaged(
                    manifests[0].number,
                    f"Release {manifests[0].name} could not be read. Try again; if it stays so, see to the disk or open an "
                    "earlier release.",
                    str(error),
                ) from None
            raise
        for manifest in manifests:
            self.check(manifest, of)

    def attach(
        self,
        con: duckdb.DuckDBPyConnection,
        manifest: Manifest | None,
        schema: str,
        of: Callable[[Part], bool] = lambda part: True,
    ) -> None:
        """Make views `<schema>.<table>` of a release, withdrawn records included; of no release: empty tables.

        `of` says which parts. A column that an older part does not have reads as NULL. Raises ReleaseDamaged.
        """
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for name in TABLES:
            con.execute(f"CREATE VIEW {schema}.{name} AS {self.rows_of(con, manifest, name, of)}")

    def rows_of(
        self,
        con: duckdb.DuckDBPyConnection,
        manifest: Manifest | None,
        table: str,
        of: Callable[[Part], bool] = lambda part: True,
    ) -> str:
        """A query that gives the rows of one table of a release, see `attach`."""
        return select_rows(con, TABLES[table], self.part_files(manifest, table, of) if manifest else [])

    def forget_what_was_checked(self) -> None:
        """Let every manifest and part be hashed again before it is next read."""
        self.checksums.forget()
        self._sound_manifests.clear()

    def part_path(self, part: Part) -> Path:
        return self.parts / f"{part.sha256}.parquet"

    def _files_of(self, manifest: Manifest) -> list[tuple[str, Part, Path]]:
        """Table, part and file of all parts of a release; kept, for they are asked for at every question."""
        kept, files = self._files.get(manifest.number, (None, []))
        if kept is not manifest:
            tables = manifest.tables.items()
            files = [(name, part, self.part_path(part)) for name, table in tables for part in table.parts]
            self._files[manifest.number] = manifest, files
        return files

    def _check_file(self, manifest: Manifest, table: str, part: Part, file: Path) -> None:
        try:
            if self.checksums.is_sound(file, part.sha256):
                return
            trouble = "is not what was published"
        except OSError as error:
            if self._has_held_releases and not self.manifests.is_dir():
                raise LakeUnusable(GONE, f"It lay in {self.root}.") from None
            trouble = f"cannot be read ({error.strerror})"
        raise ReleaseDamaged(
            manifest.number,
            f"Release {manifest.name} is damaged: a part of {table} ({file.name[:12]}…) {trouble}. {WAY_OUT}",
        )

    def _forget(self, manifest: Manifest) -> None:
        self._sound_manifests.pop(manifest.number, None)
        for _, _, file in self._files_of(manifest):
            self.checksums.forget(file)

    def _no_manifest(self, number: int) -> LakeUnusable:
        if self._has_held_releases and not self.manifests.is_dir():
            return LakeUnusable(GONE, f"It lay in {self.root}.")
        if number == self.highest_number():
            return ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {self._manifest_path(number).name} is missing. Restore the file from "
                f"a copy, open an earlier release, or publish one again as R{number + 1}: patrolwatch revert.",
            )
        return ReleaseMissing(f"There is no release R{number} in this lake.")

    def _refuse_links(self) -> None:
        for folder in (self.parts, self.manifests):
            if os.path.islink(folder):
                raise LakeUnusable(
                    f"The folder “{folder.name}” of the lake is a symbolic link, which is not followed. Put the folder itself in "
                    "its place.",
                    f"The lake lies in {self.root}.",
                )

    def _manifest_path(self, number: int) -> Path:
        return self.manifests / f"R{number:06d}.json"
