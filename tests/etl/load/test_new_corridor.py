"""Another corridor beside those of the case: placed, listed, asked like any other."""

import json

import click
import pytest

from analysis.questions.holdings import read_choices
from analysis.release import open_release
from commands.arguments import TimeZone
from etl.errors import FileRefused, UsageError
from etl.load import pipeline as intake
from etl.load.files import new_corridor
from tests.cases import attack, released

HEAD = "date,record,corridor,lat,lon,killed\n"


@pytest.fixture()
def lake(tmp_path):
    return released(tmp_path, incidents=[attack("2020-03-01")])


def route(tmp_path, found=None):
    path = tmp_path / "route.geojson"
    line = {"type": "LineString", "coordinates": [[40.0, 35.0], [41.0, 35.0]]}
    path.write_text(json.dumps(found or {"type": "Feature", "properties": {}, "geometry": line}), encoding="utf-8")
    return path


def loaded(lake, tmp_path, rows):
    path = tmp_path / "table.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return intake.load(lake, [path])


def incidents(lake):
    rows = open_release(lake, lake.numbers()[-1]).query(
        "SELECT corridor, km, offset_km FROM incidents WHERE feed = 'analyst' ORDER BY date"
    )
    return [tuple(row.values()) for row in rows.to_pylist()]


def test_records_that_were_there_before_are_found_on_it(lake, tmp_path):
    loaded(
        lake,
        tmp_path,
        "2020-05-01,incident,,35.01,40.5,1\n2020-05-02,incident,,35.5,40.5,1\n2020-05-03,incident,,35,39.9,1\n",
    )
    release, found = new_corridor.add_corridor(lake, "east", route(tmp_path), km_to=100)
    assert (release.number, found) == (3, 1)
    assert incidents(lake) == [("east", 50.0, 1.1), (None, None, None), (None, None, None)]


def test_records_that_come_later_are_placed_on_it(lake, tmp_path):
    new_corridor.add_corridor(lake, "east", route(tmp_path), km_from=10, km_to=110)
    loaded(lake, tmp_path, "2020-05-01,incident,,35,40.25,1\n")
    assert incidents(lake) == [("east", 35.0, 0.0)]


def test_it_says_what_its_count_holds_beside_joint_patrols(lake, tmp_path):
    new_corridor.add_corridor(lake, "east", route(tmp_path), count_holds=("one_party",))
    new_corridor.add_corridor(lake, "west", route(tmp_path))
    query = "SELECT corridor, count_holds FROM corridors WHERE corridor <> 'road' ORDER BY 1"
    rows = open_release(lake, lake.numbers()[-1]).query(query)
    assert [tuple(row.values()) for row in rows.to_pylist()] == [("east", ["one_party"]), ("west", None)]


def test_the_pages_can_be_asked_for_it(lake, tmp_path):
    new_corridor.add_corridor(lake, "east", route(tmp_path), parties=("a",))
    loaded(lake, tmp_path, "2020-05-01,attack,,35,40.25,1\n")
    release = open_release(lake, lake.numbers()[-1])
    choices = read_choices(release)
    assert ("east", "analyst") in choices.days
    assert release.query("SELECT count(*) AS n FROM attacks WHERE corridor = 'east'")["n"][0].as_py() == 1


def test_without_posts_it_is_as_long_as_its_line(lake, tmp_path):
    new_corridor.add_corridor(lake, "east", route(tmp_path))
    rows = open_release(lake, 2).query("SELECT km_from, km_to FROM corridors WHERE corridor = 'east'").to_pylist()
    assert rows == [{"km_from": 0.0, "km_to": 91.1}]


def test_a_name_that_is_taken_is_refused(lake, tmp_path):
    with pytest.raises(UsageError, match="There is a corridor road already"):
        new_corridor.add_corridor(lake, "road", route(tmp_path))
    assert lake.numbers() == [1]


@pytest.mark.parametrize(
    "found", [{"type": "Point", "coordinates": [1, 2]}, {"type": "FeatureCollection", "features": []}, []]
)
def test_a_file_without_one_line_is_refused(lake, tmp_path, found):
    with pytest.raises(FileRefused, match="not a GeoJSON file with one LineString"):
        new_corridor.add_corridor(lake, "east", route(tmp_path, found or {"type": "x"}))


def test_its_time_zone_is_kept(lake, tmp_path):
    new_corridor.add_corridor(lake, "east", route(tmp_path), zone="Asia/Damascus")
    assert open_release(lake, 2).query("SELECT zone FROM corridors WHERE corridor = 'east'")["zone"].to_pylist() == [
        "Asia/Damascus"
    ]


@pytest.mark.parametrize("zone", ["Damascus", "UTC+3", "../etc"])
def test_a_time_zone_that_is_none_is_refused(zone):
    with pytest.raises(click.BadParameter, match="no time zone"):
        TimeZone().convert(zone, None, None)


def test_the_embedded_case_can_be_built_again_beside_it(lake, tmp_path):
    new_corridor.add_corridor(lake, "east", route(tmp_path))
    loaded(lake, tmp_path, "2020-05-01,attack,,35,40.25,1\n")
    released(tmp_path, incidents=[attack("2020-03-01"), attack("2020-03-02")])
    assert incidents(lake) == [("east", 22.8, 0.0)]
