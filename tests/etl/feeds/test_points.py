"""Coordinates in one cell: every notation, and the reading that fits a whole column."""

import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.feeds.points.choice import choose_readings, is_swapped
from etl.feeds.points.corridor_area import CorridorArea
from etl.feeds.points.texts import read_angle, read_point

LAT, LON = 35.81374, 36.60964
ROUTE = "LINESTRING (36.2 35.8, 36.6 35.86, 36.9 35.83)"
SURE = [
    "35.81374 N, 36.60964 E", "N 35.81374, E 36.60964", "N35.81374 E36.60964", "35.81374N36.60964E", "36.60964E 35.81374N",
    "E 36.60964, N 35.81374", "35.81374° N, 36.60964° E", "35,81374 N; 36,60964 E", "North 35.81374, East 36.60964",
    "35°48'49.464\"N 36°36'34.704\"E", "35°48′49.464″N, 36°36′34.704″E", "35° 48' 49.464'' N / 36° 36' 34.704'' E",
    "N 35°48'49.464\" E 36°36'34.704\"", "35°48'49.464\"N\n36°36'34.704\"E", "35 48 49.464 N 36 36 34.704 E",
    "35º48’49.464”N 36º36’34.704”E", "35-48-49.464N 036-36-34.704E", "35:48:49.464 N, 36:36:34.704 E", "35d48m49.464s N 36d36m34.704s E",
    "35°48.8244'N 36°36.5784'E", "N 35 48.8244 E 36 36.5784", "35 deg 48 min 49.464 sec N, 36 deg 36 min 34.704 sec E",
    "354849.464N 0363634.704E", "N 35.81374 O 36.60964".replace("O", "Ost"), "35.81374 nord, 36.60964 est", "35.81374 norte 36.60964 este",
    "35.81374 с.ш. 36.60964 в.д.", "35°48'49.464\" с. ш. 36°36'34.704\" в. д.", "С 35.81374 В 36.60964", "35.81374 Пн 36.60964 Сх",
    "35.81374 شمالاً 36.60964 شرقاً", "٣٥٫٨١٣٧٤ شمال، ٣٦٫٦٠٩٦٤ شرق", "35.81374 ش 36.60964 ق", "K 35.81374 D 36.60964",
    "Lat: 35.81374 Lon: 36.60964", "Latitude 35.81374, Longitude 36.60964", "lon=36.60964 lat=35.81374".replace("=", ":"),
    "X: 36.60964, Y: 35.81374", "خط العرض 35.81374 خط الطول 36.60964",
    "POINT (36.60964 35.81374)", "POINT(36.60964 35.81374)", "SRID=4326;POINT(36.60964 35.81374)", "point z (36.60964 35.81374 400)",
    "MULTIPOINT ((36.60964 35.81374))", shapely.to_wkb(shapely.Point(LON, LAT), hex=True),
    shapely.to_wkb(shapely.set_srid(shapely.Point(LON, LAT), 4326), hex=True, include_srid=True),
    '{"type": "Point", "coordinates": [36.60964, 35.81374]}', '{"lat": 35.81374, "lng": "36.60964"}', "{\"y\": 35.81374, \"x\": 36.60964}",
    "35.81374 36.60964 0 5", "35.81374 36.60964 412.5 4.8", "35.81374 36.60964 412.5", "+35.81374+036.60964/",
    "https://www.google.com/maps/@35.81374,36.60964,15z", "https://maps.google.com/?q=35.81374,36.60964", "geo:35.81374,36.60964;u=5",
    "https://www.google.com/maps/place/X/@35.9,36.7,17z/data=!3m1!4b1!4m5!3d35.81374!4d36.60964",
    "https://www.openstreetmap.org/?mlat=35.81374&mlon=36.60964#map=15/35.9/36.7", "https://www.openstreetmap.org/#map=15/35.81374/36.60964",
    "https://maps.apple.com/?ll=35.81374%2C36.60964", "https://yandex.com/maps/?ll=36.60964%2C35.81374&z=12",
    "https://www.google.com/maps/search/35.81374,+36.60964",
    "37SBV8403765926", "37S BV 84037 65926", "MGRS: 37S BV 84037 65926", "37S BV 8404 6593", "37N 284037 3965926", "37 N 284037E 3965926N",
    "UTM 37T 284037 3965926".replace("37T", "37 north"),
]  # fmt: skip


@pytest.mark.parametrize("text", SURE)
def test_a_point_is_read_however_it_is_written(text):
    [found] = read_point(text)
    assert (found.lat, found.lon) == pytest.approx((LAT, LON), abs=0.0001)
    assert found.precision is None and found.alternative == ""


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("35.81374 S, 36.60964 W", (-LAT, -LON)),
        ("-35.81374 N?", None),
        ("35.81374 sud 36.60964 ouest", (-LAT, -LON)),
        ("35.81374 ю.ш. 36.60964 з.д.", (-LAT, -LON)),
        ("35.81374 جنوب 36.60964 غرب", (-LAT, -LON)),
        ("G 35.81374 B 36.60964", (-LAT, -LON)),
        ("37 south 284037 6034074", (-LAT, LON)),
    ],
)
def test_hemispheres_of_every_language_turn_the_sign(text, point):
    found = read_point(text)
    assert [pytest.approx((reading.lat, reading.lon), abs=0.001) for reading in found] == ([point] if point else [])


