"""A load has a limit of memory, and so has a change of corridors."""

import pytest

from etl.errors import PatrolwatchError
from etl.lake import Lake
from etl.load import pipeline, place
from etl.load.files import new_corridor
from etl.load.sql import connection, read_query
from tests.cases import attack, publish_case, read_rows


def test_a_file_that_needs_more_memory_is_refused_in_one_sentence_and_publishes_nothing(tmp_path, monkeypatch):
    file, lake = tmp_path / "attacks.csv", Lake(tmp_path / "lake")
    rows = "".join(f"2020-03-05,ied,Ariha,note {number}\n" for number in range(2_000))
    file.write_text("date,kind,place,note\n" + rows)
    monkeypatch.setattr(connection, "MEMORY", "1 MB")
    with pytest.raises(PatrolwatchError, match=r"more memory than a load may use \(1 MB\).* one year at a time"):
        pipeline.load(lake, [file])
    assert lake.list_numbers() == []


def test_a_corridor_beside_incidents_that_need_more_memory_is_refused_and_publishes_nothing(tmp_path, monkeypatch):
    lake, route = publish_case(tmp_path, incidents=[attack("2020-03-01")]), tmp_path / "route.geojson"
    file = tmp_path / "attacks.csv"
    file.write_text("date,kind,lat,lon\n" + "".join(f"2020-03-05,ied,35,40.{number}\n" for number in range(2_000)))
    pipeline.load(lake, [file])
    route.write_text('{"type": "LineString", "coordinates": [[40.0, 35.0], [41.0, 35.0]]}')
    monkeypatch.setattr(connection, "MEMORY", "1 MB")
    with pytest.raises(PatrolwatchError, match=r"more memory than a load may use \(1 MB\)"):
        new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", route))
    assert lake.list_numbers() == [1, 2]


def test_incidents_at_more_places_than_are_joined_again_and_again_are_placed_the_same(tmp_path, monkeypatch):
    file = tmp_path / "attacks.csv"
    rows = "".join(f"2020-03-0{1 + nth % 5},ied,36.0{nth},36.{nth},army;police\n" for nth in range(9))
    file.write_text("date,kind,lat,lon,reported_by\n" + rows)
    hashes = set()
    for most in (place.MOST_PLACES_JOINED, 0):
        lake = publish_case(tmp_path / str(most), incidents=[attack("2020-03-01")])
        monkeypatch.setattr(place, "MOST_PLACES_JOINED", most)
        hashes.add(pipeline.load(lake, [file]).release.content_hash)
        on_it = "SELECT count(*) FROM incidents WHERE corridor IS NOT NULL AND feed = 'analyst'"
        assert read_rows(lake, on_it) == [(6,)]
    assert len(hashes) == 1


def test_whether_a_file_is_older_is_asked_of_the_known_records_once():
    assert read_query("older").count("{known}") == 1
