"""UCDP: every layout is recognised by its columns or values, and its codes become ours."""

import json
from dataclasses import replace
from datetime import date

import pytest

from etl.feeds import ucdp_candidate, ucdp_ged
from etl.feeds.common import ucdp
from tests.etl.feeds.conftest import format_csv

FIELDS = ("date", "date_end", "date_precision")


def row(**changes) -> dict:
    """Make a row of the layout since 2021."""
    cells = dict.fromkeys(ucdp.LAYOUT, "") | {
        "id": "900001",
        "relid": "XYZ-2020-1-5-9",
        "year": "2020",
        "active_year": "1",
        "code_status": "Clear",
        "type_of_violence": "1",
        "conflict_name": "Xyland: Government",
        "dyad_name": "Government of Xyland - North Front",
        "side_a": "Government of Xyland",
        "side_b": "North Front",
        "number_of_sources": "2",
        "source_article": '"Radio X,2020-03-05,Clash near Abad";"Daily Y,2020-03-06,Two dead"',
        "source_office": "Radio X;Daily Y",
        "source_headline": "Clash near Abad;Two dead",
        "where_prec": "1",
        "where_coordinates": "Abad village",
        "where_description": "at the bridge of Abad",
        "adm_1": "North province",
        "adm_2": "Abad district",
        "latitude": "35.5",
        "longitude": "36.25",
        "geom_wkt": "POINT (36.25 35.5)",
        "country": "Xyland (Old Xyland)",
        "country_id": "999",
        "region": "Asia",
        "event_clarity": "1",
        "date_prec": "1",
        "date_start": "2020-03-05",
        "date_end": "2020-03-05",
        "deaths_a": "1",
        "deaths_b": "2",
        "deaths_civilians": "0",
        "deaths_unknown": "0",
        "best": "3",
        "high": "5",
        "low": "2",
    }
    assert set(changes) <= set(cells)
    return cells | changes


def format_without_header(*rows) -> str:
    return format_csv(*rows).partition("\n")[2]


def test_a_row_becomes_an_incident(read_feed):
    [incident] = read_feed(ucdp_ged.FEED, format_csv(row())).good
    stated = {
        "feed_id": "900001",
        "date": date(2020, 3, 5),
        "date_end": date(2020, 3, 5),
        "date_precision": "day",
        "kind": "battle",
        "kind_detail": "state-based conflict: Xyland: Government",
        "target": "unknown",
        "verification": "coded",
        "place": "Abad village",
        "admin1": "North province",
        "admin2": "Abad district",
        "country": "Xyland (Old Xyland)",
        "lat": 35.5,
        "lon": 36.25,
        "geo_precision": "exact",
        "actor1": "Government of Xyland",
        "actor2": "North Front",
        "killed_low": 2,
        "killed_best": 3,
        "killed_high": 5,
        "wounded_best": None,
        "note": "at the bridge of Abad",
        "reported_by": "Radio X;Daily Y",
        "url": None,
        "feed_updated": None,
    }
    assert {name: incident[name] for name in stated} == stated


# Recognition


def test_columns_are_known_in_any_order_and_case(read_feed):
    swapped = {name.upper(): value for name, value in reversed(row().items())}
    incident = read_feed(ucdp_ged.FEED, format_csv(swapped))
    assert (incident["killed_low"], incident["killed_best"], incident["killed_high"]) == (2, 3, 5)


@pytest.mark.parametrize(
    "without", [("relid", "code_status", "where_description"), ("latitude", "longitude"), ("side_a",)]
)
def test_columns_that_older_files_lack_are_not_needed(read_feed, without):
    cells = {name: value for name, value in row().items() if name not in without}
    assert read_feed(ucdp_ged.FEED, format_csv(cells))["killed_best"] == 3


def test_columns_in_between_do_no_harm(read_feed):
    cells = {"iso3": "XYZ", **row(), "start_year": "2020", "line": "7"}
    assert read_feed(ucdp_ged.FEED, format_csv(cells))["feed_id"] == "900001"


