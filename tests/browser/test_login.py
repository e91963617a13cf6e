"""A login with a provider on this machine: in, to the page of the link, and out everywhere."""

import json
import urllib.request

import oidc_provider_mock
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import USUAL, run_server, wait_until_drawn
from tests.reliability.running_server import find_free_port
from tests.views.server.access.test_settings import write

# The provider emits warnings about its own libraries.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
LINK = "/risk?corridor=m4&grain=week"


@pytest.fixture(scope="module")
def address(m4_lake, chromium, tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("login"), find_free_port()
    with oidc_provider_mock.run_server_in_thread() as provider:
        provider_url = f"http://localhost:{provider.server_port}"
        for name in ("ana", "eve"):
            claims = json.dumps({"email": f"{name}@example.org", "email_verified": True}).encode()
            headers = {"Content-Type": "application/json"}
            urllib.request.urlopen(
                urllib.request.Request(f"{provider_url}/users/{name}", claims, headers, method="PUT")
            ).close()
        settings = write(
            folder,
            redirect_uri=f"http://127.0.0.1:{port}/oauth2callback",
            server_metadata_url=f"{provider_url}/.well-known/openid-configuration",
        )
        with run_server(m4_lake, port, folder / "log", f"--secrets.files={settings}") as started:
            yield started


def log_in(page, name: str) -> None:
    page.get_by_role("link", name="Log in").click()
    page.locator("input[name=sub]").fill(name)
    page.get_by_role("button", name="Authorize").click()


def test_a_login_leads_to_the_page_of_the_link_and_a_logout_out_of_everything(chromium, address):
    context = chromium.new_context(**USUAL)
    # The provider's page requests a style sheet from another host. The provider is not tested here.
    context.route("https://cdn.jsdelivr.net/**", lambda route: route.abort())
    page, other = context.new_page(), context.new_page()
    page.goto(address + LINK)
    log_in(page, "ana")
    wait_until_drawn(page)
    assert LINK.partition("?")[2].split("&")[1] in page.url
    expect(page.get_by_role("heading", name="Risk")).to_be_visible()
    other.goto(f"{address}/records")
    wait_until_drawn(other)
    file = other.get_by_role("link", name="CSV (").first.get_attribute("href")
    assert context.request.get(address + file).ok

    page.get_by_role("button", name="Account").click()
    expect(page.get_by_text("ana@example.org (reader)")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("End Session").first).to_be_visible()
    for path in (file, "/api/v1/rates.csv", "/static/x.js", "/"):
        assert context.request.get(address + path).status == 401
    other.get_by_role("link", name="Timeline").click()  # a page that stayed open is logged out at the next click
    expect(other.get_by_text("Log in to see this page.")).to_be_visible()

    log_in(other, "eve")
    expect(other.get_by_text("You are logged in as eve@example.org, who may not read here.")).to_be_visible()
    context.close()
