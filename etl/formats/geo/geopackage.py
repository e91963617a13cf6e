"""GeoPackage files: reads each listed table of features or attributes with SQLite.

The file is opened read-only, and only plain tables are read: a view could compute for ever, and the schema is not trusted.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely

from etl.errors import FileRefused
from etl.formats.geo.coordinates import transform_from
from etl.formats.geo.geometry import find_place
from etl.formats.geo.place import UNREAD_GEOMETRY, Transform
from etl.formats.staging import NamedStaging, format_cell

ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes by the envelope flag of a geometry header
READ_ONLY = ("PRAGMA trusted_schema = OFF", "PRAGMA query_only = ON", "PRAGMA cell_size_check = ON")
CONTENTS = """SELECT c.table_name, c.identifier FROM gpkg_contents AS c JOIN sqlite_master AS m ON m.name = c.table_name
AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' WHERE c.data_type IN ('features', 'attributes')"""
SYSTEMS = "SELECT srs_id, organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Stage the tables of a file. Raises FileRefused. Errors of SQLite mean that the file is damaged."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as con:
        con.text_factory = lambda text: text.decode("utf-8", "replace")
        for statement in READ_ONLY:
            con.execute(statement)
        if not con.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone():
            raise FileRefused(f"{name}: it is an SQLite database, not a table. Export the table as CSV.")
        layers = con.execute(CONTENTS).fetchall()
        systems = {row[0]: row[1:] for row in con.execute(SYSTEMS)}
        tables = []
        for number, (layer, title) in enumerate(layers):
            staging = NamedStaging(out / str(number), f"{name}, layer {title or layer}")
            _stage(con, layer, systems, name, staging)
            if staging.names:
                staging.finish()
                tables.append({"folder": str(number), "sheet": title or layer if len(layers) > 1 else None})
    if not tables:
        raise FileRefused(f"{name}: it has no table with features. Choose a file with records.")
    return {"kind": "map", "encoding": "", "tables": tables}


def _stage(
    con: sqlite3.Connection, layer: str, systems: dict[int, tuple[Any, ...]], name: str, staging: NamedStaging
) -> None:
    found = con.execute("SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", [layer]).fetchone() if (
        con.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_geometry_columns'").fetchone()
    ) else None  # fmt: skip
    quoted = layer.replace('"', '""')
    rows = con.execute(f'SELECT * FROM "{quoted}"')
    names = [column[0] for column in rows.description]
    transforms: dict[int, Transform] = {}
    for line, values in enumerate(rows, start=1):
        row = dict(zip(names, values, strict=True))
        shape = row.pop(found[0], None) if found else None
        cells = {key: format_cell(value) for key, value in row.items()}
        if isinstance(shape, bytes) and (parts := _split_geometry(shape)):
            system, content = parts
            if system not in transforms:
                transforms[system] = _find_transform(systems, system, name)
            geometry = _read_wkb(content)
            if place := find_place(geometry, transforms[system]):
                place.put_into(cells)
            elif geometry is None or not geometry.is_empty:
                cells.setdefault(UNREAD_GEOMETRY, content.hex())
        elif isinstance(shape, bytes) and shape:
            cells.setdefault(UNREAD_GEOMETRY, shape.hex())
        staging.add(line, cells)


def _split_geometry(shape: bytes) -> tuple[int, bytes] | None:
    """Return the reference system number and the WKB of a geometry, or None if it has no valid header."""
    if len(shape) < 8 or shape[:2] != b"GP":
        return None
    flags = shape[3]
    order: Any = "little" if flags & 1 else "big"
    head = 8 + ENVELOPES.get(flags >> 1 & 7, 0)
    return int.from_bytes(shape[4:8], order, signed=True), shape[head:]


def _read_wkb(content: bytes) -> Any:
    try:
        return shapely.from_wkb(content)
    except shapely.errors.ShapelyError:
        return None


def _find_transform(systems: dict[int, tuple[Any, ...]], system: int, name: str) -> Transform:
    # Undefined: assumed to be degrees, as in a file without a reference system.
    if system in (0, -1) or system not in systems:
        return None
    organization, number, definition = systems[system]
    try:
        return transform_from(name, f"{str(organization).upper()}:{number}")
    except FileRefused:
        return transform_from(name, str(definition))
