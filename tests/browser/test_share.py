"""Copied links and citations, which open with the same numbers in a new browser, and three odd links."""

import random
from urllib.parse import quote, urlencode

from playwright.sync_api import expect

from analysis.links.keys import KEYS, SENT, list_page_keys
from tests.analysis.links.test_links import make_fuzzed_query
from tests.browser.conftest import (
    USUAL,
    close_later,
    expect_choices,
    find_share_tile,
    parse_choices,
    wait_until_settled,
)

PATHS = {"timeline": "/", "risk": "/risk", "road": "/road", "records": "/records"}
ODD_LINKS = 3  # of the Timeline, Risk and Records


def read_shared(page) -> list[str]:
    """Return the fields of Share: the link to this release, the link to the newest, and the citation."""
    page.get_by_role("button", name="Share").click()
    fields = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(fields).to_have_count(3)
    return [field.locator("code").inner_text() for field in fields.all()]


def copy_fields(page) -> list[str]:
    """Copy each field of Share by its button, and return the texts in the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    texts = []
    for element in page.get_by_test_id("stPopoverBody").get_by_test_id("stElementContainer").all():
        if element.get_by_test_id("stCode").count():
            element.hover()  # its button is drawn when a pointer is over the field
            element.get_by_label("Copy to clipboard").click()
            texts.append(page.evaluate("navigator.clipboard.readText()"))
    return texts


def test_the_fields_of_share_hold_what_their_buttons_copy(visit, address):
    page = visit("/records", {"verification": "any", "grain": "week", "search": "Saraqib & قرية"})
    fields = read_shared(page)
    assert copy_fields(page) == fields
    this, newest, cited = fields
    assert this.startswith(f"{address}/records?")
    assert parse_choices(this)["search"] == "Saraqib & قرية"
    assert parse_choices(this)["release"] == "R2"
    assert parse_choices(newest) == parse_choices(this) | {"release": "newest"}
    assert cited.startswith("Patrolwatch, release R2 of ")
    assert f"{address}/records?v=3&release=R2" in cited


def test_a_shared_link_opens_with_the_same_numbers_elsewhere(visit, address):
    page = visit("/", {"verification": "any", "to": "2020-09-30"})
    number = find_share_tile(page).inner_text()
    (this, newest, _), chosen = read_shared(page), parse_choices(page.url)
    page.close()
    for link in (this, newest):
        other = visit(link.removeprefix(address), stranger=link == this)
        expect(find_share_tile(other)).to_have_text(number)
        expect_choices(other, chosen | {"release": "R2", "sent": parse_choices(link)["sent"]})
        expect(other.get_by_test_id("stAlert").filter(has_text="could not be shown")).to_have_count(0)


def test_a_record_opens_at_the_address_that_it_shows(visit, address):
    page = visit("/records", {"record": "M4-P17"})
    link = page.get_by_test_id("stCode").filter(has_text="record=M4-P17").first.inner_text().strip()
    assert link.startswith(f"{address}/records?")
    other = visit(link.removeprefix(address))
    expect(other.get_by_role("heading", name="Patrol 17, 16 June 2020")).to_be_visible()


def test_a_sample_of_fuzzed_links_is_applied_or_is_on_the_receipt(readers, address):
    """Test some fuzzed links in the browser. `test_choices.py` tests many more without one."""
    context = readers(**USUAL)
    opened = []
    for number in range(ODD_LINKS):
        page = context.new_page()
        name = random.Random(number).choice(sorted(PATHS))
        query = {
            key: values for key, values in make_fuzzed_query(number).items() if "\ud800" not in "".join([key, *values])
        }
        text = urlencode(query, doseq=True, quote_via=quote)
        odd = "&%zz=%ED%A0%80%" if number % 5 == 0 else ""  # bytes that no encoder writes
        page.goto(f"{address}{PATHS[name]}?{text}{odd}", wait_until="commit")  # while the others open
        opened.append((number, page, name, query, text, odd))
    for number, page, name, query, text, odd in opened:
        expect(page.get_by_role("button", name="Share")).to_be_visible()
        wait_until_settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        said = "".join(page.get_by_test_id("stAlert").all_inner_texts())
        taken = parse_choices(page.url)
        own = {*KEYS, *list_page_keys(name), SENT}
        strangers = len(set(query) - own) + bool(odd)
        assert said.count("is not a choice of this page") == strangers, (number, text, said)
        for key in set(query) & own:
            applied = taken.get(key, "") == query[key][0]
            named = f"{key}: " in said or f"“{key}” stands" in said or f"{key} is" in said
            narrows_nothing = key in ("km_from", "km_to") and query[key][0] in ("0", "73")
            newest = (key, query[key][0]) == ("release", "newest")
            assert applied or named or narrows_nothing or newest, (number, key, text, said)
        close_later(page)
