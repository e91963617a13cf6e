"""The base map around a corridor."""

import json

import pyarrow.parquet as pq
import pytest

from analysis.questions.route.base_map import BaseMap, Window, find_town, read_base_map
from analysis.questions.route.near_line import find_near, list_points_in_window
from etl.paths import GEOGRAPHY
from tests.cases import attack, fill_tables, open_in_memory

NEAR_IDLIB = Window(35.6, 35.5, 37.2, 36.2)


@pytest.fixture(scope="module")
def idlib() -> BaseMap:
    return read_base_map(NEAR_IDLIB)


def test_a_corridor_in_a_region_of_its_own_file_has_villages_and_provinces(idlib):
    assert {"Idlib", "Sarmīn"} <= {town["name"] for town in idlib.towns}
    assert idlib.province
    assert idlib.border
    populations = [town["population"] for town in idlib.towns]
    assert populations == sorted(populations, reverse=True)


def test_a_corridor_anywhere_else_has_a_map_of_the_world_extract():
    found = read_base_map(Window(-0.5, 50.5, 3.5, 52.5))  # the Strait of Dover
    assert found.land
    assert {"Dover", "Calais"} <= {town["name"] for town in found.towns}
    assert all(town["population"] >= 15_000 for town in found.towns)


def test_the_euphrates_flows_past_raqqa():
    assert any(38.9 < lon < 39.2 for line in read_base_map(Window(38, 35.5, 40, 36.5)).river for lon, _ in line)


def test_the_strait_has_its_island():
    def is_in_strait(ring) -> bool:
        return all(43.3 < lon < 43.5 and 12.6 < lat < 12.75 for lon, lat in ring)

    assert any(map(is_in_strait, read_base_map(Window(40, 10, 50, 20)).land))


def test_what_a_window_holds_is_cut_at_its_edges(idlib):
    window = NEAR_IDLIB
    for line in (*idlib.land, *idlib.lake, *idlib.river, *idlib.border, *idlib.province):
        for lon, lat in line:
            assert window.west - 1e-9 <= lon <= window.east + 1e-9
            assert window.south - 1e-9 <= lat <= window.north + 1e-9


def test_rings_of_land_are_closed(idlib):
    assert all(ring[0] == ring[-1] for ring in idlib.land)


def test_the_open_sea_has_no_land():
    assert read_base_map(Window(-40, 30, -35, 35)).land == []


def test_extracts_are_small_enough_to_keep_and_name_their_sources():
    for name, most in (("m4", 1_500_000), ("red_sea", 1_500_000), ("world", 10_000_000)):
        path = GEOGRAPHY / f"{name}.parquet"
        assert path.stat().st_size < most
        about = pq.read_schema(path).metadata
        assert b"Natural Earth" in about[b"credit"]
        assert json.loads(about[b"geo"])["primary_column"] == "geometry"


def test_a_town_is_found_by_the_beginning_of_its_name_the_largest_first():
    assert find_town("sarmīn") == pytest.approx((36.73, 35.9), abs=0.05)
    assert find_town("Khartou") == pytest.approx((32.53, 15.55), abs=0.1)
    assert find_town("no such town") is None and find_town(" ") is None


def test_incidents_with_an_exact_point_within_six_kilometres_are_near_a_line():
    # At this latitude 0.01° is 1.1 km to the north and 0.9 km to the east. The line follows 36° N.
    at = {
        "on it": (36.5, 36.0),
        "5 km beside": (36.5, 36.045),
        "7 km beside": (36.5, 36.063),
        "beyond its end": (37.1, 36.0),
        "far": (40.0, 36.0),
    }
    rows = [attack("2020-03-01", lon=lon, lat=lat, geo_precision="exact") for lon, lat in at.values()]
    rows.append(attack("2020-03-01", lon=36.5, lat=36.0, geo_precision="admin1"))
    release = open_in_memory(fill_tables(incidents=rows))
    points = list_points_in_window(release, Window(36, 35, 38, 37), 10)
    assert sorted(points) == sorted(list(at.values())[:4])
    near = {name: find_near([point], [(36.0, 36.0), (37.0, 36.0)]) for name, point in at.items()}
    assert near == {
        "on it": [True],
        "5 km beside": [True],
        "7 km beside": [False],
        "beyond its end": [False],
        "far": [False],
    }
