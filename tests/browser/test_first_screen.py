"""The first screen on a laptop and a phone, the keyboard, the back button, and printing."""

import re
from contextlib import suppress
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_more, wait_until_drawn, wait_until_settled, wait_until_true

ABOVE_A_CARD = 200  # pixels: bar, filters, title and choice of the card
LAPTOP = {"width": 1440, "height": 900}
BOTTOM_OF_WORDS = (
    "it => { const words = new Range(); words.selectNodeContents(it); return words.getBoundingClientRect().bottom }"
)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def laptop(visit):
    return visit("/", viewport=LAPTOP)


@pytest.fixture(scope="module")
def looked_at(visit_once):
    """Open one page for the tests that change no choice. The last of them goes to another page."""
    return visit_once("/", viewport=LAPTOP)


def test_headline_tiles_and_the_figure_with_its_dates_fit_on_the_first_screen(looked_at):
    expect(looked_at.get_by_role("heading", level=1)).to_have_text(
        "Suspended since 25 August 2020. Attacks rose from 0 of 10 patrols to 4 of 10."
    )
    assert looked_at.locator(".js-plotly-plot").first.bounding_box()["y"] <= 380
    axis = looked_at.locator(".js-plotly-plot").first.locator(".xaxislayer-above").last.bounding_box()
    assert axis["y"] + axis["height"] <= LAPTOP["height"]
    assert looked_at.get_by_test_id("stMainBlockContainer").evaluate("it => it.scrollHeight") <= 2000


def test_the_figure_of_counted_traffic_is_above_the_fold_too(visit):
    page = visit("/", {"corridor": "red_sea"}, viewport=LAPTOP)
    assert page.locator(".js-plotly-plot").first.bounding_box()["y"] <= 380
    assert page.get_by_test_id("stMainBlockContainer").evaluate("it => it.scrollHeight") <= 2000


def test_few_tabs_reach_the_first_figure_however_many_pages_there_are(looked_at):
    for _ in range(9):
        looked_at.keyboard.press("Tab")
    assert looked_at.evaluate("Boolean(document.activeElement.closest('.stPlotlyChart'))")
    looked_at.get_by_role("link", name="Risk").focus()
    looked_at.keyboard.press("ArrowRight")
    expect(looked_at.get_by_role("link", name="Map", exact=True)).to_be_focused()


def test_no_page_is_longer_than_its_limit_and_cards_of_risk_fit_a_screen(looked_at):
    limits = {"Risk": 900 + ABOVE_A_CARD, "Map": 2600, "Records": 1600, "Data": 2200}
    for page, most in limits.items():
        looked_at.get_by_role("link", name=page, exact=True).first.click()
        expect(looked_at.get_by_role("heading", level=1)).to_have_text(page)
        wait_until_settled(looked_at)
        assert looked_at.get_by_test_id("stMainBlockContainer").evaluate("it => it.scrollHeight") <= most, page


def test_a_preset_chooses_days_and_few_days_are_shown_by_day(laptop):
    laptop.locator(".st-key-period button").first.click()
    laptop.get_by_role("button", name="Last 30 days").click()
    laptop.wait_for_url("**from=2020-12-02&to=2020-12-31&grain=day**")
    wait_until_settled(laptop)
    note = laptop.get_by_text(re.compile("on all covered days", re.IGNORECASE)).first.bounding_box()
    assert note["y"] >= laptop.get_by_role("heading", level=1).evaluate(BOTTOM_OF_WORDS) - 2
    laptop.keyboard.press("Escape")
    open_more(laptop)
    laptop.get_by_role("button", name="Reset the choices").click()
    laptop.wait_for_url("**from=2020-03-15&to=2020-12-31&grain=month**")


def test_enter_moves_into_what_it_opened_and_applies_a_typed_date(laptop):
    laptop.locator(".st-key-period button").first.focus()
    laptop.keyboard.press("Enter")
    wait_until_true(laptop, "document.activeElement.closest('[data-testid=stPopoverBody]')")
    laptop.get_by_role("group", name="From").get_by_role("spinbutton").first.focus()
    laptop.keyboard.type("20200701")
    laptop.keyboard.press("Enter")
    laptop.wait_for_url("**from=2020-07-01**")
    wait_until_settled(laptop)
    expect(laptop.locator(".st-key-period button").first).to_contain_text("1 July – 31 December 2020")


