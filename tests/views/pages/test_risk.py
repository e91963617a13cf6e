"""The Risk page: its statements, its refusals, and the records of its numbers."""

import pytest

from tests.cases import attack, complete_coverage, corridor, coverage, patrol, publish_case
from tests.views.conftest import DASHBOARD, PAGES, Page
from tests.views.sentences import contains_in_order
from views.parts import counted_records, view
from views.state.cache import list_kept_population


@pytest.fixture(scope="module")
def m4_page(m4_lake):
    """Open the page of the embedded case once, for tests that only read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
        page = Page(str(DASHBOARD), default_timeout=60)
        page.query_params["card"] = "all"
        page.switch_page(PAGES["risk"]).run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def other_lake(tmp_path_factory):
    """Publish `road` with two patrols a day for a month, some attacked, and an attack tied to none, and `track` without coverage."""
    days = [f"2020-03-{day:02d}" for day in range(1, 31) for _ in range(2)]
    on_track = {"corridor": "track"}
    return publish_case(
        tmp_path_factory.mktemp("other"),
        corridors=[corridor("road"), corridor("track")],
        patrols=[*(patrol(day) for day in days), patrol("2020-05-01", **on_track)],
        incidents=[
            *(attack(days[place - 1], patrol_id=f"P{place}") for place in (3, 3, 31, 41, 46, 47, 52, 59)),
            attack("2020-03-20"),
            attack("2020-05-02", target="civilian", **on_track),
        ],
        coverage=[
            *complete_coverage("2020-03-01", "2020-04-10"),
            coverage("patrols", "any", "2020-05-01", "2020-06-30", complete=False, **on_track),
            coverage("incidents", "any", "2020-05-01", "2020-06-30", complete=False, **on_track),
        ],
    )


@pytest.fixture
def numbers(monkeypatch):
    """Record the numbers of every table that a page draws: label, number, and size of its population."""
    found = []
    show = counted_records.show

    def show_and_count(rows, what, alt, opened, selection, *, name, numbers, one="row"):
        found.extend(
            (f"{name(row)}: {column}", row[column], list_kept_population(opened, selection, population).total)
            for row in rows.to_pylist()
            for column, population in numbers(row).items()
            if row[column] is not None
        )
        show(rows, what, alt, opened, selection, name=name, numbers=numbers, one=one)

    monkeypatch.setattr(counted_records, "show", show_and_count)
    monkeypatch.setattr(view, "fold", lambda label, key, draw: draw())  # each is drawn when opened
    return found


def assert_all_agree(numbers):
    assert [(words, number) for words, number, _ in numbers] == [(words, listed) for words, _, listed in numbers]


def test_numbers_are_drawn_once_they_are_opened_and_a_chosen_one_lists_its_records(visit):
    asked = {"from": "2020-05-01", "to": "2020-08-31"}
    assert not any(frame.proto.alt.startswith("Rates by") for frame in visit("risk", asked).dataframe)
    page = visit("risk", asked, unfolded=("numbers-rates_by_block",))
    box = next(box for box in page.selectbox if box.label.startswith("Records behind a number of: "))
    option = next(option for option in box.options if not option.endswith("(0)"))
    box.select(option).run()
    (frame,) = [frame for frame in page.dataframe if frame.proto.alt == f"The records behind {option}"]
    assert option.endswith(f"({len(frame.value)})")
    assert f"The records behind: {option}" in page.read_texts("text")


def test_every_number_of_the_m4_opens_as_many_records_as_it_says(visit, numbers):
    visit("risk", {"card": "all", "from": "2020-05-01", "to": "2020-08-31"})
    assert_all_agree(numbers)
    assert len(numbers) > 4 + 4 * 3 + 2 * 3 + 2 * 3 + 5


def test_every_number_of_another_corridor_opens_as_many_records_as_it_says(visit, numbers, other_lake):
    visit("risk", {"card": "all", "k": "30"}, lake=other_lake)
    assert_all_agree(numbers)
    assert len(numbers) > 4 + 2 * 3 + 2 * 3 + 2 * 3 + 8


def test_every_number_of_a_corridor_without_complete_coverage_opens_as_many_records_as_it_says(
    visit, numbers, other_lake
):
    visit("risk", {"card": "all", "corridor": "track"}, lake=other_lake)
    assert_all_agree(numbers)
    assert len(numbers) >= 2


def test_before_a_number_is_chosen_no_records_are_listed(m4_page):
    assert not [words for words in m4_page.read_texts("text") if words.startswith("The records behind: ")]


def test_the_sentences_of_the_m4(m4_page):
    expected = [
        ["last 10 patrols, 4 were attacked (40 %, 95 % interval 12 to 74 %)", "of the 10 before, 0 were attacked (0 %, 95 % interval 0 to 31 %)"],
        ["4 of 24 joint patrols", "(17 %, 95 % interval 5 to 37 %)"],
        ["2 more joint patrols", "no known day", "not counted", "none of them were attacked"],
        ["last of these patrols was attacked", "4 of 24 would be too high on average", "3 of 23 (13 %, 95 % interval 5 to 34 %)"],
        ["3 of 24 patrols (13 %, 95 % interval 3 to 32 %)", "obstructed", "2 were attacked and turned back", "7 turned back"],
        ["First period, 15 March to 20 May 2020: 0 of 12 patrols attacked (0 %, 95 % interval 0 to 26 %)."],
        ["Second period, 21 May to 31 December 2020: 4 of 12 patrols attacked (33 %, 95 % interval 10 to 65 %)."],
        ["33 percentage points higher", "(95 % interval 1 to 68 points higher)", "less than one time in twenty", "every patrol ran the same risk"],
        ["At 7 of 15 possible cuts", "at least 5 patrols on each side", "larger than chance alone explains"],
        ["11 km on average", "first period", "46 km", "second"],
        ["15 patrols known to have reached kilometre 18.9 (Ariha)", "0 of the first 7 and 4 of the last 8", "Only North Press says how far patrol 11 got."],
        ["At 1 of 6 possible cuts", "explains, if every patrol known to have reached kilometre 18.9 (Ariha)"],
        ["2 unreported quiet patrols in the second period", "undo this difference", "1 of its 4 attacked patrols"],
        ["2 patrols", "in that period", "no known day", "not counted"],
        ["1 unreported attack in the first period", "could explain the difference", "every patrol ran the same risk"],
        ["later patrols", "if every patrol ran the same risk", "only with some choices of records", "whether they reached kilometre 18.9", "but not if every kilometre"],
    ]  # fmt: skip
    for sentence, parts in zip(m4_page.read_texts("text"), expected, strict=False):
        assert contains_in_order(sentence, *parts)
    for parts in [
        ["4 attacked patrols", "5.0 quiet patrols", "upper limit is 36", "no interval is above it", "1 chart of 171", "no lower limit"],
        ["No patrol has run since the last attacked one", "only if patrols run again"],
        ["8 to 34 days", "128 days have passed since the last", "31 December 2020", "open interval", "nothing about the danger"],
    ]:  # fmt: skip
        assert any(contains_in_order(sentence, *parts) for sentence in m4_page.read_texts("text"))


def test_all_sentences_can_be_copied_at_once_and_none_has_a_p_value(m4_page):
    copied, texts = m4_page.read_texts("code")[-1].splitlines(), m4_page.read_texts("text")
    assert [sentence for sentence in copied if sentence in texts] == texts
    assert copied[0] == (
        "Yes, more were attacked: 0 of 10 patrols, then 4 of 10. Chance alone would make a difference this "
        "large less than one time in twenty."
    )
    assert "p =" not in m4_page.read_texts("code")[-1]
    assert [words for words in m4_page.read_texts("caption") if words.startswith("Details: ")] == [
        "Details: Boschloo's exact test of two shares: p = 0.045; all cuts: p 0.442 to 0.005 over 15 cuts."
    ]


def test_every_figure_has_words_a_source_line_and_its_numbers_below(m4_page):
    figures = m4_page.get("plotly_chart")
    assert len(figures) > 4
    assert all(figure.proto.alt for figure in figures)
    assert all("Source: Patrolwatch R1 of " in figure.proto.spec for figure in figures)
    assert all(frame.proto.alt for frame in m4_page.dataframe)


def test_the_choices_of_the_page_are_in_the_address(visit):
    asked = {
        "exposure": "patrols", "reached": "25.5", "k": "6", "first_from": "2020-03-15", "first_to": "2020-06-30", "second_from": "2020-07-01", "second_to": "2020-12-31",
    }  # fmt: skip
    page = visit("risk", {"card": "all"} | asked)
    assert {key: page.query_params[key] for key in asked} == asked
    assert page.find_text("First period").startswith("First period, 15 March to 30 June 2020: 1 of 17 patrols attacked")
    assert page.find_text("Second period").startswith(
        "Second period, 1 July to 31 December 2020: 3 of 7 patrols attacked"
    )
    assert page.find_text("Of the last 6 patrols")
    assert not page.warning


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("k", "many", "k: “many” is not a whole number from 5 to 10,000; 10 is shown."),
        ("k", "4", "k: “4” is not a whole number from 5 to 10,000; 10 is shown."),
        ("first_from", "May", "first_from: “May” is not a day written YYYY-MM-DD; 2020-03-15 is shown."),
        ("exposure", "days", "exposure: there is no “days” here, so “patrols” is shown. Choose from patrols, kilometres, reached."),
        ("reached", "99", "reached: “99” is not a kilometre from 0 to 73; 18.9 is shown."),
        ("reached", "Ariha", "reached: “Ariha” is not a kilometre from 0 to 73; 18.9 is shown."),
        ("second_to", "2031-01-01",
         "second_to: 2031-01-01 is outside the chosen days, 2020-03-15 to 2020-12-31; 2020-12-31 is shown."),
    ],
)  # fmt: skip
def test_an_unavailable_choice_is_named(visit, key, value, said):
    assert visit("risk", {"card": "all", key: value}).read_receipt() == [said]


def test_a_period_that_ends_before_it_begins_is_turned_round(visit):
    page = visit("risk", {"card": "all", "first_from": "2020-05-20", "first_to": "2020-03-15"})
    assert any("ends before it begins" in words for words in page.read_texts("warning"))
    assert page.read_receipt() == [
        "first_from: “2020-05-20” is not available with these choices; “2020-03-15” is shown.",
        "first_to: “2020-03-15” is not available with these choices; “2020-05-20” is shown.",
    ]
    assert page.find_text("First period, 15 March to 20 May 2020")


def test_periods_that_share_days_are_not_compared(visit):
    page = visit("risk", {"card": "all", "first_to": "2020-06-01"})
    assert page.find_text("The two periods share days")
    assert not [words for words in page.read_texts("text") if "percentage point" in words or "undo" in words]


def test_few_patrols_in_a_period_are_too_few_to_say(visit):
    page = visit("risk", {"card": "all", "first_to": "2020-07-31", "second_from": "2020-08-01"})
    assert page.find_text("Second period").split(": ", 1)[1] == "2 of 3 patrols attacked."
    assert page.find_text("Too few to say")
    assert not [words for words in page.read_texts("text") if "undo" in words]


def test_other_days_begin_the_two_periods_anew(visit):
    page = visit("risk", {"card": "all", "first_to": "2020-06-30", "second_from": "2020-07-01"})
    page.find_field("From", "date_input").set_value("2020-05-01").run()
    assert not page.warning
    assert page.find_text("First period, 1 May to ")


def test_days_without_a_patrol_have_sentences_and_no_rate(visit):
    page = visit("risk", {"card": "all", "from": "2020-10-01", "to": "2020-11-30"})
    expected = [
        ["No rate: no joint patrol", "1 October to 30 November 2020"],
        ["No patrol", "no month has a rate"],
        ["First period, 1 to 31 October 2020: no rate: no patrol ran"],
        ["Second period, 1 to 30 November 2020: no rate: no patrol ran"],
        ["Too few to say", "5 patrols", "0 and 0"],
        ["Nobody can say", "came later or earlier"],
    ]
    assert any("no interval between attacked ones" in words for words in page.read_texts("text"))
    assert page.find_text("No attack on a patrol of known day")
    for sentence, parts in zip(page.read_texts("text"), expected, strict=False):
        assert contains_in_order(sentence, *parts)


def test_one_day_alone_draws(visit):
    assert visit("risk", {"card": "all", "from": "2020-08-25", "to": "2020-08-25"}).find_text(
        "The two periods share days"
    )


def test_none_attacked_does_not_mean_safe(visit):
    page = visit("risk", {"card": "all", "to": "2020-05-31"})
    assert page.read_texts("text")[1].startswith("0 of 13 joint patrols of known day were attacked (0 %")
    assert (
        page.read_texts("text")[2]
        == "That none was attacked does not mean safe: a share of up to 25 % fits these patrols too."
    )
    assert page.find_text("None of 13 patrols was attacked, so there is no interval")


def test_with_unconfirmed_attacks_the_page_says_how_many_of_its_patrols_rest_on_them(visit):
    page = visit("risk", {"card": "all", "verification": "any", "first_to": "2020-04-30", "second_from": "2020-05-01"})
    assert contains_in_order(page.find_text("2 attacked patrols counted here rest on"), "disputed or unconfirmed")


def test_a_corridor_without_complete_coverage_says_what_it_can_and_what_it_cannot(visit, other_lake):
    page = visit("risk", {"card": "all", "corridor": "track"}, lake=other_lake)
    expected = [
        ["To answer this", "every patrol of some days and every attack on them", "--complete track FROM..THROUGH"],
        ["No rate", "joint patrols", "not completely known"],
        ["cannot say", "share of patrols was attacked", "all joint patrols and all attacks on them"],
        ["Recorded on these days", "1 joint patrol and 1 attack on the corridor", "may only mean fewer reports"],
        ["any target", "recorded in 1 month", "1, 1 to 31 May 2020", "need not have been quiet"],
    ]
    for sentence, parts in zip(page.read_texts("text"), expected, strict=False):
        assert contains_in_order(sentence, *parts)
    assert not [figure for figure in page.get("plotly_chart") if "rates" in figure.key or "between" in figure.key]


def test_another_corridor_with_many_patrols(visit, other_lake):
    page = visit("risk", {"card": "all"}, lake=other_lake)
    assert page.read_texts("text")[1].startswith("7 to 8 of 60 joint patrols of known day were attacked (12 to 13 %")
    # Two attacks on one patrol, and one tied to no patrol.
    assert page.find_text("Attacks per patrol: 9 attacks on 60 patrols")
    assert page.find_text("7 attacked patrols, with 7.6 quiet patrols for each on average")


EXPOSED = {
    "kilometres": ("patrol-kilometre", "kilometre driven", "of known reach"),
    "reached": ("known to have reached kilometre 18.9 (Ariha)",),
}


@pytest.mark.parametrize("exposure", EXPOSED)
def test_the_chosen_exposure_is_in_the_address_and_in_every_sentence_with_a_rate(visit, exposure):
    page = visit("risk", {"card": "all", "exposure": exposure})
    assert (page.query_params["exposure"], page.query_params["reached"]) == (exposure, "18.9")
    sentences = page.read_texts("text")
    until = next(place for place, words in enumerate(sentences) if words.startswith("Attacks hit later patrols"))
    for words in sentences[:until]:
        if "interval" in words or "chance alone" in words.lower():
            assert any(name in words for name in EXPOSED[exposure]), words


def test_per_kilometre_the_m4_shows_no_difference(visit):
    page = visit("risk", {"card": "all", "exposure": "kilometres"})
    assert page.read_texts("text")[1] == (
        "Attacks per 100 patrol-kilometres: 4 attacks on 663 patrol-kilometres (0.60 per 100, 95 % interval 0.16 to 1.54), driven by "
        "22 joint patrols of known day and reach."
    )
    assert page.find_text("2 more patrols of known day are of unknown reach")
    assert contains_in_order(
        page.find_text("No attack in the first period"), "Chance alone can explain", "every kilometre driven"
    )


def test_among_the_patrols_that_reached_a_place_the_share_is_theirs(visit):
    page = visit("risk", {"card": "all", "exposure": "reached"})
    assert page.read_texts("text")[1].startswith(
        "4 of 15 joint patrols of known day known to have reached kilometre 18.9 (Ariha) were"
    )
    assert page.find_text("The share of patrols known").endswith("ran the same risk.")


@pytest.mark.parametrize("exposure", EXPOSED)
def test_every_number_of_an_exposure_opens_as_many_records_as_it_says(visit, numbers, exposure):
    visit("risk", {"card": "all", "exposure": exposure, "grain": "month"})
    assert_all_agree(numbers)
    assert len(numbers) > 20


def test_the_exposure_is_chosen_on_the_page(visit):
    page = visit("risk", {"card": "all"})
    page.find_field("Rates per", "button_group").set_value("reached").run()
    page.find_field("Kilometre to be reached", "number_input").set_value(60.0).run()
    assert (page.query_params["exposure"], page.query_params["reached"]) == ("reached", "60")
    assert page.read_texts("text")[1].startswith(
        "1 of 4 joint patrols of known day known to have reached kilometre 60 "
    )


def test_a_kilometre_that_no_patrol_reached_has_no_rate_and_no_fault(visit, tmp_path):
    patrols = [patrol(f"2020-03-{day:02d}", outcome="unknown") for day in range(1, 13)]
    page = visit(
        "risk", {"card": "all", "exposure": "reached", "reached": "40"}, lake=publish_case(tmp_path, patrols=patrols)
    )
    reached = "known to have reached kilometre 40"
    assert page.read_texts("text")[1] == f"No rate: no joint patrol of known day {reached} ran on these days."
    assert page.find_text("12 more patrols of known day are of unknown reach")
    assert f"No patrol of known day {reached} ran on these days, so no block has a rate." in page.read_texts("text")
    assert page.find_text("First period").endswith(f": no rate: no patrol {reached} ran.")
    by_distance = visit(
        "risk", {"card": "all", "exposure": "kilometres"}, lake=publish_case(tmp_path / "again", patrols=patrols)
    )
    assert (
        by_distance.read_texts("text")[1] == "No rate: no joint patrol of known day of known reach ran on these days."
    )


def test_a_corridor_without_kilometres_has_no_other_exposure(visit, tmp_path):
    corridors = [corridor("road", km_from=None, km_to=None, route=None)]
    lake = publish_case(tmp_path, patrols=[patrol(f"2020-03-{day:02d}") for day in range(1, 13)], corridors=corridors)
    page = visit("risk", {"card": "all", "exposure": "kilometres"}, lake=lake)
    assert page.read_receipt() == [
        "exposure: there is no “kilometres” here, so “patrols” is shown. The only choice is patrols."
    ]
    assert not [element for element in page.get("number_input") if element.label == "Kilometre to be reached"]


def test_a_month_that_an_undated_patrol_may_belong_to_has_both_values(m4_page):
    (figure,) = [figure for figure in m4_page.get("plotly_chart") if "rates-by-period" in figure.key]
    for months in ("June 2020: 1 of 4 or 1 of 5 patrols attacked", "August 2020: 2 of 3 or 2 of 4 patrols attacked"):
        assert months in figure.proto.spec