def test_a_row_of_tags_is_no_record(read_feed):
    tags = dict.fromkeys(row(), "") | {"year": "#date+year", "latitude": "#geo+lat", "best": "#affected+killed"}
    assert len(read_feed(ucdp_ged.FEED, format_csv(tags, row())).records) == 1


def test_geojson_has_the_point_as_geometry(read_feed):
    properties = {name: value for name, value in row().items() if name not in ("latitude", "longitude")}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [36.25, 35.5]}}
    found = read_feed(ucdp_ged.FEED, json.dumps({"type": "FeatureCollection", "features": [feature]}), "events.geojson")
    assert (found["lat"], found["lon"], found["geo_precision"]) == (35.5, 36.25, "exact")


def test_a_file_without_a_header_is_known_by_its_values(read_feed):
    found = read_feed(ucdp_candidate.FEED, format_without_header(row(), row(id="900002", country="")))
    assert [record["feed_id"] for record in found.good] == ["900001", "900002"]
    assert "no header" in found.match.recognised_as


@pytest.mark.parametrize(
    "cells",
    [
        row(type_of_violence="9"),
        row(date_start="5/3/2020"),
        row(best="5", high="3"),  # the order of older files: the best estimate is not the sum
        {**row(), "more": ""},
    ],
    ids=["type", "date", "order of figures", "50 columns"],
)
def test_a_file_without_a_header_and_with_other_values_is_not_known(preview, cells):
    found = preview(format_without_header(cells, cells))
    assert ucdp_ged.FEED.recognise(found) is None
    assert ucdp_candidate.FEED.recognise(found) is None


def test_what_the_first_row_is_decides_whether_a_header_is_missing(preview):
    strange = {name: f"Spalte {place}" for place, name in enumerate(ucdp.LAYOUT)}
    assert ucdp_candidate.FEED.recognise(preview(format_without_header(strange, *[row()] * 20))) is None


@pytest.mark.parametrize(
    "header",
    [
        "year,adm_1,best",
        "location_code,admin1_name,admin2_name,event_type,events,fatalities,reference_period_start,reference_period_end",
        "dyad_id,conflict_id,side_a,side_b,year,type_of_violence,start_date,start_prec,region",
        "event_id_cnty,event_date,event_type,actor1,fatalities",
    ],
)
def test_other_tables_are_not_taken_for_events(preview, header):
    assert ucdp_ged.FEED.recognise(preview(header + "\n" + "1," * header.count(",") + "1\n")) is None


@pytest.mark.parametrize(
    ("name", "status", "is_candidate"),
    [
        ("GEDEvent_v25_1.csv", "Clear", False),
        ("GEDEvent_v24_0_1.csv", "Clear", True),
        ("GEDEvent_v25_01_25_09.csv", "Clear", True),
        ("ged191.csv", "Check", False),
        ("ucdp-652-1601-1911.csv", "Clear", False),
        ("events.csv", "Unclear", True),
        ("events.csv", "Check", True),
        ("events.csv", "Clear", False),
        ("events.csv", "", False),
    ],
)
def test_the_release_distinguishes_ged_from_candidate_and_else_the_status(preview, name, status, is_candidate):
    found = preview(format_csv(row(), row(code_status=status)), name)
    assert (ucdp_ged.FEED.recognise(found) is None) == is_candidate


