"""ACLED: the layouts of ten years, with made-up rows."""

from datetime import date

import pytest

from etl.feeds import acled
from tests.etl.feeds.conftest import format_csv

FIELDS = ("date", "date_end", "date_precision")


def row(**changes) -> dict:
    """Make a row with some of today's columns."""
    cells = {
        "event_id_cnty": "XYZ12",
        "event_date": "05 March 2020",
        "year": "2020",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Remote explosive/landmine/IED",
        "actor1": "Unidentified Armed Group (Xyland)",
        "assoc_actor_1": "",
        "actor2": "Military Forces of Xyland (2001-)",
        "civilian_targeting": "",
        "country": "Xyland",
        "admin1": "North",
        "admin2": "Abad",
        "location": "Abad",
        "latitude": "35.5",
        "longitude": "36.25",
        "geo_precision": "1",
        "source": "Radio X; Daily Y",
        "notes": 'A bomb went off,\nwith "no" loss.',
        "fatalities": "0",
        "timestamp": "1583500000",
    }
    assert set(changes) <= set(cells)
    return cells | changes


def test_a_row_becomes_an_incident(read_feed):
    [incident] = read_feed(acled.FEED, format_csv(row())).good
    stated = {
        "feed_id": "XYZ12",
        "date": date(2020, 3, 5),
        "date_end": date(2020, 3, 5),
        "date_precision": "day",
        "kind": "ied",
        "kind_detail": "Explosions/Remote violence: Remote explosive/landmine/IED",
        "target": "unknown",
        "verification": "coded",
        "place": "Abad",
        "country": "Xyland",
        "lat": 35.5,
        "lon": 36.25,
        "geo_precision": "exact",
        "killed_low": None,
        "killed_best": 0,
        "killed_high": None,
        "note": 'A bomb went off,\nwith "no" loss.',
        "reported_by": "Radio X; Daily Y",
        "feed_updated": 1583500000,
    }
    assert {name: incident[name] for name in stated} == stated


@pytest.mark.parametrize(
    "written", ["05-March-2020", "2020-03-05", "5 March 2020", "5-Mar-20", "05 Mar 2020", "2020-03-05 00:00:00"]
)
def test_every_dialect_of_dates_is_read(read_feed, written):
    incident = read_feed(acled.FEED, format_csv(row(event_date=written)))
    assert [incident[name] for name in FIELDS] == [date(2020, 3, 5), date(2020, 3, 5), "day"]


def test_the_precision_of_the_time_widens_the_days_around_the_coded_one(read_feed):
    expected = {
        "1": (date(2020, 3, 5), date(2020, 3, 5), "day", None),
        "2": (date(2020, 3, 2), date(2020, 3, 8), "range", date(2020, 3, 5)),
        "3": (date(2020, 3, 1), date(2020, 3, 31), "month", date(2020, 3, 5)),
        "": (date(2020, 3, 5), date(2020, 3, 5), "day", None),
    }
    found = read_feed(acled.FEED, format_csv(*(row(time_precision=precision) for precision in expected)))
    days = [tuple(incident[name] for name in (*FIELDS, "coded_day")) for incident in found.good]
    assert days == list(expected.values())


def test_a_week_is_not_that_of_the_calendar(read_feed):
    incident = read_feed(acled.FEED, format_csv(row(event_date="2020-03-09", time_precision="2")))
    assert (incident["date"], incident["date_end"]) == (date(2020, 3, 6), date(2020, 3, 12))


def test_the_nearer_word_gives_the_kind(read_feed):
    expected = {
        ("Battles", "Armed clash"): ("clash", "unknown"),
        ("Violence against civilians", "Attack"): ("violence_against_civilians", "civilian"),
        ("Explosions/Remote violence", "Air/drone strike"): ("air_strike", "unknown"),
        ("Protests", "Peaceful protest"): ("protest", "unknown"),
        ("VIOLENCE AGAINST CIVILIANS", ""): ("violence_against_civilians", "civilian"),
        ("Something new", ""): ("unknown", "unknown"),
    }
    rows = [row(event_type=event_type, sub_event_type=sub_event_type) for event_type, sub_event_type in expected]
    found = [(incident["kind"], incident["target"]) for incident in read_feed(acled.FEED, format_csv(*rows)).good]
    assert found == list(expected.values())


