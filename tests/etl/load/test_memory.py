"""A load has a limit of memory, and so has a change of corridors."""

import pytest

from etl.errors import PatrolwatchError
from etl.lake import Lake
from etl.load import pipeline
from etl.load.files import new_corridor
from etl.load.sql import connection
from tests.cases import attack, publish_case


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
