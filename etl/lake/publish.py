"""Publishes a release: its parts first, then the manifest that makes it exist."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property

import duckdb
import filelock

from etl.errors import LakeUnusable, ReleaseDamaged
from etl.lake.manifest import SCHEMA, Cut, Manifest, Part, PublishedTable, read_clock
from etl.lake.parts import (
    PartWriter,
    Rewritten,
    combine_hashes,
    compute_content_hash,
    read_content,
    write_parts,
    write_sums,
)
from etl.lake.private import replace_file
from etl.lake.private.audit import note_change
from etl.lake.read import ReadableLake
from etl.lake.storage.disk import UNFINISHED, is_shared, keep_for_owner, sync_file, sync_folder
from etl.lake.sweep import LOCK, STAGING, find_leftovers, sweep
from etl.lake.verify import find_troubles
from etl.tables.records import TABLES
from etl.temporary import name_once
from etl.temporary import sweep as sweep_temporary

LOCK_SECONDS = 60


class Lake(ReadableLake):
    """The releases in one folder. The folder is created when the first release is published."""

    def verify(self) -> list[str]:
        """Check all releases. Return a sentence for each thing that differs from what was published."""
        return find_troubles(self)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lake for writing. The lock of a dead process counts as free. Raises LakeUnusable."""
        self._refuse_links()
        try:
            _make_folders(self)
            with self._lock.acquire(timeout=LOCK_SECONDS):
                if self.objects:
                    self.objects.copy_manifests(self.manifests, is_urgent=True)
                sweep(self)
                _raise_highest_number(self, max(self.list_numbers(), default=0))
                try:
                    yield
                finally:
                    self._remove_lock_file()
        except filelock.Timeout:
            raise LakeUnusable(
                f"The lake is busy: another process has been publishing for {LOCK_SECONDS} seconds. Try again."
            ) from None
        except OSError as error:
            raise LakeUnusable(
                f"The lake cannot be written ({error.strerror or type(error).__name__}). Nothing was published.",
                f"The lake is in {self.root}.",
            ) from None
        except duckdb.IOException as error:
            raise LakeUnusable(
                "The lake cannot be written. Nothing was published.", f"DuckDB says: {str(error).splitlines()[0]}."
            ) from None

    def sweep_if_idle(self) -> None:
        """Remove what a killed publisher left behind, unless another one is active or the disk is not writable."""
        with suppress(OSError, LakeUnusable, filelock.Timeout):
            self._refuse_links()
            sweep_temporary(self.root / STAGING)
            if not find_leftovers(self) and not (self.root / LOCK).exists():
                return
            with self._lock.acquire(timeout=0):
                sweep(self)
                self._remove_lock_file()

    def publish_again(self, manifest: Manifest, *, message: str = "", made_by: str = "") -> Manifest | None:
        """Publish a release again as the newest. Return None if the newest already has the same content.

        Call within `writing`. The new release has the parts of the old one, including its log of loads, so it knows nothing of later loads.
        This works even if the newest release is damaged. Raises ReleaseDamaged if the release to publish is.
        """
        self.check(manifest)
        newest = self.list_numbers()[-1]
        with suppress(ReleaseDamaged):
            if self.read_manifest(newest).content_hash == manifest.content_hash:
                return None
        again = replace(
            manifest,
            number=newest + 1,
            parent=newest,
            made_at=read_clock(),
            made_by=made_by,
            message=f"{manifest.name} again" + (f": {message}" if message else ""),
        )
        self._write_manifest(again)
        return again

    def publish(
        self,
        con: duckdb.DuckDBPyConnection,
        *,
        parent: Manifest | None,
        rewritten: Rewritten,
        message: str,
        made_by: str,
        inputs: dict[str, str],
        versions: dict[str, str],
        write: PartWriter = write_parts,
    ) -> Manifest:
        """Publish the release after `parent`. Call within `writing`.

        `rewritten` maps each table to the cuts that differ from the parent's, with a query for all rows of each cut.
        `write` writes them; all other parts are shared with the parent. Raises LakeUnusable if another writer was first.
        """
        tables = {}
        written = write(con, self.parts, rewritten)
        for name in TABLES:
            cuts = rewritten.get(name, {})
            parts = _keep_parts(self, con, parent, name, without=cuts)
            parts += [part for cut in cuts if (part := written[name, cut]).rows]
            parts.sort(key=lambda part: (part.feed, part.year is not None, part.year or 0))
            tables[name] = PublishedTable(sum(part.rows for part in parts), compute_content_hash(parts), tuple(parts))
        manifest = Manifest(
            number=parent.number + 1 if parent else 1,
            parent=parent.number if parent else None,
            made_at=read_clock(),
            made_by=made_by,
            message=message,
            content_hash=combine_hashes({name: table.content_hash for name, table in tables.items()}),
            tables=tables,
            inputs=inputs,
            versions=versions,
        )
        _put_parts(self, parent, manifest)
        for folder in (self.parts, self.root):  # also the root, since its folders may be new
            sync_folder(folder)
        self._write_manifest(manifest)
        return manifest

    def _write_manifest(self, manifest: Manifest) -> None:
        path = self._manifest_path(manifest.number)
        temporary = self.manifests / f"{UNFINISHED}{os.getpid()}.json"
        try:
            temporary.write_bytes(manifest.to_bytes())
            keep_for_owner(temporary)
            sync_file(temporary)
            if self.objects:
                self.objects.put_manifest(path.name, manifest.to_bytes())
            name_once(temporary, path)
        except FileExistsError:
            raise LakeUnusable(f"Another process published {manifest.name} meanwhile. Try again.") from None
        finally:
            with suppress(OSError):  # the next writer removes it
                temporary.unlink()
        try:
            sync_folder(self.manifests)
        except OSError as error:
            raise LakeUnusable(
                f"{manifest.name} is published, but the disk did not confirm it ({error.strerror}). A power cut may "
                "undo it. Check the disk, then run patrolwatch verify."
            ) from None
        _raise_highest_number(self, manifest.number)
        _note_publishing(self, manifest)

    def _remove_lock_file(self) -> None:
        """Remove the lock file. A process waiting for it notices, and takes the next one."""
        if os.name != "nt":
            with suppress(OSError):
                (self.root / LOCK).unlink()

    @cached_property
    def _lock(self) -> filelock.FileLock:
        lock = self.root / LOCK
        return filelock.FileLock(lock) if is_shared() else filelock.FileLock(lock, mode=0o600)


