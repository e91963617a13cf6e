"""Points in one cell, odd degrees, and latitude and longitude that changed places: what a whole table shows of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count

import duckdb

from etl.errors import FileRefused
from etl.feeds import PointColumns
from etl.load.sql import make_table
from etl.tables.schema import quote_identifier, quote_text

LEAST_POINTS = 2  # different ones: a single point may lie anywhere
_ordinals = count()


def join_grid(relation: str, columns: PointColumns | None) -> str:
    """Return the relation with zone, easting and northing of UTM as one text in the column of points, where they stand in several."""
    if not columns or not columns.point or not columns.northing:
        return relation
    point, northing = (f"known(plain({quote_identifier(name)}))" for name in (columns.point, columns.northing))
    zone = (
        f"known(plain({quote_identifier(columns.zone_column)}))"
        if columns.zone_column
        else quote_text(columns.zone or "")
    )
    # Blanks between thousands are none of UTM's, and a comma is a decimal one.
    figures = ", ".join(f"replace(replace({cell}, ' ', ''), ',', '.')" for cell in (point, northing))
    text = f"CASE WHEN {point} IS NOT NULL OR {northing} IS NOT NULL THEN concat_ws(' ', {zone}, {figures}) END"
    return f"(SELECT * REPLACE ({text} AS {quote_identifier(columns.point)}) FROM {relation})"


def join_points(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    columns: PointColumns | None,
    routes: Sequence[str],
    heads: Mapping[str, str],
) -> tuple[str, tuple[str, ...]]:
    """Read each different text of a column of points once; `heads` are what the file calls its columns.

    Makes a table of the texts with their points, in decimal degrees of WGS 84.
    Returns the join that gives `point lat`, `point lon` and `point precision` beside the rows of `cells`, and what to warn of.
    """
    if not columns or not columns.point:
        return "", ()
    from etl.feeds.points.choice import choose_readings  # its libraries take long to load, and few files need them
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
    warnings = []
    if undecided:
        number = sum(rows[text] for text, found in readings.items() if not choices[text] and len(found) > 1)
        head = heads.get(columns.point, columns.point)
        warnings.append(
            f"{head}: points have two readings ({' or '.join(sorted(undecided))}), and nothing in the table shows which holds; they "
            f'are not known (cells: {number:,}). Say --map "{head}=lat_lon" or --map "{head}=lon_lat".'
        )
    return f" LEFT JOIN {table} ON {table}.{quote_identifier('text of point')} = cells.{name}", tuple(warnings)


NO_DEGREES = ' CROSS JOIN (SELECT NULL::DOUBLE AS "odd lat", NULL::DOUBLE AS "odd lon") AS no_degrees'


def join_degrees(
    con: duckdb.DuckDBPyConnection, odd: dict[str, list[str]], columns: PointColumns | None, routes: Sequence[str]
) -> str:
    """Read the latitudes and longitudes that SQL does not, of those in `odd`: return the join that gives `odd lat` and `odd lon`
    beside the rows of `cells`, in decimal degrees of WGS 84. Makes a table for each axis.
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
    heads: Mapping[str, str],
) -> None:
    """Refuse a table whose latitudes are longitudes by the evidence of all its points, which `staged` gives. Raises FileRefused.

    It is refused and not corrected: where the order is a mistake, what else is in the file has been handled by hand too, and a
    point that is moved in silence may come to lie on a corridor. One word from the person who loads settles it.
    """
    if not columns or not columns.lat or not columns.lon or columns.is_told:
        return
    found = con.execute(f"SELECT DISTINCT lat, lon FROM {staged} WHERE fate IS NULL AND lat IS NOT NULL").fetchnumpy()
    if not routes or len(found["lat"]) < LEAST_POINTS:
        return
    from etl.feeds.points.choice import is_swapped

    if is_swapped(found["lat"], found["lon"], _find_area(tuple(routes))):
        lat, lon = (f'"{heads.get(column, column)}"' for column in (columns.lat, columns.lon))
        raise FileRefused(
            f"{name}: {lat} and {lon} look swapped, since none of its {len(found['lat']):,} different points lies in the country "
            "of a corridor, and the other way round all would. Say --map "
            f"{lat}=lon --map {lon}=lat if they are, or --map {lat}=lat --map {lon}=lon if they are not."
        )


@cache
def _find_area(routes: tuple[str, ...]):  # type: ignore[no-untyped-def]  # imported when it is needed
    from etl.feeds.points.corridor_area import CorridorArea

    return CorridorArea(routes)
