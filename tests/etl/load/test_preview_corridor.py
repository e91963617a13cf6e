"""The preview of a corridor shows what it has once published, whatever file its route comes from."""

import pytest

from analysis.release import open_release
from etl.errors import FileRefused, ReleaseOvertaken, UsageError
from etl.formats.geo.route import read_route
from etl.load import pipeline
from etl.load.files import new_corridor
from etl.load.files.new_corridor import NewCorridor, add_corridor, preview_corridor
from tests.cases import attack, publish_case

LINE = [(40.0, 35.0), (41.0, 35.0)]
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
MARK = "<Placemark><LineString><coordinates>40,35,0 41,35,0</coordinates></LineString></Placemark>"
POINT = "<Placemark><Point><coordinates>40,35</coordinates></Point></Placemark>"
GPX = (
    '<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt lat="35" lon="40"/></trkseg>'
    '<trkseg><trkpt lat="35" lon="41"/></trkseg></trk></gpx>'
)
JSON = '{"type": "LineString", "coordinates": [[40, 35], [41, 35]]}'


@pytest.mark.parametrize("text", [KML.format(marks=MARK), KML.format(marks=POINT + MARK), GPX, JSON], ids=range(4))
def test_a_line_of_any_program_is_read(tmp_path, text):
    (tmp_path / "line").write_text(text, encoding="utf-8")
    assert read_route(tmp_path / "line") == LINE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (KML.format(marks=MARK + MARK), "2 lines"), (KML.format(marks=POINT), "0 lines"), (GPX[:-8], "valid XML"),
        (JSON.replace("41", "410"), "two points"), ('{"type": "Point", "coordinates": [1, 2]}', "a Point"), ("", "GeoJSON"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_one_line_is_refused_in_one_sentence(tmp_path, text, why):
    (tmp_path / "line").write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=why):
        read_route(tmp_path / "line")


def test_a_look_finds_what_the_corridor_then_holds_and_publishes_nothing(tmp_path):
    lake, line, table = (
        publish_case(tmp_path, incidents=[attack("2020-03-01")]),
        tmp_path / "line.gpx",
        tmp_path / "t.csv",
    )
    line.write_text(GPX, encoding="utf-8")
    table.write_text("id,date,record,lat,lon\na,2020-05-01,incident,35.01,40.5\nb,2020-05-02,incident,35.5,40.5\n")
    pipeline.load(lake, [table])
    previewed = preview_corridor(lake, NewCorridor("east", line, parties=["army"]))
    assert (previewed["compared_with"], lake.list_numbers()) == (2, [1, 2])
    assert previewed["corridor"]["km_to"] == pytest.approx(91.1, abs=0.1)
    with pytest.raises(ReleaseOvertaken):
        add_corridor(lake, NewCorridor("east", line), expected=1)
    _, found = add_corridor(lake, NewCorridor("east", line), expected=2, message="Another road")
    on_it = open_release(lake, 3).query("SELECT incident_id FROM incidents WHERE corridor = 'east'").to_pylist()
    assert [each["incident_id"] for each in previewed["rows"]] == [row["incident_id"] for row in on_it] == ["analyst:a"]
    assert found == previewed["found"] == 1
    for name, why in (("east", "already"), ("East!", "not a valid short name")):
        with pytest.raises(UsageError, match=why):
            preview_corridor(lake, NewCorridor(name, line))


def test_a_preview_lists_the_first_incidents_and_counts_all_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr(new_corridor, "MOST_ROWS", 2)
    monkeypatch.setattr(new_corridor, "MOST_POINTS", 1)
    lake, line, table = publish_case(tmp_path), tmp_path / "line.gpx", tmp_path / "t.csv"
    line.write_text(GPX, encoding="utf-8")
    points = [(40.5, "ied", "patrol"), (40.5, "protest", ""), (40.5, "ied", "civilian"), (40.7, "ied", "patrol")]
    rows = [
        f"{day},2020-05-0{day},{kind},{target},35.01,{lon}" for day, (lon, kind, target) in enumerate(points, start=1)
    ]
    table.write_text("\n".join(["id,date,kind,target,lat,lon", *rows]), encoding="utf-8")
    pipeline.load(lake, [table])
    previewed = preview_corridor(lake, NewCorridor("east", line))
    assert (previewed["found"], previewed["taken"]) == (4, {})
    assert [row["incident_id"] for row in previewed["rows"]] == ["analyst:1", "analyst:2"]
    [point] = previewed["points"]
    assert [point[name] for name in ("lon", "incidents", "attacks", "on_targets")] == [40.5, 3, 2, 1]
    add_corridor(lake, NewCorridor("east", line))
    beside = preview_corridor(lake, NewCorridor("far_east", line))
    assert (beside["found"], beside["rows"], beside["points"]) == (0, [], [])
