"""Map files: the rows of features from any program, and refusals."""

import io
import json
import sqlite3
import struct

import pytest
import shapefile
import shapely

from etl.formats import peek
from tests.etl.formats.conftest import collect_rows
from tests.etl.formats.test_archive import make_zip

LON, LAT = 36.60964, 35.81374
UTM_37 = (284086.0, 3965900.0)  # of that place, in metres
LINE = [(36.0, 35.0), (36.0, 36.0), (36.5, 36.0)]
SQUARE = [(36.0, 35.0), (36.0, 36.0), (37.0, 36.0), (37.0, 35.0), (36.0, 35.0)]


@pytest.fixture
def records(temporary, file):
    """Read the only table of a file as a dict for each row, without empty cells."""

    def read(content, name):
        [preview] = peek(file(content, name), temporary)
        return read_records(preview, temporary)

    return read


def read_records(preview, temporary):
    from etl.formats import read

    names = [name or f"column {number}" for number, name in enumerate(preview.rows[0])]
    found = collect_rows(preview, read(preview, names, 1, temporary, False))
    return [{name: cell for name, cell in zip(names, cells, strict=True) if cell is not None} for cells in found.cells]


# GeoJSON and Esri


def test_a_geometry_that_is_broken_is_kept_as_it_is_written(records):
    broken = {"type": "Polygon", "coordinates": [[[36.0, 35.0]]]}
    found = records(
        make_collection(broken, {"type": "Point", "coordinates": []}, None, {"type": "Circle"}), "a.geojson"
    )
    assert [row.get("geometry") for row in found] == [
        '{"type":"Polygon","coordinates":[[[36.0,35.0]]]}', None, None, '{"type":"Circle"}',
    ]  # fmt: skip


def make_collection(*geometries, **members):
    features = [
        {"type": "Feature", "properties": {"n": number}, "geometry": geometry}
        for number, geometry in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features} | members)


def test_a_feature_that_is_no_point_is_a_point_of_it_and_says_so(records):
    found = records(
        make_collection(
            {"type": "Point", "coordinates": [36.60964, 35.81374, 0]},
            {"type": "MultiPoint", "coordinates": [[36.5, 35.5]]},
            {"type": "LineString", "coordinates": LINE},
            {"type": "Polygon", "coordinates": [SQUARE]},
            {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [36.1, 35.1]}]},
            None,
        ),
        "x.geojson",
    )
    assert found[0] == {"n": "0", "lon": "36.60964", "lat": "35.81374"}
    assert found[1] == {"n": "1", "lon": "36.5", "lat": "35.5"}
    assert found[2] == {"n": "2", "lon": "36", "lat": "35.75", "geo_precision": "area_or_line"}
    assert found[3].pop("geo_precision") == "area_or_line"
    assert shapely.Polygon(SQUARE).contains(shapely.Point(float(found[3]["lon"]), float(found[3]["lat"])))
    assert found[4] == {"n": "4", "lon": "36.1", "lat": "35.1"}
    assert found[5:] == [{"n": "5"}]


@pytest.mark.parametrize("at", ["before", "after"])
@pytest.mark.parametrize("system", ["urn:ogc:def:crs:EPSG::32637", "EPSG:32637"])
def test_coordinates_of_another_system_become_degrees(records, system, at):
    crs = {"crs": {"type": "name", "properties": {"name": system}}}
    features = json.loads(make_collection({"type": "Point", "coordinates": UTM_37}))
    made = json.dumps(crs | features if at == "before" else features | crs)
    [found] = records(made, "x.geojson")
    assert (float(found["lon"]), float(found["lat"])) == pytest.approx((LON, LAT), abs=0.001)
    assert "geo_precision" not in found


@pytest.mark.parametrize("system", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_coordinates_that_are_degrees_stay_as_they_are_written(records, system):
    crs = {"type": "name", "properties": {"name": system}}
    [found] = records(make_collection({"type": "Point", "coordinates": [36.6, 35.8]}, crs=crs), "x.geojson")
    assert (found["lon"], found["lat"]) == ("36.6", "35.8")


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "EPSG:999999"}},
        {"type": "name", "properties": {"name": "+proj=utm +zone=37"}},
        {"type": "link", "properties": {"href": "http://example.org/crs"}},
    ],
)
def test_coordinates_of_an_unknown_system_are_refused(read_refusal, file, crs):
    sentence = read_refusal(file(make_collection({"type": "Point", "coordinates": [1, 2]}, crs=crs), "x.geojson"))
    assert "coordinate" in sentence and "Save it in WGS 84 (EPSG:4326)" in sentence


