"""The first page, on the facts of the M4 and on cases with something missing."""

import json
from datetime import date

import pytest

from tests.cases import attack, complete, corridor, coverage, milestone, patrol, released, suspension
from tests.views.conftest import DASHBOARD, Page
from tests.views.saying import says

TILES = ["Patrolled?", "Joint patrols", "Of these attacked", "Share attacked", "Since the last attack"]


@pytest.fixture(scope="module")
def m4_page(m4_lake):
    """The page of the embedded case, to be read only: every test here sees the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
        page = Page(str(DASHBOARD), default_timeout=60).run()
    assert not page.exception
    return page


def captions(page, beginning):
    return [words for words in page.words("caption") if words.startswith(beginning)]


def test_the_tiles_of_the_m4_say_what_a_reader_needs_in_ten_seconds(m4_page):
    assert m4_page.tiles() == dict(zip(TILES, ["Suspended", "24", "4", "17 %", "128 days"], strict=True))
    # Under the title each tile has one line that says more.
    captions = m4_page.words("caption")
    title = captions.index("As of 31 December 2020 · release R1 · feed curated")
    assert captions[title : title + 6] == [
        "As of 31 December 2020 · release R1 · feed curated",
        "since 25 August 2020",
        "2 more have no known day",
        "confirmed and coded attacks",
        "95 % interval 5 to 37 %",
        "last on 25 August 2020; no patrol ran since",
    ]


def test_the_headline_stands_as_a_sentence_with_its_interval(m4_page):
    assert m4_page.words("text")[0] == (
        "4 of 24 joint patrols of known day were attacked (17 %, 95 % interval 5 to 37 %)."
    )


def test_the_totals_by_each_count_stand_beside_the_headline(m4_page):
    assert m4_page.says("Of the highest number stated").endswith(
        ": 4 of 26 by the Turkish count, 4 of 25 by the local, 4 of 23 by the Russian."
    )


def test_as_of_the_day_of_the_last_attack_nothing_is_suspended_yet(visit):
    page = visit(query={"to": "2020-08-25"})
    tiles = page.tiles()
    assert tiles["Patrolled?"] == "Patrolled"
    assert tiles["Since the last attack"] == "0 days"
    assert page.words("text")[0].startswith("4 of 24 joint patrols")
    assert page.says("The last joint patrol").endswith(
        "ran on 25 August 2020, 0 days before 25 August 2020; no announced suspension is open."
    )


def test_the_suspension_of_25_august_is_open_and_no_patrol_ran_in_it(m4_page):
    sentence = m4_page.says("S07:")
    assert says(
        sentence, "25 August 2020", "Russian foreign minister (Lavrov)", "21 September 2020", "still open (128 days)"
    )
    assert "no patrol ran since" in captions(m4_page, "last on 25 August 2020")[0]


def test_july_and_august_are_3_of_7(visit):
    page = visit(query={"from": "2020-07-01", "to": "2020-08-31"})
    assert (page.tiles()["Joint patrols"], page.tiles()["Of these attacked"]) == ("7", "3")
    assert page.words("text")[0] == (
        "3 of 7 joint patrols of known day were attacked (43 %, 95 % interval 10 to 82 %)."
    )


def test_with_the_unconfirmed_attacks_6_of_24_and_the_page_says_so(visit):
    page = visit(query={"verification": "any"})
    assert page.words("text")[0].startswith("6 of 24 joint patrols")
    assert "disputed and unconfirmed attacks too" in page.words("caption")


def test_the_longest_gap_names_patrol_23_and_that_nothing_was_announced(m4_page):
    sentence = m4_page.says("21 days between")
    assert says(
        sentence, "22 July 2020 and 12 August 2020", "no suspension was announced", "Patrol 23", "may fall inside it"
    )


def test_the_caveats_are_computed_from_the_data(m4_page):
    (caveats,) = captions(m4_page, "- ")
    *of_records, of_lag = caveats.splitlines()
    assert says(of_lag, "No chosen day", "lag zone", "90 % of 23 records", "by the end of their day")
    covered, without_day, doubtful, one_source = of_records
    assert says(covered, "completely", "15 March 2020 to 31 December 2020", "data-through is 12 June 2021")
    assert says(without_day, "2 joint patrols have no known day", "no period", "no rate")
    assert says(without_day, "patrol 18: between 17 June 2020 and 30 June 2020", "patrol 23: no source names a day")
    assert says(doubtful, "5 disputed or unconfirmed attacks are left out", "hollow")
    assert says(one_source, "One source", "none of 26 patrols", "none of 10 attacks")


def test_the_chart_has_words_a_source_line_and_its_numbers_as_tables(m4_page):
    (chart,) = m4_page.get("plotly_chart")
    assert "4 of 24 joint patrols" in chart.proto.alt
    assert "3 announced suspensions and 4 observed gaps" in chart.proto.alt
    layout = json.loads(chart.proto.spec)["layout"]
    assert layout["title"]["text"].startswith("Patrolwatch · M4 highway · R1 ")
    assert "Data CC BY 4.0, coordinates GeoNames." in layout["annotations"][-1]["text"]  # the full text, out of sight
    series = next(frame for frame in m4_page.frames() if "share" in frame.columns)
    assert (series["patrols"].sum(), series["attacked"].sum()) == (24, 4)


def test_every_table_has_words_for_who_does_not_see_it(m4_page):
    assert all(frame.proto.alt for frame in m4_page.dataframe)


def test_the_records_below_are_counted_in_a_sentence_and_on_the_download(m4_page):
    assert m4_page.says("26 patrols from") == "26 patrols from 15 March 2020 to 31 December 2020"
    assert "CSV (26 patrols)" in m4_page.files()
    shown = next(frame for frame in m4_page.frames() if "patrol_id" in frame.columns and "outcome" in frame.columns)
    assert len(shown) == 26


def test_two_days_narrow_the_records_and_nothing_else(visit):
    page = visit()
    page.field("Records from", "date_input").set_value(date(2020, 8, 1)).run()
    page.field("Records to", "date_input").set_value(date(2020, 8, 31)).run()
    # The 24th to 26th patrol, and the 23rd, which may have run until 11 August.
    assert page.says("4 patrols from") == "4 patrols from 1 August 2020 to 31 August 2020"
    assert page.tiles()["Joint patrols"] == "24"
    assert page.query_params["records_from"] == "2020-08-01"
    page.press("Show all chosen days")
    assert page.says("26 patrols from")
    assert "records_from" not in page.query_params


# Nothing to count


def test_days_without_a_patrol_have_no_rate(visit):
    page = visit(query={"from": "2020-10-01", "to": "2020-10-31"})
    assert (page.tiles()["Joint patrols"], page.tiles()["Share attacked"]) == ("0", "no rate")
    assert page.words("text")[0] == (
        "No rate: no joint patrol of known day ran between 1 October 2020 and 31 October 2020."
    )


def test_an_empty_list_of_records_says_so_and_what_to_do(visit):
    page = visit(query={"from": "2020-10-01", "to": "2020-10-31"})
    assert page.says("0 patrols from") == "0 patrols from 1 October 2020 to 31 October 2020"
    (said,) = [words for words in page.words("info") if words.startswith("No patrol is recorded on these days")]
    assert says(said, "Choose other days", "reset the choices")
    assert not any("patrol" in label for label in page.files())


@pytest.fixture
def half_known(tmp_path):
    """`road` is held completely, `track` is not, though it has patrols, an attack and a pause of them."""
    on_track = {"corridor": "track"}
    return released(
        tmp_path,
        corridors=[corridor("road"), corridor("track")],
        patrols=[patrol("2020-03-01"), patrol("2020-03-02", **on_track), patrol("2020-06-02", **on_track)],
        incidents=[attack("2020-03-02", patrol_id="P2", **on_track)],
        coverage=[*complete("2020-01-01", "2020-12-31"),
                  coverage("patrols", "any", "2020-01-01", "2020-12-31", complete=False, **on_track),
                  coverage("incidents", "any", "2020-01-01", "2020-12-31", complete=False, **on_track)],
    )  # fmt: skip


def test_a_corridor_without_complete_coverage_has_no_count_no_rate_and_no_gap(visit, half_known):
    page = visit(lake=half_known, query={"corridor": "track"})
    tiles = page.tiles()
    assert (tiles["Joint patrols"], tiles["Of these attacked"], tiles["Share attacked"]) == ("–", "–", "no rate")
    assert tiles["Since the last attack"] == "–"
    assert page.words("text")[0].startswith(
        "No rate: the joint patrols of this corridor, or the attacks on them, are not"
    )
    assert not [
        words for words in page.words("text") if " without a patrol " in words or " between the patrols " in words
    ]
    assert page.says("No suspension was announced and no gap was observed on these days.")
    assert not [frame for frame in page.frames() if {"patrols", "share"} & set(frame.columns)]
    assert any("Empty in every row: Patrols, Patrols attacked" in words for words in page.words("caption"))
    assert "are not completely held" in captions(page, "- ")[0]
    # What is recorded is listed all the same.
    assert page.says("2 patrols from")


def test_few_patrols_have_no_percentage_in_words(visit, tmp_path):
    lake = released(
        tmp_path, patrols=[patrol(f"2020-03-0{day}") for day in (1, 2, 3, 4)], incidents=[attack("2020-03-02", patrol_id="P2")]
    )  # fmt: skip
    page = visit(lake=lake)
    assert page.tiles()["Share attacked"] == "1 of 4"
    assert page.words("text")[0] == "1 of 4 joint patrols of known day was attacked."


def test_one_page_draws_whatever_is_missing(visit, tmp_path):
    lake = released(
        tmp_path,
        patrols=[],
        incidents=[],
        suspensions=[suspension("2020-02-01")],
        milestones=[milestone("2020-03-01", "M")],
    )
    page = visit(lake=lake)
    assert page.tiles() == dict(zip(TILES, ["Unknown", "0", "0", "no rate", "–"], strict=True))
