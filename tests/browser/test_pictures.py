"""A saved picture names its release, and a briefing prints correctly."""

import io
import re
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pytest

from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_series
from analysis.release import open_release
from tests.browser.conftest import open_more, wait_until_settled
from tests.browser.test_address import EVERY_CHOICE
from views.briefing import page as briefing


def save_picture(page, press) -> tuple[Path, str]:
    """Press a button, and return the saved file and its name."""
    with page.context.expect_event("download") as download:
        press()
    return Path(download.value.path()), download.value.suggested_filename


def find_camera(page):
    return page.locator(".js-plotly-plot .modebar-btn[data-title^='Download plot']").first


@pytest.fixture(scope="module")
def timeline(visit_once):
    return visit_once("/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_saved_figure_holds_title_release_choices_and_credit_and_asks_for_nothing(
    visit, timeline, lake, address, scheme
):
    page = timeline if scheme == "light" else visit("/", color_scheme=scheme)
    path, name = save_picture(page, find_camera(page).click)
    picture = path.read_text(encoding="utf-8")
    assert name == "m4-timeline-R2.svg"
    words = " ".join(re.findall(r">([^<>]+)<", picture))
    content = lake.read_manifest(2).content_hash
    release = open_release(lake, 2)
    rows = compute_series(release, read_choices(release).make_default()).num_rows
    for said in (
        "M4 highway: patrols and attacks", f"Patrolwatch · M4 highway · R2 {content[:8]} · CC BY 4.0, GeoNames",
        # Not drawn, for readers of the file:
        "Source: Patrolwatch R2 of ", "compiled by hand", "days are local to the corridor", "CC BY 4.0, coordinates GeoNames.",
        f"Days: 2020-03-15 to 2020-12-31, {rows} rows.", f"Content {content[:12]}.",
    ):  # fmt: skip
        assert said in words
    assert f"Choices: ?{urlencode(EVERY_CHOICE).replace('&', '&amp;')}" in words
    assert address not in picture
    # Addresses of namespaces are not requests.
    elsewhere = re.sub(r'xmlns(:\w+)?="[^"]*"|>[^<>]*<', "", picture)
    assert not re.search(r"https?://|@import|<image|<script|url\((?!['\"]?(&quot;)?#)", elsewhere)


def test_the_figure_is_saved_as_png_where_that_is_chosen(timeline):
    page = timeline
    open_more(page)
    page.get_by_test_id("stPopoverBody").get_by_text("PNG", exact=True).click()
    wait_until_settled(page)
    page.locator(".modebar-btn[data-title='Download plot as a PNG']").first.wait_for()
    path, name = save_picture(page, find_camera(page).click)
    assert name == "m4-timeline-R2.png"
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_briefing_of_the_page_is_that_of_the_terminal_and_prints_on_two_pages(timeline, lake, tmp_path):
    release, page = open_release(lake, 2), timeline
    path, name = save_picture(page, page.get_by_role("link", name="Briefing (HTML, two pages)").click)
    assert name == "m4-briefing-R2.html"
    assert path.read_bytes() == briefing.write_briefing(release, read_choices(release).make_default())
    copy = tmp_path / name
    copy.write_bytes(path.read_bytes())
    page.goto(copy.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_a_workbook_is_saved_from_the_menu_of_files_with_the_address_of_the_page(visit, address):
    page = visit("/records", {"table": "sources", "search": "reuters"})
    page.get_by_role("button", name="Other files").click()
    path, name = save_picture(page, page.get_by_role("link", name="XLSX").click)
    assert name == "m4-sources-R2.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    readme = {row[0]: row[1] for row in book["README"].iter_rows(values_only=True, max_col=2)}
    assert readme["Link"].startswith(f"{address}/records?")
    assert "release=R2&" in readme["Link"]
    assert "search=reuters" in readme["Link"]
    assert readme["Searched"] == "reuters"
    assert readme["Rows"] == book["data"].max_row - 1