def test_features_of_esri_are_read_with_their_system(records):
    reference = {"wkid": 102100, "latestWkid": 3857}
    features = [
        {"attributes": {"OBJECTID": 1, "kind": "ied"}, "geometry": {"x": 4075366.5, "y": 4275070.0}},
        {"attributes": {"OBJECTID": 2, "kind": "ied"}, "geometry": {"paths": [[[4075366.5, 4275070.0], [4075466.5, 4275070.0]]]}},
        {"attributes": {"OBJECTID": 3, "kind": None}},
    ]  # fmt: skip
    found = records(json.dumps({"spatialReference": reference, "features": features}), "x.json")
    assert (float(found[0]["lon"]), float(found[0]["lat"])) == pytest.approx((LON, LAT), abs=0.02)
    assert found[1]["geo_precision"] == "area_or_line"
    assert found[2] == {"OBJECTID": "3"}


def test_an_area_of_esri_leaves_out_its_holes(records):
    hole = [(36.1, 35.1), (36.9, 35.1), (36.9, 35.9), (36.1, 35.9), (36.1, 35.1)]
    features = [{"attributes": {"n": 1}, "geometry": {"rings": [SQUARE, hole]}}]
    [found] = records(json.dumps({"features": features}), "x.json")
    point = shapely.Point(float(found["lon"]), float(found["lat"]))
    assert shapely.Polygon(SQUARE, [hole]).contains(point)


def test_a_feature_alone_is_one_record_and_topojson_is_refused_by_its_name(records, read_refusal, file):
    feature = {"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Point", "coordinates": [36.6, 35.8]}}
    assert records(json.dumps(feature), "x.geojson") == [{"n": "1", "lon": "36.6", "lat": "35.8"}]
    assert "it is TopoJSON" in read_refusal(file('{"type": "Topology", "objects": {}}', "x.json"))


# KML and GPX

PLACEMARKS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Incidents</name>
<Style id="s"><IconStyle/></Style>
<Folder><name>August</name>
<Placemark><name>Testville</name><description><![CDATA[<b>IED</b> on&nbsp;the road]]></description>
<TimeStamp><when>2020-08-25T09:00:00Z</when></TimeStamp>
<ExtendedData><Data name="killed"><value>2</value></Data>
<SchemaData schemaUrl="#a"><SimpleData name="type">ied</SimpleData></SchemaData></ExtendedData>
<Point><coordinates>
 36.60964,35.81374,0 </coordinates></Point></Placemark></Folder>
<Placemark><name>Road</name><TimeSpan><begin>2020-08-26</begin><end>2020-08-27</end></TimeSpan>
<LineString><coordinates>36,35 36, 36, 0
36.5,36</coordinates></LineString></Placemark>
<Placemark><name>Field</name><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
36,35 36,36 37,36 37,35 36,35</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
<Placemark><name>Nowhere</name><Point><coordinates>none</coordinates></Point></Placemark>
</Document></kml>"""


@pytest.mark.parametrize("pack", [lambda text: text, lambda text: make_zip({"doc.kml": text, "files/other.kml": "x"})])
def test_placemarks_are_rows_with_their_data_days_and_folders(records, pack):
    found = records(pack(PLACEMARKS), "x.kmz")
    assert found[0] == {
        "killed": "2", "type": "ied", "placemark": "Testville", "description": "IED on the road", "folder": "August",
        "date": "2020-08-25T09:00:00Z", "lon": "36.60964", "lat": "35.81374",
    }  # fmt: skip
    assert found[1] == {
        "placemark": "Road", "date": "2020-08-26", "date_end": "2020-08-27", "lon": "36", "lat": "35.75",
        "geo_precision": "area_or_line",
    }  # fmt: skip
    assert found[2]["geo_precision"] == "area_or_line"
    assert found[3] == {"placemark": "Nowhere"}


WAYPOINTS = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<metadata><time>2021-01-01T00:00:00Z</time></metadata>
<wpt lat="35.81374" lon="36.60964"><ele>400</ele><time>2020-08-25T09:00:00Z</time><name>Testville</name><desc>IED</desc>
<type>ied</type><extensions><a:killed xmlns:a="urn:x">2</a:killed></extensions></wpt>
<trk><name>Run</name><trkseg><trkpt lat="35" lon="36"><time>2020-08-26T08:00:00Z</time></trkpt><trkpt lat="36" lon="36"/>
</trkseg></trk></gpx>"""


