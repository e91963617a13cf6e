"""The Risk page: what it says, what it refuses to say, and the records behind its numbers."""

import re

import pytest

from tests.cases import attack, complete, corridor, coverage, patrol, released
from tests.views.conftest import DASHBOARD, PAGES, Page
from tests.views.saying import says


@pytest.fixture(scope="module")
def m4_page(m4_lake):
    """The page of the embedded case, to be read only: every test here sees the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
        page = Page(str(DASHBOARD), default_timeout=60)
        page.switch_page(PAGES["risk"]).run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def other_lake(tmp_path_factory):
    """`road` with two patrols a day for a month, some attacked, one attack tied to none; `track` without complete coverage."""
    days = [f"2020-03-{day:02d}" for day in range(1, 31) for _ in range(2)]
    on_track = {"corridor": "track"}
    return released(
        tmp_path_factory.mktemp("other"),
        corridors=[corridor("road"), corridor("track")],
        patrols=[*(patrol(day) for day in days), patrol("2020-05-01", **on_track)],
        incidents=[
            *(attack(days[place - 1], patrol_id=f"P{place}") for place in (3, 3, 31, 41, 46, 47, 52, 59)),
            attack("2020-03-20"),
            attack("2020-05-02", target="civilian", **on_track),
        ],
        coverage=[
            *complete("2020-03-01", "2020-04-10"),
            coverage("patrols", "any", "2020-05-01", "2020-06-30", complete=False, **on_track),
            coverage("incidents", "any", "2020-05-01", "2020-06-30", complete=False, **on_track),
        ],
    )


def assert_every_number_opens_its_records(page):
    opened = 0
    for box in [box for box in page.selectbox if box.label.startswith("Records behind a number of: ")]:
        for option in box.options:
            box.select(option).run()
            assert not page.exception
            assert page.says("The records behind: ") == f"The records behind: {option}"
            number = int(re.search(r"\(([\d,]+)\)$", option)[1].replace(",", ""))
            lists = [frame.value for frame in page.dataframe if frame.proto.alt.startswith("The records behind ")]
            assert [len(records) for records in lists] == ([number] if number else []), option
            opened += 1
        box.set_value(None).run()
    return opened


def test_every_number_of_the_m4_opens_as_many_records_as_it_says(visit):
    page = visit("risk", {"from": "2020-05-01", "to": "2020-08-31"})
    assert assert_every_number_opens_its_records(page) > 4 + 4 * 3 + 2 * 3 + 2 * 3 + 5


def test_every_number_of_another_corridor_opens_as_many_records_as_it_says(visit, other_lake):
    page = visit("risk", {"k": "30"}, lake=other_lake)
    assert assert_every_number_opens_its_records(page) > 4 + 2 * 3 + 2 * 3 + 2 * 3 + 8


def test_every_number_of_a_corridor_without_complete_coverage_opens_as_many_records_as_it_says(visit, other_lake):
    assert assert_every_number_opens_its_records(visit("risk", {"corridor": "track"}, lake=other_lake)) >= 2


def test_before_a_number_is_chosen_no_records_are_listed(m4_page):
    assert not [words for words in m4_page.words("text") if words.startswith("The records behind: ")]


def test_the_sentences_of_the_m4(m4_page):
    expected = [
        ["4 of 24 joint patrols", "(17 %, 95 % interval 5 to 37 %)"],
        ["Attacks per patrol: 4 attacks on 24 patrols (0.17 per patrol, 95 % interval 0.05 to 0.43)"],
        ["2 more joint patrols", "no known day", "no rate", "none of them were attacked"],
        ["last 10 patrols 4 were attacked (40 %, 95 % interval 12 to 74 %)", "of the 10 before, 0 were attacked (0 %, 95 % interval 0 to 31 %)"],
        ["First period, 15 March 2020 to 20 May 2020: 0 of 12 patrols attacked (0 %, 95 % interval 0 to 26 %)",
         "0 attacks on 12 patrols (0.00 per patrol, 95 % interval 0.00 to 0.31)"],
        ["Second period, 21 May 2020 to 31 December 2020: 4 of 12 patrols attacked (33 %, 95 % interval 10 to 65 %)",
         "4 attacks on 12 patrols (0.33 per patrol, 95 % interval 0.09 to 0.85)"],
        ["33 percentage points higher", "(95 % interval 2 to 61 points higher)", "less than once in twenty times"],
        ["No attack in the first period", "no upper end", "at least 0.66 times", "(95 % interval)", "could not show a difference"],
        ["2 unreported quiet patrols in the second period", "undo this difference", "1 of its 4 attacked patrols"],
        ["2 patrols", "in that period", "no known day", "no rate"],
        ["4 attacked patrols", "5.0 quiet patrols", "upper limit is 21.4", "no interval is above it", "no lower limit"],
        ["Since the last attacked patrol, 0 patrols ran", "open"],
        ["8 to 34 days", "128 days have passed since the last", "31 December 2020", "open interval", "nothing of the danger"],
    ]  # fmt: skip
    for sentence, parts in zip(m4_page.words("text"), expected, strict=False):
        assert says(sentence, *parts)


def test_all_sentences_can_be_copied_at_once_and_none_has_a_p_value(m4_page):
    assert m4_page.words("code")[-1].splitlines() == m4_page.words("text")
    assert "p =" not in m4_page.words("code")[-1]
    assert [words for words in m4_page.words("caption") if words.startswith("Details: ")] == [
        "Details: Boschloo's exact test of two shares: p = 0.045; exact conditional test of two rates: p = 0.125."
    ]


def test_every_figure_has_words_a_source_line_and_its_numbers_below(m4_page):
    figures = m4_page.get("plotly_chart")
    assert len(figures) > 4
    assert all(figure.proto.alt for figure in figures)
    assert all("Source: Patrolwatch R1 of " in figure.proto.spec for figure in figures)
    assert all(frame.proto.alt for frame in m4_page.dataframe)


def test_the_choices_of_the_page_stand_in_the_address(visit):
    asked = {
        "k": "6", "first_from": "2020-03-15", "first_to": "2020-06-30", "second_from": "2020-07-01", "second_to": "2020-12-31",
    }  # fmt: skip
    page = visit("risk", asked)
    assert {key: page.query_params[key] for key in asked} == asked
    assert page.says("First period").startswith("First period, 15 March 2020 to 30 June 2020: 1 of 17 patrols attacked")
    assert page.says("Second period").startswith(
        "Second period, 1 July 2020 to 31 December 2020: 3 of 7 patrols attacked"
    )
    assert page.says("Of the last 6 patrols")
    assert not page.warning


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("k", "many", "k: “many” is not a whole number from 5 to 10,000; 10 is shown."),
        ("k", "4", "k: “4” is not a whole number from 5 to 10,000; 10 is shown."),
        ("first_from", "May", "first_from: “May” is not a day written YYYY-MM-DD; 2020-03-15 is shown."),
        ("second_to", "2031-01-01",
         "second_to: 2031-01-01 is outside the chosen days, 2020-03-15 to 2020-12-31; 2020-12-31 is shown."),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_had_is_said(visit, key, value, said):
    assert visit("risk", {key: value}).receipt() == [said]


def test_a_period_that_ends_before_it_begins_is_turned_round(visit):
    page = visit("risk", {"first_from": "2020-05-20", "first_to": "2020-03-15"})
    assert any("ends before it begins" in words for words in page.words("warning"))
    assert page.receipt() == [
        "first_from: “2020-05-20” cannot be had with these choices; “2020-03-15” is shown.",
        "first_to: “2020-03-15” cannot be had with these choices; “2020-05-20” is shown.",
    ]
    assert page.says("First period, 15 March 2020 to 20 May 2020")


def test_periods_that_share_days_are_not_compared(visit):
    page = visit("risk", {"first_to": "2020-06-01"})
    assert page.says("The two periods share days")
    assert not [words for words in page.words("text") if "percentage point" in words or "undo" in words]


def test_few_patrols_in_a_period_are_too_few_to_say(visit):
    page = visit("risk", {"first_to": "2020-07-31", "second_from": "2020-08-01"})
    assert page.says("Second period").split(": ", 1)[1] == "2 of 3 patrols attacked; 2 attacks on 3 patrols."
    assert page.says("Too few to say")
    assert not [words for words in page.words("text") if "undo" in words]


def test_other_days_begin_the_two_periods_anew(visit):
    page = visit("risk", {"first_to": "2020-06-30", "second_from": "2020-07-01"})
    page.field("From", "date_input").set_value("2020-05-01").run()
    assert not page.warning
    assert page.says("First period, 1 May 2020 to ")


def test_days_without_a_patrol_have_sentences_and_no_rate(visit):
    page = visit("risk", {"from": "2020-10-01", "to": "2020-11-30"})
    expected = [
        ["No rate: no joint patrol", "1 October 2020 and 30 November 2020"],
        ["No patrol", "no month has a rate"],
        ["First period, 1 October 2020 to 31 October 2020: no rate: no patrol ran"],
        ["Second period, 1 November 2020 to 30 November 2020: no rate: no patrol ran"],
        ["Too few to say", "5 patrols", "0 and 0"],
        ["No patrol", "no interval between attacked ones"],
        ["No attack on a patrol", "no days between attacks"],
    ]
    for sentence, parts in zip(page.words("text"), expected, strict=False):
        assert says(sentence, *parts)


def test_one_day_alone_draws(visit):
    assert visit("risk", {"from": "2020-08-25", "to": "2020-08-25"}).says("The two periods share days")


def test_none_attacked_is_said_not_to_be_safe(visit):
    page = visit("risk", {"to": "2020-05-31"})
    assert page.words("text")[0].startswith("0 of 13 joint patrols of known day were attacked (0 %")
    assert page.words("text")[1] == "None attacked does not mean safe: a share of up to 25 % fits these patrols too."
    assert page.says("None of 13 patrols was attacked, so there is no interval")


def test_with_unconfirmed_attacks_the_page_says_how_many_of_its_patrols_rest_on_them(visit):
    page = visit("risk", {"verification": "any", "first_to": "2020-04-30", "second_from": "2020-05-01"})
    assert says(page.says("2 attacked patrols counted here rest on"), "disputed or unconfirmed")


def test_a_corridor_without_complete_coverage_says_what_it_can_and_what_it_cannot(visit, other_lake):
    page = visit("risk", {"corridor": "track"}, lake=other_lake)
    expected = [
        ["No rate", "joint patrols", "not completely known"],
        ["cannot say", "share of patrols was attacked", "all joint patrols and all attacks on them"],
        ["what is recorded", "1 joint patrol and 1 attack on the corridor", "may only mean fewer reports"],
        ["any target", "recorded in 1 month", "1, 1 May 2020 to 31 May 2020", "need not have been quiet"],
    ]
    for sentence, parts in zip(page.words("text"), expected, strict=False):
        assert says(sentence, *parts)
    assert not [figure for figure in page.get("plotly_chart") if "rates" in figure.key or "between" in figure.key]


def test_another_corridor_with_many_patrols(visit, other_lake):
    page = visit("risk", lake=other_lake)
    assert page.words("text")[0].startswith("7 of 60 joint patrols of known day were attacked (12 %")
    # Two attacks on one patrol, and one tied to none.
    assert page.says("Attacks per patrol: 9 attacks on 60 patrols")
    assert page.says("7 attacked patrols, with 7.6 quiet patrols between them")
