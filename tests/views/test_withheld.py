"""Withheld records: others get the same sums, and nothing that reveals a record, anywhere."""

import pytest

from analysis.export import terms
from analysis.questions.periods import compute_rates_by_period, compute_series
from analysis.questions.rates import count_hindrances
from analysis.questions.records import list_records
from analysis.questions.route import compute_stretches
from analysis.questions.route.base_map import Window
from analysis.release import open_release
from etl import paths
from etl.curated import build as load
from etl.lake import Lake
from etl.load import pipeline
from etl.load.files.new_corridor import NewCorridor, preview_corridor
from tests.test_patrolwatch import run
from tests.views.api_client import ask
from tests.views.conftest import PAGES
from views.briefing.page import write_briefing
from views.charts.style import LIGHT
from views.page_file import site
from views.page_file.page import write_page
from views.parts.view import View
from views.sections.add import preview
from views.sections.add.corridor import line_map
from views.sections.drawings.embedded import FIGURES
from views.server.data.served_tables import TABLES
from views.state import cache
from views.words import data

pytestmark = pytest.mark.slow

WITHHELD = frozenset({"acled"})
MARK = "Qanary"  # in every text of a withheld record, and nowhere else
FILE = (
    "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,country,location,latitude,longitude,"
    "geo_precision,source,notes,fatalities,timestamp\n"
) + "".join(
    f"SYR{number},{day} April 2020,2020,1,Explosions/Remote violence,Remote explosive/landmine/IED,{MARK}A,{MARK}B,{MARK}C,35.8,"
    f"36.6,1,{MARK}D; {MARK}E,{MARK}F,{number},1583000000\n"
    for number, day in enumerate([1, 1, 2, 30, f"99 {MARK}"])
)
LINK = {"feed": "acled", "corridor": "m4", "from": "2020-04-01", "to": "2020-04-30"}


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("withheld")
    (folder / "acled.csv").write_text(FILE)
    lake = Lake(folder / "lake")
    load.build(lake, paths.M4_CASE)
    assert run("load", folder / "acled.csv", "--lake", lake.root).exit_code == 0
    return lake


@pytest.fixture
def served(lake, monkeypatch):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(lake.root))
    monkeypatch.delenv(terms.TERMS_MET, raising=False)
    monkeypatch.setattr(cache, "is_served_to_others", lambda: True)
    return lake


@pytest.fixture
def releases(lake):
    """Open one release as its owner sees it, and as others do."""
    return open_release(lake, 2), open_release(lake, 2, WITHHELD)


def choose(release):
    return cache.read_choices(release).make_default("m4", "acled")


def reveals_record(data: bytes | str) -> bool:
    data = data if isinstance(data, bytes) else data.encode()
    return MARK.encode() in data or b"acled:SYR" in data


def test_others_get_the_same_sums(releases):
    own, given = releases
    selection = choose(own)
    for question in (compute_series, compute_rates_by_period, count_hindrances):
        assert question(own, selection) == question(given, selection)
    independent = cache.replace(selection, sources="independent")
    assert compute_series(own, independent) == compute_series(given, independent)
    assert compute_stretches(own, selection, 10) == compute_stretches(given, selection, 10)


def test_others_get_no_record_and_the_owner_gets_all(releases):
    own, given = releases
    selection = choose(own)
    assert list_records(own, "incidents", selection).num_rows == 4
    assert list_records(given, "incidents", selection).num_rows == 0
    for table in ("ever.incidents", "ever.rejects", "ever.unread_cells", "ever.word_meanings", "ever.claims"):
        assert not reveals_record(str(given.query(f"FROM {table}").to_pylist())), table
    assert reveals_record(str(own.query("FROM ever.incidents").to_pylist()))


@pytest.mark.parametrize("page", [name for name in PAGES if name != "guide"])
def test_no_page_reveals_a_record(served, visit, page):
    shown = visit(page, LINK, lake=served)
    assert any("only totals of ACLED" in words for words in shown.read_texts("info"))
    protos = [element.proto for element in shown._tree if getattr(element, "proto", None)]
    assert len(protos) > 10
    assert [str(proto)[:600] for proto in protos if reveals_record(proto.SerializeToString())] == []