def test_waypoints_and_tracks_are_rows(records):
    assert records(WAYPOINTS, "x.gpx") == [
        {"killed": "2", "date": "2020-08-25T09:00:00Z", "waypoint": "Testville", "description": "IED", "type": "ied",
         "lon": "36.60964", "lat": "35.81374"},
        {"waypoint": "Run", "date": "2020-08-26T08:00:00Z", "lon": "36", "lat": "35.5", "geo_precision": "area_or_line"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]><kml><Placemark><name>&a;</name></Placemark></kml>',
         "declares a document type"),
        ("<kml><Document/></kml>", "no placemarks, waypoints or tracks"),
        ("<kml><NetworkLink><Link><href>http://example.org/a.kml</href></Link></NetworkLink></kml>", "only links to a map elsewhere"),
        ("<kml><Placemark>", "it is not valid XML"),
    ],
)  # fmt: skip
def test_a_map_that_declares_links_or_breaks_off_is_refused(read_refusal, file, text, sentence):
    assert sentence in read_refusal(file(text, "x.kml"))


# Shapefiles


def make_shapefile(kind, *points, system=None, encoding="utf-8", place="Testville"):
    """Make the parts of a shapefile with pyshp."""
    parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=kind, encoding=encoding) as writer:
        writer.field("date", "D")
        writer.field("place", "C", 40)
        writer.field("killed", "N", 5)
        for point in points:
            writer.point(*point) if kind == shapefile.POINT else writer.line([point]) if (
                kind == shapefile.POLYLINE
            ) else writer.poly([point])
            writer.record(shapefile.date(2020, 8, 25), place, 2)
    made = {f"in/x.{ending}": part.getvalue() for ending, part in parts.items()}
    return made | ({"in/x.prj": system} if system else {})


def test_a_zipped_shapefile_is_a_table_of_its_attributes_and_points(records):
    [found] = records(make_zip(make_shapefile(shapefile.POINT, (LON, LAT))), "x.zip")
    assert found == {"date": "2020-08-25", "place": "Testville", "killed": "2", "lon": "36.60964", "lat": "35.81374"}


def test_a_shapefile_of_another_system_becomes_degrees(records):
    import pyproj

    made = make_shapefile(shapefile.POINT, UTM_37, system=pyproj.CRS.from_epsg(32637).to_wkt("WKT1_ESRI"))
    [found] = records(make_zip(made), "x.zip")
    assert (float(found["lon"]), float(found["lat"])) == pytest.approx((LON, LAT), abs=0.001)


@pytest.mark.parametrize(("kind", "points"), [(shapefile.POLYLINE, LINE), (shapefile.POLYGON, SQUARE)])
def test_lines_and_areas_of_a_shapefile_say_that_they_are(records, kind, points):
    [found] = records(make_zip(make_shapefile(kind, points)), "x.zip")
    assert found["geo_precision"] == "area_or_line"
    assert shapely.Polygon(SQUARE).buffer(0.01).contains(shapely.Point(float(found["lon"]), float(found["lat"])))


@pytest.mark.parametrize(
    ("encoding", "cpg", "place"),
    [
        ("utf-8", None, "Âfrîn"),
        ("cp1256", "1256", "عفرين"),
        ("cp1252", None, "Çay"),
        ("iso-8859-1", "ISO-8859-1", "Çay"),
    ],
)
def test_the_names_of_a_shapefile_are_read_in_its_encoding(records, encoding, cpg, place):
    made = make_shapefile(shapefile.POINT, (LON, LAT), encoding=encoding, place=place) | (
        {"in/x.cpg": cpg} if cpg else {}
    )
    assert records(make_zip(made), "x.zip")[0]["place"] == place


def test_several_shapefiles_are_several_tables(file, temporary):
    made = make_shapefile(shapefile.POINT, (LON, LAT))
    made |= {name.replace("x.", "y."): content for name, content in made.items()}
    previews = peek(file(make_zip(made), "x.zip"), temporary)
    assert [preview.sheet for preview in previews] == ["x", "y"]
    assert all(len(read_records(preview, temporary)) == 1 for preview in previews)


def test_a_shapefile_without_its_table_or_its_system_is_refused(read_refusal, file):
    made = make_shapefile(shapefile.POINT, UTM_37)
    assert "no .prj says what they are" in read_refusal(file(make_zip(made), "x.zip"))
    del made["in/x.dbf"]
    assert "x.shp is a shapefile without its .dbf" in read_refusal(file(make_zip(made), "x.zip"))
    assert "the .shp of a shapefile alone" in read_refusal(file(made["in/x.shp"], "x.shp"))


