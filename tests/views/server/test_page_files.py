"""Files of long lists, which a page offers at addresses of their own."""

import io
import json
import zipfile

import pyarrow.parquet as pq
import pytest

from analysis.export import exports
from analysis.questions.records import list_records
from tests.views.asking import ask
from views.parts import tables
from views.server import limits, page_files


@pytest.fixture
def links(visit, monkeypatch):
    """By their words, the links of the list of patrols, on a page for which every list is long."""
    monkeypatch.setattr(tables, "LONG_LIST", 0)
    page = visit("records")
    return {link.proto.label: link.proto.url for link in page.get("link_button")}


def test_every_file_but_xlsx_of_a_long_list_is_a_link_and_no_file_is_held(links):
    assert list(links) == ["CSV (26 patrols)", "Parquet", "JSON", "CSV and README (ZIP)"]
    assert len(set(links.values())) == 4


def test_the_files_hold_the_rows_of_the_page_and_say_what_they_are(links, m4, m4_selection):
    rows = list_records(m4, "patrols", m4_selection)
    csv = ask(links["CSV (26 patrols)"])
    assert csv.body == exports.write(rows, "csv")
    assert csv.headers["content-disposition"] == 'attachment; filename="m4-patrols-R1.csv"'
    said = json.loads(ask(links["JSON"]).body)
    assert (said["rows"], len(said["records"]), said["release"]) == (26, 26, "R1")
    parquet = pq.read_table(io.BytesIO(ask(links["Parquet"]).body))
    assert parquet.to_pylist() == rows.to_pylist()
    assert parquet.schema.metadata[b"release"] == b"R1"
    with zipfile.ZipFile(io.BytesIO(ask(links["CSV and README (ZIP)"]).body)) as archive:
        assert archive.testzip() is None
        assert archive.read("patrols-R1.csv") == csv.body
        assert "Rows: 26" in archive.read("README.txt").decode()


def test_a_page_that_is_drawn_again_offers_the_same_addresses_and_other_choices_others(visit, links):
    assert {link.proto.label: link.proto.url for link in visit("records").get("link_button")} == links
    narrower = {link.proto.url for link in visit("records", {"records_to": "2020-03-31"}).get("link_button")}
    assert narrower.isdisjoint(links.values())


def test_a_short_list_has_buttons(visit):
    page = visit("records")
    assert page.get("link_button") == []
    assert "CSV (26 patrols)" in [button.proto.label for button in page.get("download_button")]


def test_a_file_that_is_not_offered_any_more_is_a_sentence(monkeypatch):
    file = page_files.PageFile("a.csv", "text/csv", list, lambda schema: exports.new_writer(schema, "csv"))
    address = page_files.offer(file, "first")
    assert page_files.offer(file, "first") == address
    assert ask(address, method="HEAD").status == 200
    monkeypatch.setattr(limits, "FILES_OFFERED", 1)
    page_files.offer(file, "second")
    answer = ask(address)
    assert answer.status == 404
    assert answer.json()["detail"].startswith("This file is not offered any more.")