def _keep_parts(
    lake: Lake, con: duckdb.DuckDBPyConnection, parent: Manifest | None, name: str, without: Collection[Cut]
) -> list[Part]:
    """List the parts of a table that a release shares with its parent."""
    kept = (
        [part for part in parent.tables[name].parts if part.cut not in without]
        if parent and name in parent.tables
        else []
    )
    if not parent or parent.schema >= SCHEMA:
        return kept
    # Parts of an older schema have no sums, and no checksum of their content or one without columns added since.
    return [_summarise(lake, con, parent, name, part) for part in kept]


def _summarise(lake: Lake, con: duckdb.DuckDBPyConnection, parent: Manifest, name: str, part: Part) -> Part:
    table, rows = TABLES[name], lake.query_rows(con, parent, name, lambda other: other == part)
    sums, places = write_sums(con, lake.parts, table, part.rows, rows)
    return replace(part, content=read_content(con, table, rows), sums=sums, places=places)


def _note_publishing(lake: Lake, manifest: Manifest) -> None:
    try:
        note_change(lake.root, "published", manifest.made_by, release=manifest.name, message=manifest.message)
    except OSError as error:
        raise LakeUnusable(
            f"{manifest.name} is published, but the log of changes cannot be written ({error.strerror})."
        ) from None


def _raise_highest_number(lake: Lake, number: int) -> None:
    """Record the highest number in the file `newest`, so that it is not reused if its manifest is deleted."""
    if number <= lake.find_highest_number():
        return
    with suppress(OSError):  # the release is already published; the next publisher records the number
        replace_file(lake.root / "newest", f"{number}\n")
    if lake.objects:
        with suppress(LakeUnusable):
            lake.objects.put_newest(number)


def _put_parts(lake: Lake, parent: Manifest | None, manifest: Manifest) -> None:
    if lake.objects:
        held = set(lake.list_files(parent)) if parent else set()
        for file in lake.list_files(manifest):
            if file not in held:
                lake.objects.put_part(file)


def _make_folders(lake: Lake) -> None:
    is_ours = not lake.root.exists()
    for folder in (lake.parts, lake.manifests):
        folder.mkdir(parents=True, exist_ok=True)
        keep_for_owner(folder)
    if is_ours:
        keep_for_owner(lake.root)
