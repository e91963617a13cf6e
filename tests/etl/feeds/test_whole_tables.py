"""Whole columns of an analyst's table decide what single cells cannot: points, separators in numbers, missing values."""

import json

import pytest

from etl.errors import FileRefused
from etl.feeds.analyst import FEED
from tests.etl.feeds.conftest import format_csv

pytestmark = pytest.mark.slow
ROUTE = "LINESTRING (36.2 35.8, 36.6 35.86, 36.9 35.83)"
LAT, LON = 35.81374, 36.60964


@pytest.fixture
def records(read_feed):
    """Return the records of a table with these columns of text."""

    def read(table, routes=(ROUTE,), **asked):
        length = max(map(len, table.values()))
        rows = [{"date": f"2020-08-{25 - place}", "type": "ied"} for place in range(length)]
        for name, cells in table.items():
            for row, cell in zip(rows, cells, strict=True):
                row[name] = cell
        return read_feed(FEED, format_csv(*rows), routes=routes, **asked).good

    return read


def list_points(found):
    return [(record["lat"], record["lon"]) for record in found]


# One cell for a point


@pytest.mark.parametrize(
    "header",
    ["position", "Coordinates", "GPS", "geopoint", "wkt", "geometry", "the_geom", "MGRS", "Koordinaten", "الإحداثيات"],
)
def test_a_column_of_points_is_known_by_its_header(records, header):
    texts = ["35.81374, 36.60964", "POINT (36.60964 35.81374)", "35.81374 36.60964 0 5", "N 35.81374 E 36.60964"]
    assert list_points(records({header: texts, "place": ["Testville"] * 4})) == [(LAT, LON)] * 4


@pytest.mark.parametrize("header", ["location", "where it was"])
def test_a_column_of_points_is_known_by_its_cells(records, header):
    found = records(
        {header: ["35.81374, 36.60964", "", "35.9, 36.7000".replace("35.9", "35.9000")], "killed": ["1", "2", "3"]}
    )
    assert list_points(found) == [(LAT, LON), (None, None), (35.9, 36.7)]


def test_a_column_of_places_with_one_point_among_them_stays_one_of_places(records):
    found = records({"location": ["35.81374, 36.60964", "Testville"], "killed": ["1", "2"]})
    assert [record["place"] for record in found] == ["35.81374, 36.60964", "Testville"]


@pytest.mark.parametrize(
    ("header", "texts", "expected"),
    [
        ("position", ["36.60964, 35.81374", "36.5, 35.9"], [(LAT, LON), (35.9, 36.5)]),
        ("position", ["52.5, 13.4"], [(None, None)]),
        ("lat_lng", ["52.5, 13.4"], [(52.5, 13.4)]),
        ("Lon/Lat", ["13.4, 52.5"], [(52.5, 13.4)]),
        ("position", ["52,5; 13,4", "121,5; 14,5"], [(13.4, 52.5), (14.5, 121.5)]),
    ],
)
def test_which_coordinate_is_first_is_decided_by_the_column_its_header_or_nothing(records, header, texts, expected):
    assert list_points(records({header: texts, "place": ["x"] * len(texts)})) == expected


def test_a_point_that_is_a_line_or_an_area_says_so(records):
    found = records({"wkt": ["LINESTRING (36.5 35.8, 36.7 35.8)", "POINT (36.6 35.8)"], "place": ["x", "y"]})
    assert [record["geo_precision"] for record in found] == ["area_or_line", "exact"]


def test_a_point_that_cannot_be_read_is_kept_as_it_is_written(records):
    [found] = records({"position": ["near the bridge"], "place": ["x"]})
    assert found["lat"] is None
    assert found["as_written"].endswith(": near the bridge")
    [found] = records({"position": ["35°48'49\"N 36°36'35\"E"], "place": ["x"]})
    assert found["as_written"].endswith(": 35°48'49\"N 36°36'35\"E")
    [found] = records({"position": ["n/a"], "place": ["x"]})
    assert found["as_written"] is None


