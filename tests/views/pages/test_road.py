"""The Map page of the M4, of corridors with missing data, and with more records than it can draw."""

import pytest

from tests.cases import attack, corridor, coverage, patrol, place, publish_case
from tests.views.conftest import DASHBOARD, PAGES, Page
from tests.views.sentences import contains_in_order

UNFOLDED = ("road-strip", "road-stretches", "road-records")


@pytest.fixture(scope="module")
def m4_road(m4_lake):
    """Open the page of the embedded case once, for tests that only read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
        page = Page(str(DASHBOARD), default_timeout=60)
        page.switch_page(PAGES["road"])
        for key in UNFOLDED:
            page.session_state[key] = True
        page.run()
    assert not page.exception
    return page


def join_captions(page) -> str:
    return "\n".join(page.read_texts("caption"))


def count_figures(page) -> int:
    return len(page.get("plotly_chart"))


def test_the_m4_has_a_strip_a_map_and_stretches(m4_road):
    assert count_figures(m4_road) == 3
    # The map comes first.
    assert ["Natural Earth" in figure.proto.spec for figure in m4_road.get("plotly_chart")] == [True, False, False]


def test_the_sentences_of_the_stretches_are_generated_and_can_be_copied(m4_road):
    copied = m4_road.read_texts("code")[-1]  # the others are fields of Share
    expected = [
        ["24 joint patrols", "not known how far 2 got", "no stretch", "between two extremes"],
        ["4 attacks", "4 are placed", "10.4 km"],
        ["Km 10.4 to 20.9 (Musaybin, Ariha): 2 attacks on 17 patrols (0.12 per patrol, 95 % interval 0.01 to 0.42); "
         "2 attacks on 19 patrols (0.11 per patrol) if all of unknown reach drove it, 2 attacks on 17 patrols (0.12 per patrol) if no "
         "other did; 2 attacks recorded"],
        ["Km 20.9 to 31.3 (Maataram, Kafr Shalaya, Urum al-Jawz, …): 2 attacks on 12 patrols (0.17 per patrol, 95 % interval "
         "0.02 to 0.60)", "3 attacks recorded"],
        ["No attack on a patrol", "the other 5 stretches", "4 to 22 patrols", "absence of attacks"],
        ["10 attacks on the corridor, whatever the target", "2 of them cannot be placed", "10.4 km"],
    ]  # fmt: skip
    for sentence, parts in zip(copied.splitlines(), expected, strict=True):
        assert contains_in_order(sentence, *parts)
    assert copied.splitlines()[0] in m4_road.read_texts("text")


def test_incidents_without_a_kilometre_are_counted_and_listed(m4_road):
    assert "3 incidents of the corridor have no kilometre" in join_captions(m4_road)
    assert "3 are dotted along the whole road: it is not known how far they got" in join_captions(m4_road)
    assert "3 incidents without a kilometre" in m4_road.read_texts("text")
    (listed,) = [frame for frame in m4_road.list_frames() if "note" in frame.columns and len(frame) == 3]
    assert list(listed["kind"]) == ["Sabotage", "Violence against civilians", "Other"]


@pytest.mark.parametrize("name", ["timeline", "road", "records"])
def test_a_stretch_narrows_the_lists_of_every_page_and_says_so(visit, name):
    page = visit(name, {"km_from": "16.4", "km_to": "21.4"}, unfolded=("timeline-records",))
    # Sixteen: all from the 10th on except the 23rd, whose reach is unknown.
    assert page.find_text("16 patrols from").endswith(", on km 16.4 to 21.4")
    assert page.find_text("Narrowed to km 16.4 to 21.4") == (
        "Narrowed to km 16.4 to 21.4 of the corridor. Not listed, since they may belong to any stretch: 3 patrols of unknown "
        "reach and 3 incidents without a kilometre."
    )
    page.press("Show the whole corridor")
    assert page.find_text("26 patrols from").endswith("2020")
    assert not [words for words in page.read_texts("text") if words.startswith("Narrowed")]


def test_a_stretch_moves_no_number_of_the_corridor(visit):
    assert visit("timeline", {"km_to": "10"}).read_tiles() == visit("timeline").read_tiles()


def test_another_length_cuts_the_road_anew_and_is_in_the_address(visit):
    page = visit("road", {"stretch": "20"})
    assert "4 are placed on stretches of 18.2 km." in page.read_texts("code")[-1]
    assert page.query_params["stretch"] == "20"


def test_stretches_too_short_for_how_nearly_places_are_known_are_not_offered_and_the_page_says_why(visit):
    page = visit("road", {"stretch": "5"})
    (said,) = page.read_receipt()
    assert said == "stretch: there is no “5” here, so “10” is shown. Choose from 10, 20, 50."
    assert (
        "2 km and 5 km: not offered, since none of the 4 attacks on patrols is placed that precisely."
        in join_captions(page)
    )


def test_a_corridor_without_kilometres_says_what_it_cannot_say_and_lists_its_records(visit):
    page = visit("road", {"corridor": "ne_border"}, unfolded=UNFOLDED)
    assert page.read_texts("info")[0].startswith("This corridor has no kilometre posts")
    assert count_figures(page) == 0
    assert page.find_text("14 patrols from")


def test_recorded_attacks_without_exposure_have_counts_and_no_rate(visit, tmp_path):
    lake = publish_case(
        tmp_path,
        places=[place("Halfway", 36.0, 36.5)],
        incidents=[
            attack("2020-03-02", lat=36.0, lon=36.5, geo_precision="exact", target="unknown", verification="coded"),
            attack("2020-03-03", lat=36.0, lon=36.5, geo_precision="exact", target="unknown", verification="coded"),
        ],
        coverage=[coverage("incidents", "any", "2020-01-01", "2020-12-31", complete=False)],
    )
    page = visit("road", lake=lake)
    assert "No joint patrol is recorded on these days." in join_captions(page)
    assert page.find_text("No rate by stretch").startswith("No rate by stretch: the joint patrols of this corridor")
    assert "2 attacks on the corridor, whatever the target, are recorded on these days." in page.read_texts("code")[-1]


def test_a_corridor_without_a_route_has_no_map(visit, tmp_path):
    lake = publish_case(
        tmp_path, corridors=[corridor("road", route=None)], patrols=[patrol("2020-03-02", place_from=None)]
    )
    page = visit("road", lake=lake)
    assert "No route is drawn for this corridor, so there is no map of it." in page.read_texts("info")
    assert count_figures(page) == 2


def test_more_records_than_can_be_drawn_are_summed_and_the_page_says_so(visit, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.questions.route.DRAWN_ONE_BY_ONE", {"patrols": 2, "incidents": 2})
    lake = publish_case(
        tmp_path,
        patrols=[patrol(f"2020-03-0{day}") for day in (1, 2, 3)],
        incidents=[
            attack(f"2020-03-0{day}", lat=36.0, lon=36.55, geo_precision="exact", patrol_id=f"P{day}")
            for day in (1, 2, 3)
        ],
    )
    page = visit("road", lake=lake, unfolded=UNFOLDED)
    said = join_captions(page)
    assert (
        "3 incidents are too many to draw one by one (at most 2), so they are summed by week and stretch of 10.0 km."
        in said
    )
    assert "3 patrols are too many to draw one by one (at most 2)" in said
    cells = [frame for frame in page.list_frames() if "cell" in frame.columns]
    assert [int(frame.iloc[:, 6].sum()) for frame in cells] == [30, 3]


def test_the_fields_of_a_stretch_narrow_the_records(visit):
    page = visit("road", unfolded=UNFOLDED)
    page.find_field("From kilometre", "number_input").set_value(16.4).run()
    page.find_field("To kilometre", "number_input").set_value(21.4).run()
    assert (page.query_params["km_from"], page.query_params["km_to"]) == ("16.4", "21.4")
    assert page.find_field("From kilometre", "number_input").value == 16.4
