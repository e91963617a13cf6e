"""GDELT: three widths without a header, codes as text, and no confirmed incident."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from etl.feeds import gdelt
from tests.etl.feeds.conftest import format_csv

WIDTHS = (57, 58, 61)


def row(width: int = 61, **changes) -> dict:
    """Make a row."""
    names = gdelt.LAYOUTS[width][1]
    cells = dict.fromkeys(names, "") | {
        "globaleventid": "900000001",
        "sqldate": "20200305",
        "monthyear": "202003",
        "year": "2020",
        "fractiondate": "2020.1781",
        "actor1code": "XYZREB",
        "actor1name": "XYLAND",
        "actor2code": "CVL",
        "actor2name": "VILLAGER",
        "actor2type1code": "CVL",
        "isrootevent": "1",
        "eventcode": "190",
        "eventbasecode": "190",
        "eventrootcode": "19",
        "quadclass": "4",
        "goldsteinscale": "-10.0",
        "nummentions": "12",
        "numsources": "2",
        "numarticles": "5",
        "avgtone": "-3.5",
        "actiongeo_type": "4",
        "actiongeo_fullname": "Abad, North, Xyland",
        "actiongeo_countrycode": "SY",
        "actiongeo_adm1code": "SY12",
        "actiongeo_lat": "35.5",
        "actiongeo_long": "36.25",
        "actiongeo_featureid": "-1",
        "dateadded": "20200306134500" if width == 61 else "20200306",
    }
    if width != 57:
        cells["sourceurl"] = "https://www.Example.org:443/news/a?b=c"
    assert set(changes) <= set(cells)
    return cells | changes


def format_without_header(*rows) -> str:
    return format_csv(*rows, delimiter="\t").partition("\n")[2]


def test_a_row_becomes_an_incident_that_nobody_confirmed(read_feed):
    [incident] = read_feed(gdelt.FEED, format_without_header(row())).good
    stated = {
        "feed_id": "900000001",
        "date": date(2020, 3, 5),
        "date_end": date(2020, 3, 5),
        "date_precision": "day",
        "kind": "battle",
        "kind_detail": "news mentions: CAMEO 190, fight",
        "target": "civilian",
        "verification": "unconfirmed",
        "place": "Abad, North, Xyland",
        "admin1": None,
        "country": "FIPS SY",
        "lat": 35.5,
        "lon": 36.25,
        "geo_precision": "exact",
        "actor1": "XYLAND",
        "actor2": "VILLAGER",
        "killed_low": None,
        "killed_best": None,
        "killed_high": None,
        "note": "Mentions: 12, articles: 5, sources: 2.",
        "reported_by": "example.org",
        "url": "https://www.Example.org:443/news/a?b=c",
        "feed_updated": int(datetime(2020, 3, 6, 13, 45, tzinfo=UTC).timestamp()),
    }
    assert {name: incident[name] for name in stated} == stated


@pytest.mark.parametrize("width", WIDTHS)
def test_each_width_has_its_names(read_feed, width):
    assert len(gdelt.LAYOUTS[width][1]) == width == len(set(gdelt.LAYOUTS[width][1]))
    found = read_feed(gdelt.FEED, format_without_header(row(width)))
    assert (found["place"], found["lat"], found["lon"]) == ("Abad, North, Xyland", 35.5, 36.25)
    assert f"{width} columns without a header" in found.match.recognised_as


@pytest.mark.parametrize("width", (57, 58))
def test_the_first_version_was_added_on_a_day(read_feed, width):
    updated = int(datetime(2020, 3, 6, tzinfo=UTC).timestamp())
    assert read_feed(gdelt.FEED, format_without_header(row(width)))["feed_updated"] == updated


def test_before_addresses_were_given_there_is_none(read_feed):
    incident = read_feed(gdelt.FEED, format_without_header(row(57)))
    assert (incident["url"], incident["reported_by"]) == (None, None)


def test_a_quote_mark_is_a_character(read_feed):
    found = read_feed(
        gdelt.FEED,
        format_without_header(row()).replace("VILLAGER", '"VILLAGER') + format_without_header(row(globaleventid="2")),
    )
    assert [record["actor2"] for record in found.good] == ['"VILLAGER', "VILLAGER"]


def test_a_choice_of_columns_with_a_header_is_known(read_feed):
    cells = {name: value for name, value in row().items() if not name.startswith(("actor", "goldstein"))}
    found = read_feed(gdelt.FEED, format_csv({name.upper(): value for name, value in cells.items()}))
    assert (found["kind"], found["actor1"]) == ("battle", None)


def test_the_root_of_a_lone_code_is_read_from_it(read_feed):
    kinds = {"190": "battle", "183": "ied", "1383": None, "40": None}
    rows = [
        {name: value for name, value in row(eventcode=code).items() if name not in ("eventbasecode", "eventrootcode")}
        for code in kinds
    ]
    found = read_feed(gdelt.FEED, format_csv(*rows)).records
    assert [None if record["left_out"] else record["kind"] for record in found] == list(kinds.values())


@pytest.mark.parametrize(
    "changes", [{"sqldate": "2020-03-05"}, {"monthyear": "201901"}, {"isrootevent": "yes"}, {"quadclass": "9"}]
)
def test_a_table_of_that_width_and_with_other_values_is_not_known(preview, changes):
    assert gdelt.FEED.recognise(preview(format_without_header(row(**changes), row(**changes)))) is None


def test_a_header_over_all_columns_is_no_record(read_feed):
    found = read_feed(gdelt.FEED, format_csv(*[row(globaleventid=str(number)) for number in range(20)], delimiter="\t"))
    assert (found.match.skip, len(found.good), len(found.records)) == (1, 20, 20)


def test_one_odd_row_hides_no_file(read_feed):
    found = read_feed(
        gdelt.FEED, format_without_header(row(quadclass=""), *[row(globaleventid=str(number)) for number in range(20)])
    )
    assert len(found.good) == 21


# What is kept


def test_roots_that_were_not_requested_are_left_out_by_a_named_rule(read_feed):
    others = [row(eventrootcode=root) for root in ("01", "14", "17", "")]
    found = read_feed(gdelt.FEED, format_without_header(*others, *[row()] * 40))
    assert [record["left_out"] for record in found.records[:4]] == ["EventRootCode is not one of 18, 19, 20"] * 4
    assert len(found.good) == 40


def test_a_root_that_cameo_does_not_have_is_kept_as_of_unknown_kind_and_named(read_feed):
    found = read_feed(gdelt.FEED, format_without_header(row(eventrootcode="--"), *[row()] * 10))
    assert (found.records[0]["left_out"], found.records[0]["kind"], len(found.good)) == (None, "unknown", 11)
    assert [(column, text) for column, _, text in found.records[0]["unread"]] == [("eventrootcode", "--")]


def test_other_roots_may_be_requested(read_feed):
    found = read_feed(
        gdelt.FEED,
        format_without_header(row(), row(eventcode="141", eventbasecode="141", eventrootcode="14")),
        roots=("14",),
    )
    assert [record["kind"] for record in found.good] == ["protest"]
    assert found.records[0]["left_out"] == "EventRootCode is not one of 14"


def test_codes_give_the_kind_and_stay_as_they_are(read_feed):
    expected = {
        ("180", "180"): "attack",
        ("1833", "183"): "ied",
        ("194", "194"): "shelling",
        ("195", "195"): "air_strike",
        ("190", "190"): "battle",
        ("202", "202"): "violence_against_civilians",
        ("145", "145"): "riot",
        ("040", "040"): "other",
    }
    rows = [row(eventcode=code, eventbasecode=base, eventrootcode=code[:2]) for code, base in expected]
    found = read_feed(gdelt.FEED, format_without_header(*rows), roots=("18", "19", "20", "14", "04")).good
    assert [incident["kind"] for incident in found] == list(expected.values())
    for incident, (code, _) in zip(found, expected, strict=True):
        assert incident["kind_detail"].startswith(f"news mentions: CAMEO {code}")


def test_an_actor_without_a_name_keeps_its_code(read_feed):
    assert read_feed(gdelt.FEED, format_without_header(row(actor1name="")))["actor1"] == "XYZREB"


def test_a_centroid_is_distinguished_from_a_town(read_feed):
    expected = {"1": "country", "2": "admin1", "3": "exact", "4": "exact", "5": "admin1"}
    found = read_feed(gdelt.FEED, format_without_header(*(row(actiongeo_type=geo_type) for geo_type in expected)))
    assert [incident["geo_precision"] for incident in found.good] == list(expected.values())


def test_without_a_place_there_is_no_point(read_feed):
    nowhere = {"actiongeo_lat": "", "actiongeo_long": ""}
    rows = [
        row(actiongeo_type="0"), row(**nowhere), row(actiongeo_type="0", **nowhere, actiongeo_countrycode=""),
        *[row()] * 10,
    ]  # fmt: skip
    found = read_feed(gdelt.FEED, format_without_header(*rows)).good[:3]
    points = [(incident["lat"], incident["lon"], incident["geo_precision"]) for incident in found]
    assert points == [(None, None, "unknown")] * 3
    assert [incident["country"] for incident in found] == ["FIPS SY", "FIPS SY", None]


def test_only_an_address_of_a_page_is_one(read_feed):
    expected = {
        "http://news.example.com/a": ("http://news.example.com/a", "news.example.com"),
        "HTTPS://WWW.EXAMPLE.COM": ("HTTPS://WWW.EXAMPLE.COM", "example.com"),
        "BBC Monitoring": (None, "BBC Monitoring"),
        "javascript:alert(1)": (None, "javascript:alert(1)"),
        "": (None, None),
    }
    found = read_feed(gdelt.FEED, format_without_header(*(row(sourceurl=address) for address in expected)))
    assert [(incident["url"], incident["reported_by"]) for incident in found.good] == list(expected.values())


def test_a_row_that_cannot_be_read_is_refused_with_its_cell(read_feed):
    found = read_feed(gdelt.FEED, format_without_header(row(sqldate="20200231"), row(sqldate=""), *[row()] * 20))
    assert found.refused == [("sqldate", "not a date", "20200231"), ("sqldate", "no date", None)]
    assert len(found.good) == 20


@pytest.mark.parametrize(
    ("changes", "ours", "unread"),
    [
        ({"actiongeo_lat": "#"}, "lat", ("actiongeo_lat", "not a number of degrees", "#")),
    ],
)
def test_a_cell_of_the_side_that_cannot_be_read_is_unknown_and_its_record_is_kept(read_feed, changes, ours, unread):
    incident = read_feed(gdelt.FEED, format_without_header(row(**changes)))
    assert (incident["refused"], incident[ours], incident["unread"]) == (None, None, [unread])
    assert f"{unread[0]}: {unread[2]}" in incident["as_written"].split("; ")


def test_a_root_code_whose_zero_was_lost_is_the_same_root(read_feed):
    found = read_feed(gdelt.FEED, format_without_header(row(eventrootcode="4"), *[row()] * 20), roots=("04", "19"))
    assert (found.refused, len(found.good)) == ([], 21)


def test_a_day_of_addition_that_is_none_stays_unknown(read_feed):
    found = read_feed(
        gdelt.FEED,
        format_without_header(row(dateadded="20201350000000"), row(dateadded="20990101000000"), *[row()] * 20),
    )
    assert [record["feed_updated"] for record in found.good[:2]] == [None, None]


def test_a_real_file_is_read_whole(read_feed, sample):
    path = sample("gdelt2_20180101000000.export.CSV")
    found = read_feed(gdelt.FEED, path)
    assert found.refused == []
    assert len(found.records) == len({record["feed_id"] for record in found.records}) == 2414
    assert len(found.good) == 345
    assert sum(record["lat"] is None for record in found.records) == 58
    assert sum(record["country"] == "FIPS SY" for record in found.records) == 36
    assert min(record["date"] for record in found.records) == date(2017, 12, 2)
    assert max(record["date"] for record in found.records) == date(2018, 1, 1)
    assert {record["feed_updated"] for record in found.records} == {int(datetime(2018, 1, 1, tzinfo=UTC).timestamp())}
    # Taken apart by hand: the same rows by another way.
    cells = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    types = {"0": "unknown", "1": "country", "2": "admin1", "3": "exact", "4": "exact", "5": "admin1"}
    assert Counter(record["geo_precision"] for record in found.records) == Counter(types[row[51]] for row in cells)
    assert [record["kind_detail"].split(",")[0] for record in found.records] == [
        f"news mentions: CAMEO {row[26]}" for row in cells
    ]
    assert [record["url"] for record in found.records] == [row[60] for row in cells]
