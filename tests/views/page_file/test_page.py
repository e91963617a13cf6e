"""The page file: one file that opens offline, has the numbers of the page, and is the same wherever it is written."""

import base64
import gzip
import hashlib
import json
import re

import pytest

from analysis.export import terms
from analysis.questions.records import list_records
from analysis.questions.timeline import read_timeline
from etl.errors import UsageError
from tests.browser.conftest import hostile_case
from tests.cases import complete_coverage, open_case, patrol
from tests.views import same_numbers
from views.charts.style import LIGHT
from views.page_file import page as page_file
from views.page_file.site import write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(m4, m4_selection):
    return page_file.write_page(m4, m4_selection)


def unpack(page: str, name: str) -> str:
    packed = re.search(f'<script type="text/plain" id="{name}">([^<]*)</script>', page).group(1)
    return gzip.decompress(base64.b64decode(packed)).decode()


def test_the_same_choices_give_the_same_bytes_and_an_e_mail_takes_them(written, m4, m4_selection):
    assert page_file.write_page(m4, m4_selection) == written
    assert len(written) <= page_file.MOST_BYTES


def test_its_policy_allows_its_two_scripts_and_no_request(written):
    page = written.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
    own = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(own) == 1
    hashes = {
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (*own, unpack(page, "plotly"))
    }
    assert set(re.findall(r"'sha256-([^']*)'", policy)) == hashes
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert not re.search(r"<(link|img|iframe|object|embed|base|form)\b", page)


def test_its_figures_are_those_of_the_page_at_every_grain(written, m4, m4_selection):
    figures = json.loads(unpack(written.decode(), "data"))["figures"]
    assert set(figures) == {f"{name}{form}" for name in ("day", "week", "month", "map") for form in ("", "-on-a-phone")}
    drawn = same_numbers.draw_chart(read_timeline(m4, m4_selection), m4_selection)
    held = {trace.get("name"): trace for trace in figures["month"]["data"]}
    (shares,) = (trace for trace in drawn.data if trace.name == "Share attacked")
    assert held["Share attacked"]["y"] == list(shares.y)
    assert figures["month"]["layout"]["paper_bgcolor"] == LIGHT.ground


def test_its_tables_and_its_csv_hold_every_record_of_the_page(written, m4, m4_selection):
    page, files = written.decode(), json.loads(unpack(written.decode(), "data"))["files"]
    for table in ("patrols", "incidents", "suspensions"):
        rows = list_records(m4, table, m4_selection).num_rows
        section = re.search(f'id="{table}">.*?</section>', page, re.DOTALL).group(0)
        assert section.count("<tr>") == rows + 1
        (text,) = (text for name, text in files.items() if f"-{table}-" in name)
        assert text.startswith("\ufeff")
        assert text.count("\r\n") >= rows


def test_text_from_data_is_shown_as_text(tmp_path):
    page = page_file.write_page(*open_case(tmp_path, **hostile_case())).decode()
    assert "<img" not in page
    assert "<b " not in page
    assert page.count("<script") == 3


def test_a_file_that_would_be_too_large_holds_the_newest_records_and_says_so(tmp_path, monkeypatch):
    rows = [patrol(f"2020-03-{day:02}") for day in range(1, 31)]
    release, selection = open_case(tmp_path, patrols=rows, coverage=complete_coverage("2020-01-01", "2020-12-31"))
    monkeypatch.setattr(page_file, "ROWS_OF_A_TABLE", (1_000, 7))
    monkeypatch.setattr(page_file, "MOST_BYTES", 1_000_000)
    page = page_file.write_page(release, selection).decode()
    assert "The newest 7 of 30." in page
    assert "30 March 2020" in page


def test_records_that_may_not_be_passed_on_are_left_out_and_said_to_be(m4, m4_selection, monkeypatch):
    monkeypatch.setattr(terms, "RESTRICTED_FEEDS", frozenset({"curated"}))
    page = page_file.write_page(m4, m4_selection).decode()
    assert "The records are left out" in page
    assert 'class="records"' not in page
    assert json.loads(unpack(page, "data"))["files"] == {}


def test_a_site_has_a_page_and_the_files_of_every_corridor_and_is_the_same_again(tmp_path, m4):
    written = write_site(m4, tmp_path / "site")
    first = {path.name: path.read_bytes() for path in (tmp_path / "site").iterdir()}
    assert len(first) == written
    assert {"index.html", "m4-curated.html", "m4-curated-patrols.csv", "m4-curated-incidents.parquet"} <= set(first)
    links = re.findall(r'href="([^"]*)"', first["index.html"].decode())
    assert set(links) == set(first) - {"index.html"}
    write_site(m4, tmp_path / "site")
    assert {path.name: path.read_bytes() for path in (tmp_path / "site").iterdir()} == first


def test_a_site_replaces_no_folder_of_another_kind(tmp_path, m4):
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(UsageError, match="holds other files"):
        write_site(m4, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "all of it"
