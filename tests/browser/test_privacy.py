"""Whatever the records contain, the pages send nothing to other hosts and show text as text."""

import socket
import tomllib
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from analysis.links.refusal import quote_value
from etl import paths
from tests.browser.conftest import HOSTILE, expect_rows, hover, wait_until_settled
from tests.hostile_strings import LOADABLE

# Chromium itself contacts its maker, whatever page is open.
OWN_OF_CHROMIUM = {
    "update.googleapis.com", "accounts.google.com", "content-autofill.googleapis.com", "clients2.google.com",
    "optimizationguide-pa.googleapis.com", "safebrowsing.googleapis.com", "safebrowsingohttpgateway.googleapis.com",
    "edgedl.me.gvt1.com", "redirector.gvt1.com", "www.google.com", "android.clients.google.com", "mtalk.google.com",
}  # fmt: skip

FENCE = {"heard.example"}  # the only host that these tests request; Chromium may retry during the next test

HANDLERS = ("onclick", "onerror", "onload", "onfocus", "onmouseover")
MARKUP = ", ".join((
    "img[src*=evil]", "img[src*=outside]", "img[src=x]", *(f"[{handler}]" for handler in HANDLERS), "iframe", "form[action]",
    "[aria-label='home icon']", "[aria-label='delete icon']", "[alt='Streamlit logo']", ".katex", "body script:not([src])",
))  # fmt: skip


def list_hosts(lines: list[str]) -> set[str]:
    asked = {line.split()[1] for line in lines if " " in line}
    return {urlsplit(url if "//" in url else f"//{url}").hostname for url in asked} - OWN_OF_CHROMIUM


def assert_shown_as_text(page) -> None:
    """Assert that no hostile text became a picture, an element, an icon, a link or a dialog."""
    assert page.locator(MARKUP).count() == 0
    links = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    here = urlsplit(page.url).netloc
    assert not [link for link in links if not link.startswith("#") and urlsplit(urljoin(page.url, link)).netloc != here]
    assert page.dialogs == []


def hover_over_the_figure(page) -> None:
    figure = page.get_by_test_id("stPlotlyChart").first.bounding_box()
    for share in range(1, 12):
        page.mouse.move(figure["x"] + figure["width"] * share / 12, figure["y"] + 60)
        page.mouse.move(figure["x"] + figure["width"] * share / 12, figure["y"] + 200)


def test_no_page_asks_another_host_and_hostile_text_is_shown_as_it_is(visit, outbound_requests):
    page = visit("/", {"release": "R1"})
    expect(page.get_by_role("combobox", name="Corridor")).to_have_value(HOSTILE)
    wait_until_settled(page)  # an open list closes while more is drawn
    page.get_by_role("combobox", name="Corridor").click()
    expect(page.get_by_role("option", name=HOSTILE)).to_be_visible()
    assert_shown_as_text(page)
    page.keyboard.press("Escape")
    hover_over_the_figure(page)
    for name in ("announced suspension", "Records:", "The numbers of the figure"):
        page.locator("summary").filter(has_text=name).click()
    expect(page.get_by_text(f"by {HOSTILE}").first).to_be_visible()
    assert_shown_as_text(page)
    page.locator(".st-key-period button").first.click()
    page.get_by_role("button", name="Help for To (as of)").hover()
    assert_shown_as_text(page)
    asked = list(page.asked)

    for query in ({"record": "P1"}, {"record": "source", "table": "sources"}):
        opened = visit("/records", {"release": "R1", **query})
        expect(opened.get_by_role("button", name="Close the record")).to_be_visible()
        expect(opened.get_by_text("<img src=http://evil.example/x>").first).to_be_visible()
        opened.get_by_text("Report an error").first.click()
        assert_shown_as_text(opened)
        asked += opened.asked

    assert [url for url in asked if url.startswith("ws://127.0.0.1:")]
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    # The proxy would have recorded requests of a worker or the browser itself: it records this one.
    with pytest.raises(PlaywrightError, match="ERR_EMPTY_RESPONSE"):
        page.context.new_page().goto("http://heard.example/")
    assert list_hosts(outbound_requests) == FENCE


WILD = {"release": "R1", "corridor": "wild"}


SMALL = {"width": 1000, "height": 700}