def test_latitude_and_longitude_come_before_a_point_in_one_cell(records):
    found = records({"lat": ["35.9", ""], "lon": ["36.7", ""], "position": ["POINT (36.6 35.8)"] * 2})
    assert list_points(found) == [(35.9, 36.7), (35.8, 36.6)]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("35.81374 с.ш.", "36.60964 в.д."), ("35°48'49.464'' nord", "36°36'34.704'' est"), ("35.81374 شمالاً", "36.60964 شرقاً"),
        ("35.81374 N", "36.60964 O"), ("35d48m49.464s N", "36:36:34.704 E"), ("Lat 35.81374", "Lon 36.60964"),
    ],
)  # fmt: skip
def test_latitudes_and_longitudes_are_read_by_letters_of_every_language(records, lat, lon):
    [(found_lat, found_lon)] = list_points(records({"lat": [lat], "lon": [lon]}))
    assert (found_lat, found_lon) == pytest.approx((LAT, LON))


@pytest.mark.parametrize("header", ["position", "where it was"])
def test_a_date_and_a_point_are_enough(read_feed, header):
    rows = [{"date": f"2020-08-0{day}", header: "35.81374, 36.60964"} for day in (1, 2)]
    assert list_points(read_feed(FEED, format_csv(*rows), routes=(ROUTE,)).good) == [(LAT, LON)] * 2


# Eastings and northings

EASTING, NORTHING = "284004.3", "3965835.2"  # of the point, in zone 37N


@pytest.mark.parametrize(
    ("headers", "zone", "asked"),
    [
        (("Easting", "Northing"), {}, {"utm": "37N"}),
        (("Easting (37N)", "Northing (37N)"), {}, {}),
        (("UTM_E", "UTM_N"), {"Zone": "37 N"}, {}),
        (("X_UTM37N", "Y_UTM37N"), {}, {}),
        (("utm 37 n easting", "utm 37 n northing"), {}, {}),
    ],
)
def test_eastings_and_northings_in_two_columns_are_one_point(records, headers, zone, asked):
    table = {headers[0]: [EASTING, "284 004,3", "abc"], headers[1]: [NORTHING, NORTHING, ""]}
    found = records(table | {name: [cell] * 3 for name, cell in zone.items()}, **asked)
    assert list_points(found)[0] == list_points(found)[1] == pytest.approx((LAT, LON), abs=0.01)
    assert list_points(found)[2] == (None, None)
    assert [column for column, _, _ in found[2]["unread"]] == [headers[0]]
    assert found[0]["as_written"].endswith(f"{NORTHING}")


@pytest.mark.parametrize("headers", [("Easting", "Northing"), ("UTM 37 X", "UTM 37 Y")])
def test_eastings_without_a_zone_are_refused(records, headers):
    with pytest.raises(FileRefused, match=r"UTM eastings and northings, but their zone .* --utm 37N"):
        records({headers[0]: [EASTING], headers[1]: [NORTHING]})


def test_eastings_beside_degrees_are_not_read(records):
    found = records({"lat": ["35.8"], "lon": ["36.6"], "Easting": [EASTING], "Northing": [NORTHING]})
    assert list_points(found) == [(35.8, 36.6)]


# Swapped columns


def test_swapped_columns_are_refused_with_the_words_that_settle_it(records):
    columns = {"latitude": ["36.60964", "36.5"], "longitude": ["35.81374", "35.9"]}
    with pytest.raises(FileRefused, match=r'look swapped.*--map "latitude"=lon --map "longitude"=lat'):
        records(columns)
    assert list_points(records(columns, columns={"latitude": "lat", "longitude": "lon"})) == [
        (36.60964, 35.81374),
        (36.5, 35.9),
    ]
    assert list_points(records(columns, routes=())) == [(36.60964, 35.81374), (36.5, 35.9)]


@pytest.mark.parametrize(("lat", "lon"), [(["36.6", "48.1"], ["35.8", "11.5"]), (["36.6", "36.6"], ["35.8", "35.8"])])
def test_columns_are_not_swapped_if_one_point_disagrees_or_there_is_only_one(records, lat, lon):
    assert len(list_points(records({"lat": lat, "lon": lon}))) == 2


# Marks between thousands


