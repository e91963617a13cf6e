"""The page file in Chromium, offline: it draws, changes its grain, searches and saves, and sends no request."""

from playwright.sync_api import expect

from views.page_file.page import write_page


def test_a_page_file_works_offline_and_asks_nothing_of_any_host(chromium, tmp_path, m4, m4_selection):
    file = tmp_path / "m4.html"
    file.write_bytes(write_page(m4, m4_selection))
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(file.as_uri())
    expect(page.locator("#timeline .main-svg").first).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("Patrols by month")

    page.get_by_role("button", name="Week", exact=True).click()
    expect(page.locator("#timeline")).to_contain_text("Patrols by week")

    # On a phone the page has no horizontal overflow.
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.get_by_label("Search incidents").fill("ied sarāqib")
    expect(page.locator("#incidents output")).to_have_text("0 of 25")
    page.get_by_label("Search incidents").fill("ied")
    expect(page.locator("#incidents tbody tr:visible")).to_have_count(8)

    with page.expect_download() as saved:
        page.locator("#incidents").get_by_role("button", name="CSV").click()
    assert saved.value.suggested_filename == "m4-incidents-R1.csv"
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert errors == []
    context.close()
