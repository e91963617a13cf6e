"""The sections of the Risk page on doubt and on suspensions."""

import json

import pytest

from analysis.questions.denominators import compute_shares_by_denominator, compute_shares_by_sources
from analysis.questions.lag import compute_reporting_lag
from analysis.questions.suspensions import compare_windows
from tests.analysis.questions.test_lag import YEAR, open_reported_after
from tests.cases import corridor, patrol, publish_case, suspension
from tests.views.sentences import contains_in_order
from views.charts import doubt as doubt_charts
from views.charts.forest import draw_before_during_after, draw_forest
from views.charts.style import LIGHT
from views.words import suspensions as suspension_text
from views.words.figures.forest import explain_missing_rows

CARDS = ["Is it getting worse?", "Did suspensions help?", "How sure is this?", "Between attacks"]


@pytest.fixture
def m4_page(visit):
    return visit("risk", {"card": "all"})


def test_the_sections_are_in_order_and_say_what_the_m4_shows(m4_page):
    assert m4_page.read_texts("subheader") == CARDS
    assert m4_page.find_text(
        "Suspension from 25 August 2020, still open, announced by Russian foreign minister (Lavrov)"
    ).endswith(
        "ran on 25 August 2020, 27 days before the announcement. Kept: no patrol of known day ran on the 102 days during it from its "
        "announcement on. On the 26 days before it was announced, none ran."
    )
    assert contains_in_order(m4_page.find_text("Of 4 gaps"), "more than 10 days", "3 were not announced")
    for caution in (suspension_text.NO_EXPOSURE, suspension_text.REGRESSION, suspension_text.SELECTION):
        assert m4_page.find_text(caution[:30])
    assert any(
        words.endswith("from 4 of 26 (15 %) patrols attacked to 6 of 23 (26 %).")
        for words in m4_page.read_texts("markdown")
    )
    assert "to 6 of 23 (26 %, 95 % interval 10 to 48 %) by the Russian count" in m4_page.find_text(
        "It depends on who counts"
    )
    assert m4_page.find_text("Of 24 joint patrols").endswith("4 by the Russian side; 3 by the Turkish side.")
    assert m4_page.find_text("Russian count: 21 is missing")
    assert m4_page.find_text("Reports of all chosen days should be in")


def test_one_card_is_drawn_at_a_time_and_the_address_names_it(visit):
    page = visit("risk")
    assert page.query_params["card"] == "worse" and not page.subheader
    assert not [
        words for words in page.read_texts("text") if words.startswith(("Suspension", "Russian count", "8 to 34 days"))
    ]
    page.find_field("Question", "button_group").set_value("sure").run()
    assert page.query_params["card"] == "sure"
    assert any("depends on who counts the patrols" in words for words in page.read_texts("markdown"))
    assert not [words for words in page.read_texts("text") if words.startswith("Of the last 10 patrols")]


def test_the_choice_of_sources_moves_the_numbers_of_every_page(visit):
    page = visit("risk", {"card": "all", "sources": "side:turkish"})
    assert page.read_texts("text")[1].startswith("3 of 24 joint patrols")
    page.go_to("timeline")
    assert page.read_tiles()["Share attacked"] == "13 %"
    assert "reported by the Turkish side" in " ".join(page.read_texts("caption"))
    page.find_field("Sources", "selectbox").set_value("any").run()
    assert page.read_tiles()["Share attacked"] == "17 %"


def test_an_old_link_without_sources_means_any(visit):
    page = visit("timeline", {"verification": "any"})
    assert (page.query_params["sources"], page.read_tiles()["Share attacked"]) == ("any", "25 %")


def test_the_length_of_the_windows_is_in_the_address(visit):
    page = visit("risk", {"card": "all", "window": "14"})
    assert page.find_text("Suspension from 14 July 2020: before (14 days), 1 of 3 patrols attacked")
    assert page.query_params["window"] == "14"
    page.find_field("Days before and after", "number_input").set_value(3).run()
    assert page.query_params["window"] == "3"


@pytest.mark.parametrize("asked", ["never", "-1", "400"])
def test_a_length_that_is_not_available_is_named(visit, asked):
    page = visit("risk", {"card": "all", "window": asked})
    (refused,) = page.read_receipt()
    assert refused.startswith(f"window: “{asked}” is not a whole number from 0 to 366")
    assert page.find_text("Suspension from 14 July 2020: before (7 days)")


