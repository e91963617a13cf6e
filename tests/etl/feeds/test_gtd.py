"""GTD: values marked as unknown stay unknown, and an id that lost digits is not an id."""

from dataclasses import replace
from datetime import date

import pytest

from etl.feeds import gtd
from tests.etl.feeds.conftest import format_csv

FIELDS = ("date", "date_end", "date_precision")


def row(**changes) -> dict:
    """Make a row with the columns that matter here."""
    cells = {
        "eventid": "201503050007",
        "iyear": "2015",
        "imonth": "3",
        "iday": "5",
        "approxdate": "",
        "country": "999",
        "country_txt": "Xyland",
        "region_txt": "Middle East & North Africa",
        "provstate": "North",
        "city": "Abad",
        "latitude": "35.5",
        "longitude": "36.25",
        "specificity": "1",
        "vicinity": "0",
        "summary": "03/05/2015: A bomb by the road hit a patrol.",
        "attacktype1": "3",
        "attacktype1_txt": "Bombing/Explosion",
        "targtype1": "4",
        "targtype1_txt": "Military",
        "gname": "North Front",
        "claimed": "1",
        "weaptype1_txt": "Explosives",
        "weapsubtype1_txt": "Unknown Explosive Type",
        "nkill": "2",
        "nwound": "3",
        "scite1": "Radio X, 6 March 2015",
        "dbsource": "START Primary Collection",
    }
    assert set(changes) <= set(cells)
    return cells | changes


def test_a_row_becomes_an_incident(read_feed):
    [incident] = read_feed(gtd.FEED, format_csv(row())).good
    stated = {
        "feed_id": "201503050007",
        "date": date(2015, 3, 5),
        "date_end": date(2015, 3, 5),
        "date_precision": "day",
        "kind": "attack",
        "kind_detail": "Bombing/Explosion",
        "target": "government_forces",
        "verification": "coded",
        "place": "Abad",
        "admin1": "North",
        "country": "Xyland",
        "lat": 35.5,
        "lon": 36.25,
        "geo_precision": "exact",
        "actor1": "North Front",
        "actor2": None,
        "claimed_by": "North Front",
        "weapon": "Explosives: Unknown Explosive Type",
        "killed_low": None,
        "killed_best": 2,
        "killed_high": None,
        "wounded_best": 3,
        "note": "03/05/2015: A bomb by the road hit a patrol.",
        "as_written": None,
        "reported_by": "Radio X, 6 March 2015",
    }
    assert {name: incident[name] for name in stated} == stated


# Recognition


def rename_columns(**changes) -> dict:
    names = {
        "iyear": "Year", "imonth": "Month", "iday": "Day", "country_txt": "Country", "provstate": "state",
        "attacktype1_txt": "AttackType", "targtype1_txt": "Target_type", "gname": "Group", "nkill": "Killed",
        "nwound": "Wounded", "weaptype1_txt": "Weapon_type",
    }  # fmt: skip
    dropped = ("eventid", "country", "attacktype1", "targtype1")
    return {names.get(name, name): value for name, value in row(**changes).items() if name not in dropped}


def test_names_that_analysts_give_are_known(read_feed):
    found = read_feed(gtd.FEED, format_csv(rename_columns(nkill="6.0", imonth="3.0")))
    stated = ("feed_id", "date", "country", "admin1", "kind_detail", "target", "actor1", "killed_best", "wounded_best")
    assert [found[name] for name in stated] == [
        None, date(2015, 3, 5), "Xyland", "North", "Bombing/Explosion", "government_forces", "North Front", 6, 3,
    ]  # fmt: skip
    assert found.match.recognised_as == "GTD, with columns renamed"


def test_its_names_of_days_and_one_more_are_enough(read_feed):
    kept = ("iyear", "imonth", "iday", "country_txt", "attacktype1", "nkill")
    found = read_feed(gtd.FEED, format_csv({name: row()[name] for name in kept}))
    assert (found["date"], found["killed_best"], found["verification"]) == (
        date(2015, 3, 5),
        int(row()["nkill"]),
        "coded",
    )


def test_names_with_blanks_and_its_ids_are_known(read_feed):
    titled = {
        "eventid": "Event ID", "iyear": "Year", "imonth": "Month", "iday": "Day", "country_txt": "Country", "provstate": "Province/State",
        "attacktype1_txt": "Attack Type", "gname": "Group Name", "nkill": "Deaths", "nwound": "Injuries",
    }  # fmt: skip
    rows = {titled[name]: cell for name, cell in row(iday="0").items() if name in titled}
    found = read_feed(gtd.FEED, format_csv(rows))
    assert (found["feed_id"], found["admin1"], found["actor1"], found["date_precision"]) == (
        row()["eventid"], "North", "North Front", "month",
    )  # fmt: skip
    rows["Event ID"] = "17"
    assert read_feed(gtd.FEED, format_csv(rows))["feed_id"] is None


