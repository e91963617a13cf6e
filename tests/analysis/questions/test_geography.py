"""The base map that is drawn around a corridor."""

import json

import pyarrow.parquet as pq
import pytest

from analysis.questions.route.base_map import BaseMap, Window, read_base_map
from etl.paths import GEOGRAPHY

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


def test_what_a_window_holds_is_cut_at_its_edges(idlib):
    window = NEAR_IDLIB
    for line in (*idlib.land, *idlib.lake, *idlib.border, *idlib.province):
        for lon, lat in line:
            assert window.west - 1e-9 <= lon <= window.east + 1e-9
            assert window.south - 1e-9 <= lat <= window.north + 1e-9


def test_rings_of_land_are_closed(idlib):
    assert all(ring[0] == ring[-1] for ring in idlib.land)


def test_the_open_sea_has_no_land():
    assert read_base_map(Window(-40, 30, -35, 35)).land == []


def test_extracts_are_small_enough_to_keep_and_name_their_sources():
    for name, most in (("m4", 1_500_000), ("world", 10_000_000)):
        path = GEOGRAPHY / f"{name}.parquet"
        assert path.stat().st_size < most
        about = pq.read_schema(path).metadata
        assert b"Natural Earth" in about[b"credit"]
        assert json.loads(about[b"geo"])["primary_column"] == "geometry"