def test_one_press_goes_back_from_a_page_and_from_a_record(laptop):
    laptop.get_by_role("link", name="Risk").click()
    laptop.wait_for_url("**/risk?**k=10**")
    wait_until_settled(laptop)
    laptop.go_back()
    laptop.wait_for_url(re.compile(r"/\?v=3"))
    wait_until_drawn(laptop)
    expect(laptop.get_by_role("heading", level=1)).to_contain_text("Suspended since")
    laptop.get_by_role("link", name="Records").click()
    laptop.wait_for_url("**/records?**table=patrols**")
    wait_until_settled(laptop)
    table = laptop.get_by_role("region", name="Patrols as chosen")
    table.locator(".dvn-scroller").click(position={"x": 500, "y": 52})
    laptop.wait_for_url("**record=M4-P01**")
    wait_until_settled(laptop)
    laptop.go_back()
    laptop.wait_for_url(lambda url: "/records?" in url and "record=" not in url)
    wait_until_settled(laptop)
    # Arrow keys move from row to row, and Enter opens one.
    table.locator("canvas").first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        laptop.keyboard.press(key)
    laptop.wait_for_url("**record=M4-P04**")


def zoom_to_summer(figure) -> None:
    """Drag over the middle of a figure, again if the figure was redrawn meanwhile."""
    mouse, dates = figure.page.mouse, figure.locator(".xaxislayer-above").last
    for _ in range(4):
        box = figure.bounding_box()
        mouse.move(box["x"] + 300, box["y"] + 160)
        mouse.down()
        mouse.move(box["x"] + 500, box["y"] + 165, steps=5)
        mouse.up()
        with suppress(AssertionError):
            return expect(dates).not_to_contain_text("Nov", timeout=5_000)


def reset_zoom(figure) -> None:
    """Double-click in a figure, again if the figure was redrawn between the clicks."""
    dates = figure.locator(".xaxislayer-above").last
    for _ in range(4):
        box = figure.bounding_box()
        figure.page.mouse.dblclick(box["x"] + 400, box["y"] + 160)
        with suppress(AssertionError):
            return expect(dates).to_contain_text("Nov", timeout=5_000)


def test_the_zoom_of_a_reader_stays_when_the_figure_changes(laptop):
    figure = laptop.locator(".js-plotly-plot").first
    dates = figure.locator(".xaxislayer-above").last
    expect(dates).to_contain_text("Nov")
    zoom_to_summer(figure)
    expect(dates).not_to_contain_text("Nov")
    laptop.get_by_role("radio", name="Week").click()
    expect(figure).to_contain_text("Patrols by week")
    expect(dates).not_to_contain_text("Nov")
    expect(dates).to_contain_text("Jul")
    wait_until_settled(laptop)
    expect(dates).not_to_contain_text("Nov")
    # A zoom that the reader reset does not return.
    reset_zoom(figure)
    expect(dates).to_contain_text("Nov")
    laptop.get_by_role("radio", name="Month").click()
    expect(figure).to_contain_text("Patrols by month")
    wait_until_settled(laptop)
    expect(dates).to_contain_text("Nov")


def test_a_choice_made_while_a_page_draws_is_kept(laptop):
    laptop.get_by_role("radio", name="Week").click()
    laptop.get_by_role("radio", name="Day").click()
    laptop.get_by_role("link", name="Risk").click()
    laptop.wait_for_url("**/risk?**grain=day**")
    wait_until_settled(laptop)
    expect(laptop.get_by_role("radio", name="Day")).to_be_checked()


def test_a_phone_has_pages_that_do_not_touch_and_a_sheet_of_filters_that_closes_with_the_page(visit):
    page = visit("/", **PHONE)
    labels = [label.bounding_box() for label in page.locator(".st-key-pages a p").all()]
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(labels))
    week = page.get_by_role("radio", name="Week")
    expect(week).to_be_hidden()
    page.get_by_text("Filters", exact=True).click()
    week.click()
    page.wait_for_url("**grain=week**")
    expect(week).to_be_visible()
    page.get_by_role("link", name="Risk").click()
    page.wait_for_url("**/risk?**")
    expect(week).to_be_hidden()


def test_paper_has_whole_figures_and_no_filters(laptop):
    # The browser announces printing before it lays out the page for paper.
    laptop.evaluate("dispatchEvent(new Event('beforeprint'))")
    laptop.emulate_media(media="print")
    laptop.set_viewport_size({"width": 980, "height": 680})
    for hidden in (".st-key-bar", ".st-key-filters"):
        expect(laptop.locator(hidden)).to_be_hidden()
    expect(laptop.locator(".st-key-paper-title")).to_be_visible()
    for figure in laptop.get_by_test_id("stPlotlyChart").all():
        box = figure.bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 980
    figure, milestones = laptop.get_by_test_id("stPlotlyChart").first, laptop.locator(".st-key-milestones")
    assert milestones.bounding_box()["x"] > figure.bounding_box()["x"] + figure.bounding_box()["width"]  # on one sheet
