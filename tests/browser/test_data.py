"""The API, served by the process that serves the pages, and linked from them."""

import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pandas
import pytest
from playwright.sync_api import expect

from analysis.questions.holdings import read_choices
from analysis.questions.records import list_records
from analysis.release import open_release
from tests.browser.conftest import USUAL
from tests.browser.test_downloads import save_link


@pytest.fixture(scope="module")
def newest(lake):
    release = open_release(lake, 2)
    return release, read_choices(release).make_default()


def test_pandas_reads_the_api_directly(address, newest):
    release, selection = newest
    patrols = pandas.read_csv(f"{address}/api/v1/patrols.csv", parse_dates=["date", "date_end"])
    listed = list_records(release, "patrols", selection)
    assert patrols["patrol_id"].to_list() == listed["patrol_id"].to_pylist()
    assert patrols["date"].dt.date.to_list() == listed["date"].to_pylist()
    series = pandas.read_json(f"{address}/api/v1/series.json")
    assert series["patrols"].sum() == 24
    rates = pandas.read_parquet(f"{address}/api/v1/rates.parquet")
    assert (rates["patrols"].sum(), rates["attacked"].sum()) == (24, 4)
    assert rates["share"].isna().sum() == (rates["patrols"] == 0).sum()  # no rate without patrols


def test_the_page_names_the_address_of_its_table_and_both_give_the_same_bytes(visit, address):
    page = visit("/records", {"table": "incidents", "search": "rocket"})
    page.get_by_role("button", name="Address of this table").click()
    shown = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(shown).to_contain_text("/api/v1/incidents.csv?v=3&release=R2&")
    named = shown.inner_text().strip()
    assert named.startswith(f"{address}/")
    name, data = save_link(page, "CSV (")
    with urllib.request.urlopen(named, timeout=30) as answer:
        assert answer.read() == data
        assert f'filename="{name}"' in answer.headers["Content-Disposition"]
        assert int(answer.headers["Patrolwatch-Rows"]) > 0


def test_the_series_of_the_figure_lie_at_the_address_that_the_page_names(visit):
    page = visit("/", {"grain": "week", "verification": "any"})
    page.get_by_text("The numbers of the figure").click()
    page.get_by_role("button", name="Address of this table").click()
    named = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text().strip()
    page.keyboard.press("Escape")
    _, data = save_link(page, "CSV (43 rows)")
    with urllib.request.urlopen(named, timeout=30) as answer:
        assert answer.read() == data


def test_a_page_of_another_site_cannot_read_the_address(readers, address):
    foreign = f"http://localhost:{urlsplit(address).port}/api/v1/patrols.csv"  # not the same site as 127.0.0.1
    read = "url => fetch(url).then(answer => answer.text()).catch(() => 'refused')"
    with readers(**USUAL).new_page() as page:
        page.goto(address)
        assert page.evaluate(read, foreign) == "refused"
        assert "M4-P01" in page.evaluate(read, f"{address}/api/v1/patrols.csv")


@pytest.mark.parametrize("path", ["/", "/records", "/api/v1/patrols.csv", "/healthz", "/_stcore/host-config"])
def test_a_request_by_another_host_name_gets_nothing(address, path):
    request = urllib.request.Request(address + path, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert refused.value.code == 421
    refused.value.close()


def test_the_server_is_well_as_soon_as_it_answers(address):
    with urllib.request.urlopen(f"{address}/healthz", timeout=30) as answer:
        assert answer.read() == b'{\n "status": "ok",\n "release": "R2"\n}\n'
