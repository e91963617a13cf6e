"""Where incidents belong: the corridor on which they lie, and the patrol that they name by its number.

What the file of an incident says of it (`placements`) is kept apart from what follows from it. So a corridor or a patrol that
comes later finds the incidents that are known, and the order in which they came does not matter.
"""

from collections import Counter
from pathlib import Path

import duckdb

from etl import geometry as corridors
from etl.lake import Cut, Lake, Manifest, Part
from etl.load.coverage import coverage_of
from etl.tables.loads import LOADS, PLACEMENTS
from etl.tables.records import COVERAGE, INCIDENTS
from etl.tables.schema import literal

SQL = Path(__file__).parent
STATED, MOVED, PLACED_ANEW, TIES = (
    (SQL / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("placements_stated", "incidents_moved", "incidents_placed_anew", "ties_of_known_attacks")
)
WITHIN_KM = 6.0  # the security corridor agreed for the M4 on 5 March 2020: six kilometres on either side
PLACED_PRECISION = "exact"  # a point known less nearly does not say on which side of a corridor's edge it lies
CURATED = "curated"  # its corridors are as curated


def place_known(
    con: duckdb.DuckDBPyConnection, lake: Lake, parent: Manifest, rewritten: dict[str, dict[Cut, str]]
) -> Counter[str]:
    """Place the incidents of all feeds anew, and add the cuts that differ to `rewritten`.

    The tables that `con` sees hold all corridors of the coming release. Returns how many incidents came to lie on which
    corridor. A corridor that a file names stays; one that moves to another corridor is no longer tied to a patrol.
    """
    corridors.draw_routes(con)
    con.execute("CREATE SCHEMA placed_anew")
    placed: Counter[str] = Counter()
    for feed in sorted({part.feed for part in parent.tables[INCIDENTS.name].parts} - {CURATED}):
        cuts = {}
        for part in parent.tables[INCIDENTS.name].parts:
            if part.feed == feed and (moved := _moved(con, lake, parent, part)):
                rows = lake.rows_of(con, parent, INCIDENTS.name, lambda other, part=part: other.cut == part.cut)
                found = con.execute(
                    f"SELECT corridor, count(*) FROM {moved} WHERE corridor IS DISTINCT FROM before GROUP BY ALL"
                ).fetchall()
                placed.update({corridor: count for corridor, count in found if corridor})
                cuts[part.cut] = PLACED_ANEW.format(rows=rows, moved=moved)
        if cuts:
            rewritten.setdefault(INCIDENTS.name, {}).update(cuts)
            days = coverage_of(con, lake, parent, feed, {INCIDENTS.name: cuts})
            rewritten.setdefault(COVERAGE.name, {})[Cut(feed)] = days
    return placed


def distances_said(con: duckdb.DuckDBPyConnection, lake: Lake, parent: Manifest | None, feed: str) -> dict[int, float]:
    """How far from a route a point may lie, as the loads of a feed said, by the release that each made."""
    loads = lake.rows_of(con, parent, LOADS.name, lambda part: part.feed == feed)
    said = con.execute(
        f"SELECT release, any_value(try_cast(options ->> 'within_km' AS DOUBLE)) FROM ({loads}) GROUP BY release"
    ).fetchall()
    return {release: WITHIN_KM if within_km is None else within_km for release, within_km in said}


def _moved(con, lake: Lake, parent: Manifest, part: Part) -> str | None:
    """The name of a table of the incidents of a part that belong elsewhere than they stand; None where there are none."""

    def of_feed(other: Part) -> bool:
        return other.feed == part.feed

    name = f"placed_anew.{part.feed}_{part.year}"
    stated = STATED.format(
        incidents=lake.rows_of(con, parent, INCIDENTS.name, lambda other: other.cut == part.cut),
        placements=lake.rows_of(con, parent, PLACEMENTS.name, of_feed),
        loads=lake.rows_of(con, parent, LOADS.name, of_feed),
        within_km=WITHIN_KM,
    )
    con.execute(f"CREATE TABLE {name}_stated AS {stated}")
    distances = con.execute(f"SELECT DISTINCT within_km FROM {name}_stated").fetchall()
    for ordinal, (within_km,) in enumerate(distances):
        corridors.nearest(
            con,
            f"{name}_nearest_{ordinal}",
            f"SELECT point_id, lat, lon, given FROM {name}_stated WHERE lat IS NOT NULL "
            f"AND geo_precision = {literal(PLACED_PRECISION)} AND within_km = {within_km}",
            within_km,
        )
    nearest = " UNION ALL ".join(f"FROM {name}_nearest_{ordinal}" for ordinal in range(len(distances)))
    if not nearest:
        return None
    con.execute(f"CREATE TABLE {name} AS {MOVED.format(stated=f'{name}_stated', nearest=nearest)}")
    return name if con.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchall() else None
