"""A click, a box selection and two fields narrow the records below the figure."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import click, count_rows, expect_rows, find_sentence, open_records, wait_until_settled

PATROLS, INCIDENTS = "Patrols of the chosen days", "Incidents of the chosen days"


def expect_day(page, name: str, *parts: str) -> None:
    expect(page.get_by_role("group", name=name).get_by_role("spinbutton")).to_have_text(list(parts))


def click_the_bar_of_august(page) -> None:
    page.get_by_test_id("stPlotlyChart").first.scroll_into_view_if_needed()
    bar = page.locator(".subplot.xy2 .barlayer .trace").last.locator(".point path").nth(5)

    def find_middle():
        box = bar.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    # The 24th to 26th, and the 23rd, which may have run until 11 August.
    narrowed = find_sentence(page, "4 patrols from 1 to 31 August 2020")
    click(page, find_middle, "1 to 31 August 2020", narrowed)


def undo(page) -> None:
    page.get_by_role("button", name=re.compile("^August 2020: 4 patrols, [0-9]+ incidents")).click()
    expect(find_sentence(page, "26 patrols from")).to_be_visible()
    wait_until_settled(page)
    expect(page).not_to_have_url(re.compile("records_from"))


@pytest.fixture(scope="module")
def page(visit_once):
    """Open the Timeline with its records. Each test must restore their state."""
    page = visit_once("/")
    open_records(page)
    return page


def test_a_click_narrows_sentence_tables_fields_and_address_and_is_undone(page):
    everything = count_rows(page, PATROLS), count_rows(page, INCIDENTS)
    assert everything[0] == 26
    click_the_bar_of_august(page)
    wait_until_settled(page)
    expect_rows(page, PATROLS, 4)
    expect(find_sentence(page, "incidents from 1 to 31 August 2020")).to_be_visible()
    incidents = int(find_sentence(page, "incidents from 1 to 31 August 2020").inner_text().split()[0])
    assert incidents < everything[1]
    expect_rows(page, INCIDENTS, incidents)
    expect_day(page, "Records from", "2020", "08", "01")
    expect_day(page, "Records to", "2020", "08", "31")
    page.wait_for_url("**records_from=2020-08-01&records_to=2020-08-31")

    undo(page)
    expect_rows(page, PATROLS, everything[0])
    expect_rows(page, INCIDENTS, everything[1])


def test_a_box_narrows_the_records_to_its_days(page):
    page.get_by_test_id("stPlotlyChart").first.scroll_into_view_if_needed()
    page.get_by_test_id("stPlotlyChart").first.hover()
    page.get_by_role("button", name="Box Select").click()
    row = page.locator(".nsewdrag[data-subplot=xy2]").first.bounding_box()
    from_x, to_x, y = row["x"] + row["width"] * 0.3, row["x"] + row["width"] * 0.6, row["y"] + row["height"] / 2
    page.mouse.move(from_x, y)
    page.mouse.down()
    page.mouse.move(to_x, y + 10, steps=8)
    page.mouse.up()
    page.wait_for_url("**records_from=*&records_to=*")
    wait_until_settled(page)
    shown = page.get_by_test_id("stText").filter(has_text=re.compile(r"patrols? from")).first
    expect(shown).not_to_have_text(re.compile("^26 "))
    expect_rows(page, PATROLS, int(shown.inner_text().split()[0]))
    # A click still narrows after a box selection.
    click_the_bar_of_august(page)
    undo(page)


def test_the_two_fields_narrow_by_keyboard_alone(page):
    for name, digits in (("Records from", "20200801"), ("Records to", "20200831")):
        page.get_by_role("group", name=name).get_by_role("spinbutton").first.focus()
        page.keyboard.type(digits)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{digits[:4]}-{digits[4:6]}-{digits[6:]}**")
        wait_until_settled(page)
    expect(find_sentence(page, "4 patrols from 1 to 31 August 2020")).to_be_visible()
