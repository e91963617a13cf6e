"""The briefing: one self-contained file, the same wherever it is written, and safe to open."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree

from analysis.export import citation
from analysis.links import sharing
from etl import paths
from tests.browser.conftest import HOSTILE, hostile_case
from tests.cases import open_case, patrol
from views.briefing import page as briefing
from views.words.phrases import format_day

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(m4, m4_selection):
    return briefing.write_briefing(m4, m4_selection).decode()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return briefing.write_briefing(*open_case(tmp_path_factory.mktemp("hostile"), **hostile_case())).decode()


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.words = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.words.append(data)


def test_it_holds_the_headline_the_caveats_the_method_and_the_citation(page, m4, m4_selection):
    said = " ".join(Elements(page).words)
    assert "4 of 24 joint patrols of known day were attacked (17 %, 95 % interval 5 to 37 %)." in said
    assert "4 of 26 by the Turkish count" in said
    assert "2 joint patrols have no known day" in said
    assert "it is not known how far 2 came" in said
    assert (
        "km 10.4 to 20.9, 2 attacks on 19 patrols (0.11 per patrol) and 2 attacks on 17 patrols (0.12 per patrol)"
        in said
    )
    assert "No known document reports 1 of 26 patrols." in said
    assert "From 25 August 2020, announced by Russian foreign minister (Lavrov)" in said
    assert "Clopper and Pearson (1934)" in said
    assert (
        citation.format_citation(citation.cite_selection(m4, m4_selection, link=sharing.make_link(m4_selection)))
        in said
    )
    assert m4.manifest.content_hash in said


def test_it_asks_for_nothing_and_runs_nothing(page, hostile):
    for file in (page, hostile):
        found = Elements(file)
        assert not {"script", "link", "img", "iframe", "a", "object", "image", "use"} & set(found.tags)
        assert not [
            name for name, _ in found.attributes if name in ("src", "href", "xlink:href") or name.startswith("on")
        ]
        (style,) = re.findall(r"<style>(.*?)</style>", file, re.DOTALL)
        assert "url(" not in style and "@import" not in style
        assert set(re.findall(r"url\(([^)]*)\)", file)) <= {"#attacked", "#partly"}
    assert "default-src 'none'" in page


def test_text_from_data_is_shown_as_its_characters(hostile):
    assert "<img" not in hostile and "<b " not in hostile
    assert HOSTILE in "".join(Elements(hostile).words)


def test_the_figure_is_well_formed_and_says_in_words_what_it_shows(page):
    (drawing,) = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    root = ElementTree.fromstring(drawing)
    title, words = (root.find(f"{{http://www.w3.org/2000/svg}}{name}").text for name in ("title", "desc"))
    assert title == "M4 highway, Trumba to Ain al-Hawr (Idlib): patrols and the share attacked"
    assert "4 of 24 joint patrols" in words
    # Attacked patrols are distinguishable without colour.
    assert drawing.count('fill="url(#attacked)"') == 3
    # The list of milestones has the numbers that mark them in the figure.
    assert ">14</text>" in drawing
    assert "<strong>14</strong> 15 September: Turkey patrols the road without Russia" in page


def test_without_coverage_it_draws_no_number(m4, m4_selection):
    page = briefing.write_briefing(
        m4, replace(m4_selection, from_day=date(2021, 2, 1), to_day=date(2021, 4, 30))
    ).decode()
    assert "not completely covered: no counts" in page
    assert "No rate:" in page


def test_days_to_which_records_are_narrowed_change_nothing(m4, m4_selection, page):
    narrowed = replace(m4_selection, records_from=date(2020, 8, 1), records_to=date(2020, 8, 31))
    assert briefing.write_briefing(m4, narrowed).decode() == page


def test_a_long_table_says_what_it_leaves_out(tmp_path):
    release, selection = open_case(tmp_path, patrols=[patrol(f"2020-{month:02}-01") for month in range(1, 13)])
    page = briefing.write_briefing(release, replace(selection, grain="day")).decode()
    assert "Of 366 days, only those with a patrol or an attack are shown; the Timeline has all." in page
    assert page.count("<time ") == 12


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/Los_Angeles"])
def test_the_terminal_writes_the_same_bytes_in_every_time_zone(m4, m4_lake, m4_selection, tmp_path, zone):
    week = replace(m4_selection, grain="week")
    command = [sys.executable, "-m", "patrolwatch", "brief", sharing.make_link(week, "http://127.0.0.1:8501/")]
    subprocess.run(
        [*command, "--lake", m4_lake.root, "-o", tmp_path / "b.html"],
        check=True,
        cwd=paths.CHECKOUT,
        env=os.environ | {"TZ": zone, "PYTHONHASHSEED": "7", "LC_ALL": "C"},
    )
    assert (tmp_path / "b.html").read_bytes() == briefing.write_briefing(m4, week)


def test_the_tiles_are_those_of_the_page(m4_page_tiles, page):
    for name, value in m4_page_tiles.items():
        assert f"<dt>{name}</dt><dd><strong>{value}</strong>" in page


@pytest.fixture
def m4_page_tiles(visit):
    page = visit()
    assert "Briefing (HTML, two pages)" in page.list_files()
    return page.read_tiles()


def test_no_clock_is_read(page, m4):
    days = set(re.findall(r"20\d\d-\d\d-\d\d", page))
    assert format_day(date.today()) not in page
    assert {day for day in days if day > "2021"} <= {m4.manifest.made_at[:10]}
