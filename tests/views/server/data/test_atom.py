"""The releases as a feed, and what a chat program shows of a link."""

import re

import pytest
from defusedxml.ElementTree import fromstring

from etl.curated import build as load
from etl.lake import Lake
from tests.cases import attack, case, complete, patrol
from tests.views.asking import ask
from tests.views.server.protection.test_guard import LOCAL

ATOM = "{http://www.w3.org/2005/Atom}"
COVERED = complete("2020-01-01", "2020-12-31")


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("atom")
    lake, patrols = Lake(folder / "lake"), [patrol(f"2020-03-{day:02}") for day in range(1, 7)]
    load.build(lake, case(folder / "case", patrols=patrols, coverage=COVERED))
    struck = [attack("2020-03-01", patrol_id="P1")]
    load.build(lake, case(folder / "case", patrols=patrols, incidents=struck, coverage=COVERED), message="<b>An attack")
    return lake


@pytest.fixture(autouse=True)
def lake(two_releases, monkeypatch):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(two_releases.root))


def test_each_release_says_what_it_changed_in_the_headline():
    answer = ask("/api/v1/releases.atom", {"corridor": "road"}, host="watch.example")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = fromstring(answer.body)
    newest, first = feed.findall(f"{ATOM}entry")
    assert newest.findtext(f"{ATOM}title") == "R2: <b>An attack"
    assert "0 of 6" in newest.findtext(f"{ATOM}content") and "1 of 6 in R2: one attack added." in newest.findtext(
        f"{ATOM}content"
    )
    assert newest.find(f"{ATOM}link").get("href").startswith("http://watch.example/?v=")
    assert first.findtext(f"{ATOM}content") == "The first release."
    assert feed.findtext(f"{ATOM}updated") == newest.findtext(f"{ATOM}updated")
    assert len({entry.findtext(f"{ATOM}id") for entry in (newest, first)}) == 2


def test_a_corridor_that_there_is_not_is_named():
    assert "There is road." in ask("/api/v1/releases.atom", {"corridor": "m5"}).errors()["corridor"]


def previewed(query, **headers) -> dict[str, str]:
    page = ask("/", query, app=LOCAL, **headers).body.decode()
    return dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', page))


def test_a_link_shows_its_road_and_headline_in_a_chat():
    said = previewed({"release": "R2"})
    assert said["og:title"].endswith("as of 31 December 2020")
    assert said["og:description"].endswith("Release R2.")
    assert previewed({"release": "R1"}) != said


def test_a_browser_and_a_link_that_leads_nowhere_get_the_page_alone(tmp_path, monkeypatch):
    assert previewed({"release": "R2"}, sec_fetch_mode="navigate") == {}
    monkeypatch.setenv("PATROLWATCH_LAKE", str(tmp_path))
    assert previewed({"release": "R2"}) == {}