def test_forty_five_hostile_texts_in_every_column_are_shown_as_they_are_on_the_timeline(visit, outbound_requests):
    page = visit("/", WILD, viewport=SMALL)
    hover_over_the_figure(page)
    for name in ("announced suspension", "Records:", "The numbers of the figure"):
        page.locator("summary").filter(has_text=name).click()
    page.get_by_role("button", name="Share", exact=True).click()
    assert_shown_as_text(page)
    assert list_hosts(outbound_requests) <= FENCE


def test_forty_five_hostile_texts_in_every_column_are_shown_as_they_are_on_the_road_and_in_lists(
    visit, outbound_requests
):
    page = visit("/road", WILD, viewport=SMALL)
    hover_over_the_figure(page)
    assert_shown_as_text(page)
    page = visit("/records", WILD, viewport=SMALL)
    for table, rows in (("Patrols", 1), ("Incidents", len(LOADABLE) + 1), ("Suspensions", len(LOADABLE) + 1)):
        page.get_by_role("radio", name=table).click()
        expect(page.get_by_role("region", name=f"{table} as chosen")).to_be_visible()
        wait_until_settled(page)
        expect_rows(page, f"{table} as chosen", rows)
        assert_shown_as_text(page)
    assert list_hosts(outbound_requests) <= FENCE


@pytest.mark.parametrize(
    ("record", "table"), [("WPALL", "patrols"), ("WIALL", "incidents"), ("WSALL", "suspensions"), ("WALL", "sources")]
)
def test_a_record_with_all_hostile_texts_in_every_column_shows_them_as_they_are(
    visit, outbound_requests, record, table
):
    page = visit("/records", {**WILD, "record": record, "table": table}, viewport=SMALL)
    expect(page.get_by_role("button", name="Close the record")).to_be_visible()
    for text in ("<svg/onload=alert(1)>", "<img src=http://evil.example/x>"):
        expect(page.get_by_text(text).first).to_be_visible()
    page.get_by_text("Report an error").first.click()
    assert_shown_as_text(page)
    assert list_hosts(outbound_requests) <= FENCE


def test_forty_five_hostile_texts_in_an_address_are_shown_as_they_are(visit, outbound_requests):
    texts = [text[:150] for text in LOADABLE.values()]
    keys = ("corridor", "grain", "from", "verification", "record", "table", "stretch", "release")
    query = dict.fromkeys(texts, "x") | dict(zip(keys, texts, strict=False))
    page = visit("/records", query)
    receipt = page.get_by_test_id("stAlert").filter(has_text="could not be shown")
    for text in ("<script>alert(1)</script>", "![x](https://outside.invalid/pixel.png)", "javascript:alert(1)"):
        expect(receipt).to_contain_text(text)
    assert_shown_as_text(page)
    assert list_hosts(outbound_requests) <= FENCE


def test_hostile_text_in_an_address_is_shown_as_it_is(visit):
    page = visit("/records", {"record": HOSTILE, "table": HOSTILE, "everywhere": HOSTILE, HOSTILE: "x"})
    receipt = page.get_by_test_id("stAlert").filter(has_text="could not be shown")
    for key in ("record", "table", "everywhere"):
        expect(receipt).to_contain_text(f"{key}: {quote_value(HOSTILE)}")
    assert_shown_as_text(page)


def test_the_hover_of_a_milestone_shows_its_characters(visit):
    page = visit("/", {"release": "R1", "from": "2020-03-01", "to": "2020-04-30"})
    mark = page.locator(".js-plotly-plot").first.locator(".textpoint text").get_by_text("1", exact=True).last

    def find_middle():
        box = mark.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    hover(page, find_middle, "<img src=http://evil.example/x>")
    said = page.locator(".hoverlayer .hovertext")
    expect(said).to_contain_text('<b onclick="alert(1)">b</b>')
    assert said.locator("a").count() == 0


def test_the_server_answers_this_machine_alone(address):
    port = urlsplit(address).port
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    # A server that listens on every address listens on this one too.
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_statistics_and_tracebacks_are_switched_off():
    config = tomllib.loads((paths.CHECKOUT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1"
    assert (config["client"]["showErrorDetails"], config["client"]["showErrorLinks"]) == ("none", False)