def test_a_corridor_without_complete_coverage_says_what_it_cannot_say(visit):
    page = visit("risk", {"card": "all", "corridor": "ne_border"})
    assert page.find_text(
        "Suspension from 5 October 2023 to 22 August 2024, announced by Turkish defence ministry on an unknown day"
    ).endswith("Not known whether it was kept: records of patrols are incomplete for the 321 days during it.")
    assert page.find_text(suspension_text.NO_COVERAGE[:30])
    assert len([words for words in page.read_texts("text") if "there is no share where records" in words]) == 1
    assert any(words.startswith("Turkish count: 13 numbers") for words in page.read_texts("text"))


def test_a_corridor_without_suspensions_numbers_and_documents_says_so(visit, tmp_path):
    lake = publish_case(tmp_path, patrols=[patrol("2020-03-02")], corridors=[corridor("road")])
    page = visit("risk", {"card": "all"}, lake=lake)
    assert page.find_text(suspension_text.NO_WINDOWS[:20])
    assert page.find_text("No patrol of this corridor has a number")
    assert page.find_text("Documents show no lag here")


def test_names_from_the_data_are_shown_as_text(visit, tmp_path):
    hostile = "<b>x</b> $y$ [z](http://evil.example)"
    lake = publish_case(
        tmp_path,
        corridors=[corridor("road", parties=["a", hostile], own_count=hostile)],
        patrols=[patrol("2020-03-02", number=1, participants=["a", hostile])],
        suspensions=[suspension("2020-03-05", "2020-03-09", announced_by=hostile)],
    )
    page = visit("risk", {"card": "all"}, lake=lake)
    assert page.find_text(f"Suspension from 5 to 9 March 2020, announced by {hostile}")
    charts = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    drawn = [label for chart in charts for label in chart["layout"].get("yaxis", {}).get("ticktext", [])]
    assert any("&lt;b&gt;" in label for label in drawn)
    assert not any("<b>" in label for label in drawn)


# Figures


def test_the_forest_plot_has_a_row_for_each_denominator_and_each_choice_of_sources(m4, m4_selection):
    ways = compute_shares_by_denominator(m4, m4_selection).to_pylist()
    figure = draw_forest(ways, compute_shares_by_sources(m4, m4_selection).to_pylist(), LIGHT)
    marks, words, key = figure.data
    assert (key.name, figure.layout.showlegend) == ("Attacks in doubt counted too", True)
    assert list(marks.marker.symbol) == [*["circle", "circle-open"] * 5, *["circle"] * 5]
    assert [label.strip() for label in words.text][:2] == ["4 of 24", "6 of 24"]
    assert len(marks.error_x.array) == len(marks.x)
    labels = list(figure.layout.yaxis.ticktext)
    assert labels[5:] == ["Any source", "Independent", "Official", "Russian side", "Turkish side"]
    assert len(set(figure.layout.yaxis.tickvals)) == 10
    headings = [note.text for note in figure.layout.annotations]
    assert headings[:2] == ["How many patrols were there?", "By source of report"]


def test_each_window_of_a_suspension_is_a_dot_with_its_interval_or_says_why_not(m4, m4_selection):
    rows = compare_windows(m4, m4_selection).to_pylist()
    figure = draw_before_during_after(rows, {"S04": "From 14 July <b>"}, LIGHT)
    shares, said, rates, beside, key = figure.data
    assert (key.name, figure.layout.showlegend) == ("Fewer than 5 patrols", True)
    assert list(shares.x) == [row["share"] for row in rows if row["share"] is not None]
    assert list(rates.x) == [30 * row["daily"] for row in rows if row["daily"] is not None]
    assert list(said.text).count("no patrol, no rate") == 3
    assert len(said.text) == 8  # of nine windows; an open suspension has none after it
    assert explain_missing_rows(rows) == "A missing row for “after” means that no chosen and covered day lies there."
    assert "  3 in 128 days" in beside.text
    assert figure.layout.annotations[0].text == "From 14 July &lt;b&gt;"
    assert len(draw_before_during_after(rows, {}, LIGHT, is_small=True).data) == 3


def test_the_share_known_is_a_step_line_that_ends_at_one():
    figure = doubt_charts.draw_reporting_lag(
        compute_reporting_lag(open_reported_after(0, 0, 1, 2, 9), YEAR).to_pylist(), LIGHT
    )
    (line,) = figure.data
    assert (list(line.x), list(line.y)) == ([0, 0, 1, 2, 9, 10], [0, 0.4, 0.6, 0.8, 1, 1])
