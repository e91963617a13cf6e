"""Files of pages, each at its own address."""

import io
import json
import zipfile
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from analysis.export import writers
from analysis.questions.records import list_records
from tests.views.api_client import ask
from views.briefing import page as briefing
from views.parts import tables
from views.server import limits
from views.server.data import page_files


@pytest.fixture
def links(visit, monkeypatch):
    """Return the links of the list of patrols by label, on a page for which every list is long."""
    monkeypatch.setattr(tables, "LONG_LIST", 0)
    return visit("records").list_files()


def make_file(name: str = "a.csv", text: bytes = b"a") -> page_files.PageFile:
    return page_files.PageFile(name, "text/csv", page_files.write_whole(lambda: text))


def test_every_file_but_xlsx_of_a_long_list_is_a_link_and_no_file_is_held(links):
    assert list(links) == ["Page (HTML)", "CSV (26 patrols)", "Parquet", "JSON", "CSV and README (ZIP)"]
    assert len(set(links.values())) == 5


def test_the_files_hold_the_rows_of_the_page_and_say_what_they_are(links, m4, m4_selection):
    rows = list_records(m4, "patrols", m4_selection)
    csv = ask(links["CSV (26 patrols)"])
    assert csv.body == writers.write(rows, "csv")
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
    assert visit("records").list_files() == links
    narrower = set(visit("records", {"records_to": "2020-03-31"}).list_files().values())
    assert narrower.isdisjoint(links.values())


def test_a_short_list_is_offered_as_xlsx_too(visit, m4, m4_selection):
    links = visit("records").list_files()
    assert list(links) == ["Page (HTML)", "CSV (26 patrols)", "XLSX", "Parquet", "JSON", "CSV and README (ZIP)"]
    answer = ask(links["XLSX"])
    assert answer.headers["content-length"] == str(len(answer.body))
    _, *rows = load_workbook(io.BytesIO(answer.body))["data"].values
    assert [row[0] for row in rows] == list_records(m4, "patrols", m4_selection)["patrol_id"].to_pylist()


def test_the_briefing_is_a_file_that_runs_nothing(visit, m4, m4_selection):
    answer = ask(visit().list_files()["Briefing (HTML, two pages)"])
    assert answer.body == briefing.write_briefing(m4, m4_selection)
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-disposition"] == 'attachment; filename="m4-briefing-R1.html"'


def test_a_file_that_is_not_offered_any_more_is_a_sentence(monkeypatch):
    (address,) = page_files.offer_files([make_file()], "first")
    assert page_files.offer_files([make_file()], "first") == [address]
    assert (ask(address, method="HEAD").status, ask(address).body) == (200, b"a")
    monkeypatch.setattr(limits, "OFFERS", 1)
    page_files.offer_files([make_file()], "second")
    answer = ask(address)
    assert answer.status == 404
    assert answer.json()["detail"].startswith("This file is no longer offered.")


def test_a_session_that_offers_much_drops_its_own_oldest_files_alone(monkeypatch):
    monkeypatch.setattr(limits, "OFFERS_OF_A_SESSION", 2)
    (other,) = page_files.offer_files([make_file()])
    monkeypatch.setattr(page_files, "get_script_run_ctx", lambda **_: SimpleNamespace(session_id="busy"))
    addresses = [page_files.offer_files([make_file()], number)[0] for number in range(3)]
    assert len({other, *addresses}) == 4
    assert [ask(address).status for address in (other, *addresses)] == [200, 404, 200, 200]


def test_files_of_a_session_that_does_not_come_back_are_dropped(monkeypatch):
    active, now = {"gone", "here"}, [1000.0]
    runtime = SimpleNamespace(
        exists=lambda: True, instance=lambda: SimpleNamespace(is_active_session=lambda session: session in active)
    )
    monkeypatch.setattr(page_files, "Runtime", runtime)
    monkeypatch.setattr(page_files, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def offer(session: str, name: str) -> str:
        monkeypatch.setattr(page_files, "get_script_run_ctx", lambda **_: SimpleNamespace(session_id=session))
        return page_files.offer_files([make_file()], session, name)[0]

    address = offer("gone", "first")
    now[0] += 10_000  # a page may stay open for long
    offer("here", "first")
    active.remove("gone")
    offer("here", "second")
    now[0] += limits.SECONDS_AFTER_A_SESSION - 1
    offer("here", "third")
    assert ask(address).status == 200  # the session may still return
    now[0] += 2
    kept = offer("here", "fourth")
    assert (ask(address).status, ask(kept).status) == (404, 200)


def test_rows_that_offered_files_keep_are_bounded(monkeypatch):
    monkeypatch.setattr(limits, "OFFERED_BYTES", 10)
    first, second = (page_files.offer_files([make_file()], number, held_bytes=6)[0] for number in "ab")
    assert [ask(address).status for address in (first, second)] == [404, 200]


def test_the_key_is_of_one_lake_and_of_this_process(monkeypatch, tmp_path):
    (address,) = page_files.offer_files([make_file()])
    assert ask(address.replace("a.csv", "b.csv")).status == 404
    with monkeypatch.context() as other_lake:
        other_lake.setenv("PATROLWATCH_LAKE", str(tmp_path))
        assert ask(address).status == 404
    assert ask(address).status == 200
    monkeypatch.setattr(page_files, "_SECRET", b"of another process")
    assert page_files.offer_files([make_file()]) != [address]


def test_a_long_file_is_sent_in_pieces(monkeypatch):
    monkeypatch.setattr(limits, "SEND_BYTES", 2)
    (address,) = page_files.offer_files([make_file(text=b"abcde")], "long")
    assert ask(address).pieces == [b"ab", b"cd", b"e"]