def test_a_table_can_be_declared_candidate_if_nothing_decides(preview):
    assert ucdp_candidate.FEED.recognise(preview(format_csv(row())))


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("ged191.csv", "19.1"),
        ("ged172.csv", "17.2"),
        ("ged251-csv.zip", "25.1"),
        ("GEDEvent_v25_1.csv", "25.1"),
        ("gedevent_v25_1 (2).csv", "25.1"),
        ("gedevents-25.1.json", "25.1"),
        ("ucdp_ged231_sample1000.csv", "23.1"),
        ("GEDEvent_v24_0_1.csv", "24.0.1"),
        ("GEDEvent_v24_0_12.csv", "24.0.12"),
        ("ucdp-candidate-25.0.9.csv", "25.0.9"),
        ("GEDEvent_v25_01_25_09.csv", "25.01.25.09"),
        ("ucdp_652.1601.1911.csv", "652.1601.1911"),
        ("ucdp_syria_2018_idlib.csv", None),
        ("ged_2023-10-05.csv", None),
        ("conflict_data_bgd.csv", None),
        ("events.csv", None),
    ],
)
def test_the_release_is_read_from_the_name_of_the_file(preview, name, release):
    content = format_csv(row())
    if name.endswith((".zip", ".json")):
        found = preview(content)
        found = replace(found, path=found.path.with_name(name))
    else:
        found = preview(content, name)
    assert ucdp.find_release(found) == release
    assert ucdp_ged.FEED.release_of is ucdp_candidate.FEED.release_of is ucdp.find_release


def test_yearly_releases_are_ordered_and_no_others():
    releases = ["21.1", "17.2", "19.1", "17.1"]
    assert sorted(releases, key=ucdp.make_order) == ["17.1", "17.2", "19.1", "21.1"]
    assert {ucdp.make_order(release) for release in ("652.1601.1911", "24.0.1", "25.01.25.09", "final")} == {None}


# Dates


def test_the_precision_of_a_date_fits_its_days(read_feed):
    expected = {
        ("1", "2020-03-05", "2020-03-05"): "day",
        ("1", "2020-03-05", "2020-03-06"): "range",
        ("2", "2020-03-05", "2020-03-08"): "range",
        ("3", "2020-03-02", "2020-03-08"): "range",
        ("4", "2020-02-01", "2020-02-29"): "month",
        ("4", "2020-03-01", "2020-03-30"): "range",
        ("4", "2020-03-01", "2020-04-30"): "range",
        ("5", "2020-01-01", "2020-12-31"): "year",
        ("5", "2020-01-01", "2020-11-30"): "range",
        ("5", "2020-01-01", "2021-12-31"): "range",
        ("2", "2020-03-05", "2020-03-05"): "unknown",
        ("", "2020-03-05", "2020-03-05"): "unknown",
        ("4.0", "2020-02-01", "2020-02-29"): "month",
    }
    rows = [row(date_prec=precision, date_start=start, date_end=end) for precision, start, end in expected]
    found = [tuple(incident[name] for name in FIELDS) for incident in read_feed(ucdp_ged.FEED, format_csv(*rows)).good]
    assert found == [
        (date.fromisoformat(start), date.fromisoformat(end), precision)
        for (_, start, end), precision in expected.items()
    ]


@pytest.mark.parametrize("written", ["2020-03-05 00:00:00.000", "2020-03-05T00:00:00", "2020-03-05 14:30:00"])
def test_the_time_of_day_is_let_go(read_feed, written):
    incident = read_feed(ucdp_ged.FEED, format_csv(row(date_start=written, date_end=written)))
    assert [incident[name] for name in FIELDS] == [date(2020, 3, 5), date(2020, 3, 5), "day"]


def test_dates_that_a_spreadsheet_wrote_are_read_in_the_requested_order(read_feed):
    incident = read_feed(ucdp_ged.FEED, format_csv(row(date_start="3/5/2020", date_end="3/5/2020")), date_order="mdy")
    assert incident["date"] == date(2020, 3, 5)


def test_a_row_without_a_last_day_is_of_its_first(read_feed):
    assert read_feed(ucdp_ged.FEED, format_csv(row(date_end="")))["date_end"] == date(2020, 3, 5)


# Values


def test_the_type_of_violence_gives_kind_and_target(read_feed):
    expected = {
        "1": ("battle", "state-based conflict: A - B", "unknown"),
        "2": ("battle", "non-state conflict: A - B", "unknown"),
        "3": ("violence_against_civilians", "one-sided violence: A - B", "civilian"),
        "3.0": ("violence_against_civilians", "one-sided violence: A - B", "civilian"),
        "7": ("unknown", "A - B", "unknown"),
    }
    rows = [row(type_of_violence=code, conflict_name="A - B") for code in expected]
    found = [
        (each["kind"], each["kind_detail"], each["target"]) for each in read_feed(ucdp_ged.FEED, format_csv(*rows)).good
    ]
    assert found == list(expected.values())


