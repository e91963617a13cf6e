"""Files of every format, from bytes to the records of a release."""

import json
import shutil

import openpyxl
import pytest
import shapefile
import shapely

from etl.lake import Lake
from etl.load.files.options import Options
from etl.load.pipeline import duckdb, load
from etl.load.sql.relations import Known
from etl.tables.records import INCIDENTS
from tests.etl.formats.test_archive import make_zip
from tests.etl.formats.test_maps import LAT, LON, PLACEMARKS, WAYPOINTS, make_geopackage, make_shapefile


@pytest.fixture
def load_file(m4_lake, tmp_path):
    """Load a file into a lake with the embedded case, and return its report and the analyst's records."""
    shutil.copytree(m4_lake.root, tmp_path / "lake")

    def loaded(content, name, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        lake = Lake(tmp_path / "lake")
        [report] = load(lake, [path], Options(**options)).files
        if report.refused:
            return report, []
        with duckdb.connect() as con:
            known = Known(con, lake, lake.find_newest())
            found = con.execute(f"FROM ({known.select(INCIDENTS)}) WHERE feed = 'analyst' ORDER BY date, lat")
            names = [column[0] for column in found.description]
            return report, [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return loaded


def assert_on_the_road(records):
    assert [(record["lat"], record["lon"], record["corridor"]) for record in records] == [(LAT, LON, "m4")]


def test_a_map_of_google_earth_becomes_incidents(load_file):
    report, records = load_file(PLACEMARKS, "x.kml")
    assert (report.rows, report.rejected) == (4, 2)  # two placemarks have no day
    assert [(record["place"], record["geo_precision"], record["kind"]) for record in records] == [
        ("Testville", "exact", "ied"), ("Road", "area_or_line", "unknown"),
    ]  # fmt: skip
    assert_on_the_road(records[:1])


def test_waypoints_become_incidents(load_file):
    _, records = load_file(WAYPOINTS, "x.gpx")
    assert_on_the_road(records[:1])
    assert records[0]["killed_best"] == 2


def test_a_shapefile_becomes_incidents(load_file):
    assert_on_the_road(load_file(make_zip(make_shapefile(shapefile.POINT, (LON, LAT))), "x.zip")[1])


def test_a_geopackage_becomes_incidents(load_file, tmp_path):
    assert_on_the_road(load_file(make_geopackage(tmp_path / "a.gpkg", shapely.Point(LON, LAT)), "x.gpkg")[1])


KOBO = {
    "start": "2020-09-01T10:00:00", "end": "2020-09-01T10:05:00", "incident/details/event_date": "2020-08-25",
    "incident/details/incident_type": "ied", "incident/spot": f"{LAT} {LON} 0 5", "incident/_spot_latitude": str(LAT),
    "incident/_spot_longitude": str(LON), "incident/toll/killed": "2", "_id": "7", "_uuid": "x", "_submission_time": "2020-09-01T10:06:00",
}  # fmt: skip


def make_workbook(row):
    import io

    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(row))
    book.active.append(list(row.values()))
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (make_workbook(KOBO), "x.xlsx"),
        (
            json.dumps({"count": 1, "results": [{name: text for name, text in KOBO.items() if "_spot_" not in name}]}),
            "x.json",
        ),
        (
            json.dumps(
                [{name: text for name, text in KOBO.items() if "spot" not in name} | {"_geolocation": [LAT, LON]}]
            ),
            "x.json",
        ),
        (make_workbook({name.replace("/", ":"): text for name, text in KOBO.items()}), "x.xlsx"),
    ],
)
def test_an_export_of_a_survey_is_read_without_its_groups(load_file, content, name):
    _, records = load_file(content, name)
    assert_on_the_road(records)
    assert (records[0]["kind"], records[0]["killed_best"], str(records[0]["date"])) == ("ied", 2, "2020-08-25")


def test_a_mapped_column_of_points_is_read(load_file):
    text = "date,kind,where\n2020-08-25,ied,POINT (36.60964 35.81374)\n"
    assert_on_the_road(load_file(text, "x.csv", columns=(("where", "point"),))[1])


def test_a_map_with_latitude_first_is_refused_as_swapped_and_loaded_once_its_columns_are_named(load_file):
    features = [
        {"type": "Feature", "properties": {"date": "2020-08-25", "kind": "ied"}, "geometry": {"type": "Point", "coordinates": [LAT, lon]}}
        for lon in (LON, 36.7)
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    assert "look swapped" in load_file(text, "x.geojson")[0].refused
    told = load_file(text, "x.geojson", columns=(("lat", "lon"), ("lon", "lat")))[1]
    assert [record["corridor"] for record in told] == ["m4", "m4"]
