"""Reads a lake: its releases by number, each verified by checksum before and after its rows are read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.errors import LakeUnusable, ReleaseDamaged
from etl.lake.checksums import Checksums
from etl.lake.manifest import Manifest, Part
from etl.lake.parts import StoredColumns, describe_columns, put_largest_first, select_rows
from etl.lake.releases import GONE, WAY_OUT, Releases
from etl.tables.records import INCIDENTS, TABLES

MOST_KEPT_COLUMNS = 1000  # sets of parts whose columns are cached
# Errors caused by a query, not by a damaged file.
QUERY_ERRORS = (
    duckdb.InterruptException,
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.PermissionException,
    duckdb.OutOfMemoryException,
)


class ReadableLake(Releases):
    """The releases in one folder, for reading. Thread-safe."""

    def __init__(self, address: Path | str) -> None:
        super().__init__(address)
        self.checksums = Checksums()
        self._files: dict[int, tuple[Manifest, list[tuple[str, Part, Path]]]] = {}
        # A load asks for the same parts a dozen times. Their columns never change, since parts are named by their
        # content.
        self._columns: dict[tuple[Path, ...], StoredColumns] = {}

    def list_parts(self, manifest: Manifest, table: str, of: Callable[[Part], bool] = lambda part: True) -> list[Path]:
        """Return the files of one table of a release, largest first. Raises ReleaseDamaged if a file differs from what was published."""
        parts = manifest.tables[table].parts if table in manifest.tables else ()
        return [
            self._check_file(manifest, table, self.locate_part(part)) for part in put_largest_first(filter(of, parts))
        ]

    def list_sums(
        self, manifest: Manifest, of: Callable[[Part], bool] = lambda part: True, *, by_place: bool = False
    ) -> list[Path]:
        """Return the files with the sums of a release's incidents, by day or by place, see `write_sums`. Raises ReleaseDamaged."""
        parts = manifest.tables[INCIDENTS.name].parts if INCIDENTS.name in manifest.tables else ()
        hashes = [part.places if by_place else part.sums for part in parts if of(part)]
        files = [self.parts / f"{sha256}.parquet" for sha256 in hashes if sha256]
        return [self._check_file(manifest, INCIDENTS.name, file) for file in files]

    def list_files(self, manifest: Manifest) -> list[Path]:
        """Return every file of a release."""
        return [file for _, _, file in self._files_of(manifest)]

    def check(self, manifest: Manifest, of: Callable[[Part], bool] = lambda part: True) -> None:
        """Raise ReleaseDamaged or LakeUnusable if an open release is no longer on disk as it was published.

        Files already hashed are only checked for changes of size, times and inode.
        """
        self._refuse_links()
        found = self.read_manifest(manifest.number)
        if found is not manifest and found != manifest:
            raise LakeUnusable(
                f"The lake was replaced: {manifest.name} is no longer the release that was opened. Open the page again."
            )
        for table, part, file in self._files_of(found):
            if of(part):
                self._check_file(found, table, file)

    @contextmanager
    def reading(self, *manifests: Manifest, of: Callable[[Part], bool] = lambda part: True) -> Iterator[None]:
        """Guard the reads within this block.

        Raises ReleaseDamaged at the end of the block if a release turned out to be damaged, and in place of any DuckDB
        error about an unreadable part.
        """
        for manifest in manifests:
            self.check(manifest, of)
        try:
            yield
        except QUERY_ERRORS:
            raise
        except duckdb.Error as error:
            for manifest in manifests:
                self._forget(manifest)
                self.check(manifest, of)
            if isinstance(error, duckdb.IOException) and manifests:
                raise ReleaseDamaged(
                    manifests[0].number,
                    f"Release {manifests[0].name} could not be read. Try again. If it still fails, check the disk or open an "
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
        """Create views `<schema>.<table>` of a release, including withdrawn records. Without a release, create empty tables.

        `of` selects parts. A column that an older part lacks is NULL. Raises ReleaseDamaged.
        """
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for name in TABLES:
            con.execute(f"CREATE VIEW {schema}.{name} AS {self.query_rows(con, manifest, name, of)}")

    def query_rows(
        self,
        con: duckdb.DuckDBPyConnection,
        manifest: Manifest | None,
        table: str,
        of: Callable[[Part], bool] = lambda part: True,
    ) -> str:
        """Return a query for the rows of one table of a release, see `attach`."""
        files = tuple(self.list_parts(manifest, table, of)) if manifest else ()
        if files not in self._columns:
            if len(self._columns) >= MOST_KEPT_COLUMNS:
                self._columns.clear()
            self._columns[files] = describe_columns(con, files)
        return select_rows(TABLES[table], files, self._columns[files])

    def forget_what_was_checked(self) -> None:
        """Hash every manifest and part again before its next use."""
        self.checksums.forget()
        self._sound_manifests.clear()

    def locate_part(self, part: Part) -> Path:
        """Return the file with the rows of a part."""
        return self.list_paths(part)[0]

    def list_paths(self, part: Part) -> list[Path]:
        """Return the file of a part, and those of its sums if it has any."""
        return [self.parts / f"{sha256}.parquet" for sha256 in part.hashes]

    def _files_of(self, manifest: Manifest) -> list[tuple[str, Part, Path]]:
        """Return table, part and file of all files of a release. Cached, since every query needs them."""
        kept, files = self._files.get(manifest.number, (None, []))
        if kept is not manifest:
            tables = manifest.tables.items()
            files = [
                (name, part, file) for name, table in tables for part in table.parts for file in self.list_paths(part)
            ]
            self._files[manifest.number] = manifest, files
        return files

    def _check_file(self, manifest: Manifest, table: str, file: Path) -> Path:
        """Return the file. Raises ReleaseDamaged if it differs from what was published."""
        try:
            if self.objects and not file.exists():
                self.objects.copy(f"parts/{file.name}", file)
            if self.checksums.is_sound(file, file.stem):
                return file
            trouble = "is not what was published"
        except OSError as error:
            if self._has_held_releases and not self.manifests.is_dir():
                raise LakeUnusable(GONE, f"It was in {self.root}.") from None
            trouble = f"cannot be read ({error.strerror})"
        raise ReleaseDamaged(
            manifest.number,
            f"Release {manifest.name} is damaged: a part of {table} ({file.name[:12]}…) {trouble}. {WAY_OUT}",
        )

    def _forget(self, manifest: Manifest) -> None:
        self._sound_manifests.pop(manifest.number, None)
        for _, _, file in self._files_of(manifest):
            self.checksums.forget(file)
