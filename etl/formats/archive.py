"""ZIP archives: a workbook is read as it is; of any other the one table in it is unpacked, under a name of our own."""

import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from etl.errors import FileRefused

MAX_INFLATED = 4_000_000_000
MAX_RATIO = 200
HARMLESS = 50_000_000
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin"}
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
TABLES = {
    *(".csv", ".tsv", ".tab", ".json", ".geojson", ".jsonl", ".ndjson", ".parquet"),
    *(".xlsx", ".xlsb", ".xls", ".ods"),
}
CHUNK = 1 << 20
ENCRYPTED = 0x1


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Unpack the table of an archive. Raises FileRefused; what else `zipfile` raises means a damaged file."""
    with zipfile.ZipFile(path) as archive:
        if _is_workbook(archive):
            from etl.formats import workbook

            return workbook.parse(path, name, out)
        member = _find_table(archive.infolist(), name)
        if member.flag_bits & ENCRYPTED:
            raise FileRefused(f"{name}: it is locked with a password. Unpack it first.")
        if member.file_size > MAX_INFLATED or (
            member.file_size > HARMLESS and member.file_size > MAX_RATIO * member.compress_size
        ):
            raise FileRefused(
                f"{name}: {member.compress_size // 1000} kB in it would become {member.file_size // 1_000_000} MB. "
                "No table is like that; fetch the file again."
            )
        # `zipfile` inflates what a member declares and no more.
        with archive.open(member) as packed, (out / "unpacked").open("wb") as file:
            while chunk := packed.read(CHUNK):
                file.write(chunk)
    return {"content": "unpacked"}


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    if "mimetype" not in names:
        return not WORKBOOKS.isdisjoint(names)
    with archive.open("mimetype") as content:
        return content.read(len(OPEN_DOCUMENT) + 1) == OPEN_DOCUMENT


def _find_table(members: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    """Find the member that is a table; a text file is one where nothing else is."""
    files = [member for member in members if not member.is_dir() and not _is_hidden(member)]
    for suffixes in (TABLES, {".txt"}):
        tables = [file for file in files if PurePosixPath(file.filename).suffix.lower() in suffixes]
        if tables:
            break
    else:
        tables = files
    if not tables:
        raise FileRefused(f"{name}: the archive is empty. Fetch it again.")
    if len(tables) > 1:
        named = ", ".join(ascii(PurePosixPath(table.filename).name)[1:-1] for table in tables[:5])
        more = f" and {len(tables) - 5} others" if len(tables) > 5 else ""
        raise FileRefused(f"{name}: it has several tables ({named}{more}). Unpack it and choose one.")
    return tables[0]


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].startswith(".")