@pytest.mark.parametrize(
    "text",
    ["", "Testville", "near the bridge", "35.81374", "35.8 N 36.6 N", "35°70'N 36°10'E", "km 19", "2020-08-25", "12 killed, 3 wounded",
     "POINT EMPTY", "POINT (a b)", "SRID=3857;POINT(1 2)", "https://goo.gl/maps/abc", "{}", "[]", "[[36, 35]]", "37S BV 840 6592",
     "99S BV 84037 65926", "1 2 3 4 5", "120.5 N 36.6 E", "1" * 30_000, "35 N", "[" * 3000,
     "35.81374, 36.60964; 35.852, 36.728", "35.81374 36.60964 35.852 36.728"],
)  # fmt: skip
def test_other_texts_than_points_are_no_points(text):
    assert read_point(text) == ()


def test_a_line_an_area_and_a_wide_square_are_less_than_exact():
    assert read_point("LINESTRING (36 35, 36 36)")[0] == (35.5, 36.0, "area_or_line", "")
    assert read_point("POLYGON ((36 35, 36 36, 37 36, 37 35, 36 35))")[0].precision == "area_or_line"
    assert read_point("37S BV 84 65")[0].precision == "near"


PAIRS = ["{a}, {b}", "{a} {b}", "{a};{b}", "({a}, {b})", "[{a}, {b}]", "{a}/{b}", "{a}, {b}, 0"]


@pytest.mark.parametrize("text", PAIRS)
def test_a_pair_has_two_readings(text):
    found = read_point(text.format(a=LAT, b=LON))
    assert {(reading.lat, reading.lon) for reading in found} == {(LAT, LON), (LON, LAT)}


@pytest.mark.parametrize(
    "text",
    ["35,81374; 36,60964", "35,81374, 36,60964", "35,81374 36,60964", "35,81374,36,60964", "35,81374 / 36,60964"],
)
def test_decimal_commas_of_a_pair_are_known_by_their_separator(text):
    assert {(reading.lat, reading.lon) for reading in read_point(text)} == {(LAT, LON), (LON, LAT)}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789.,;:-+ °'\"NSEWOnse()[]{}POINTmgrs/@=&?\nСВю", max_size=60))
def test_no_text_stops_the_reader(text):
    for reading in read_point(text):
        assert reading.is_possible
    read_angle(text, "lat")


@pytest.mark.parametrize(
    "text",
    [
        "yandex." * 2500,
        "GEOMETRYCOLLECTION (" * 900,
        "1 " * 900,
        "35°" * 600,
        "N" * 2000,
        "https://" + "?q=" * 600,
        "d m " * 400,
    ],
    ids=lambda text: text[:8],
)
def test_a_long_text_is_read_in_no_time(text):
    begun = time.process_time()
    assert read_point(text) == ()
    assert time.process_time() - begun < 1


# A column


def choose_points(*texts, area=None, order=None):
    choices, undecided = choose_readings({text: read_point(text) for text in texts}, area, order)
    return [reading and (reading.lat, reading.lon) for reading in choices.values()], undecided


@pytest.fixture(scope="module")
def area():
    return CorridorArea([ROUTE])


def test_the_land_of_the_corridors_shows_which_coordinate_is_first(area):
    assert choose_points("35.8, 36.6", "34.0, 36.1", "60, 10", area=area) == (
        [(35.8, 36.6), (34.0, 36.1), (60, 10)],
        set(),
    )
    assert choose_points("36.6, 35.8", "36.1, 34.0", "10, 60", area=area) == (
        [(35.8, 36.6), (34.0, 36.1), (60, 10)],
        set(),
    )


def test_a_coordinate_beyond_the_poles_decides_for_the_whole_column():
    assert choose_points("121.5, 14.5", "50, 10") == ([(14.5, 121.5), (10, 50)], set())


def test_the_point_is_unknown_if_nothing_decides_or_all_contradicts(area):
    assert choose_points("50.1, 10.2")[0] == [None]
    assert choose_points("50.1, 10.2")[1] == {"latitude first", "longitude first"}
    assert choose_points("35.8, 36.6", "36.61, 35.81", "50, 10", area=area)[0] == [None, None, None]


def test_the_person_who_loads_may_say_the_order(area):
    assert choose_points("35.8, 36.6", area=area, order="longitude first")[0] == [(36.6, 35.8)]
    assert choose_points("50, 10", order="latitude first")[0] == [(50, 10)]


def test_o_is_east_or_west_by_where_it_lies(area):
    assert choose_points("N 35.8, O 36.6", area=area)[0] == [(35.8, 36.6)]
    assert choose_points("48.1 N 11.5 O", area=area)[0] == [None]


def test_the_s_of_a_zone_is_its_band_or_the_south_by_where_it_lies(area):
    assert choose_points("37S 284037 3965926", area=area)[0] == [pytest.approx((LAT, LON), abs=0.001)]


def test_degrees_alone_are_read_by_their_letters():
    assert read_angle("35.81374 с.ш.", "lat") == ((LAT, ""),)
    assert read_angle("36°36'34.704\" В", "lon")[0][0] == pytest.approx(LON)
    assert [value for value, _ in read_angle("36.6 O", "lon")] == [36.6, -36.6]
    assert read_angle("36.6 E", "lat") == ()


@pytest.mark.parametrize(
    ("points", "swapped"),
    [
        ([(36.6, 35.8), (36.7, 35.9)], True),
        ([(36.6, 35.8), (36.7, 35.9), (50.0, 10.0)], False),
        ([(36.6, 35.8), (36.7, 35.9), (35.8, 36.6)], False),
        ([(35.8, 36.6)], False),
    ],
)
def test_swapped_columns_are_known_only_if_every_point_agrees(area, points, swapped):
    latitudes, longitudes = np.array(points).T
    assert is_swapped(latitudes, longitudes, area) is swapped