def test_the_precision_of_the_place_is_kept(read_feed):
    expected = {
        "1": "exact", "2": "near", "3": "admin2", "4": "admin1", "5": "area_or_line", "6": "country", "7": "sea_or_air",
        "": "unknown", "2.0": "near",
    }  # fmt: skip
    found = read_feed(ucdp_ged.FEED, format_csv(*(row(where_prec=code) for code in expected)))
    assert [incident["geo_precision"] for incident in found.good] == list(expected.values())


def test_without_a_point_nothing_is_known_of_its_precision(read_feed):
    rows = [row(latitude=latitude, longitude=longitude) for latitude, longitude in (("", ""), ("0", "0"), ("35.5", ""))]
    found = [
        (each["lat"], each["lon"], each["geo_precision"]) for each in read_feed(ucdp_ged.FEED, format_csv(*rows)).good
    ]
    assert found == [(None, None, "unknown")] * 3


def test_figures_out_of_order_are_kept_as_they_are(read_feed):
    incident = read_feed(ucdp_ged.FEED, format_csv(row(low="4", best="3", high="2")))
    assert (incident["killed_low"], incident["killed_best"], incident["killed_high"]) == (4, 3, 2)


def test_nobody_killed_is_not_unknown(read_feed):
    incident = read_feed(ucdp_ged.FEED, format_csv(row(low="0", best="0", high="")))
    assert (incident["killed_low"], incident["killed_best"], incident["killed_high"]) == (0, 0, None)


def test_a_sum_over_several_incidents_says_so(read_feed):
    note = read_feed(ucdp_ged.FEED, format_csv(row(event_clarity="2")))["note"]
    assert note == "Sum over several incidents. at the bridge of Abad"


def test_the_note_has_the_headline_if_the_place_is_not_described(read_feed):
    assert read_feed(ucdp_ged.FEED, format_csv(row(where_description="")))["note"] == "Clash near Abad;Two dead"


def test_a_status_that_is_not_clear_is_visible(read_feed):
    note = read_feed(ucdp_candidate.FEED, format_csv(row(code_status="Check")))["note"]
    assert note == "Status at UCDP: Check. at the bridge of Abad"


def test_the_article_is_the_reporter_if_no_office_is_named(read_feed):
    assert read_feed(ucdp_ged.FEED, format_csv(row(source_office="", source_article="Radio X, 5 March")))[
        "reported_by"
    ] == ("Radio X, 5 March")


def test_a_row_that_cannot_be_read_is_refused_with_its_cell(read_feed):
    found = read_feed(ucdp_ged.FEED, format_csv(row(date_start=""), row(date_start="2020-02-31"), row(id="900002")))
    assert found.refused == [("date_start", "no date", None), ("date_start", "not a date", "2020-02-31")]
    assert len(found.good) == 1


def test_a_cell_of_the_side_that_cannot_be_read_is_unknown_and_its_record_is_kept(read_feed):
    unread = [
        ({"best": "-1"}, "killed_best", ("best", "not a number of people", "-1")),
        ({"high": "3-5"}, "killed_high", ("high", "not a number of people", "3-5")),
        ({"latitude": "north"}, "lat", ("latitude", "not a number of degrees", "north")),
        ({"longitude": "361"}, "lon", ("longitude", "beyond 180 degrees", "361")),
    ]
    found = read_feed(ucdp_ged.FEED, format_csv(*(row(**changes) for changes, *_ in unread)))
    for incident, (_, ours, cell) in zip(found.records, unread, strict=True):
        assert (incident["refused"], incident[ours], incident["unread"]) == (None, None, [cell])
        assert f"{cell[0]}: {cell[2]}" in incident["as_written"].split("; ")