def test_the_data_page_says_what_it_does_not_compare_and_offers_no_empty_list_of_rejects(served, visit):
    said = visit("data", LINK, lake=served).read_texts("text")
    assert any("from two feeds other than ACLED" in words for words in said)
    assert not {"Rejected records", data.NO_REJECTS} & set(said)


def test_a_link_to_a_record_says_why_it_is_not_shown(served, visit):
    page = visit("records", LINK | {"record": "acled:SYR0"}, lake=served)
    assert "only totals of ACLED" in " ".join(page.read_receipt())


def test_no_address_reveals_a_record(served):
    for name in TABLES:
        answer = ask(f"/api/v1/{name}.csv", LINK)
        is_list = name in ("patrols", "incidents", "suspensions", "exposure", "sources")
        assert (answer.status, reveals_record(answer.body)) == (403 if is_list else 200, False)
    assert ask("/api/v1/incidents.csv", LINK).json()["detail"].startswith("Others see only totals of ACLED")


def test_no_file_that_is_passed_on_reveals_a_record(releases, tmp_path, monkeypatch):
    monkeypatch.delenv(terms.TERMS_MET, raising=False)
    own, _ = releases
    for write in (write_page, write_briefing):
        assert not reveals_record(write(own, choose(own)))
    monkeypatch.setattr(site, "write_page", lambda release, selection: b"")
    site.write_site(own, tmp_path / "site")
    assert not any(reveals_record(file.read_bytes()) for file in (tmp_path / "site").iterdir())


def test_no_figure_in_a_frame_reveals_a_record(releases):
    own, given = releases
    for name in ("map", "strip", "stretches", "reporting-lag"):
        drawn = [FIGURES[name].draw(View(held, choose(held), LIGHT), {}, False) for held in (own, given)]
        told = [drawing.figure.to_json() + drawing.alt if drawing else "" for drawing in drawn]
        assert not reveals_record(told[1]), name
        assert name != "strip" or reveals_record(told[0])


def test_the_map_on_which_an_editor_draws_a_road_has_no_point_of_a_record(releases, monkeypatch):
    drawn = []
    monkeypatch.setattr(line_map, "_mount", lambda: lambda **given: drawn.append(given["data"]["incidents"]) or {})
    for release in releases:
        line_map.draw_line(release, Window(36, 35, 37, 36), "line")
    assert [[36.6, 35.8, False] in points for points in drawn] == [True, False]


def test_the_preview_of_a_corridor_counts_records_and_shows_none(lake, tmp_path):
    line = tmp_path / "line.gpx"
    line.write_text('<gpx><rte><rtept lat="35.7" lon="36.6"/><rtept lat="35.9" lon="36.6"/></rte></gpx>')
    own, given = (
        preview_corridor(lake, NewCorridor("side", line, parties=["army"]), feeds) for feeds in ((), WITHHELD)
    )
    assert own["found"] == given["found"]
    assert [reveals_record(str(previewed["rows"])) for previewed in (own, given)] == [True, False]
    assert (
        sum(point["incidents"] for point in own["points"]) - sum(point["incidents"] for point in given["points"]) == 4
    )


def test_the_preview_of_a_file_does_not_say_what_it_changes_in_a_record(served, tmp_path, monkeypatch):
    file, rows, shown = tmp_path / "guessed.csv", tmp_path / "rows.parquet", []
    file.write_text(FILE.replace(MARK, "Guess").replace("1583000000", "1683000000"))
    outcome = pipeline.load(served, [file], dry_run=True, rows_to=rows)
    monkeypatch.setattr(preview.st, "pills", lambda label, options, **_: "changed")
    monkeypatch.setattr(preview.tables, "show_table", lambda found, *_: shown.append(str(found.to_pylist())))
    preview.show_rows("fetch", rows, outcome.as_dict()["files"])
    assert shown == []
    preview.show_rows("file", rows, outcome.as_dict()["files"])
    monkeypatch.setattr(cache, "is_served_to_others", lambda: False)
    preview.show_rows("file", rows, outcome.as_dict()["files"])
    assert [reveals_record(listed) for listed in shown] == [False, True]


def test_where_the_terms_are_met_records_are_shown(served, monkeypatch):
    monkeypatch.setenv(terms.TERMS_MET, "gtd acled")
    cache._open_release.clear()
    answer = ask("/api/v1/incidents.csv", LINK)
    assert (answer.status, reveals_record(answer.body)) == (200, True)
    cache._open_release.clear()
