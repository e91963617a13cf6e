"""A file has the rows that the page shows, and is safe to open."""

import csv
import io
import re
from pathlib import Path

import pytest

from analysis.export import writers
from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_series
from analysis.questions.records import list_records
from analysis.release import open_release
from tests.browser.conftest import expect_rows


def save_link(page, label: str) -> tuple[str, bytes]:
    """Click the link with a label, and return the name and content of the file."""
    # A link opens a new tab, which the browser closes when the answer turns out to be a file.
    with page.context.expect_event("download") as download:
        page.get_by_role("link", name=label).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def parse_csv(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def timeline(visit_once):
    return visit_once("/", {"records_from": "2020-08-01", "records_to": "2020-08-31"})


def test_the_records_of_the_timeline_are_saved_as_shown(timeline):
    name, data = save_link(timeline, "CSV (4 patrols)")
    assert name == "m4-patrols-R2.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    assert [row["number"] for row in parse_csv(data)] == ["23", "24", "25", "26"]
    expect_rows(timeline, "Patrols of the chosen days", len(parse_csv(data)))


def test_the_numbers_of_the_figure_are_saved_as_they_are_chosen(timeline, lake):
    timeline.get_by_text("The numbers of the figure").click()
    release = open_release(lake, 2)
    asked = compute_series(release, read_choices(release).make_default())
    name, data = save_link(timeline, f"CSV ({asked.num_rows} rows)")
    assert name == "m4-series_by_month-R2.csv"
    assert data == writers.write(asked, "csv")
    assert sum(int(row["patrols"]) for row in parse_csv(data)) == 24


def test_streamlits_own_export_of_tables_is_absent(timeline):
    timeline.get_by_role("region", name="Patrols of the chosen days").hover()
    names = (
        timeline.get_by_test_id("stElementToolbar")
        .get_by_role("button")
        .evaluate_all("buttons => buttons.map(button => button.getAttribute('aria-label'))")
    )
    assert any(name.startswith("Search") for name in names)
    assert not any(re.search("download|export|csv", name, re.IGNORECASE) for name in names)


def test_records_are_saved_with_every_script_intact(visit, lake):
    page = visit("/records", {"table": "sources"})
    release = open_release(lake, 2)
    asked = list_records(release, "sources", read_choices(release).make_default())
    name, data = save_link(page, f"CSV ({asked.num_rows} sources)")
    assert name == "m4-sources-R2.csv"
    assert data == writers.write(asked, "csv")
    assert [row["title"] for row in parse_csv(data)] == asked["title"].to_pylist()
    expect_rows(page, "Sources as chosen", asked.num_rows)


def test_text_that_a_spreadsheet_would_run_is_saved_inert(visit):
    page = visit("/records", {"release": "R1", "table": "incidents"})
    _, data = save_link(page, "CSV (1 incident)")
    (row,) = parse_csv(data)
    assert row["weapon"] == "'=1+1"
    assert row["place"].startswith("قرية Nāḥiyat")
