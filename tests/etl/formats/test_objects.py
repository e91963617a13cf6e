"""JSON, JSON Lines and GeoJSON become rows of text, with numbers as written in the file."""

import json

import pytest

from etl.formats import peek, staging
from etl.formats.text import json_file as objects


def test_each_object_of_a_list_is_a_row_and_names_are_gathered(file, read_table):
    found = read_table(file('[{"id": 1, "a": "x"},\n {"b": "", "id": 2.50}, {"a": null}]', "x.json"))
    assert found.preview.rows == (("id", "a", "b"), ("1", "x"), ("2.50",))
    assert found.preview.lines == (0, 1, 2)
    assert (found.preview.kind, found.preview.encoding) == ("json", "utf-8")
    assert found.cells == [("1", "x", None), ("2.50", None, None)]
    assert found.blank == 1


def test_values_are_as_written_and_nested_ones_are_compact_json(file, read_table):
    text = '[{"a": 1e3, "b": 12345678901234567890, "c": true, "d": [1.50, "é"], "e": {"f": null, "g": 1}, "h": -0}]'
    assert read_table(file(text)).cells == [
        ("1e3", "12345678901234567890", "true", '[1.50,"é"]', '{"f":null,"g":1}', "-0")
    ]


@pytest.mark.parametrize("key", ["data", "Result", "results", "rows", "records", "features", "events"])
def test_the_list_may_have_a_usual_name(file, read_table, key):
    text = json.dumps({"TotalCount": 1, "page": [1], key: [{"id": 7}], "next": {"data": [1]}}, indent=1)
    assert read_table(file(text)).cells == [("7",)]


@pytest.mark.parametrize(
    "text",
    [
        '{"strikes": [{"id": 7}], "tags": ["a"], "errors": []}',
        '{"response": {"items": [{"id": 7}], "total": 1}, "ok": true}',
        '{"result": {"fields": [{"id": "date"}], "records": [{"id": 7}]}}',
        '{"took": 1, "hits": {"hits": [{"id": 7}]}}',
    ],
)
def test_the_one_list_of_objects_is_taken_under_any_name_and_one_of_a_usual_name_first(file, read_table, text):
    assert read_table(file(text)).cells == [("7",)]


def test_features_give_their_properties_and_the_place_of_a_point(file, read_table):
    features = [
        {"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Point", "coordinates": [36.5, 34.25, 9]}},
        {"type": "Feature", "id": "x", "properties": {"n": 2}, "geometry": {"type": "LineString", "coordinates": []}},
        {"type": "Feature", "properties": {"n": 3, "lat": 1}, "geometry": None},
        {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": []}},
    ]
    found = read_table(file(json.dumps({"type": "FeatureCollection", "features": features})))
    assert found.preview.kind == "geojson"
    assert found.preview.rows[0] == ("n", "lon", "lat", "id")
    assert found.cells == [("1", "36.5", "34.25", None), ("2", None, None, "x"), ("3", None, "1", None)]
    assert found.blank == 1


def test_lines_of_json_keep_their_number_and_a_bad_one_is_rejected(file, read_table):
    found = read_table(file('{"a": 1}\n\n{"a": 2}\n{"a": \n{"a": 3}'))
    assert (found.cells, found.lines, found.blank) == ([("1",), ("2",), ("3",)], [1, 3, 5], 1)
    assert found.reasons == [(3, 4, "not an object of names and values")]
    assert found.rejects[0].text == '{"a":'


def test_what_is_no_object_is_rejected(file, read_table):
    found = read_table(file('[{"a": 1}, 7, [1], {"a": 2}]'))
    assert found.reasons == [(2, 2, "not an object of names and values"), (3, 3, "not an object of names and values")]
    assert [reject.text for reject in found.rejects] == ["7", "[1]"]
    assert (found.cells, found.lines) == ([("1",), ("2",)], [1, 4])


