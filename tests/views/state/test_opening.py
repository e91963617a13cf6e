"""The frame of every page: the first release, newer facts, a damaged release."""

import re
import shutil

import pytest

from etl import paths
from etl.curated import build as load
from etl.lake import Lake
from tests.cases import attack, patrol, write_case
from views.frame import opening

ONE_ATTACKED_OF_SIX = {
    "patrols": [patrol(f"2020-03-{day:02d}") for day in (1, 4, 7, 10, 13, 16)],
    "incidents": [attack("2020-03-04", patrol_id="P2")],
}


@pytest.fixture
def lake_of_two(tmp_path):
    """Publish R1 with one of six patrols attacked, and R2 with a second attack."""
    lake = Lake(tmp_path / "lake")
    load.build(lake, write_case(tmp_path / "case", **ONE_ATTACKED_OF_SIX))
    more = ONE_ATTACKED_OF_SIX["incidents"] + [attack("2020-03-10", patrol_id="P4")]
    load.build(lake, write_case(tmp_path / "case", **ONE_ATTACKED_OF_SIX | {"incidents": more}))
    return lake


def flip_a_byte(path, at=-20):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def find_part(lake, number, table, but_not_in=()):
    """Find the file of a table that is in one release and not in another."""
    held = {part.sha256 for other in but_not_in for part in lake.read_manifest(other).tables[table].parts}
    (part,) = [part for part in lake.read_manifest(number).tables[table].parts if part.sha256 not in held]
    return lake.parts / f"{part.sha256}.parquet"


def test_the_first_start_publishes_the_embedded_cases_and_shows_the_first(visit, tmp_path):
    lake = Lake(tmp_path / "lake")
    page = visit(lake=lake)
    assert lake.list_numbers() == [1]
    assert lake.find_newest().inputs.keys() >= {"m4/patrols.csv", "m4/incidents.csv"}
    assert [status.label for status in page.status] == ["R1 is published."]
    assert page.read_share_counts()[1] == 24


def test_a_second_start_publishes_nothing_and_says_nothing_of_it(visit, m4_lake):
    before = sorted(path.name for path in m4_lake.root.rglob("*.*"))
    page = visit()
    assert sorted(path.name for path in m4_lake.root.rglob("*.*")) == before
    assert not page.status
    assert not page.info


def test_newer_facts_are_named_with_the_command_and_not_published(visit, m4_lake, monkeypatch, tmp_path):
    facts = shutil.copytree(paths.M4_CASE, tmp_path / "facts")
    milestones = facts / "milestones.csv"
    milestones.write_text(
        milestones.read_text(encoding="utf-8").replace("First joint patrol on the M4", "The first joint patrol"),
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "CASES", (facts,))
    page = visit()
    assert re.fullmatch(
        r"This checkout brings newer facts: 1 milestones? changed\. To publish them, run: patrolwatch build",
        page.read_only_text("info"),
    )
    assert m4_lake.list_numbers() == [1]
    assert page.read_share_counts()[1] == 24


def test_facts_that_cannot_be_published_are_named_and_the_release_still_shown(visit, monkeypatch, tmp_path):
    facts = shutil.copytree(paths.M4_CASE, tmp_path / "facts")
    (facts / "patrols.csv").unlink()
    monkeypatch.setattr(paths, "CASES", (facts,))
    page = visit()
    assert page.read_only_text("info").startswith("The fact files of this checkout cannot be published. ")
    assert "patrols.csv" in page.read_only_text("info")
    assert page.read_share_counts()[1] == 24


def test_broken_facts_on_the_first_start_are_one_sentence(visit, monkeypatch, tmp_path):
    facts = shutil.copytree(paths.M4_CASE, tmp_path / "facts")
    patrols = facts / "patrols.csv"
    patrols.write_text(patrols.read_text(encoding="utf-8").replace("2020-03-15", "2020-02-30", 1), encoding="utf-8")
    monkeypatch.setattr(paths, "CASES", (facts,))
    lake = Lake(tmp_path / "empty")
    page = visit(lake=lake)
    assert page.read_only_text("error").startswith("patrols.csv, line 2, column date: “2020-02-30” is not a day")
    assert lake.list_numbers() == []
    assert not page.metric


@pytest.mark.parametrize("what", ["part", "manifest"])
def test_a_damaged_newest_release_shows_no_number_and_offers_the_one_before(visit, lake_of_two, what):
    path = find_part(lake_of_two, 2, "incidents", but_not_in=[1])
    flip_a_byte(path if what == "part" else lake_of_two.manifests / "R000002.json")
    page = visit(lake=lake_of_two)
    assert page.read_only_text("error").startswith("Release R2 is damaged: ")
    assert not page.metric and not page.dataframe and not page.get("plotly_chart")

    page.press("Open R1, the release before")
    assert not page.exception
    assert page.read_share_counts()[0] == 1
    assert page.query_params["release"] == "R1"
    assert not page.error


def test_a_release_that_shares_the_damaged_part_is_not_offered(visit, lake_of_two):
    flip_a_byte(find_part(lake_of_two, 1, "patrols"))
    page = visit(lake=lake_of_two)
    assert page.read_only_text("error").startswith("Release R2 is damaged: a part of patrols ")
    assert page.read_texts("markdown") == ["No earlier release of this data store can be opened."]
    assert not page.button and not page.metric


def test_a_release_damaged_while_another_is_open_leaves_the_reader_who_looks_at_the_other(visit, lake_of_two):
    flip_a_byte(find_part(lake_of_two, 2, "incidents", but_not_in=[1]))
    page = visit(lake=lake_of_two, query={"release": "R1"})
    assert not page.error
    assert page.read_share_counts()[0] == 1


def test_a_reader_stays_with_the_release_shown_and_is_notified_of_a_newer_one(visit, lake_of_two, tmp_path):
    page = visit(lake=lake_of_two)
    assert page.read_share_counts()[0] == 2
    load.build(lake_of_two, write_case(tmp_path / "case", **ONE_ATTACKED_OF_SIX))
    page.run()
    assert page.read_share_counts()[0] == 2
    assert page.read_only_text("info") == "R3 has been published since this page was opened. You still see R2."
    page.press("Show R3")
    assert page.read_share_counts()[0] == 1
    assert not page.info


def test_add_warns_where_a_release_is_lost_when_the_server_stops(visit, monkeypatch):
    monkeypatch.setattr(opening, "is_temporary", lambda: True)
    assert any("lost when it stops" in warning.value for warning in visit("add").warning)
