"""Readers without a mouse, without sight, on a phone, or in dark mode."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_records, wait_until_settled, wait_until_true

FITS = """[document.documentElement, document.querySelector('[data-testid=stMain]')]
    .every(it => it.scrollWidth <= window.innerWidth)"""
FOCUSED = """() => {
    const it = document.activeElement
    return it.getAttribute('aria-label') || it.innerText || it.getAttribute('placeholder') || ''
}"""


def list_reached_by_tab(page, enough: set[str], presses: int = 120) -> set[str]:
    """Press Tab, and return which of these names received the focus."""
    reached = set()
    for _ in range(presses):
        page.keyboard.press("Tab")
        name = page.evaluate(FOCUSED)
        reached |= {wanted for wanted in enough if wanted in name}
        if reached == enough:
            break
    return reached


def test_tab_reaches_pages_filters_search_and_downloads(visit):
    page = visit("/records")
    wanted = {"Corridor", "15 March – 31 December 2020", "More", "Share", "Timeline", "Search", "Records from", "Open a record",
              "CSV (26 patrols)"}  # fmt: skip
    assert list_reached_by_tab(page, wanted) == wanted
    assert page.missed == []
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Reset the choices")).to_be_visible()
    wanted = {"Verification", "Participants", "Target", "Release", "Reset the choices"}
    assert list_reached_by_tab(page, wanted, 12) == wanted


def test_a_record_opens_and_closes_by_keyboard_alone(visit):
    page = visit("/records")
    page.get_by_role("combobox", name="Open a record").focus()
    page.keyboard.type("Patrol 17")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Patrol 17, 16 June 2020")).to_be_visible()
    page.wait_for_url("**record=M4-P17**")
    wait_until_settled(page)
    page.get_by_role("button", name="Close the record").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Patrol 17, 16 June 2020")).to_be_hidden()


def test_half_the_screen_without_motion_and_by_keyboard_alone_shows_and_changes_all(visit):
    # At 200 % a laptop has half as many pixels in each direction.
    page = visit("/", viewport={"width": 720, "height": 450}, device_scale_factor=2, reduced_motion="reduce")
    wait_until_true(page, FITS)
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('.st-key-bar button')).transitionDuration)")
        < 0.01
    )

    def press_until(name: str, key: str = "Tab") -> None:
        for _ in range(40):
            page.keyboard.press(key)
            if name in page.evaluate(FOCUSED):
                return
        raise AssertionError(f"no {key} leads to “{name}”")

    press_until("Filters")
    page.keyboard.press("Enter")
    press_until("Day")
    press_until("Week", "ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url("**grain=week**")
    wait_until_settled(page)
    press_until("Risk", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/risk?**grain=week**")
    wait_until_settled(page)
    wait_until_true(page, FITS)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


@pytest.fixture(scope="module")
def timeline(visit_once):
    return visit_once("/")


def test_the_figure_and_every_table_have_a_name(timeline):
    page = timeline
    open_records(page)
    page.locator("summary").filter(has_text="The numbers of the figure").click()
    expect(page.get_by_role("figure").first).to_have_accessible_name(
        "Patrols, attacks and share attacked by month from 15 March to 31 December 2020. 4 of 24 joint patrols of known "
        "day were attacked (17 %, 95 % interval 5 to 37 %). Most patrols in one month: 6, from 1 May 2020. 3 announced "
        "suspensions and 4 observed gaps are drawn as bands. The table below the figure has the same numbers."
    )  # fmt: skip
    tables = page.get_by_test_id("stDataFrameResizable")
    expect(tables).to_have_count(4)
    names = tables.evaluate_all("tables => tables.map(table => table.getAttribute('aria-label'))")
    assert all(names)
    assert len(set(names)) == 4


@pytest.mark.parametrize("path", ["/", "/records"])
def test_a_phone_shows_the_page_without_scrolling_aside(visit, path):
    page = visit(path, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    wait_until_true(page, FITS)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    if path != "/":
        # The list of tables is not cut off at the side.
        page.get_by_role("radio", name="Patrols").scroll_into_view_if_needed()
        expect(page.get_by_role("radio", name="Sources")).to_be_in_viewport(ratio=1)
    else:
        for tile in page.get_by_test_id("stMetric").all():
            expect(tile).to_be_in_viewport(ratio=1)
        figure = page.get_by_test_id("stPlotlyChart").first.bounding_box()
        assert figure["y"] < 400 and figure["height"] <= 320
        expect(page.get_by_role("link", name="Records")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 24, 28)")])
def test_the_page_and_its_figure_follow_the_colour_scheme(visit, timeline, scheme, ground):
    page = timeline if scheme == "light" else visit("/", color_scheme=scheme)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_have_css("background-color", ground)
    # The text has contrast: it is bright and the background dark.
    ink = page.locator(".js-plotly-plot .annotation-text").first.evaluate("it => getComputedStyle(it).fill")
    brightness = sum(int(part) for part in ink.removeprefix("rgb(").removesuffix(")").split(",")) / 3
    assert brightness > 200 if scheme == "dark" else brightness < 80
