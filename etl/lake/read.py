"""Reading a lake: its releases by number, each checked against its checksums before and after a row of it is read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.errors import LakeUnusable, ReleaseDamaged
from etl.lake.checksums import Checksums
from etl.lake.manifest import Manifest, Part
from etl.lake.parts import describe_columns, select_rows
from etl.lake.releases import GONE, WAY_OUT, Releases
from etl.tables.records import TABLES

COLUMNS_KEPT = 1000  # sets of parts
# What DuckDB says of a question, not of a file.
FAULTS_OF_QUESTIONS = (
    duckdb.InterruptException,
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.PermissionException,
    duckdb.OutOfMemoryException,
)


class ReadableLake(Releases):
    """The releases in one folder, to be read. May be used by several threads at once."""

    def __init__(self, root: Path | str) -> None:
        super().__init__(root)
        self.checksums = Checksums()
        self._files: dict[int, tuple[Manifest, list[tuple[str, Part, Path]]]] = {}
        # A load asks for the same parts a dozen times; what columns they have does not change, for they are named by their content.
        self._columns: dict[tuple[Path, ...], dict[str, str]] = {}

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
        files = tuple(self.part_files(manifest, table, of)) if manifest else ()
        if files not in self._columns:
            if len(self._columns) >= COLUMNS_KEPT:
                self._columns.clear()
            self._columns[files] = describe_columns(con, files)
        return select_rows(TABLES[table], files, self._columns[files])

    def forget_what_was_checked(self) -> None:
        """Let every manifest and part be hashed again before it is next read."""
        self.checksums.forget()
        self._sound_manifests.clear()

    def part_path(self, part: Part) -> Path:
        """The file of a part."""
        return self.parts / f"{part.sha256}.parquet"

    def _files_of(self, manifest: Manifest) -> list[tuple[str, Part, Path]]:
        """Table, part and file of all parts of a release; kept, because every query needs them."""
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
