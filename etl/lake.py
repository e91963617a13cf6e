"""The lake: releases of all tables, immutable, published whole or not at all.

    parts/<sha256>.parquet     written once, named by content, shared by releases
    releases/R000007.json      the manifest of a release: which parts it holds; carries the SHA-256 of its own body
    lock                       held by the one process that writes

A release exists once its manifest does. The manifest gets its name by a hard link (where there are none: a
rename), which is atomic, never overwrites and only ever shows a complete file; everything it names has reached the disk
before. Readers open what a manifest names and never list the folder of parts, so what a killed writer leaves behind is
never seen.
"""

import errno
import glob
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import duckdb
import filelock

from etl.errors import LakeUnusable, ReleaseDamaged, ReleaseMissing
from etl.records import TABLES, Table
from etl.schema import column_list, literal, live_rows, quoted

SCHEMA = 3
ROW_GROUP_ROWS = 100_000
LOCK_SECONDS = 60
NO_HARD_LINKS = {errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}


@dataclass(frozen=True)
class Cut:
    """What a part holds of its table: the records that one feed brought, of one year where the table is cut by years."""

    feed: str
    year: int | None = None


@dataclass(frozen=True)
class Part:
    """`content` sums up the live rows of a part, see `content_of`."""

    sha256: str
    rows: int
    feed: str = "curated"
    year: int | None = None
    content: str = ""

    @property
    def cut(self) -> Cut:
        return Cut(self.feed, self.year)


