"""The kilometre of a place, on lines whose kilometres can be counted by hand."""

import pytest

from etl.corridors import route_points
from tests.cases import attack, corridor, opened, patrol, place


def kilometres(folder, points, **columns):
    """{(lat, lon): (km, offset_km)} of places beside the straight road from (36, 36) to (36, 37): 100 km by its posts."""
    incidents = [attack("2020-03-15", lat=lat, lon=lon) for lat, lon in points]
    release, _ = opened(folder, corridors=[corridor("road", **columns)], incidents=incidents)
    rows = release.query("SELECT lat, lon, km, offset_km FROM incidents").to_pylist()
    return {(row["lat"], row["lon"]): (row["km"], row["offset_km"]) for row in rows}


def test_a_place_on_a_straight_road_lies_as_far_along_its_posts_as_along_its_line(tmp_path):
    found = kilometres(tmp_path, [(36.0, 36.0), (36.0, 36.25), (36.0, 36.5), (36.0, 37.0)])
    assert found == {(36.0, 36.0): (0, 0), (36.0, 36.25): (25, 0), (36.0, 36.5): (50, 0), (36.0, 37.0): (100, 0)}


def test_a_place_beside_the_road_has_the_kilometre_of_the_nearest_point_and_its_distance(tmp_path):
    # A tenth of a degree of latitude is 11.1 km, on either side.
    found = kilometres(tmp_path, [(36.1, 36.5), (35.9, 36.5)])
    assert found == {(36.1, 36.5): (50, 11.1), (35.9, 36.5): (50, 11.1)}


def test_a_place_beyond_an_end_post_has_no_kilometre(tmp_path):
    found = kilometres(tmp_path, [(36.0, 35.9), (36.0, 37.1), (36.1, 37.001)])
    assert [km for km, _ in found.values()] == [None, None, None]


def test_posts_that_do_not_begin_at_0_are_kept(tmp_path):
    assert kilometres(tmp_path, [(36.0, 36.25)], km_from=200, km_to=240) == {(36.0, 36.25): (210, 0)}


def test_one_factor_holds_for_a_line_of_several_legs(tmp_path):
    # North for a degree of latitude, then south again: two legs of equal length between the posts 0 and 60.
    legs = [[36.0, 36.0], [36.0, 37.0], [36.0, 36.0]]
    found = kilometres(tmp_path, [(37.0, 36.0)], route=legs, km_to=60)
    assert found == {(37.0, 36.0): (30, 0)}


def test_a_place_at_a_bend_belongs_to_the_road(tmp_path):
    # Outside a right angle the nearest point is the bend itself, which is no end of the line.
    bend = [[36.0, 36.0], [36.0, 36.5], [36.5, 36.5]]
    ((km, _),) = kilometres(tmp_path, [(36.55, 35.95)], route=bend).values()
    # 55.6 km north and half a degree of longitude at the mean of the two legs' latitudes, about 44.7 km, east.
    assert 55 < km < 56


def test_a_corridor_without_a_line_has_no_kilometres(tmp_path):
    assert kilometres(tmp_path, [(36.0, 36.5)], route=None) == {(36.0, 36.5): (None, None)}


def test_an_incident_off_every_corridor_has_no_kilometre(tmp_path):
    release, _ = opened(tmp_path, incidents=[attack("2020-03-15", corridor=None, lat=36.0, lon=36.5)])
    assert release.query("SELECT km, offset_km FROM incidents").to_pylist() == [{"km": None, "offset_km": None}]


def test_a_patrol_has_the_kilometres_of_its_places(tmp_path):
    release, _ = opened(
        tmp_path,
        places=[place("Start", 36.0, 36.0), place("Midway", 36.0, 36.5)],
        patrols=[patrol("2020-03-15", place_from="Start", place_to="Midway"), patrol("2020-03-16", place_to="Start")],
    )
    rows = release.query("SELECT km_from, km_to FROM patrols ORDER BY patrol_id").to_pylist()
    assert rows == [{"km_from": 0, "km_to": 50}, {"km_from": None, "km_to": 0}]


def test_the_points_of_a_line_are_read_from_its_text():
    assert route_points("LINESTRING (36.5 35.8, -1.0 2.25)") == [(36.5, 35.8), (-1.0, 2.25)]


def test_a_text_that_is_no_line_is_a_fault():
    with pytest.raises(AssertionError, match="POINT"):
        route_points("POINT (36.5 35.8)")
