"""Delta tables over the parts of a lake, by which other programs read a table of a release by its name and number.

    delta/<table>/<sha256>.parquet              a hard link to a part
    delta/<table>/_delta_log/<version>.json     version 7 is R7, version 0 is the empty table

A log is lines of JSON. The library `deltalake` would write the same ones, takes 140 MB, and is not needed for them.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from etl import VERSION, temporary
from etl.errors import LakeUnusable, UsageError
from etl.lake.manifest import Manifest, Part
from etl.lake.parts import describe_columns, select_rows, write_file
from etl.lake.publish import Lake
from etl.lake.storage.disk import keep_for_owner, sync_folder
from etl.lake.sweep import DELTA
from etl.tables.columns import Table
from etl.tables.records import TABLES

TYPES: Mapping[str, object] = {
    "VARCHAR": "string",
    "VARCHAR[]": {"type": "array", "elementType": "string", "containsNull": True},
    "DATE": "date",
    "INTEGER": "integer",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
}
# Every program can read the tables. None can write to them, since none knows this feature: the version that another program
# adds would have the number of our next release.
PROTOCOL = {"minReaderVersion": 1, "minWriterVersion": 7, "writerFeatures": ["patrolwatch"]}
# Otherwise programs that clean up remove versions after a month, and files after a week.
KEPT = dict.fromkeys(("delta.logRetentionDuration", "delta.deletedFileRetentionDuration"), "interval 36500 days")

Action = dict[str, Any]


def write_versions(lake: Lake) -> list[int]:
    """Write the versions that the Delta tables of a lake lack, and return their numbers.

    Raises UsageError, LakeUnusable and ReleaseDamaged.
    """
    if lake.objects:
        raise UsageError(
            "Delta tables need a lake on a disk: they are hard links to its parts, which object storage does not have."
        )
    with lake.writing(), duckdb.connect() as con:
        newest = max(lake.list_numbers(), default=0)
        manifests = [lake.read_manifest(number) for number in range(1, newest + 1)]
        written = [_write_table(lake, con, table, manifests) for table in TABLES.values() if manifests]
    return max(written, key=len, default=[])


def _write_table(lake: Lake, con: duckdb.DuckDBPyConnection, table: Table, manifests: Sequence[Manifest]) -> list[int]:
    log = lake.root / DELTA / table.name / "_delta_log"
    for folder in (log.parent.parent, log.parent, log):
        lake.refuse_link(folder)
        folder.mkdir(exist_ok=True)
        keep_for_owner(folder)
    metadata = _describe_table(table, manifests[0])
    newest, columns = _read_newest(log, manifests)
    if newest < 0:
        _write_version(log, 0, manifests[0], metadata, [{"protocol": PROTOCOL}, {"metaData": metadata}])
        columns = _hash_columns(metadata)
    files: dict[str, Action] = {}  # by the SHA-256 of the part
    before: set[str] = set()
    written = []
    for manifest in manifests:
        parts = _link_parts(lake, con, table, manifest, files)
        if manifest.number > newest:
            actions = [{"metaData": metadata}] if columns != _hash_columns(metadata) else []
            actions += [{"remove": _describe_removal(files[sha256], manifest)} for sha256 in sorted(before - parts)]
            actions += [{"add": files[sha256]} for sha256 in sorted(parts - before)]
            _write_version(log, manifest.number, manifest, metadata, actions)
            columns = _hash_columns(metadata)
            written.append(manifest.number)
        before = parts
    sync_folder(log.parent)
    sync_folder(log)
    return written


def _read_newest(log: Path, manifests: Sequence[Manifest]) -> tuple[int, str]:
    """Return the newest version of a table and the hash of its columns; -1 and "" if there is none.

    Raises LakeUnusable if it is of another lake than these releases.
    """
    newest = max((int(file.stem) for file in log.glob("*.json") if file.stem.isdecimal()), default=-1)
    if newest < 0:
        return newest, ""
    with suppress(ValueError, KeyError, TypeError, IndexError), open(_name_version(log, newest), "rb") as file:
        info = json.loads(file.readline())["commitInfo"]
        if info["userMetadata"] == _cite(newest, manifests[max(newest, 1) - 1]):
            return newest, str(info["columns"])
    raise LakeUnusable(
        f"The Delta table {log.parent.name} is of another lake: its version {newest} is not R{newest}. Remove the folder "
        f"“{DELTA}” of the lake, and run the command again.",
        f"The table is in {log.parent}.",
    )


def _write_version(log: Path, number: int, manifest: Manifest, metadata: Action, actions: Sequence[Action]) -> None:
    moment = _read_moment(manifest)
    info: Action = {
        "timestamp": moment,
        "operation": "WRITE" if number else "CREATE TABLE",
        "operationParameters": {},
        "engineInfo": f"Patrolwatch {VERSION}",
        "userMetadata": _cite(number, manifest),
        "columns": _hash_columns(metadata),
    }
    lines = "".join(json.dumps(action) + "\n" for action in [{"commitInfo": info}, *actions])
    path = _name_version(log, number)
    temporary.write_file(path, lambda file: file.write(lines.encode()), replace=False)
    keep_for_owner(path)
    os.utime(path, (moment / 1000, moment / 1000))  # some programs take it as the moment of the version


def _link_parts(
    lake: Lake, con: duckdb.DuckDBPyConnection, table: Table, manifest: Manifest, files: dict[str, Action]
) -> set[str]:
    """Return the SHA-256 of the parts of a table. Link those that are not yet in the folder of the Delta table, and add all to `files`."""
    folder = lake.root / DELTA / table.name
    parts = {part.sha256: part for part in manifest.tables[table.name].parts} if table.name in manifest.tables else {}
    for part in parts.values():
        if part.sha256 not in files and (file := _find_linked(lake, folder, part)):
            files[part.sha256] = _describe_addition(file, part)
    for file in lake.list_parts(manifest, table.name, lambda part: part.sha256 not in files):
        files[file.stem] = _describe_addition(_link(lake, con, table, file, folder), parts[file.stem])
    return set(parts)


def _find_linked(lake: Lake, folder: Path, part: Part) -> Path | None:
    link, converted = (folder / f"{part.sha256}{ending}.parquet" for ending in ("", "-converted"))
    with suppress(FileNotFoundError):
        if os.path.samefile(link, lake.locate_part(part)):  # not if the part was restored from a copy
            return link
    return converted if converted.is_file() else None


def _link(lake: Lake, con: duckdb.DuckDBPyConnection, table: Table, file: Path, folder: Path) -> Path:
    """Link a part in the folder of its Delta table. One with other types than declared is converted first, as readers of Delta do not."""
    link = folder / file.name
    stored = describe_columns(con, [file])
    if any(stored.types.get(column.name, column.type) != column.type for column in table.columns):
        link = folder / f"{file.stem}-converted.parquet"
        # No release has this part, so the next publisher removes its first name.
        file = lake.parts / f"{write_file(con, lake.parts, select_rows(table, [file], stored))}.parquet"
    link.unlink(missing_ok=True)
    try:
        os.link(file, link)
    except OSError as error:
        if error.errno not in temporary.NO_HARD_LINKS:
            raise
        raise LakeUnusable(
            "Delta tables need a disk with hard links, which the disk of the lake does not have."
        ) from None
    return link


def _describe_table(table: Table, first: Manifest) -> Action:
    fields = [
        {"name": column.name, "type": TYPES[column.type], "nullable": True, "metadata": {"comment": column.meaning}}
        for column in table.columns
    ]
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{table.name} {_cite(1, first)}")),
        "name": table.name,
        "description": f"One row is {table.row_is}.",
        "format": {"provider": "parquet", "options": {}},
        "schemaString": json.dumps({"type": "struct", "fields": fields}),
        "partitionColumns": [],
        "configuration": KEPT,
        "createdTime": _read_moment(first),
    }


def _hash_columns(metadata: Action) -> str:
    return hashlib.sha256(metadata["schemaString"].encode()).hexdigest()


def _describe_addition(file: Path, part: Part) -> Action:
    found = file.stat()
    return {
        "path": file.name,
        "partitionValues": {},
        "size": found.st_size,
        "modificationTime": int(found.st_mtime * 1000),
        "dataChange": True,
        "stats": json.dumps({"numRecords": part.rows}),
    }


def _describe_removal(file: Action, manifest: Manifest) -> Action:
    """Describe the removal of a file from a version. The file itself stays for earlier versions."""
    return {
        "path": file["path"],
        "deletionTimestamp": _read_moment(manifest),
        "dataChange": True,
        "extendedFileMetadata": True,
        "partitionValues": {},
        "size": file["size"],
    }


def _cite(version: int, manifest: Manifest) -> str:
    cited = f"{manifest.name} of {manifest.made_at}, content hash {manifest.content_hash}"
    return cited if version else f"before {cited}"


def _read_moment(manifest: Manifest) -> int:
    """Return when a release was made, in milliseconds since 1970."""
    return int(datetime.fromisoformat(manifest.made_at).timestamp() * 1000)


def _name_version(log: Path, number: int) -> Path:
    return log / f"{number:020}.json"
