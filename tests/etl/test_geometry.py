"""The kilometre of a place, on routes whose kilometres can be computed by hand."""

import duckdb
import pytest

from etl.geometry import draw_routes, measure_km, nearest, parse_route
from tests.cases import attack, corridor, open_case, patrol, place

CORRIDORS = [
    corridor("road"),  # due east from (36, 36) to (36, 37): 100 km by its posts
    corridor("posts", km_from=200, km_to=240),
    # North for a degree and back again: two legs of equal length between the posts 0 and 60.
    corridor("legs", km_to=60, route=[[36.0, 36.0], [36.0, 37.0], [36.0, 36.0]]),
    corridor("bend", route=[[36.0, 36.0], [36.0, 36.5], [36.5, 36.5]]),
    corridor("undrawn", route=None),
    corridor("line", route=[[179.0, 0.0], [-179.0, 0.0]]),  # two degrees across the date line
]
POINTS = [
    *[(name, 36.0, 36.25) for name in ("road", "posts", "undrawn", None)],
    *[("road", 36.0, lon) for lon in (36.0, 36.5, 37.0, 35.9, 37.1)],
    *[("road", lat, 36.5) for lat in (36.1, 35.9)],
    ("road", 36.1, 37.001),
    ("legs", 37.0, 36.0),
    ("bend", 36.55, 35.95),
    *[("line", 0.0, lon) for lon in (179.5, 180.0, -180.0, -179.5, 178.9, -178.9)],
]


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    release, _ = open_case(
        tmp_path_factory.mktemp("corridors"),
        corridors=CORRIDORS,
        places=[place("Start", 36.0, 36.0), place("Midway", 36.0, 36.5)],
        incidents=[attack("2020-03-15", corridor=name, lat=lat, lon=lon) for name, lat, lon in POINTS],
        patrols=[patrol("2020-03-15", place_from="Start", place_to="Midway"), patrol("2020-03-16", place_to="Start")],
    )
    return release


@pytest.fixture
def kilometre(release):
    """Return (km, offset_km) of a place, as an incident of a corridor has them."""
    rows = release.query("SELECT corridor, lat, lon, km, offset_km FROM incidents").to_pylist()
    found = {(row["corridor"], row["lat"], row["lon"]): (row["km"], row["offset_km"]) for row in rows}
    return lambda corridor, lat, lon: found[corridor, lat, lon]


@pytest.mark.parametrize(("lon", "km"), [(36.0, 0), (36.25, 25), (36.5, 50), (37.0, 100)])
def test_a_place_on_a_straight_road_lies_as_far_along_its_posts_as_along_its_line(kilometre, lon, km):
    assert kilometre("road", 36.0, lon) == (km, 0)


@pytest.mark.parametrize(
    ("lon", "km"), [(179.5, 25), (180.0, 50), (-180.0, 50), (-179.5, 75), (178.9, None), (-178.9, None)]
)
def test_kilometres_go_on_across_the_date_line(kilometre, lon, km):
    assert kilometre("line", 0.0, lon)[0] == km


@pytest.mark.parametrize("lat", [36.1, 35.9])
def test_a_place_beside_the_road_has_the_kilometre_of_the_nearest_point_and_its_distance(kilometre, lat):
    # A tenth of a degree of latitude is 11.1 km, on either side.
    assert kilometre("road", lat, 36.5) == (50, 11.1)


@pytest.mark.parametrize(("lat", "lon"), [(36.0, 35.9), (36.0, 37.1), (36.1, 37.001)])
def test_a_place_beyond_an_end_post_has_no_kilometre(kilometre, lat, lon):
    assert kilometre("road", lat, lon)[0] is None


def test_posts_that_do_not_begin_at_0_are_kept(kilometre):
    assert kilometre("posts", 36.0, 36.25) == (210, 0)


def test_one_factor_holds_for_a_line_of_several_legs(kilometre):
    assert kilometre("legs", 37.0, 36.0) == (30, 0)


def test_a_place_outside_a_bend_has_the_kilometre_of_the_bend(kilometre):
    # The bend is no end of the line. The leg before it is 55.6 km (half a degree of latitude), the one after it 44.8 km
    # (half a degree of longitude at 36.33 degrees, the mean of the three points), so it lies at 55.4 of 100. The place
    # is 5.56 km north and 4.48 km west of it: 7.1 km.
    assert kilometre("bend", 36.55, 35.95) == (55.4, 7.1)


