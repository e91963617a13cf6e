"""Zipped shapefiles, read by pyshp: each is a table with the attributes of its .dbf and the shapes of its .shp."""

import codecs
import zipfile
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import shapefile
import shapely
from shapely.geometry.base import BaseGeometry

from etl.errors import FileRefused
from etl.formats.geo.coordinates import transform_from
from etl.formats.geo.geometry import find_place, make_area
from etl.formats.geo.place import UNREAD_GEOMETRY, Transform
from etl.formats.staging import NamedStaging, format_cell

MAX_INFLATED = 500_000_000
CHUNK = 1 << 20
MAX_SMALL = 100_000  # bytes of the files with the coordinate system and the encoding

Parts = dict[str, zipfile.ZipInfo]  # by extension


def parse(archive: zipfile.ZipFile, shapefiles: dict[str, Parts], name: str, out: Path) -> dict[str, Any]:
    """Stage each shapefile of an archive. Raises FileRefused. Other errors of pyshp mean that the file is damaged."""
    for parts in shapefiles.values():
        label = PurePosixPath(parts[".shp"].filename).name
        if ".dbf" not in parts:
            raise FileRefused(
                f"{name}: {label} is a shapefile without its .dbf, which holds all but its shapes. Pack both."
            )
    if sum(member.file_size for parts in shapefiles.values() for member in parts.values()) > MAX_INFLATED:
        raise FileRefused(f"{name}: unpacked it would have more than {MAX_INFLATED // 1_000_000} MB. Save it as CSV.")
    tables = []
    encoding = ""
    for number, (stem, parts) in enumerate(shapefiles.items()):
        staging = NamedStaging(out / str(number), f"{name}, {PurePosixPath(stem).name}")
        unpacked: dict[str, Path] = {ending: _unpack(archive, parts[ending], out / f"{number}{ending}")
                    for ending in (".shp", ".dbf") if ending in parts}  # fmt: skip
        transform = _find_transform(archive, parts, name)
        encoding = _find_encoding(archive, parts, unpacked[".dbf"])
        _stage(unpacked, encoding, transform, staging, name)
        if staging.names:
            staging.finish()
            tables.append({"folder": str(number), "sheet": PurePosixPath(stem).name if len(shapefiles) > 1 else None})
    if not tables:
        raise FileRefused(f"{name}: its shapefile has no records. Choose a file with records.")
    return {"kind": "map", "encoding": encoding, "tables": tables}


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Path:
    # Use a name of our own, and write no more than the size that the member declares.
    with archive.open(member) as packed, target.open("wb") as file:
        while chunk := packed.read(CHUNK):
            file.write(chunk)
    return target


def _read_small(archive: zipfile.ZipFile, parts: Parts, ending: str) -> str:
    if ending not in parts or parts[ending].file_size > MAX_SMALL:
        return ""
    return archive.read(parts[ending]).decode("utf-8-sig", "replace").strip()


def _find_transform(archive: zipfile.ZipFile, parts: Parts, name: str) -> Transform:
    """Read the coordinate system. Without a .prj, coordinates are assumed to be degrees, which `_stage` verifies."""
    system = _read_small(archive, parts, ".prj")
    return transform_from(name, system) if system else None


def _find_encoding(archive: zipfile.ZipFile, parts: Parts, table: Path) -> str:
    """Return the encoding given in the .cpg. Otherwise return UTF-8 if the whole table is valid, else Windows-1252."""
    stated = _read_small(archive, parts, ".cpg").lower().replace("ansi ", "cp")
    try:
        if stated:
            return codecs.lookup(f"cp{stated}" if stated.isdecimal() else stated).name
    except LookupError:
        pass
    try:
        with table.open(encoding="utf-8") as file:
            file.seek(_read_header_length(table))
            while file.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _read_header_length(table: Path) -> int:
    with table.open("rb") as file:
        return int.from_bytes(file.read(10)[8:10], "little")


def _stage(unpacked: dict[str, Path], encoding: str, transform: Transform, staging: NamedStaging, name: str) -> None:
    with unpacked[".shp"].open("rb") as shp, unpacked[".dbf"].open("rb") as dbf:
        reader = shapefile.Reader(shp=shp, dbf=dbf, encoding=encoding or "utf-8", encodingErrors="replace")
        for line, feature in enumerate(reader.iterShapeRecords(), start=1):
            row = {key: format_cell(value) or None for key, value in feature.record.as_dict().items()}
            place = find_place(_make_geometry(feature.shape), transform)
            if place and not transform and (abs(float(place.lon)) > 360 or abs(float(place.lat)) > 90):
                raise FileRefused(
                    f"{name}: its coordinates are not degrees, and no .prj says what they are. Pack the .prj too, or save "
                    "it in WGS 84 (EPSG:4326)."
                )
            if place:
                place.put_into(row)
            elif points := len(getattr(feature.shape, "points", [])):
                row.setdefault(UNREAD_GEOMETRY, f"{feature.shape.shapeTypeName} of {points} points")
            staging.add(line, row)


def _make_geometry(shape: Any) -> BaseGeometry | None:
    """Return the geometry of a shape. Rings are areas or holes depending on how they are nested."""
    kind, points = shape.shapeTypeName, [point[:2] for point in getattr(shape, "points", [])]
    if not points:
        return None
    if kind.startswith("POINT"):
        return shapely.Point(points[0])
    if kind.startswith("MULTIPOINT"):
        return shapely.MultiPoint(points)
    starts = [*shape.parts, len(points)]
    parts = [points[first:last] for first, last in pairwise(starts)]
    try:
        if kind.startswith("POLYLINE"):
            return shapely.MultiLineString([part for part in parts if len(part) > 1])
        return make_area([part for part in parts if len(part) > 3])
    except (ValueError, shapely.errors.ShapelyError):
        return None
