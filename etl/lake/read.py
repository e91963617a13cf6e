"""Reading a lake: its releases by number, each checked against its checksums before a row of it is read."""

import re
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl.errors import LakeUnusable, ReleaseDamaged, ReleaseMissing
from etl.lake.manifest import Manifest, Part
from etl.lake.parts import select_rows, sha256_of
from etl.records import TABLES


class ReadableLake:
    """The releases in one folder, to be read."""

    def __init__(self, root: Path | str):
        self.root = Path(root)
        self.parts = self.root / "parts"
        self.manifests = self.root / "releases"
        self._sound_parts: set[tuple[str, int, int]] = set()
        self._sound_manifests: dict[tuple[int, int, int], Manifest] = {}

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
        """Raises ReleaseMissing or ReleaseDamaged. A manifest is read again when its size or time changes."""
        path = self._manifest_path(number)
        try:
            state = path.stat()
            seen = (number, state.st_size, state.st_mtime_ns)
            if seen in self._sound_manifests:
                return self._sound_manifests[seen]
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
        self._sound_manifests[seen] = manifest
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
                    if sha256_of(path) != part.sha256:
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
        return select_rows(con, TABLES[table], self.part_files(manifest, table, of) if manifest else [])

    def forget_what_was_checked(self) -> None:
        """Let every manifest and part be hashed again before it is next read."""
        self._sound_parts.clear()
        self._sound_manifests.clear()

    def _manifest_path(self, number: int) -> Path:
        return self.manifests / f"R{number:06d}.json"
