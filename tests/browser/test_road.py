"""A click on the map of the Map page narrows the records on every page."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import click, find_sentence, wait_until_settled


def click_the_place(page, name: str, shown: Locator) -> None:
    """Click the ring of a place on the map after its hover text names the place."""
    chart = page.get_by_test_id("stPlotlyChart").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".scatterlayer .trace").first).to_be_attached()
    place = """(chart, name) => {
            const map = chart.querySelector('.js-plotly-plot'), layout = map._fullLayout;
            const places = map._fullData.find(trace => trace.name === 'Place');
            const at = places.hovertext.findIndex(words => words.startsWith(name));
            const box = map.getBoundingClientRect();
            return [box.left + layout.xaxis._offset + layout.xaxis.d2p(places.x[at]),
                    box.top + layout.yaxis._offset + layout.yaxis.d2p(places.y[at])];
        }"""
    click(page, lambda: chart.evaluate(place, name), name, shown)


@pytest.fixture(scope="module")
def page(visit_once):
    return visit_once("/road")


def test_the_road_asks_no_other_host(page):
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(3)
    assert all(address.split("/")[2].startswith("127.0.0.1") for address in page.asked if "//" in address)


def test_a_click_on_a_place_narrows_the_records_of_every_page_and_is_undone(page):
    # The click opens the records below the map.
    click_the_place(page, "Jisr al-Shughur", find_sentence(page, "7 patrols from"))
    page.wait_for_url("**km_from=50.1&km_to=55.1**")
    # The 17th and 19th, which reached it, the 18th and 20th, which passed it, and the full runs of the 22nd, 24th and 25th.
    expect(find_sentence(page, "7 patrols from")).to_contain_text("on km 50.1 to 55.1")
    wait_until_settled(page)
    page.get_by_role("link", name="Timeline").first.click()
    expect(page.locator("summary").filter(has_text="Records: 7 patrols")).to_be_visible()
    wait_until_settled(page)
    page.get_by_role("link", name="Records").first.click()
    # The page that is left has the same sentence and the same button.
    expect(page.get_by_role("heading", name="Records", exact=True)).to_be_visible()
    expect(find_sentence(page, "7 patrols from")).to_contain_text("on km 50.1 to 55.1")
    wait_until_settled(page)
    page.get_by_role("button", name="Show the whole corridor").click()
    expect(find_sentence(page, "26 patrols from")).to_be_visible()
    expect(page).not_to_have_url(re.compile("km_from"))
