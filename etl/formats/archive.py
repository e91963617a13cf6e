"""ZIP archives. Workbooks and shapefiles are read directly; from any other archive its single table is unpacked."""

import zipfile
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from etl.errors import FileRefused
from etl.formats import other_files

MAX_INFLATED = 4_000_000_000
MAX_RATIO = 200
HARMLESS = 50_000_000
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin"}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
MAX_MIMETYPE = 200
TABLES = {
    *(".csv", ".tsv", ".tab", ".json", ".geojson", ".jsonl", ".ndjson", ".parquet"),
    *(".xlsx", ".xlsb", ".xls", ".ods", ".kml", ".gpx", ".gpkg", ".dta"),
}
KMZ = "doc.kml"  # the main file of a Google Earth archive
CHUNK = 1 << 20
ENCRYPTED = 0x1


def parse(path: Path, name: str, out: Path, hidden: bool = False) -> dict[str, Any]:
    """Unpack the table of an archive. Raises FileRefused. Errors of `zipfile` mean that the file is damaged."""
    with zipfile.ZipFile(path) as archive:
        if _is_workbook(archive):
            from etl.formats.workbook import reader

            return reader.parse(path, name, out, hidden)
        other_files.refuse_archive(name, archive.namelist(), _read_mimetype(archive))
        files = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member)]
        shapefiles = find_shapefiles(files)
        if shapefiles:
            if tables := _find_tables(files):
                _refuse_several([parts[".shp"] for parts in shapefiles.values()] + tables, name, "several tables")
            _refuse_locked(files, name)
            for member in (member for parts in shapefiles.values() for member in parts.values()):
                _refuse_bomb(member, name)
            from etl.formats.geo import shapefile

            return shapefile.parse(archive, shapefiles, name, out)
        member = _find_table(files, name)
        _refuse_locked([member], name)
        _refuse_bomb(member, name)
        # `zipfile` never inflates more than the size that a member declares.
        with archive.open(member) as packed, (out / "unpacked").open("wb") as file:
            while chunk := packed.read(CHUNK):
                file.write(chunk)
    return {"content": "unpacked"}


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    mimetype = _read_mimetype(archive)
    return mimetype == OPEN_DOCUMENT if mimetype else not WORKBOOKS.isdisjoint(archive.namelist())


def _read_mimetype(archive: zipfile.ZipFile) -> str:
    """Return the media type that a document declares in its first member, or ""."""
    if "mimetype" not in archive.namelist():
        return ""
    with archive.open("mimetype") as content:
        return content.read(MAX_MIMETYPE).decode("ascii", "replace").strip()


def _refuse_locked(members: list[zipfile.ZipInfo], name: str) -> None:
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise FileRefused(f"{name}: it is locked with a password. Unpack it first.")


def _refuse_bomb(member: zipfile.ZipInfo, name: str) -> None:
    if member.file_size > MAX_INFLATED or (
        member.file_size > HARMLESS and member.file_size > MAX_RATIO * member.compress_size
    ):
        raise FileRefused(
            f"{name}: {member.compress_size // 1000} kB in it would unpack to {member.file_size // 1_000_000} MB. "
            "No table compresses like that. Fetch the file again."
        )


def find_shapefiles(members: list[zipfile.ZipInfo]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Find the shapefiles of an archive. Maps each name without its extension to its parts by extension."""
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        path = PurePosixPath(member.filename)
        found.setdefault(str(path.with_suffix("")).lower(), {})[path.suffix.lower()] = member
    return {stem: parts for stem, parts in found.items() if ".shp" in parts}


def _find_tables(files: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Find the members that are tables. In a Google Earth archive this is the main file."""
    tables = [file for file in files if PurePosixPath(file.filename).suffix.lower() in TABLES]
    return [file for file in tables if file.filename.lower() == KMZ] or tables


def _find_table(files: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    """Find the single member that is a table. A text file counts only if there is no other table."""
    tables = _find_tables(files) or [file for file in files if PurePosixPath(file.filename).suffix.lower() == ".txt"]
    found = tables or files
    if not found:
        raise FileRefused(f"{name}: the archive is empty. Fetch it again.")
    if len(found) == 1:
        return found[0]
    return _refuse_several(found, name, "several tables" if tables else "several files and no table")


def _refuse_several(files: list[zipfile.ZipInfo], name: str, what: str) -> NoReturn:
    named = ", ".join(ascii(PurePosixPath(file.filename).name)[1:-1] for file in files[:5])
    more = f" and {len(files) - 5} others" if len(files) > 5 else ""
    raise FileRefused(f"{name}: it has {what} ({named}{more}). Unpack it and choose one.")


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].startswith(".")
