"""Decides by a whole table how points in one cell, odd degrees and swapped coordinates are read."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count

import duckdb

from etl.errors import FileRefused, Note
from etl.feeds import PointColumns
from etl.load.sql import make_table
from etl.tables.schema import quote_identifier, quote_text

LEAST_POINTS = 2  # distinct points; a single one may be anywhere
_ordinals = count()


def join_grid(relation: str, columns: PointColumns | None) -> str:
    """Return the relation with UTM zone, easting and northing joined as text, if they are in separate columns."""
    if not columns or not columns.point or not columns.northing:
        return relation
    point, northing = (f"known(plain({quote_identifier(name)}))" for name in (columns.point, columns.northing))
    zone = (
        f"known(plain({quote_identifier(columns.zone_column)}))"
        if columns.zone_column
        else quote_text(columns.zone or "")
    )
    # UTM has no spaces between thousands, and its comma is a decimal one.
    figures = ", ".join(f"replace(replace({cell}, ' ', ''), ',', '.')" for cell in (point, northing))
    text = f"CASE WHEN {point} IS NOT NULL OR {northing} IS NOT NULL THEN concat_ws(' ', {zone}, {figures}) END"
    return f"(SELECT * REPLACE ({text} AS {quote_identifier(columns.point)}) FROM {relation})"


def join_points(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    columns: PointColumns | None,
    routes: Sequence[str],
    headers: Mapping[str, str],
) -> tuple[str, tuple[Note, ...]]:
    """Read each distinct text of a column of points once.

    Creates a table of the texts with their points in decimal degrees (WGS 84). `headers` maps columns to their names in the file.
    Returns the join that adds `point lat`, `point lon` and `point precision` to the rows of `cells`, and notes.
    """
    if not columns or not columns.point:
        return "", ()
    from etl.feeds.points.choice import (
        choose_readings,
    )  # imported here since its libraries load slowly and few files need them
    from etl.feeds.points.texts import read_point

    name = quote_identifier(columns.point)
    query = f"SELECT {name}, count(*) FROM {relation} WHERE known(plain({name})) IS NOT NULL GROUP BY ALL"
    rows = dict(con.execute(query).fetchall())
    readings = {text: read_point(text) for text in rows}
    needs_area = any(len(found) > 1 for found in readings.values())
    choices, undecided = choose_readings(readings, _find_area(tuple(routes)) if needs_area else None, columns.order)
    table = f"points_{next(_ordinals)}"
    types = {"text of point": "VARCHAR", "point lat": "DOUBLE", "point lon": "DOUBLE", "point precision": "VARCHAR"}
    make_table(con, table, types, [(text, *found[:3]) for text, found in choices.items() if found])
    notes = []
    if undecided:
        number = sum(rows[text] for text, found in readings.items() if not choices[text] and len(found) > 1)
        header = headers.get(columns.point, columns.point)
        note = Note(
            f"{header}: points can be read in two ways ({' or '.join(sorted(undecided))}), and nothing in the table shows which is right; they "
            f'are not known (cells: {number:,}). Use --map "{header}=lat_lon" or --map "{header}=lon_lat".',
            options=("map",),
        )
        notes.append(note)
    return f" LEFT JOIN {table} ON {table}.{quote_identifier('text of point')} = cells.{name}", tuple(notes)


NO_DEGREES = ' CROSS JOIN (SELECT NULL::DOUBLE AS "odd lat", NULL::DOUBLE AS "odd lon") AS no_degrees'


def join_degrees(
    con: duckdb.DuckDBPyConnection, odd: dict[str, list[str]], columns: PointColumns | None, routes: Sequence[str]
) -> str:
    """Read latitudes and longitudes in `odd` that SQL cannot read, and return the join that adds them to the rows of `cells`.

    The join gives `odd lat` and `odd lon` in decimal degrees (WGS 84). Creates a table for each axis.
    """
    if not columns or not columns.lat or not columns.lon:
        return ""
    axes = {"lat": columns.lat, "lon": columns.lon}
    query = "FROM unnest(?) AS t(cell) WHERE known(plain(cell)) IS NOT NULL AND read_degrees(plain(cell)) IS NULL"
    texts = {
        axis: [text for (text,) in con.execute(query, [odd.get(name, [])]).fetchall()] if odd.get(name) else []
        for axis, name in axes.items()
    }
    if not any(texts.values()):
        return NO_DEGREES
    from etl.feeds.points.choice import choose_angles
    from etl.feeds.points.texts import read_angle

    joins = []
    for axis, column in axes.items():
        readings = {text: read_angle(text, axis) for text in texts[axis]}
        is_between = any(len(found) > 1 for found in readings.values())
        chosen = choose_angles(readings, _find_area(tuple(routes)) if is_between else None)
        table = f"{axis}_{next(_ordinals)}"
        make_table(con, table, {f"text of {axis}": "VARCHAR", f"odd {axis}": "DOUBLE"}, list(chosen.items()))
        joins.append(
            f" LEFT JOIN {table} ON {table}.{quote_identifier(f'text of {axis}')} = cells.{quote_identifier(column)}"
        )
    return "".join(joins)


def refuse_swapped(
    con: duckdb.DuckDBPyConnection,
    name: str,
    staged: str,
    columns: PointColumns | None,
    routes: Sequence[str],
    headers: Mapping[str, str],
) -> None:
    """Refuse a table if all its points show that latitude and longitude are swapped. Raises FileRefused.

    The table is not corrected: a file with swapped columns was probably edited by hand in other ways too, and a point
    moved silently could end up on a corridor. The user settles it with one option.
    """
    if not columns or not columns.lat or not columns.lon or columns.is_given:
        return
    found = con.execute(f"SELECT DISTINCT lat, lon FROM {staged} WHERE fate IS NULL AND lat IS NOT NULL").fetchnumpy()
    if not routes or len(found["lat"]) < LEAST_POINTS:
        return
    from etl.feeds.points.choice import is_swapped

    if is_swapped(found["lat"], found["lon"], _find_area(tuple(routes))):
        lat, lon = (f'"{headers.get(column, column)}"' for column in (columns.lat, columns.lon))
        raise FileRefused(
            f"{name}: {lat} and {lon} look swapped, since none of its {len(found['lat']):,} distinct points is in the country "
            "of a corridor, and all would be if swapped. Use --map "
            f"{lat}=lon --map {lon}=lat if they are, or --map {lat}=lat --map {lon}=lon if they are not.",
            options=("map",),
        )


@cache
def _find_area(routes: tuple[str, ...]):  # type: ignore[no-untyped-def]  # imported when it is needed
    from etl.feeds.points.corridor_area import CorridorArea

    return CorridorArea(routes)
