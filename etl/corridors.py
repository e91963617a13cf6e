"""Which kilometre of a corridor a place is.

The route of a corridor is a drawn line between two kilometre posts; `sql/kilometres.sql` projects points on it.
"""

import re
from pathlib import Path

import duckdb

KILOMETRES = (Path(__file__).parent / "sql" / "kilometres.sql").read_text(encoding="utf-8")


def route_points(route: str) -> list[tuple[float, float]]:
    """The (lon, lat) pairs of a WKT LINESTRING."""
    inside = re.fullmatch(r"LINESTRING \((.+)\)", route)
    assert inside, route
    return [tuple(float(part) for part in pair.split()) for pair in inside[1].split(",")]


def place(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the kilometres of `patrols` and `incidents` from their places. The corridor of a record is taken as given."""
    con.execute("CREATE TEMP TABLE route_points (corridor VARCHAR, ordinal INTEGER, lon DOUBLE, lat DOUBLE)")
    for corridor, route in con.execute("SELECT corridor, route FROM corridors WHERE route IS NOT NULL").fetchall():
        points = [(corridor, ordinal, lon, lat) for ordinal, (lon, lat) in enumerate(route_points(route))]
        con.executemany("INSERT INTO route_points VALUES (?, ?, ?, ?)", points)
    for end in ("from", "to"):
        _fill(
            con,
            "patrols",
            "patrol_id",
            {f"km_{end}": "km"},
            f"SELECT patrol_id, corridor, lat, lon FROM patrols JOIN places ON place = place_{end}",
        )
    _fill(
        con,
        "incidents",
        "incident_id",
        {"km": "km", "offset_km": "offset_km"},
        "SELECT incident_id, corridor, lat, lon FROM incidents WHERE lat IS NOT NULL AND corridor IS NOT NULL",
    )


def _fill(con, table: str, key: str, columns: dict[str, str], points: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP VIEW points(point_id, corridor, lat, lon) AS {points}")
    settings = ", ".join(f"{column} = found.{value}" for column, value in columns.items())
    con.execute(f"UPDATE {table} SET {settings} FROM ({KILOMETRES}) AS found WHERE {key} = found.point_id")
