"""The Timeline of the M4, and of cases with missing data."""

import json
from datetime import date

import pytest

from etl import paths
from etl.curated.build import build
from etl.lake import Lake
from tests.cases import attack, complete_coverage, corridor, coverage, milestone, patrol, publish_case, suspension
from tests.views.conftest import DASHBOARD, Page
from tests.views.sentences import contains_in_order
from views.charts.timeline_figure import draw_timeline
from views.sections.timeline import figure

TILES = ["Patrolled?", "Share attacked", "Since last attack"]
UNFOLDED = ("timeline-records", "timeline-numbers")


@pytest.fixture(scope="module")
def m4_page(m4_lake):
    """Open the page of the embedded case with all its parts once, for tests that only read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
        page = Page(str(DASHBOARD), default_timeout=60)
        for key in UNFOLDED:
            page.session_state[key] = True
        page.run()
    assert not page.exception
    return page


def list_things_to_know(page) -> list[str]:
    """List the sentences under the figure, including those on bands."""
    return [
        line.removeprefix("- ")
        for words in page.read_texts("caption")
        for line in words.splitlines()
        if line[:2] == "- "
    ]


def test_headline_and_tiles_of_the_m4_say_what_a_reader_needs_in_ten_seconds(m4_page):
    assert m4_page.read_texts("title") == [
        "Suspended since 25 August 2020. Attacks rose from 0 of 10 patrols to 4 of 10."
    ]
    assert m4_page.read_tiles() == dict(zip(TILES, ["Suspended", "17 %", "128 days"], strict=True))
    # Each tile has a line of explanation under it.
    captions = m4_page.read_texts("caption")
    first = captions.index("15 March to 31 December 2020 · release R1")
    assert captions[first : first + 4] == [
        "15 March to 31 December 2020 · release R1",
        "since 25 August 2020",
        "4 of 24 joint patrols; 95 % interval 5 to 37 %",
        "last on 25 August 2020; no patrol has run since",
    ]


def test_as_of_the_day_of_the_last_attack_nothing_is_suspended_yet(visit):
    page = visit(query={"to": "2020-08-25"})
    assert page.read_texts("title")[0].startswith("Patrolled, last on 25 August 2020. Attacks rose")
    assert page.read_tiles()["Since last attack"] == "0 days"


def test_a_window_is_shown_by_day_and_says_how_it_differs_from_all_covered_days(visit):
    page = visit(query={"from": "2020-08-01", "to": "2020-08-31"})
    assert page.query_params["grain"] == "day"
    assert page.read_texts("title") == ["Patrolled, last on 25 August 2020. 2 of 3 joint patrols were attacked."]
    (said,) = [words for words in page.read_texts("caption") if " alone: " in words]
    assert contains_in_order(
        said, "In August 2020 alone: patrolled, suspended from the 13th to the 17th", "4 of 24 patrols attacked"
    )


def test_with_the_unconfirmed_attacks_6_of_24(visit):
    page = visit(query={"verification": "any"})
    assert "6 of 24 joint patrols; 95 % interval 10 to 47 %" in page.read_texts("caption")


def test_what_is_folded_under_the_figure_is_stated_once_and_counted(m4_page):
    known = list_things_to_know(m4_page)
    labels = [expander.label for expander in m4_page.expander]
    assert labels[:3] == [f"{len(known) - 7} things to know", "3 announced suspensions and 4 observed gaps",
                          "Records: 26 patrols and 25 incidents"]  # fmt: skip
    totals, covered, without_day, doubtful, one_source, of_lag = known[:6]
    assert totals == (
        "Using each side's own total up to 31 December 2020: 4 of 26 by the Turkish count, 4 of 25 by the local, 4 of 23 by "
        "the Russian."
    )
    assert contains_in_order(
        covered, "complete from", "15 March to 31 December 2020", "the last day covered is 12 June 2021"
    )
    assert contains_in_order(without_day, "2 joint patrols have no known day", "not counted")
    assert contains_in_order(doubtful, "5 disputed or unconfirmed attacks are left out", "hollow")
    assert contains_in_order(one_source, "single source", "none of 26 patrols", "none of 10 attacks")
    assert contains_in_order(
        of_lag, "Reports of all chosen days should be in", "90 % of 23 records", "by the end of their day"
    )
    suspended, longest = (
        next(words for words in known if words.startswith(beginning))
        for beginning in ("From 25 August 2020", "21 days")
    )
    assert contains_in_order(suspended, "25 August 2020", "Lavrov", "21 September 2020", "still open (128 days)")
    assert contains_in_order(
        longest, "22 July and 12 August 2020", "no suspension was announced", "Patrol 23", "may have run within it"
    )


def test_the_chart_has_words_and_its_numbers_and_records_are_in_tables(m4_page):
    chart = m4_page.get("plotly_chart")[0]
    assert "4 of 24 joint patrols" in chart.proto.alt
    assert "3 announced suspensions and 4 observed gaps" in chart.proto.alt
    spec = json.loads(chart.proto.spec)
    assert "Data CC BY 4.0, coordinates GeoNames." in json.dumps(spec["layout"], ensure_ascii=False)
    series = next(frame for frame in m4_page.list_frames() if "share" in frame.columns)
    assert (series["patrols"].sum(), series["attacked"].sum()) == (24, 4)
    assert all(frame.proto.alt for frame in m4_page.dataframe)
    assert m4_page.find_text("26 patrols from") == "26 patrols from 15 March to 31 December 2020"
    assert "CSV (26 patrols)" in m4_page.list_files()


def test_two_days_narrow_the_records_and_nothing_else(visit):
    page = visit(unfolded=UNFOLDED[:1])
    page.find_field("Records from", "date_input").set_value(date(2020, 8, 1)).run()
    page.find_field("Records to", "date_input").set_value(date(2020, 8, 31)).run()
    # The 24th to 26th patrol, and the 23rd, which may have run until 11 August.
    assert page.find_text("4 patrols from") == "4 patrols from 1 to 31 August 2020"
    assert page.read_tiles()["Share attacked"] == "17 %"
    assert page.query_params["records_from"] == "2020-08-01"
    page.press("Show all chosen days")
    assert page.find_text("26 patrols from")
    assert "records_from" not in page.query_params


# Nothing to count


def test_days_without_a_patrol_have_no_rate_and_an_empty_list_says_what_to_do(visit):
    page = visit(query={"from": "2020-10-01", "to": "2020-10-31"}, unfolded=UNFOLDED[:1])
    assert page.read_texts("title") == [
        "Suspended since 25 August 2020. No joint patrol of known day ran on these days, so there is no rate."
    ]
    assert page.read_tiles()["Share attacked"] == "no rate"
    assert page.find_text("0 patrols from") == "0 patrols from 1 to 31 October 2020"
    (said,) = [words for words in page.read_texts("info") if words.startswith("No patrol is recorded on these days")]
    assert contains_in_order(said, "Choose other days", "reset the choices")
    assert not any("patrol" in label for label in page.list_files())


@pytest.fixture
def half_known(tmp_path):
    """Publish `road` with complete coverage, and `track` with records but incomplete coverage."""
    on_track = {"corridor": "track"}
    return publish_case(
        tmp_path,
        corridors=[corridor("road"), corridor("track")],
        patrols=[patrol("2020-03-01"), patrol("2020-03-02", **on_track), patrol("2020-06-02", **on_track)],
        incidents=[attack("2020-03-02", patrol_id="P2", **on_track)],
        coverage=[*complete_coverage("2020-01-01", "2020-12-31"),
                  coverage("patrols", "any", "2020-01-01", "2020-12-31", complete=False, **on_track),
                  coverage("incidents", "any", "2020-01-01", "2020-12-31", complete=False, **on_track)],
    )  # fmt: skip


def test_a_corridor_without_complete_coverage_says_at_least_what_is_recorded(visit, half_known):
    page = visit(lake=half_known, query={"corridor": "track"}, unfolded=UNFOLDED)
    assert page.read_texts("title") == [
        "Last joint patrol recorded on 2 June 2020. At least 2 joint patrols ran, 1 attacked."
    ]
    assert page.read_tiles() == dict(zip(TILES, ["Unknown", "no rate", "–"], strict=True))
    assert "at least 2 joint patrols ran, 1 attacked" in page.read_texts("caption")
    (missing,) = [words for words in list_things_to_know(page) if "lists may lack patrols" in words]
    assert "patrolwatch load FILE --complete track FROM..THROUGH" in missing
    assert "No suspension was announced and no gap was observed on these days." in list_things_to_know(page)
    # Records are listed nevertheless.
    assert page.find_text("2 patrols from")


def test_few_patrols_have_no_percentage_in_words(visit, tmp_path):
    lake = publish_case(
        tmp_path, patrols=[patrol(f"2020-03-0{day}") for day in (1, 2, 3, 4)], incidents=[attack("2020-03-02", patrol_id="P2")]
    )  # fmt: skip
    page = visit(lake=lake)
    assert page.read_tiles()["Share attacked"] == "1 of 4"
    assert page.read_texts("title")[0].endswith(" 1 of 4 joint patrols was attacked.")


def test_one_page_draws_whatever_is_missing(visit, tmp_path):
    lake = publish_case(
        tmp_path,
        patrols=[],
        incidents=[],
        suspensions=[suspension("2020-02-01")],
        milestones=[milestone("2020-03-01", "M")],
    )
    page = visit(lake=lake)
    assert page.read_tiles() == dict(zip(TILES, ["Unknown", "no rate", "–"], strict=True))
    assert page.read_texts("title")[0].startswith("No joint patrol of known day is recorded up to")


def test_a_figure_is_drawn_once_for_the_same_choices(visit, monkeypatch):
    drawn = []

    def draw(timeline, *more, **options):
        drawn.append(timeline.selection.grain)
        return draw_timeline(timeline, *more, **options)

    monkeypatch.setattr(figure, "draw_timeline", draw)
    pages = [visit(query={"to": "2020-09-09", "grain": grain}) for grain in ("week", "month", "week")]
    assert drawn == ["week", "month"]
    first, other, again = (page.get("plotly_chart")[0].proto.spec for page in pages)
    assert first == again != other


def test_attacks_in_doubt_are_offered_where_no_other_is_recorded(visit, tmp_path):
    lake = publish_case(
        tmp_path,
        patrols=[patrol(f"2020-03-0{day}", patrol_id=f"P{day}") for day in (1, 2)],
        incidents=[
            attack("2020-03-02", patrol_id="P2", verification="unconfirmed"),
            attack("2020-03-01", target="patrol", verification="unconfirmed"),
            attack("2020-03-03", target="patrol", verification="unconfirmed"),
        ],
    )
    page = visit(lake=lake)
    assert "3 attacks on patrols are disputed or unconfirmed, and are not counted." in page.read_texts("caption")
    page.press("Count them too")
    assert page.read_share_counts() == (2, 2)
    said = page.read_texts("caption")
    for sentence in (
        "1 attack on a patrol names no patrol and is counted for",
        "1 attack on a patrol cannot be tied to any one patrol",
    ):
        assert any(text.startswith(sentence) for text in said)
    assert "Count them too" not in [button.label for button in page.button]


def test_patrols_by_some_of_the_parties_are_offered_where_none_is_joint(visit, tmp_path):
    lake = publish_case(
        tmp_path, corridors=[corridor("road", parties=["a", "b"])],
        patrols=[patrol(f"2020-03-0{day}", participants=["a"]) for day in (1, 2)],
    )  # fmt: skip
    page = visit(lake=lake)
    assert page.read_texts("title") == [
        "No joint patrol of known day is recorded up to 31 December 2020. There is no rate."
    ]
    assert "2 patrols by some of the parties are recorded." in page.read_texts("caption")
    risk = visit("risk", lake=lake)
    assert risk.read_texts("text")[0] == "No rate: no joint patrol of known day ran from 1 January to 31 December 2020."
    page.press("Show patrols by any party")
    assert page.read_texts("title")[0].startswith("Last patrol recorded on 2 March 2020. At least 2 patrols ran")
    assert "Show patrols by any party" not in [button.label for button in page.button]


def test_where_ships_are_counted_what_is_picked_names_no_patrols(visit, tmp_path):
    lake = Lake(tmp_path / "lake")
    build(lake, paths.RED_SEA_CASE)
    page = visit(lake=lake, query={"records_from": "2024-01-01", "records_to": "2024-01-31"})
    assert "January 2024: 11 incidents" in [button.label for button in page.button]