@pytest.mark.parametrize(
    "header",
    [
        "year,month,day,killed,state,city",
        "year,month,day,country,city,group,killed,wounded",
        "Year,Month,Day,Country,Incident ID,Total killed,Attack context",
        "event_id_cnty,event_date,year,event_type,actor1",
    ],
)
def test_names_that_others_use_too_are_not_enough(preview, header):
    assert gtd.FEED.recognise(preview(header + "\n" + "1," * header.count(",") + "1\n")) is None


def test_a_file_of_a_western_encoding_is_read(read_feed):
    content = format_csv(
        *[row(eventid=f"2015030500{number:02}") for number in range(10, 40)], row(city="Ciudad Juárez")
    )
    assert read_feed(gtd.FEED, content.encode("windows-1252")).records[-1]["place"] == "Ciudad Juárez"


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("globalterrorismdb_0718dist.csv", "2018-07"),
        ("globalterrorismdb_2021Jan-June_1222dist.xlsx", "2022-12"),
        ("globalterrorism.csv", None),
        ("gtd_1993.csv", None),
    ],
)
def test_a_distribution_is_named_by_its_month(preview, name, release):
    found = preview(format_csv(row()))
    assert gtd.FEED.release_of(replace(found, path=found.path.with_name(name))) == release


# Dates


def test_an_unknown_month_or_day_leaves_all_days_possible(read_feed):
    expected = {
        ("2016", "2", "29"): (date(2016, 2, 29), date(2016, 2, 29), "day"),
        ("2016", "2", "0"): (date(2016, 2, 1), date(2016, 2, 29), "month"),
        ("2016", "2", ""): (date(2016, 2, 1), date(2016, 2, 29), "month"),
        ("2016", "2", "-9"): (date(2016, 2, 1), date(2016, 2, 29), "month"),
        ("2016", "0", "0"): (date(2016, 1, 1), date(2016, 12, 31), "year"),
        ("2016", "0", "31"): (date(2016, 1, 1), date(2016, 12, 31), "year"),
        ("2016", "-99", "-99"): (date(2016, 1, 1), date(2016, 12, 31), "year"),
        ("2016.0", "12.0", "1.0"): (date(2016, 12, 1), date(2016, 12, 1), "day"),
    }
    found = read_feed(gtd.FEED, format_csv(*(row(iyear=year, imonth=month, iday=day) for year, month, day in expected)))
    assert [tuple(incident[name] for name in FIELDS) for incident in found.good] == list(expected.values())


def test_a_date_in_words_is_noted(read_feed):
    note = read_feed(gtd.FEED, format_csv(row(iday="0", approxdate="early March 2015", summary="")))["note"]
    assert note == "Date as given: early March 2015."


def test_a_row_that_cannot_be_read_is_refused_with_its_cell(read_feed):
    refused = [
        ({"imonth": "2", "iday": "31"}, ("iday", "not a day of that month", "31")),
        ({"imonth": "2", "iday": "29"}, ("iday", "not a day of that month", "29")),
        ({"imonth": "13"}, ("imonth", "not a month", "13")),
        ({"imonth": "March"}, ("imonth", "not a month", "March")),
        ({"iday": "32"}, ("iday", "not a day", "32")),
        ({"iyear": ""}, ("iyear", "no year", None)),
        ({"iyear": "15"}, ("iyear", "not a year", "15")),
    ]
    found = read_feed(gtd.FEED, format_csv(*(row(**changes) for changes, _ in refused), row(eventid="201503050008")))
    assert found.refused == [reason for _, reason in refused]
    assert len(found.good) == 1


def test_a_cell_of_the_side_that_cannot_be_read_is_unknown_and_its_record_is_kept(read_feed):
    unread = [
        ({"nkill": "many people"}, "killed_best", ("nkill", "not a number of people", "many people")),
        ({"latitude": "north"}, "lat", ("latitude", "not a number of degrees", "north")),
        ({"longitude": "-86185896"}, "lat", ("longitude", "not a number of degrees", "-86185896")),
    ]
    found = read_feed(gtd.FEED, format_csv(*(row(**changes) for changes, *_ in unread)))
    for incident, (_, ours, cell) in zip(found.records, unread, strict=True):
        assert (incident["refused"], incident[ours], incident["unread"]) == (None, None, [cell])
        assert f"{cell[0]}: {cell[2]}" in incident["as_written"].split("; ")


# Ids


def test_an_id_that_lost_digits_is_refused(read_feed):
    written = ["2.01503E+11", "2.0150305e+11", "2,01503E+11", "2E11", "201503000000"]
    found = read_feed(gtd.FEED, format_csv(*(row(eventid=text) for text in written)))
    assert [(column, text) for column, _, text in found.refused] == [("eventid", text) for text in written]
    assert all("lost its last digits" in reason for _, reason, _ in found.refused)


def test_an_id_that_was_a_number_is_the_same_id(read_feed):
    assert read_feed(gtd.FEED, format_csv(row(eventid="201503050007.0")))["feed_id"] == "201503050007"


# Values


