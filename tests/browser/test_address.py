"""The address holds every choice, so a link shows the same to everyone."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import (
    count_rows,
    expect_choices,
    expect_rows,
    find_sentence,
    find_share_tile,
    open_more,
    open_records,
    parse_choices,
    wait_until_drawn,
    wait_until_settled,
)

EVERY_CHOICE = {
    "v": "3", "release": "R2", "corridor": "m4", "feed": "curated", "from": "2020-03-15", "to": "2020-12-31", "grain": "month",
    "target": "any", "verification": "confirmed", "participants": "joint", "sources": "any",
    "count": "attacks",
}  # fmt: skip


def test_a_choice_rewrites_the_address_and_the_link_shows_the_same_to_another_reader(visit):
    page = visit("/")
    expect_choices(page, EVERY_CHOICE)

    open_more(page)
    page.get_by_role("combobox", name="Verification").click()
    page.get_by_role("option", name="Disputed and unconfirmed too").click()
    expect(find_share_tile(page)).to_contain_text("6 of 24")
    page.get_by_role("radio", name="Week").click()
    page.wait_for_url("**grain=week**")
    wait_until_settled(page)
    chosen = EVERY_CHOICE | {"verification": "any", "grain": "week"}
    expect_choices(page, chosen)
    open_records(page)
    incidents = count_rows(page, "Incidents of the chosen days")

    # Going to another page and back keeps the choices.
    page.get_by_role("link", name="Records").click()
    expect(page.get_by_text("Doubts kept about this corridor")).to_be_visible()
    page.wait_for_url("**/records?*table=patrols*")
    expect_choices(page, chosen | {"table": "patrols"})
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/" and chosen.items() <= parse_choices(url).items())

    link = visit("/", chosen, stranger=True)
    expect(find_share_tile(link)).to_contain_text("6 of 24")
    open_records(link)
    expect_rows(link, "Incidents of the chosen days", incidents)
    link.reload()
    wait_until_drawn(link)
    expect_choices(link, chosen)
    expect(find_share_tile(link)).to_contain_text("6 of 24")


def test_a_link_to_an_older_release_shows_that_release(visit):
    page = visit("/records", {"release": "R1"})
    expect(find_sentence(page, "2 patrols from")).to_be_visible()
    page.wait_for_url(lambda url: parse_choices(url).get("release") == "R1")


def test_unavailable_choices_of_a_link_are_named_on_the_page(visit):
    page = visit("/", {"grain": "year", "colour": "<b>red</b>"})
    receipt = page.get_by_test_id("stAlert")
    expect(receipt).to_contain_text("grain: there is no “year” here, so “month” is shown.")
    expect(receipt).to_contain_text("“colour” is not a choice of this page and was ignored.")
    expect_choices(page, EVERY_CHOICE)