def test_a_shapefile_beside_a_table_is_refused(read_refusal, file):
    made = make_shapefile(shapefile.POINT, (LON, LAT)) | {"x.csv": "date\n"}
    assert "it has several tables (x.shp, x.csv)" in read_refusal(file(make_zip(made), "x.zip"))


def test_the_table_of_a_shapefile_alone_is_refused_by_its_name(read_refusal, file):
    content = make_shapefile(shapefile.POINT, (LON, LAT))["in/x.dbf"]
    assert "it is a .dbf table, perhaps of a shapefile" in read_refusal(file(content, "x.dbf"))


# GeoPackage


def make_geopackage(path, *rows, system=4326, layers=("incidents",)):
    """Make a GeoPackage with the tables that the standard requires."""
    with sqlite3.connect(path) as con:
        con.execute(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition)"
        )
        con.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', ?, 'EPSG', ?, '')", [system, system])
        con.execute("CREATE TABLE gpkg_contents (table_name, data_type, identifier, srs_id)")
        con.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id)")
        for layer in layers:
            con.execute("INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?)", [layer, layer, system])
            con.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?)", [layer, system])
            con.execute(f"CREATE TABLE {layer} (fid INTEGER PRIMARY KEY, geom BLOB, date TEXT, killed INTEGER)")
            for shape in rows:
                content = shape and b"GP\0\1" + struct.pack("<i", system) + (
                    shape if isinstance(shape, bytes) else shapely.to_wkb(shape)
                )
                con.execute(f"INSERT INTO {layer} (geom, date, killed) VALUES (?, '2020-08-25', 2)", [content])
    con.close()
    return path.read_bytes()


def test_the_features_of_a_geopackage_are_rows(records, tmp_path):
    content = make_geopackage(tmp_path / "a.gpkg", shapely.Point(LON, LAT), shapely.LineString(LINE), None)
    found = records(content, "x.gpkg")
    assert found[0] == {"fid": "1", "date": "2020-08-25", "killed": "2", "lon": "36.60964", "lat": "35.81374"}
    assert (found[1]["lon"], found[1]["lat"], found[1]["geo_precision"]) == ("36", "35.75", "area_or_line")
    assert found[2] == {"fid": "3", "date": "2020-08-25", "killed": "2"}


def test_a_geopackage_of_another_system_becomes_degrees(records, tmp_path):
    [found] = records(make_geopackage(tmp_path / "a.gpkg", shapely.Point(UTM_37), system=32637), "x.gpkg")
    assert (float(found["lon"]), float(found["lat"])) == pytest.approx((LON, LAT), abs=0.001)


def test_a_geometry_of_a_geopackage_that_is_broken_is_kept_as_it_is_written(records, tmp_path):
    content = make_geopackage(tmp_path / "a.gpkg", shapely.Point(LON, LAT), b"no geometry")
    [_, found] = records(content, "x.gpkg")
    assert found == {"fid": "2", "date": "2020-08-25", "killed": "2", "geometry": b"no geometry".hex()}


def test_each_layer_of_a_geopackage_is_a_table_and_a_packed_one_is_read(file, temporary, tmp_path):
    content = make_geopackage(tmp_path / "a.gpkg", shapely.Point(LON, LAT), layers=("one", "two"))
    previews = peek(file(make_zip({"x.gpkg": content}), "x.zip"), temporary)
    assert [preview.sheet for preview in previews] == ["one", "two"]


def test_another_database_and_a_view_are_not_read(read_refusal, file, tmp_path):
    with sqlite3.connect(tmp_path / "a.db") as con:
        con.execute("CREATE TABLE a (b)")
    con.close()
    assert "it is an SQLite database" in read_refusal(file((tmp_path / "a.db").read_bytes(), "x.db"))
    make_geopackage(tmp_path / "b.gpkg")
    with sqlite3.connect(tmp_path / "b.gpkg") as con:
        con.execute(
            "CREATE VIEW endless AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r"
        )
        con.execute("INSERT INTO gpkg_contents VALUES ('endless', 'attributes', 'endless', 0)")
    con.close()
    assert "it has no table with features" in read_refusal(file((tmp_path / "b.gpkg").read_bytes(), "x.gpkg"))