@pytest.mark.parametrize(
    ("cells", "killed"),
    [
        (["1.200", "3", "12"], [1200, 3, 12]),
        (["1,200", "3", "12"], [1200, 3, 12]),
        (["1 200", "1\u202f300", "12"], [1200, 1300, 12]),
        (["1'200", "2’300", "12"], [1200, 2300, 12]),
        (["1.234.567", "3", "12"], [1234567, 3, 12]),
        (["1.000", "3.000", "12.000"], [1, 3, 12]),
        (["1.000", "0.000", "12.000"], [1, 0, 12]),
        (["1.000", "3", "12"], [1000, 3, 12]),
        (["1,0", "3,0", "12,0"], [1, 3, 12]),
        (["1.200,0", "3,0", "12,0"], [1200, 3, 12]),
        (["0", "", "12"], [0, None, 12]),
    ],
)
def test_dots_commas_and_blanks_are_decided_by_the_whole_column(records, cells, killed):
    assert [record["killed_best"] for record in records({"killed": cells})] == killed


def test_a_dot_that_is_both_in_one_column_is_no_thousand(records):
    assert [record["killed_best"] for record in records({"killed": ["1.200", "2.5", "12"]})][-2:] == [None, 12]


def test_a_number_of_people_read_by_its_column_is_kept_as_it_is_written(records):
    found = records({"killed": ["1.200", "3"], "place": ["x", "y"]})
    assert [record["as_written"] for record in found] == ["killed: 1.200", None]


# Missing values


@pytest.mark.parametrize(
    ("columns", "killed", "place"),
    [
        ({"killed": ["2", "None"], "place": ["None", "x"]}, [2, None], [None, "x"]),
        ({"killed": ["0", "None"], "place": ["x", "y"]}, [0, None], ["x", "y"]),
        ({"killed": ["2", "None"], "place": ["x", "y"]}, [2, 0], ["x", "y"]),
        ({"killed": ["NULL", "None"], "place": ["x", "y"]}, [None, None], ["x", "y"]),
        ({"killed": ["2", "None"], "wounded": ["None", "1"], "place": ["x", "y"]}, [2, 0], ["x", "y"]),
        ({"killed": ["2", "NaN"], "place": ["NULL", "<NA>"]}, [2, None], [None, None]),
        ({"killed": ["-99", "3"], "place": ["x", "-"]}, [None, 3], ["x", None]),
        ({"killed": ["9999", "3"], "place": ["x", "y"]}, [None, 3], ["x", "y"]),
        ({"killed": ["999", "3"], "place": ["x", "y"]}, [999, 3], ["x", "y"]),
        ({"killed": ["999", "999", "3"], "place": ["x", "y", "z"]}, [None, None, 3], ["x", "y", "z"]),
        ({"killed": ["9999", "1500"], "place": ["x", "y"]}, [9999, 1500], ["x", "y"]),
        ({"killed": ["unk", "0"], "place": ["x", "N/A"]}, [None, 0], ["x", None]),
    ],
)
def test_words_and_codes_for_a_missing_value_are_recognised_by_the_whole_table(records, columns, killed, place):
    found = records(columns)
    assert [record["killed_best"] for record in found] == killed
    assert [record["place"] for record in found] == place


def test_codes_for_a_missing_point_are_no_point(records):
    found = records({"lat": ["-99", "35.8", "9999"], "lon": ["-99", "36.6", "9999"]})
    assert list_points(found) == [(None, None), (35.8, 36.6), (None, None)]
    assert found[0]["as_written"] is None


def test_a_table_of_none_of_these_is_left_as_it_is(records):
    text = json.dumps({"killed": "3"})
    assert records({"killed": ["3"], "note": [text]})[0]["note"] == text


# Days in three columns


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        ("8", "25", ("2020-08-25", "2020-08-25", "day")),
        ("8", "0", ("2020-08-01", "2020-08-31", "month")),
        ("8.0", "0.0", ("2020-08-01", "2020-08-31", "month")),
        ("0", "0", ("2020-01-01", "2020-12-31", "year")),
        ("", "", ("2020-01-01", "2020-12-31", "year")),
    ],
)
def test_a_day_or_month_of_0_is_not_known(read_feed, month, day, expected):
    found = read_feed(FEED, format_csv({"year": "2020", "month": month, "day": day, "place": "Ariha", "type": "ied"}))
    assert (str(found["date"]), str(found["date_end"]), found["date_precision"]) == expected
