"""ICEWS and feeds coded like it: statements are left out by their root code, and fights are kept."""

import pytest

from etl.feeds import acled, analyst, gdelt, icews
from tests.etl.feeds.conftest import format_csv


def row(code="193", **changes) -> dict:
    return {
        "Event ID": "7", "Event Date": "2020-03-05", "Source Name": "Army A", "Source Sectors": "Military", "Source Country": "Xyland",
        "Event Text": "fight with small arms", "CAMEO Code": code, "Intensity": "-10.0", "Target Name": "Group B",
        "Target Sectors": "Rebel", "Target Country": "Xyland", "Story ID": "1", "Sentence Number": "2", "Publisher": "The Post",
        "City": "Abad", "District": "", "Province": "North", "Country": "Xyland", "Latitude": "36.0", "Longitude": "36.5",
    } | changes  # fmt: skip


def test_a_fight_is_an_unconfirmed_incident(read_feed):
    record = read_feed(icews.FEED, format_csv(row(), delimiter="\t"), "events.tab")
    assert record["feed_id"] == "7 2020-03-05"
    assert (record["kind"], record["verification"], record["geo_precision"]) == ("battle", "unconfirmed", "exact")
    assert record["kind_detail"] == "news mentions: CAMEO 193, fight with small arms"
    assert (record["actor1"], record["actor2"], record["place"]) == ("Army A", "Group B", "Abad")


def test_talk_is_left_out_by_its_root(read_feed):
    codes = ["010", "040", "051", "0211", "042", "112", "141"]
    found = read_feed(icews.FEED, format_csv(*map(row, codes))).records
    assert [record["left_out"] for record in found] == ["the root of its code is not one of 18, 19, 20"] * len(codes)


def test_a_lost_zero_is_put_back(read_feed):
    roots = {"40": "04", "18": "01", "19": "01", "20": "02", "211": "02", "51.0": "05"}
    content = format_csv(*map(row, roots))
    assert all(record["left_out"] for record in read_feed(icews.FEED, content).records)
    for root in set(roots.values()):
        kept = [record["left_out"] is None for record in read_feed(icews.FEED, content, roots=(root,)).records]
        assert kept == [each == root for each in roots.values()]


def test_a_code_means_what_it_means_in_gdelt(read_feed):
    expected = {
        "1831": "ied", "195": "air_strike", "194": "shelling", "180": "attack", "203": "violence_against_civilians",
    }  # fmt: skip
    found = read_feed(icews.FEED, format_csv(*map(row, expected)))
    assert [incident["kind"] for incident in found.good] == list(expected.values())


def test_other_roots_can_be_requested(read_feed):
    record = read_feed(icews.FEED, format_csv(row("141")), roots=("14",))
    assert (record["left_out"], record["kind"]) == (None, "protest")


def test_one_id_on_two_days_is_two_events(read_feed):
    first, second = read_feed(icews.FEED, format_csv(row(), row(**{"Event Date": "2020-03-06"}))).records
    assert first["feed_id"] != second["feed_id"]


def test_a_province_alone_is_no_exact_place(read_feed):
    assert read_feed(icews.FEED, format_csv(row(City="")))["geo_precision"] == "admin1"


def test_phoenix_has_other_names(read_feed):
    content = format_csv(
        {"EventID": "1", "Date": "20200305", "SourceActorFull": "A", "TargetActorFull": "B", "EventCode": "190",
         "EventRootCode": "19", "Lat": "36.0", "Lon": "36.5", "LocationName": "Abad"}
    )  # fmt: skip
    record = read_feed(icews.FEED, content)
    assert (record["left_out"], record["kind"], record["place"], record["actor2"]) == (None, "battle", "Abad", "B")


@pytest.mark.parametrize(("word", "kind"), [("ASSAULT", "attack"), ("CONSULT", None)])
def test_the_words_of_plover_mean_roots(read_feed, word, kind):
    content = format_csv({"Event ID": "1", "Event Date": "2020-03-05", "Event Type": word, "Event Mode": "", "Quad Code": "4",
                      "Actor Name": "A", "Latitude": "36.0", "Longitude": "36.5", "City": "Abad"})  # fmt: skip
    record = read_feed(icews.FEED, content)
    assert (record["kind"] if record["left_out"] is None else None) == kind


def test_no_other_feed_takes_its_files(preview):
    table = preview(format_csv(row()))
    assert [feed.recognise(table) for feed in (acled.FEED, gdelt.FEED)] == [None, None]
    assert analyst.FEED.rank > icews.FEED.rank
