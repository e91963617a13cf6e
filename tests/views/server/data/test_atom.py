"""The releases as an Atom feed, and the preview of a link in a chat program."""

import io
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from etl.curated import build as load
from etl.lake import Lake
from tests.cases import attack, complete_coverage, patrol, write_case
from tests.views.api_client import ask
from tests.views.server.protection.test_guard import LOCAL
from views.preview import picture
from views.preview.picture import MARGIN, WIDTH

pytestmark = pytest.mark.slow
ATOM = "{http://www.w3.org/2005/Atom}"
COVERED = complete_coverage("2020-01-01", "2020-12-31")


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("atom")
    lake, patrols = Lake(folder / "lake"), [patrol(f"2020-03-{day:02}") for day in range(1, 7)]
    load.build(lake, write_case(folder / "case", patrols=patrols, coverage=COVERED))
    struck = [attack("2020-03-01", patrol_id="P1")]
    load.build(
        lake, write_case(folder / "case", patrols=patrols, incidents=struck, coverage=COVERED), message="<b>An attack"
    )
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
    assert "The only choice is road." in ask("/api/v1/releases.atom", {"corridor": "m5"}).errors()["corridor"]


def read_preview(query, **headers) -> dict[str, str]:
    page = ask("/", query, app=LOCAL, **headers).body.decode()
    return dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))


def test_a_link_shows_its_road_and_headline_in_a_chat():
    said = read_preview({"release": "R2"})
    assert said["og:title"].endswith(", 1 January to 31 December 2020")
    assert said["og:description"].endswith("Release R2.")
    assert read_preview({"release": "R1"}) != said
    assert read_preview({}) == said  # of the newest release, like the page without choices


@pytest.mark.parametrize(
    "query", ["&".join(f"a{number}=1" for number in range(300)), "release=%00%ff&to=%E2%80%AE&to=x"]
)
def test_an_odd_link_shows_the_page(query):
    assert b"<title>" in ask("/", query, app=LOCAL).body


def ask_picture(said, **headers):
    address = urlsplit(unescape(said["og:image"]))
    return ask(address.path, address.query, **headers)


def test_its_picture_shows_the_release_and_is_always_the_same():
    said = read_preview({"release": "R2", "to": "2020-06-30"}, host="localhost:8501")
    assert (
        said["og:image"].startswith("http://localhost:8501/api/v1/preview.png?") and "to=2020-06-30" in said["og:image"]
    )
    answer = ask_picture(said)
    drawn = Image.open(io.BytesIO(answer.body))
    assert (answer.headers["content-type"], drawn.format, drawn.size) == ("image/png", "PNG", (1200, 630))
    assert ask_picture(said).body == answer.body
    assert ask_picture(said, if_none_match=answer.headers["etag"]).status == 304
    # An attack of R2 is red. R1 has none.
    first = Image.open(io.BytesIO(ask_picture(read_preview({"release": "R1"})).body))
    assert [has_red(held) for held in (drawn, first)] == [True, False]
    assert "from" in ask("/api/v1/preview.png", {"from": "tomorrow"}).errors()


def has_red(picture):
    return any(red > 180 and green < 90 and blue < 90 for _, (red, green, blue) in picture.convert("RGB").getcolors())


@pytest.mark.parametrize("words", ["", "word " * 200, "W" * 500, "<script>\n\x00\u202eابج 中"])
def test_text_of_any_length_and_script_fits_into_the_picture(words):
    widest = WIDTH - 2 * MARGIN
    lines, font = picture._fit_headline(words)
    assert len(lines) <= 5 and all(font.getlength(line) <= widest for line in lines)
    assert picture.load_font(*picture.TITLE).getlength(picture._cut(words, picture.load_font(*picture.TITLE))) <= widest


def test_a_browser_and_a_link_that_leads_nowhere_get_the_page_alone(tmp_path, monkeypatch):
    assert read_preview({"release": "R2"}, sec_fetch_mode="navigate") == {}
    monkeypatch.setenv("PATROLWATCH_LAKE", str(tmp_path))
    assert read_preview({"release": "R2"}) == {}