def test_names_of_2015_are_known(read_feed):
    old = {
        "GWNO": "999", "EVENT_ID_CNTY": "1XYZ", "EVENT_DATE": "05-January-2015", "TIME_PRECISION": "1",
        "EVENT_TYPE": "Battle-No change of territory", "ACTOR1": "A", "ALLY_ACTOR_1": "B", "ACTOR2": "C",
        "COUNTRY": "Xyland", "LATITUDE": "35.5", "LONGITUDE": "36.25", "GEO_PRECISION": "3", "FATALITIES": "2",
    }  # fmt: skip
    found = read_feed(acled.FEED, format_csv(old))
    assert [found[name] for name in ("feed_id", "kind", "geo_precision", "killed_best")] == [
        "1XYZ",
        "battle",
        "admin1",
        2,
    ]
    assert "assoc_actor_1" in found.match.names


@pytest.mark.parametrize("actor2", [True, False])
def test_one_row_per_actor_is_recognised_by_the_columns(preview, actor2):
    cells = {name: value for name, value in row().items() if actor2 or name != "actor2"}
    match = acled.FEED.recognise(preview(format_csv(cells)))
    assert acled.FEED.shape(match.names, acled.ReadingOptions()).one_row_per_actor is not actor2


def test_a_list_of_deletions_withdraws(preview):
    match = acled.FEED.recognise(preview("event_id_cnty,deleted_timestamp\nXYZ12,1583500000\n"))
    assert acled.FEED.shape(match.names, acled.ReadingOptions()).withdraws


def test_a_row_that_cannot_be_read_is_refused_with_its_cell(read_feed):
    found = read_feed(acled.FEED, format_csv(row(event_date=""), row(event_date="31 February 2020"), row()))
    assert found.refused == [("event_date", "no date", None), ("event_date", "not a date", "31 February 2020")]


def test_a_cell_of_the_side_that_cannot_be_read_is_unknown_and_its_record_is_kept(read_feed):
    unread = [
        ({"fatalities": "-3"}, "killed_best", ("fatalities", "not a number of people", "-3")),
        ({"latitude": "95"}, "lat", ("latitude", "beyond 90 degrees", "95")),
    ]
    found = read_feed(acled.FEED, format_csv(*(row(**changes) for changes, *_ in unread)))
    for incident, (_, ours, cell) in zip(found.records, unread, strict=True):
        assert (incident["refused"], incident[ours], incident["unread"]) == (None, None, [cell])
        assert f"{cell[0]}: {cell[2]}" in incident["as_written"].split("; ")


def test_hapi_is_not_acled(preview):
    header = "location_code,admin1_name,event_type,events,fatalities,reference_period_start"
    assert acled.FEED.recognise(preview(f"{header}\nXYZ,North,demonstration,1,,2020-03-01\n")) is None


def test_headers_that_a_shapefile_cuts_are_known(read_feed):
    cells = row()
    cut = {
        name[:10].upper(): cell for name, cell in cells.items() if name not in ("assoc_actor_1", "civilian_targeting")
    }
    found = read_feed(acled.FEED, format_csv(cut))
    assert found.match.recognised_as == "ACLED, layout since 2023, headers cut after ten letters"
    whole = read_feed(acled.FEED, format_csv(cells)).records[0]
    assert {name: found.records[0][name] for name in FIELDS} == {name: whole[name] for name in FIELDS}
    assert [found.records[0][name] for name in ("feed_id", "kind", "geo_precision")] == ["XYZ12", "ied", "exact"]


def test_a_point_of_a_map_is_taken_where_no_column_has_it(read_feed):
    cells = {name: cell for name, cell in row().items() if name not in ("latitude", "longitude")}
    assert read_feed(acled.FEED, format_csv(cells | {"lat": "35.5", "lon": "36.25"}))["lat"] == 35.5


def test_words_that_the_publisher_is_not_known_to_use_are_listed(read_feed):
    found = read_feed(
        acled.FEED,
        format_csv(
            row(event_type="Battels", sub_event_type="Armed clsh"),
            row(event_type="PROTESTS", sub_event_type="Peaceful protest"),
        ),
    ).good
    assert [[(column, text) for column, _, text in each["unread"]] for each in found] == [
        [("event_type", "Battels"), ("sub_event_type", "Armed clsh")], [],
    ]  # fmt: skip
    assert found[0]["kind"] == "unknown"
    assert found[0]["as_written"] == "event_type: Battels; sub_event_type: Armed clsh"


def test_headers_with_blanks_keep_ids_and_actors(read_feed):
    spaced = {"event_id_cnty": "Event ID", "actor1": "Actor 1", "actor2": "Actor 2"}
    found = read_feed(
        acled.FEED, format_csv({spaced.get(name, name.replace("_", " ").title()): cell for name, cell in row().items()})
    )
    assert (found["feed_id"], found["actor1"], found["actor2"]) == (
        "XYZ12", row()["actor1"], row()["actor2"]
    )  # fmt: skip
