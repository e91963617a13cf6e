"""The sums of the incidents of a large part, which are published and verified with it."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from etl.lake import SCHEMA, Part, PublishedTable, parts
from etl.tables.vocabulary import VIOLENT_KINDS
from tests.cases import attack, publish_rows
from tests.etl.lake.conftest import flip_a_byte

NAMELESS = {"source_ids": None, "target": "civilian"}
ROWS = [
    attack("2020-03-15", incident_id="acled:1", reported_by="A; B", **NAMELESS),
    attack("2020-03-15", incident_id="acled:2", reported_by="A; C", **NAMELESS),
    attack("2020-03-15", incident_id="acled:3", reported_by="A", **NAMELESS),
    attack("2020-03-15", incident_id="acled:4", until="2020-03-20", **NAMELESS),
    attack("2020-03-15", incident_id="acled:5", withdrawn_release=3, **NAMELESS),
    attack("2020-03-15", incident_id="acled:6", **NAMELESS | {"corridor": None}),
    attack("2020-04-01", incident_id="acled:7", **NAMELESS | {"corridor": None}),
]


@pytest.fixture(autouse=True)
def sums_of_small_parts(monkeypatch):
    monkeypatch.setattr(parts, "ROWS_WITHOUT_SUMS", len(ROWS) - 1)


def find_sum_files(lake):
    return lake.list_sums(lake.find_newest())


def test_incidents_that_no_count_distinguishes_are_one_row(lake):
    publish_rows(lake, "acled", 2020, incidents=ROWS)
    [file] = find_sum_files(lake)
    rows = duckdb.sql(
        f"SELECT corridor, date, date_end, kind, target, has_several_reporters, incidents FROM '{file}'"
    ).fetchall()
    first, last = date(2020, 3, 15), date(2020, 3, 20)
    assert rows == [
        (None, None, None, "ied", "civilian", False, 2),
        ("road", first, first, "ied", "civilian", False, 1),
        ("road", first, first, "ied", "civilian", True, 2),
        ("road", first, last, "ied", "civilian", False, 1),
    ]


def test_incidents_of_one_place_are_summed_by_month_and_by_year(lake):
    publish_rows(
        lake, "acled", 2020, incidents=[*ROWS, ROWS[2] | {"incident_id": "acled:8", "date_end": date(2020, 4, 2)}]
    )
    [file] = lake.list_sums(lake.find_newest(), by_place=True)
    rows = duckdb.sql(f"SELECT span, date, date_end, kind, has_several_reporters, incidents FROM '{file}'").fetchall()
    month, year = (date(2020, 3, 1), date(2020, 3, 31)), (date(2020, 1, 1), date(2020, 12, 31))
    assert rows == [
        ("days", date(2020, 3, 15), date(2020, 4, 2), "attack", False, 1),
        ("month", *month, "attack", False, 2),
        ("month", *month, "attack", True, 2),
        ("year", *year, "attack", False, 3),
        ("year", *year, "attack", True, 2),
    ]


@pytest.mark.parametrize(
    "named", [{"source_ids": ["source"]}, {"patrol_id": "P1"}, {"episode": "I1"}, {"target": "traffic"}]
)
def test_a_part_with_a_distinguishable_incident_has_no_sums(lake, named):
    publish_rows(lake, "acled", 2020, incidents=[*ROWS[1:], ROWS[0] | named])
    assert find_sum_files(lake) == []


def test_a_small_part_has_no_sums(lake):
    publish_rows(lake, "acled", 2020, incidents=ROWS[1:])
    assert find_sum_files(lake) == []


def test_damaged_sums_are_found(lake):
    publish_rows(lake, "acled", 2020, incidents=ROWS)
    [file] = find_sum_files(lake)
    flip_a_byte(file)
    [trouble] = lake.verify()
    assert f"R3 is damaged: a part of incidents ({file.name[:12]}…)" in trouble


def test_later_releases_share_the_sums(lake):
    publish_rows(lake, "acled", 2020, incidents=ROWS)
    before = find_sum_files(lake)
    publish_rows(lake, "gtd", 2020, incidents=[row | {"incident_id": f"gtd:{n}"} for n, row in enumerate(ROWS[1:])])
    lake.sweep_if_idle()
    assert find_sum_files(lake) == before
    assert lake.verify() == []


def test_a_release_after_one_of_an_older_schema_adds_the_sums(lake):
    manifest = publish_rows(lake, "acled", 2020, incidents=ROWS)
    [file] = find_sum_files(lake)
    held = manifest.tables["incidents"]
    older = PublishedTable(held.rows, "", tuple(_remove_sums(part) for part in held.parts))
    manifest = replace(manifest, schema=5, tables=manifest.tables | {"incidents": older})
    (lake.manifests / "R000003.json").write_bytes(manifest.to_bytes())
    assert find_sum_files(lake) == []
    publish_rows(lake, "curated", milestones=[])
    assert find_sum_files(lake) == [file]
    assert len(lake.list_sums(lake.find_newest(), by_place=True)) == 1


def _remove_sums(part: Part) -> Part:
    return replace(part, sums="", places="", content="")


def test_another_meaning_of_attack_needs_another_schema_since_published_sums_by_place_rest_on_it():
    kinds = (
        "ied",
        "rocket",
        "shooting",
        "shelling",
        "clash",
        "battle",
        "air_strike",
        "violence_against_civilians",
        "attack",
    )
    assert (7, kinds) == (SCHEMA, VIOLENT_KINDS)
