"""The address carries every choice: a link shows the same to whoever opens it."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import drawn, rows_of, sentence, settled

EVERY_CHOICE = {
    "v": "2", "release": "R2", "corridor": "m4", "feed": "curated", "from": "2020-03-15", "to": "2020-12-31", "grain": "month",
    "target": "any", "verification": "confirmed", "participants": "joint", "sources": "any",
}  # fmt: skip


def address_of(page) -> dict[str, str]:
    query = parse_qs(urlsplit(page.url).query)
    assert all(len(values) == 1 for values in query.values())
    return {key: value for key, (value,) in query.items()}


def test_a_choice_rewrites_the_address_and_the_link_shows_the_same_to_another_reader(visit):
    page = visit("/")
    assert address_of(page) == EVERY_CHOICE

    page.get_by_role("combobox", name="Verification").click()
    page.get_by_role("option", name="Disputed and unconfirmed too").click()
    expect(sentence(page, "6 of 24 joint patrols")).to_be_visible()
    page.get_by_role("radio", name="ISO week").click()
    page.wait_for_url("**grain=week**")
    settled(page)
    chosen = EVERY_CHOICE | {"verification": "any", "grain": "week"}
    assert address_of(page) == chosen
    incidents = rows_of(page, "Incidents of the chosen days")

    # Another page keeps the choices, and so does the way back.
    page.get_by_role("link", name="Records").click()
    expect(page.get_by_text("Doubts kept in this release")).to_be_visible()
    page.wait_for_url("**/records?*table=patrols*")
    assert address_of(page) == chosen | {"table": "patrols"}
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/" and "verification=any" in url)
    assert chosen.items() <= address_of(page).items()

    link = visit("/", chosen)
    expect(sentence(link, "6 of 24 joint patrols")).to_be_visible()
    assert rows_of(link, "Incidents of the chosen days") == incidents
    link.reload()
    drawn(link)
    assert address_of(link) == chosen
    expect(sentence(link, "6 of 24 joint patrols")).to_be_visible()


def test_a_link_to_an_older_release_shows_that_release(visit):
    page = visit("/records", {"release": "R1"})
    expect(sentence(page, "2 patrols from")).to_be_visible()
    assert address_of(page)["release"] == "R1"


def test_what_a_link_asks_for_and_cannot_have_is_named_on_the_page(visit):
    page = visit("/", {"grain": "year", "colour": "<b>red</b>"})
    receipt = page.get_by_test_id("stAlert")
    expect(receipt).to_contain_text("grain: there is no “year” here, so “month” is shown.")
    expect(receipt).to_contain_text("“colour” is not a choice of this page and was left aside.")
    assert address_of(page) == EVERY_CHOICE
