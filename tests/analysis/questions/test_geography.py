"""The outlines of coast and borders that the map draws around a corridor."""

import json
import subprocess
import sys

from analysis.questions.road.outlines import Window, outlines
from etl.paths import GEOGRAPHY

NEAR_IDLIB = Window(35.6, 35.5, 37.2, 36.2)


def points(lines):
    return [tuple(point) for line in lines for point in line]


def test_a_corridor_in_a_region_of_its_own_file_has_detailed_outlines():
    found = outlines(NEAR_IDLIB)
    assert len(points(found["coast"])) > 20
    assert len(points(found["border"])) > 20


def test_a_corridor_anywhere_else_has_the_generalised_ones():
    found = outlines(Window(-0.5, 50.5, 3.5, 52.5))  # the Strait of Dover
    assert found["coast"]
    assert len(points(found["coast"])) < 60


def test_segments_that_cannot_come_into_the_window_are_left_out():
    for line in points(outlines(NEAR_IDLIB)["border"]):
        assert NEAR_IDLIB.widen(1.0).holds(Window(*line, *line))


def test_outlines_are_small_enough_to_keep():
    assert sum(path.stat().st_size for path in GEOGRAPHY.glob("*.geojson")) < 200_000


def test_an_arc_of_one_country_is_a_coast_and_one_of_two_a_border(tmp_path):
    square = '{"type": "Polygon", "arcs": [[%s]]}'
    topology = (
        '{"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": [[[0, 0], [0, 4]], [[0, 0], [9, 0], [0, 4], [-9, 0]],'
        f' [[0, 0], [-9, 0], [0, 4], [9, 0]]], "objects": {{"countries": {{"geometries": [{square % "0, 1"}, {square % "-1, 2"}]}}}}}}'
    )
    (tmp_path / "world.json").write_text(topology)
    command = [sys.executable, str(GEOGRAPHY / "cut.py"), str(tmp_path / "world.json")]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = {
        feature["properties"]["kind"]: feature["geometry"]["coordinates"] for feature in json.loads(written)["features"]
    }
    assert lines["border"] == [[[0, 0], [0, 4]]]
    assert lines["coast"] == [[[0, 0], [9, 0], [9, 4], [0, 4]], [[0, 0], [-9, 0], [-9, 4], [0, 4]]]