def test_a_number_that_is_not_known_stays_unknown(read_feed):
    unknown = ["", "-99", "-9", "-99.0", "Unknown", "NA"]
    found = read_feed(
        gtd.FEED, format_csv(*(row(nkill=text, nwound=text, specificity=text, claimed=text) for text in unknown))
    )
    numbers = ("killed_low", "killed_best", "killed_high", "wounded_best", "claimed_by")
    assert [{incident[name] for name in numbers} for incident in found.good] == [{None}] * len(unknown)
    assert {incident["geo_precision"] for incident in found.good} == {"unknown"}


def test_a_shared_toll_is_a_range_and_kept_as_written(read_feed):
    incident = read_feed(gtd.FEED, format_csv(row(nkill="2.5", nwound="0.33")))
    assert [incident[f"killed_{figure}"] for figure in ("low", "best", "high")] == [2, None, 3]
    assert [incident[f"wounded_{figure}"] for figure in ("low", "best", "high")] == [0, None, 1]
    assert incident["as_written"] == "nkill: 2.5; nwound: 0.33"


def test_a_point_that_is_not_known_is_none(read_feed):
    found = read_feed(
        gtd.FEED, format_csv(*(row(latitude=unknown, longitude=unknown) for unknown in ("", "-99", "-9")))
    )
    points = [(incident["lat"], incident["lon"], incident["geo_precision"]) for incident in found.good]
    assert points == [(None, None, "unknown")] * 3


def test_the_precision_of_the_place_is_kept(read_feed):
    expected = {"1": "exact", "2": "near", "3": "admin2", "4": "admin1", "5.0": "country", "": "unknown"}
    found = read_feed(gtd.FEED, format_csv(*(row(specificity=code) for code in expected)))
    assert [incident["geo_precision"] for incident in found.good] == list(expected.values())


def test_words_give_the_kind(read_feed):
    expected = {
        ("Bombing/Explosion", "Landmine"): "ied",
        ("Bombing/Explosion", "Grenade"): "attack",
        ("Armed Assault", ""): "attack",
        ("Facility/Infrastructure Attack", "Arson/Fire"): "sabotage",
        ("Hijacking", ""): "other",
        ("", ""): "attack",
    }
    rows = [row(attacktype1_txt=attack, weapsubtype1_txt=weapon, attacktype1="") for attack, weapon in expected]
    assert [incident["kind"] for incident in read_feed(gtd.FEED, format_csv(*rows)).good] == list(expected.values())


def test_codes_give_kind_and_target_where_the_words_are_missing(read_feed):
    targets = {"3": "government_forces", "14.0": "civilian", "19": "infrastructure", "20": "unknown"}
    rows = [
        {name: value for name, value in row(targtype1=code, attacktype1="7").items() if not name.endswith("type1_txt")}
        for code in targets
    ]
    found = [
        (each["target"], each["kind"], each["kind_detail"]) for each in read_feed(gtd.FEED, format_csv(*rows)).good
    ]
    assert found == [(target, "sabotage", "attack type 7") for target in targets.values()]


def test_an_unknown_group_is_nobody(read_feed):
    incident = read_feed(
        gtd.FEED, format_csv(row(gname="Unknown", weaptype1_txt="Unknown", weapsubtype1_txt="", city="Unknown"))
    )
    assert [incident[name] for name in ("actor1", "claimed_by", "weapon", "place")] == [None] * 4


def test_the_database_is_the_reporter_if_no_report_is_named(read_feed):
    assert read_feed(gtd.FEED, format_csv(row(scite1="")))["reported_by"] == "START Primary Collection"


def test_the_number_of_a_country_is_not_its_name(read_feed):
    cells = {name: value for name, value in row().items() if name != "country_txt"}
    assert read_feed(gtd.FEED, format_csv(cells))["country"] is None


# Names that analysts give


GIVEN = {"eventid": "eventid", "iyear": "year", "imonth": "month", "iday": "day", "country_txt": "country", "provstate": "state",
         "city": "city", "attacktype1_txt": "attack_type", "targtype1_txt": "target_type", "gname": "group_name",
         "nkill": "killed"}  # fmt: skip


@pytest.mark.parametrize("without", [(), ("eventid",), ("targtype1_txt",)])
def test_columns_in_words_keep_what_they_say(read_feed, without):
    incident = read_feed(
        gtd.FEED, format_csv({given: row()[name] for name, given in GIVEN.items() if name not in without})
    )
    assert (incident["actor1"], incident["admin1"], incident["kind_detail"], incident["killed_best"]) == (
        "North Front", "North", "Bombing/Explosion", 2,
    )  # fmt: skip


def test_a_column_of_codes_under_a_name_of_words_is_read_as_codes(read_feed):
    cells = {given: row()[name] for name, given in GIVEN.items()} | {"attack_type": "7"}
    incident = read_feed(gtd.FEED, format_csv(cells))
    assert (incident["kind"], incident["kind_detail"]) == ("sabotage", "attack type 7")


def test_the_same_names_with_words_of_somebody_else_are_not_gtd(preview):
    header = "year,month,day,attack_type,target_type,weapon_type,group_name"
    assert gtd.FEED.recognise(preview(f"{header}\n2015,3,5,ambush,convoy,rifle,North\n")) is None
