"""On the page Add, dropped files reach the disk, a child process reads them, and nothing is published.

A line can be drawn on a map by clicks and keys.
"""

from playwright.sync_api import expect

from tests.browser.conftest import USUAL, close_later
from tests.etl.feeds.conftest import format_csv


def test_dropped_files_are_previewed_row_by_row_and_nothing_is_published(readers, address, lake, tmp_path):
    rows = [{"date": f"2020-03-0{day}", "place": "Abad", "type": kind} for day, kind in ((1, "ied"), (2, "Blorp"))]
    (tmp_path / "mine.csv").write_text(format_csv(*rows), encoding="utf-8")
    (tmp_path / "other.csv").write_text(
        format_csv({"date": "2020-03-09", "place": "Bbad", "type": "ied"}), encoding="utf-8"
    )
    page = readers(**USUAL).new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/add?way=file")
    page.set_input_files("input[type=file]", [tmp_path / "mine.csv", tmp_path / "other.csv"])
    expect(page.get_by_text("2 files: 3 rows, 3 events.")).to_be_visible()
    page.get_by_role("button", name="Leave out other.csv").click()
    expect(page.get_by_text("mine.csv: 2 rows, 2 events")).to_be_visible()
    expect(page.get_by_label("Kind: “Blorp” (1 row)")).to_be_visible()
    expect(page.get_by_role("button", name="Publish as R3")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    close_later(page)
    assert lake.list_numbers() == [1, 2]


def test_a_line_is_drawn_by_clicks_and_keys_and_shows_at_once_what_is_near(readers, address):
    page = readers(**USUAL).new_page()
    page.goto(f"{address}/add?way=corridor")
    drawing = page.get_by_role("application")
    expect(drawing).to_be_visible()
    drawing.click(position={"x": 200, "y": 200})
    drawing.click(position={"x": 400, "y": 150})
    expect(page.get_by_text("within 6 km of it.")).to_be_visible()
    expect(drawing.locator(".handle")).to_have_count(2)
    drawing.press("ArrowRight")
    drawing.press("Enter")
    expect(page.get_by_text("3 points.")).to_be_visible()
    drawing.press("Backspace")
    expect(drawing.locator(".handle")).to_have_count(2)
    page.get_by_label("Name *").fill("Drawn")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Drawn, ")).to_be_visible()
    close_later(page)


def test_a_web_page_fills_in_what_it_states_and_its_day_can_be_changed(readers, address, tmp_path):
    head = "<title>Patrol hit</title><meta property='og:site_name' content='Agency'><meta property='article:published_time' content='2020-08-25'>"
    (tmp_path / "hit.html").write_text(
        f"<html><head>{head}</head><body><nav>An IED exploded in Binnish on Monday.</nav><article><p>The 26th joint patrol on the M4 was "
        "hit by an RPG early on Tuesday.</p></article></body></html>",
        encoding="utf-8",
    )
    page = readers(**USUAL).new_page()
    page.goto(f"{address}/add?way=article")
    page.set_input_files("input[type=file]", [tmp_path / "hit.html"])
    page.get_by_role("button", name="Propose records").click()
    expect(page.get_by_text("2 records proposed.")).to_be_visible()
    expect(page.get_by_text("published by Agency on 25 August 2020")).to_be_visible()
    page.get_by_role("button", name="Change the text or the day").click()
    expect(page.get_by_label("Publisher")).to_have_value("Agency")
    expect(page.get_by_label("Headline, if the text does not begin with it")).to_have_value("Patrol hit")
    expect(page.get_by_label("Paste the text")).to_have_value(
        "The 26th joint patrol on the M4 was hit by an RPG early on Tuesday."
    )
    close_later(page)