def test_a_nul_and_a_cell_that_is_too_long_are_rejected(file, read_table):
    found = read_table(file(json.dumps([{"a": "x\0y"}, {"a": "x" * 1_000_001}, {"a": "z"}])))
    assert [reason for *_, reason in found.reasons] == [
        "a NUL character",
        "a cell of 1000001 characters, but at most 1000000 are allowed",
    ]
    assert found.cells == [("z",)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_no_harm(file, read_table, encoding):
    assert read_table(file('[{"ä": "é"}]'.encode(encoding))).cells == [("é",)]


@pytest.mark.slow
def test_names_that_come_late_and_many_parts_keep_every_row_in_order(file, read_table):
    found = read_table(file(json.dumps([{"id": number, f"n{number // 9000}": "x"} for number in range(30_000)])))
    assert found.preview.rows[0] == ("id", "n0", "n1", "n2", "n3")
    assert [int(row[0]) for row in found.cells] == list(range(30_000))
    assert found.cells[-1] == ("29999", None, None, None, "x")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1}', "it has no list of records"),
        ('{"data": [{}], "events": [{}]}', "it has more than one list"),
        ('{"data": [{}]}', "its list of records is empty"),
        ('{"data": [[1, 2]]}', "the rows of its list do not name their values"),
        ('{"mine": [{"a": 1}], "yours": [{"a": 1}]}', "it has more than one list"),
        ('[{"a": 1},\n{"a" 2}]', ", line 2: it is not valid JSON"),
        ('[{"a": 1}', "it is not valid JSON"),
        ('[{"a": 1}] x', "it is not valid JSON (text after its end)"),
        ('[{"a": 1},\n {"a": 1, "a": 2}]', ", line 2: it is not valid JSON (a name occurs twice in one object)"),
        ('[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]", "its values are nested too deep"),
        ("[" * 100_000, "its values are nested too deep"),
        (b'[{"a": "\xe9"}]', "it is not UTF-8 text"),
        (json.dumps([{f"n{number}": 1 for number in range(10_001)}]), "more than 10000 names"),
    ],
)
def test_a_file_that_is_not_a_table_is_refused(file, read_refusal, text, sentence):
    assert sentence in read_refusal(file(text, "x.json"))


def test_records_that_hardly_share_a_name_are_refused(file, read_refusal, monkeypatch):
    monkeypatch.setattr(staging, "MAX_EMPTY_CELLS", 10_000)
    monkeypatch.setattr(staging, "PART_CELLS", 1000)
    assert "almost no record has more than a few" in read_refusal(file(json.dumps([{f"n{n}": 1} for n in range(500)])))


def test_a_file_of_more_than_a_hundred_megabytes_is_refused(file, read_refusal):
    path = file("[{")
    with path.open("r+b") as stream:
        stream.truncate(objects.MAX_BYTES + 1)
    assert "it is larger than 100 MB" in read_refusal(path)


def test_a_csv_whose_header_begins_with_a_bracket_is_no_json(file, temporary):
    [preview] = peek(file("[id],place\n1,Homs\n"), temporary)
    assert preview.kind == "csv"


def test_a_point_within_an_object_has_columns_of_its_own_and_its_name_is_that_of_the_place(file, read_table):
    records = [
        {"n": 1, "location": {"lat": 35.81, "lng": 36.61, "name": "Ariha"}},
        {"n": 2, "location": {"type": "Point", "coordinates": [36.61, 35.81]}},
        {"n": 3, "location": {"Latitude": "35.81", "Longitude": "36.61", "town": {"code": 7}}},
        {"n": 4, "location": {"type": "LineString", "coordinates": [[36, 35], [37, 35]]}},
        {"n": 5, "where": {"geo": {"x": 36.61, "y": 35.81}}, "location": {"town": "Ariha"}},
    ]
    found = read_table(file(json.dumps(records)))
    rows = [dict(zip(found.preview.rows[0], cells, strict=False)) for cells in found.cells]
    places = [(row.get("location_lat"), row.get("location_lon"), row.get("location")) for row in rows]
    assert places == [
        ("35.81", "36.61", "Ariha"),
        ("35.81", "36.61", None),
        ("35.81", "36.61", None),
        ("35", "36.5", None),
        (None, None, '{"town":"Ariha"}'),
    ]
    assert rows[2]["location_town"] == '{"code":7}'
    assert (rows[3]["geo_precision"], rows[4]["where_geo_lat"]) == ("area_or_line", "35.81")