@pytest.mark.parametrize(("end", "reason"), [("later", "not a date"), ("2020-03-04", "before the first day")])
def test_a_last_day_that_cannot_be_read_leaves_the_first_day(read_feed, end, reason):
    incident = read_feed(ucdp_ged.FEED, format_csv(row(date_end=end)))
    assert (incident["refused"], incident["unread"]) == (None, [("date_end", reason, end)])
    assert (incident["date"], incident["date_end"], incident["as_written"]) == (
        date(2020, 3, 5), date(2020, 3, 5), f"date_end: {end}",
    )  # fmt: skip


# Real files


@pytest.mark.parametrize(
    ("name", "release", "rows", "first", "last", "best", "low", "high"),
    [
        ("ucdp_syria_2018_idlib_hama_aleppo.csv", None, 1036, "2018-01-01", "2018-12-31", 5448, 4362, 6058),
        ("ucdp_ged191_myanmar_bangladesh.csv", "19.1", 3194, "1989-01-01", "2018-12-30", 20936, 19808, 30686),
        ("ucdp_ged231_sample1000.csv", "23.1", 1000, "1989-01-07", "2022-12-19", 9561, 6224, 22017),
        ("ucdp_hdx_bgd_hxl.csv", None, 601, "1989-05-20", "2018-12-30", 1362, 1309, 1824),
    ],
)
def test_a_real_file_is_read_whole(read_feed, sample, temporary, name, release, rows, first, last, best, low, high):
    found = read_feed(ucdp_ged.FEED, sample(name))
    assert found.refused == []
    assert len({record["feed_id"] for record in found.good}) == len(found.good) == rows
    assert min(record["date"] for record in found.good) == date.fromisoformat(first)
    # The figures of the samples are those of date_start.
    assert max(record["date"] for record in found.good) == date.fromisoformat(last)
    sums = [sum(record[f"killed_{figure}"] for record in found.good) for figure in ("best", "low", "high")]
    assert sums == [best, low, high]
    assert ("release " + release if release else "no release") in found.match.recognised_as


def test_the_table_of_a_chart_is_no_event_list(preview, sample):
    assert ucdp_ged.FEED.recognise(preview(sample("ucdp_hdx_bgd_quickchart_hxl.csv").read_bytes())) is None


# A choice of columns


@pytest.mark.parametrize(
    ("columns", "killed", "precision"),
    [
        (("id", "country", "date_start", "latitude", "longitude", "side_a", "side_b", "best"), 3, "unknown"),
        (("country", "date_start", "date_end", "where_coordinates", "best"), 3, "day"),
        (("id", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), 3, "day"),
        (("id", "date_start", "date_end", "deaths_a", "deaths_b", "dyad_name"), None, "day"),
        (("id", "date_start", "date_end", "best", "low", "high", "country"), 3, "day"),
    ],
)
def test_a_choice_of_columns_is_ucdp_and_keeps_its_deaths(read_feed, columns, killed, precision):
    found = read_feed(ucdp_ged.FEED, format_csv({name: row()[name] for name in columns}))
    assert (found["killed_best"], found["date_precision"], found["refused"]) == (killed, precision, None)


def test_deaths_of_an_unread_side_are_unknown_and_named(read_feed):
    cells = {name: row()[name] for name in ("id", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians")}
    incident = read_feed(ucdp_ged.FEED, format_csv(cells | {"deaths_unknown": "some"}))
    assert (incident["killed_best"], incident["as_written"]) == (None, "deaths_unknown: some")


def test_estimates_are_known_by_the_names_of_older_files_and_in_full(read_feed):
    for word in ("est", "estimate"):
        kept = {name: row()[name] for name in ("id", "country", "date_start", "date_end")}
        estimates = {f"{name}_{word}": figure for name, figure in (("best", "3"), ("low", "2"), ("high", "5"))}
        incident = read_feed(ucdp_ged.FEED, format_csv(kept | estimates))
        assert (incident["killed_low"], incident["killed_best"], incident["killed_high"]) == (2, 3, 5)