@dataclass(frozen=True)
class PublishedTable:
    rows: int
    content_hash: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Manifest:
    """One release. `inputs` are the SHA-256 of the files it was made from, by name."""

    number: int
    parent: int | None
    made_at: str
    made_by: str
    message: str
    content_hash: str
    tables: dict[str, PublishedTable]
    inputs: dict[str, str]
    versions: dict[str, str]
    schema: int = SCHEMA

    @property
    def name(self) -> str:
        return f"R{self.number}"

    def to_bytes(self) -> bytes:
        return _signed(asdict(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Raises ValueError, KeyError or TypeError where the bytes are not a manifest as it was published."""
        body = json.loads(data)
        del body["sha256"]
        # Byte for byte, which also sees what a parser does not: other white space, a name that stands twice.
        if data != _signed(body):
            raise ValueError("its SHA-256 does not match")
        tables = {
            name: PublishedTable(**(table | {"parts": tuple(Part(**part) for part in table["parts"])}))
            for name, table in body.pop("tables").items()
        }
        return cls(tables=tables, **body)


def _signed(body: dict) -> bytes:
    return _json(body | {"sha256": hashlib.sha256(_json(body)).hexdigest()})


def _json(value: dict) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


class Lake:
    """The releases in one folder, which need not exist before the first is published."""

    def __init__(self, root: Path | str):
        self.root = Path(root)
        self.parts = self.root / "parts"
        self.manifests = self.root / "releases"
        self._sound_parts: set[tuple[str, int, int]] = set()

    # Reading

    def numbers(self) -> list[int]:
        """The numbers of all releases, oldest first. Raises LakeUnusable where the folder cannot be read."""
        try:
            names = [re.fullmatch(r"R([0-9]{6})\.json", path.name) for path in self.manifests.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LakeUnusable(f"The lake in {self.root} cannot be read ({error.strerror}).") from None
        return sorted(int(name[1]) for name in names if name)

    def newest(self) -> Manifest | None:
        """The newest release, or None for an empty lake. Raises ReleaseDamaged."""
        numbers = self.numbers()
        return self.manifest(numbers[-1]) if numbers else None

    def manifest(self, number: int) -> Manifest:
        """Raises ReleaseMissing or ReleaseDamaged."""
        path = self._manifest_path(number)
        try:
            manifest = Manifest.from_bytes(path.read_bytes())
        except FileNotFoundError:
            raise ReleaseMissing(f"There is no release R{number} in this lake.") from None
        except OSError as error:
            raise ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {path.name} cannot be read ({error.strerror}). "
                "Restore the file from a copy, or open an earlier release.",
            ) from None
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {path.name} is not what was published ({error}). "
                "Restore the file from a copy, or open an earlier release.",
            ) from None
        if manifest.number != number:
            raise ReleaseDamaged(
                number, f"Release R{number} is damaged: {path.name} holds the manifest of {manifest.name}."
            )
        return manifest

    def part_files(self, manifest: Manifest, table: str, of: Callable[[Part], bool] = lambda part: True) -> list[Path]:
        """The files of one table of a release. Raises ReleaseDamaged where one is not what was published.

        A file is hashed once in the life of this object, and again when its size or time changes.
        """
        files = []
        for part in filter(of, manifest.tables[table].parts if table in manifest.tables else ()):
            path = self.parts / f"{part.sha256}.parquet"
            try:
                state = path.stat()
                seen = (part.sha256, state.st_size, state.st_mtime_ns)
                if seen not in self._sound_parts:
                    if _sha256(path) != part.sha256:
                        raise ReleaseDamaged(
                            manifest.number,
                            f"Release {manifest.name} is damaged: a part of {table} ({path.name[:12]}…) is not what was "
                            "published. Restore the file from a copy, or open an earlier release.",
                        )
                    self._sound_parts.add(seen)
            except OSError as error:
                raise ReleaseDamaged(
                    manifest.number,
                    f"Release {manifest.name} is damaged: a part of {table} ({path.name[:12]}…) cannot be read "
                    f"({error.strerror}). Restore the file from a copy, or open an earlier release.",
                ) from None
            files.append(path)
        return files

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
        return _select(con, TABLES[table], self.part_files(manifest, table, of) if manifest else [])

    def verify(self) -> list[str]:
        """A sentence for each thing that is not as it was published, over all releases; none where all is well."""
        troubles, numbers = [], self.numbers()
        self._sound_parts.clear()
        for number in numbers:
            try:
                manifest = self.manifest(number)
                for table in manifest.tables:
                    self.part_files(manifest, table)
            except LakeUnusable as error:
                troubles.append(str(error))
        missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
        return troubles + [f"There is no release R{number}, but there are later ones." for number in missing]

    # Writing

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
        for name, table in TABLES.items():
            cuts = rewritten.get(name, {})
            parts = [part for part in (parent.tables[name].parts if parent and name in parent.tables else ())
                     if part.cut not in cuts]  # fmt: skip
            # Parts of an older schema were not summed up when they were written, or without columns that came since.
            if parent and parent.schema < SCHEMA:
                parts = [replace(part, content=self._content(con, parent, part)) for part in parts]
            parts += [part for cut, query in cuts.items() if (part := self._write_part(con, table, cut, query)).rows]
            parts.sort(key=lambda part: (part.feed, part.year is not None, part.year or 0))
            tables[name] = PublishedTable(sum(part.rows for part in parts), content_hash(parts), tuple(parts))
        for folder in (self.parts, self.root):  # the root too: its folders may be new
            _sync_folder(folder)
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

    def _write_part(self, con: duckdb.DuckDBPyConnection, table: Table, cut: Cut, query: str) -> Part:
        temporary = self.parts / f".tmp-{os.getpid()}-{table.name}.parquet"
        order = ", ".join(f"{quoted(column)} NULLS FIRST" for column in table.sorted_by)
        try:
            rows = con.execute(
                f"COPY (SELECT {column_list(table)} FROM ({query}) ORDER BY {order}) "
                f"TO {literal(str(temporary))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
            ).fetchone()[0]
            _sync_file(temporary)
            sha256 = _sha256(temporary)
            content = content_of(con, table, _select(con, table, [temporary]))
            path = self.parts / f"{sha256}.parquet"
            # What is there and sound stays: a reader may hold it open, which forbids Windows to replace it.
            if rows and (not path.is_file() or _sha256(path) != sha256):
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
            _sync_file(temporary)
            _name_once(temporary, path)
        except FileExistsError:
            raise LakeUnusable(f"Another process published {manifest.name} meanwhile. Try again.") from None
        finally:
            with suppress(OSError):  # the next writer sweeps
                temporary.unlink()
        try:
            _sync_folder(self.manifests)
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

    def _manifest_path(self, number: int) -> Path:
        return self.manifests / f"R{number:06d}.json"


def content_of(con: duckdb.DuckDBPyConnection, table: Table, query: str) -> str:
    """What the live rows of a query say: how many they are, and two sums of the hashes of their declared columns.

    It does not depend on the order of rows, on Parquet, or on the release a record first stood in; and the sums of two
    parts add up to that of both together, so that a release is summed up without reading the parts that it shares. It
    tells apart what people and feeds write; against a forger stands the SHA-256 of each part.
    """
    values = ", ".join(quoted(column.name) for column in table.declared)
    rows, one, other = con.execute(
        f"SELECT count(*), coalesce(sum(hash({values})), 0)::VARCHAR, coalesce(sum(hash({values}, 1)), 0)::VARCHAR "
        f"FROM ({query}) WHERE {live_rows(table)}"
    ).fetchone()
    return f"{rows}-{int(one) % 2**64:016x}-{int(other) % 2**64:016x}"


def content_hash(parts: list[Part]) -> str:
    """The content hash of a table from its parts: the same however its live rows are cut."""
    sums = [part.content.split("-") for part in parts]
    rows = sum(int(rows) for rows, _, _ in sums)
    one, other = (sum(int(content[place], 16) for content in sums) % 2**64 for place in (1, 2))
    return hashlib.sha256(f"{rows} {one} {other}".encode()).hexdigest()


def content_hashes(con: duckdb.DuckDBPyConnection, schema: str) -> dict[str, str]:
    """The content hash of each table in a schema, read anew from its rows."""
    return {
        name: content_hash([Part("", 0, content=content_of(con, table, f"FROM {schema}.{name}"))])
        for name, table in TABLES.items()
    }


def combined(hashes: dict[str, str]) -> str:
    """The content hash of a release from those of its tables; how its records were loaded is not part of it."""
    return hashlib.sha256(
        "".join(f"{name} {hashes[name]}\n" for name in sorted(hashes) if not TABLES[name].about_loads).encode()
    ).hexdigest()


def _select(con: duckdb.DuckDBPyConnection, table: Table, files: list[Path]) -> str:
    names = ", ".join(literal(glob.escape(str(file))) for file in files)
    source = f"read_parquet([{names}], union_by_name = {'true' if len(files) > 1 else 'false'})"
    held = {row[0]: row[1] for row in con.execute(f"DESCRIBE FROM {source}").fetchall()} if files else {}
    columns = ", ".join(
        quoted(column.name)
        if held.get(column.name) == column.type
        else f"try_cast({quoted(column.name) if column.name in held else 'NULL'} AS {column.type}) AS {quoted(column.name)}"
        for column in table.columns
    )
    return f"SELECT {columns} " + (f"FROM {source}" if files else "WHERE false")


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name_once(file: Path, name: Path) -> None:
    """Give a whole file its name in one step. Raises FileExistsError where the name is taken."""
    try:
        os.link(file, name)
    except OSError as error:
        # FAT and some network folders have no hard links. A rename is as atomic, and the lock keeps other writers away.
        if error.errno not in NO_HARD_LINKS:
            raise
        if name.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(name)) from None
        os.replace(file, name)


def _sync_file(path: Path) -> None:
    with open(path, "r+b") as file:  # Windows syncs only what may be written
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Make new names in a folder survive a power cut. Windows has no such call and syncs names by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # the answer of network folders that have no such call
            raise
    finally:
        os.close(descriptor)
