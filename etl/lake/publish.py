"""Publishing a release: its parts first, then the manifest that makes it exist."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

import duckdb
import filelock

from etl.errors import LakeUnusable
from etl.lake.disk import name_once, sync_file, sync_folder
from etl.lake.manifest import SCHEMA, Cut, Manifest, Part, PublishedTable
from etl.lake.parts import combined, content_hash, content_of, select_rows, sha256_of
from etl.lake.read import ReadableLake
from etl.lake.verify import find_troubles
from etl.records import TABLES, Table
from etl.schema import column_list, literal, quoted

ROW_GROUP_ROWS = 100_000
LOCK_SECONDS = 60


class Lake(ReadableLake):
    """The releases in one folder, which need not exist before the first is published."""

    def verify(self) -> list[str]:
        """A sentence for each thing that is not as it was published, over all releases; none where all is well."""
        return find_troubles(self)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lake for writing; a lock whose owner died is free. Raises LakeUnusable."""
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
            self.manifests.mkdir(exist_ok=True)
            with self._lock.acquire(timeout=LOCK_SECONDS):
                self._sweep()
                yield
        except filelock.Timeout:
            raise LakeUnusable(
                f"The lake is busy: another process has been publishing for {LOCK_SECONDS} seconds. Try again."
            ) from None
        except OSError as error:
            raise LakeUnusable(
                f"The lake in {self.root} cannot be written ({error.strerror or error}). Nothing was published."
            ) from None
        except duckdb.IOException as error:
            raise LakeUnusable(
                f"The lake in {self.root} cannot be written ({str(error).splitlines()[0]}). Nothing was published."
            ) from None

    def publish(
        self,
        con: duckdb.DuckDBPyConnection,
        *,
        parent: Manifest | None,
        rewritten: dict[str, dict[Cut, str]],
        message: str,
        made_by: str,
        inputs: dict[str, str],
        versions: dict[str, str],
    ) -> Manifest:
        """Publish the release after `parent`. Call it within `writing`.

        `rewritten` names, for each table, the cuts that differ from the parent's and a query for all rows of each; every
        other part is shared with the parent. Raises LakeUnusable where another writer was first.
        """
        tables = {}
        written = self._write_parts(con, rewritten)
        for name in TABLES:
            cuts = rewritten.get(name, {})
            parts = [part for part in (parent.tables[name].parts if parent and name in parent.tables else ())
                     if part.cut not in cuts]  # fmt: skip
            # Parts of an older schema were not summed up when they were written, or without columns that came since.
            if parent and parent.schema < SCHEMA:
                parts = [replace(part, content=self._content(con, parent, part)) for part in parts]
            parts += [part for cut in cuts if (part := written[name, cut]).rows]
            parts.sort(key=lambda part: (part.feed, part.year is not None, part.year or 0))
            tables[name] = PublishedTable(sum(part.rows for part in parts), content_hash(parts), tuple(parts))
        for folder in (self.parts, self.root):  # the root too: its folders may be new
            sync_folder(folder)
        manifest = Manifest(
            number=parent.number + 1 if parent else 1,
            parent=parent.number if parent else None,
            made_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            made_by=made_by,
            message=message,
            content_hash=combined({name: table.content_hash for name, table in tables.items()}),
            tables=tables,
            inputs=inputs,
            versions=versions,
        )
        self._write_manifest(manifest)
        return manifest

    def _write_parts(
        self, con: duckdb.DuckDBPyConnection, rewritten: dict[str, dict[Cut, str]]
    ) -> dict[tuple[str, Cut], Part]:
        """Write parts side by side: DuckDB sorts and packs a part of a hundred thousand rows in one thread."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = {
                (name, cut): pool.submit(self._write_part, con, TABLES[name], cut, query)
                for name, cuts in rewritten.items()
                for cut, query in cuts.items()
            }
            return {key: part.result() for key, part in parts.items()}

    def _write_part(self, con: duckdb.DuckDBPyConnection, table: Table, cut: Cut, query: str) -> Part:
        temporary = self.parts / f".tmp-{os.getpid()}-{table.name}-{cut.feed}-{cut.year}.parquet"
        order = ", ".join(f"{quoted(column)} NULLS FIRST" for column in table.sorted_by)
        try:
            with con.cursor() as cursor:
                rows = cursor.execute(
                    f"COPY (SELECT {column_list(table)} FROM ({query}) ORDER BY {order}) "
                    f"TO {literal(str(temporary))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
                ).fetchone()[0]
                content = content_of(cursor, table, select_rows(cursor, table, [temporary]))
            sync_file(temporary)
            sha256 = sha256_of(temporary)
            path = self.parts / f"{sha256}.parquet"
            # What is there and sound stays: a reader may hold it open, which forbids Windows to replace it.
            if rows and (not path.is_file() or sha256_of(path) != sha256):
                os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        return Part(sha256, rows, cut.feed, cut.year, content)

    def _content(self, con: duckdb.DuckDBPyConnection, manifest: Manifest, part: Part) -> str:
        (table,) = (TABLES[name] for name, published in manifest.tables.items() if part in published.parts)
        return content_of(con, table, self.rows_of(con, manifest, table.name, lambda other: other == part))

    def _write_manifest(self, manifest: Manifest) -> None:
        path = self._manifest_path(manifest.number)
        temporary = self.manifests / f".tmp-{os.getpid()}.json"
        try:
            temporary.write_bytes(manifest.to_bytes())
            sync_file(temporary)
            name_once(temporary, path)
        except FileExistsError:
            raise LakeUnusable(f"Another process published {manifest.name} meanwhile. Try again.") from None
        finally:
            with suppress(OSError):  # the next writer sweeps
                temporary.unlink()
        try:
            sync_folder(self.manifests)
        except OSError as error:
            raise LakeUnusable(
                f"{manifest.name} is published, but the disk did not confirm it ({error.strerror}). A power cut may "
                "undo it: see to the disk, then verify."
            ) from None

    def _sweep(self) -> None:
        """Remove what a killed writer left behind; the lock says that no writer is at work."""
        for folder in (self.parts, self.manifests):
            for path in folder.glob(".tmp-*"):
                path.unlink()

    @cached_property
    def _lock(self) -> filelock.FileLock:
        return filelock.FileLock(self.root / "lock")