def test_a_corridor_without_a_line_has_no_kilometres(kilometre):
    assert kilometre("undrawn", 36.0, 36.25) == (None, None)


def test_an_incident_off_every_corridor_has_no_kilometre(kilometre):
    assert kilometre(None, 36.0, 36.25) == (None, None)


def test_a_patrol_has_the_kilometres_of_its_places(release):
    rows = release.query("SELECT km_from, km_to FROM patrols ORDER BY patrol_id").to_pylist()
    assert rows == [{"km_from": 0, "km_to": 50}, {"km_from": None, "km_to": 0}]


def test_the_points_of_a_line_are_read_from_its_text():
    assert parse_route("LINESTRING (36.5 35.8, -1.0 2.25)") == [(36.5, 35.8), (-1.0, 2.25)]


def test_a_text_that_is_no_line_is_a_fault():
    with pytest.raises(AssertionError, match="POINT"):
        parse_route("POINT (36.5 35.8)")


@pytest.mark.parametrize("lons", [(36, 37), (179.5, -179.5), (-179.5, 179.5)], ids=["inland", "east", "west"])
def test_a_degree_of_the_equator_is_as_long_across_the_date_line(lons):
    assert measure_km([(lon, 0.0) for lon in lons]) == pytest.approx(111.195)


@pytest.mark.parametrize(("lon", "corridor"), [(179.9, "west"), (-179.95, "west"), (-179.8, "east"), (-179.0, None)])
def test_the_nearest_corridor_changes_on_the_other_side_of_the_date_line(lon, corridor):
    # Two roads due north, at 179.95 degrees east and 179.75 degrees west: 33 km apart, half-way between them lies 179.9 degrees west.
    with duckdb.connect() as con:
        con.execute("CREATE TABLE corridors (corridor VARCHAR, route VARCHAR, km_from DOUBLE, km_to DOUBLE)")
        roads = {"west": 179.95, "east": -179.75}
        con.executemany(
            "INSERT INTO corridors VALUES (?, ?, 0, 100)",
            [[name, f"LINESTRING ({lon} -0.5, {lon} 0.5)"] for name, lon in roads.items()],
        )
        draw_routes(con)
        nearest(con, "found", f"SELECT 0.0 AS lat, {lon}::DOUBLE AS lon, NULL::VARCHAR AS given", 30)
        assert con.execute("SELECT corridor, km FROM found").fetchall() == ([(corridor, 50)] if corridor else [])


def test_a_place_gets_its_nearest_corridor_once_unless_another_is_given():
    # Two roads due east at 36.0 and 36.1 degrees north; the points lie nearer to the first.
    with duckdb.connect() as con:
        con.execute("CREATE TABLE corridors (corridor VARCHAR, route VARCHAR, km_from DOUBLE, km_to DOUBLE)")
        con.executemany(
            "INSERT INTO corridors VALUES (?, ?, 0, 100)",
            [[name, f"LINESTRING (36 {lat}, 37 {lat})"] for name, lat in (("near", 36.0), ("far", 36.1))],
        )
        draw_routes(con)
        points = "SELECT 36.01::DOUBLE AS lat, 36.5::DOUBLE AS lon, col0 AS given FROM (VALUES (NULL::VARCHAR), (NULL), ('far'), ('unknown'))"
        nearest(con, "found", points, 30)
        found = con.execute("SELECT lat, lon, given, corridor, km FROM found ORDER BY ALL").fetchall()
    assert found == [(36.01, 36.5, "far", "far", 50), (36.01, 36.5, None, "near", 50)]


def test_thousands_of_places_beside_a_winding_route_are_compared_only_with_the_segments_near_them():
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '100MB'; SET temp_directory = ''; SET threads = 1")
        con.execute("CREATE TABLE corridors (corridor VARCHAR, route VARCHAR, km_from DOUBLE, km_to DOUBLE)")
        turns = ", ".join(f"{36 + nth / 50} {35 + nth % 2}" for nth in range(200))
        con.execute(f"INSERT INTO corridors VALUES ('winding', 'LINESTRING ({turns})', 0, 100)")
        draw_routes(con)
        nearest(
            con,
            "found",
            "SELECT 35.5 AS lat, 36.01 + nth / 4000 AS lon, NULL AS given FROM range(15_800) AS rows(nth)",
            5,
        )
        measured = con.execute("SELECT count(*), min(km), max(km), max(offset_km) FROM found").fetchall()
    assert measured == [(15_800, 0.3, 99.2, 0.9)]
