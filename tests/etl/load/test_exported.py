"""Exports of Patrolwatch, loaded back: nothing is new, and changes by hand are named."""

import csv
import io
import re

import pytest

from analysis.export import citation, cited_files, definitions, writers
from analysis.questions.holdings import read_choices
from analysis.questions.records import list_records
from analysis.release import open_release
from etl.feeds.common.headers import make_names
from etl.feeds.common.not_events import SUMS
from etl.load import pipeline as intake
from etl.load.files import own_exports as exported
from etl.load.files.options import Options
from etl.tables.records import TABLES
from etl.tables.schema import join_columns
from tests.cases import attack, patrol, publish_case, suspension
from tests.etl.load.test_intake import acled, count_fates, format_csv, run
from tests.hostile_strings import LOADABLE

NOTE = '=1+1 is text, "quoted"\nover two lines; with a semicolon'


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Publish a case, events of a feed and a table of an analyst, with text that is hard to write."""
    folder = tmp_path_factory.mktemp("exported")
    lake = publish_case(
        folder,
        patrols=[patrol("2020-03-15"), patrol("2020-04-01", until="2020-04-03")],
        incidents=[
            attack("2020-03-15", patrol_id="P1", note=NOTE, killed_low=0),
            attack("2020-05-01", lat=36.0, lon=36.5),
        ],
        suspensions=[suspension("2020-06-01", "2020-07-01")],
    )
    (folder / "a.csv").write_text(
        format_csv(acled("XYZ1", notes="-x"), acled("XYZ2", latitude="36.123456789")), encoding="utf-8"
    )
    (folder / "b.csv").write_text("date,place,killed,note,source\n2020-03-05,Élan,at least 2,n,S\n", encoding="utf-8")
    run(lake, folder / "a.csv", folder / "b.csv")
    return lake


def export(lake, table, format):
    release = open_release(lake, lake.list_numbers()[-1])
    rows = release.query(f"SELECT {join_columns(TABLES[table])} FROM {table} ORDER BY ALL")
    about = citation.cite_table(release, table)
    return cited_files.write(
        cited_files.Cited(rows, table, table, definitions.define_table(TABLES[table]), about), format
    )


def test_an_export_loaded_back_unchanged_says_nothing_new(lake, tmp_path):
    before = lake.list_numbers()
    rows = {
        tmp_path / f"{table}.{format}": rows
        for format in cited_files.FORMATS
        for table, rows in (("patrols", 2), ("incidents", 5), ("suspensions", 1))
    }
    for path in rows:
        path.write_bytes(export(lake, path.stem, path.suffix.removeprefix(".")))
    outcome = run(lake, *rows)
    assert (outcome.release, lake.list_numbers()) == (None, before)
    found = {path: count_fates(outcome, number) for number, path in enumerate(rows)}
    assert found == {path: {"duplicates": number} for path, number in rows.items()}
    assert all("nothing is loaded from an export" in report.warnings[0] for report in outcome.files)


def test_an_export_of_hostile_texts_loaded_back_says_nothing_new(tmp_path):
    # A sheet changes texts that it cannot store.
    texts = [text for text in LOADABLE.values() if len(text) < 30_000 and not re.search("[\x01-\x08\x0e-\x1f]", text)]
    lake = publish_case(tmp_path, patrols=[patrol("2020-03-15", note=text) for text in texts])
    paths = [tmp_path / f"patrols.{format}" for format in ("csv", "xlsx", "json", "parquet")]
    for path in paths:
        path.write_bytes(export(lake, "patrols", path.suffix.removeprefix(".")))
    outcome = run(lake, *paths)
    found = {path.name: count_fates(outcome, number) for number, path in enumerate(paths)}
    assert found == {path.name: {"duplicates": len(texts)} for path in paths}


@pytest.mark.parametrize("format", ["csv", "json"])
def test_a_list_of_a_page_or_of_the_address_is_an_export_too(lake, tmp_path, format):
    release = open_release(lake, lake.list_numbers()[-1])
    selection = read_choices(release).make_default()
    for table in ("patrols", "incidents", "suspensions"):
        rows = list_records(release, table, selection)
        assert set(rows.column_names) <= set(TABLES[table].column_names) | exported.COMPUTED[table]
        path = tmp_path / f"{table}.{format}"
        path.write_bytes(writers.write(rows, format))
        assert rows.num_rows
        assert count_fates(run(lake, path)) == {"duplicates": rows.num_rows}


@pytest.mark.parametrize("format", ["csv", "json"])
def test_a_list_with_the_patrol_of_an_attack_that_only_its_day_tells_is_as_known(tmp_path, format):
    lake = publish_case(
        tmp_path, patrols=[patrol("2020-03-05")], incidents=[attack("2020-03-05"), attack("2020-03-06")]
    )
    release = open_release(lake, 1)
    rows = list_records(release, "incidents", read_choices(release).make_default())
    assert rows.select(["patrol_id", "tied_by_day"]).to_pylist() == [
        {"patrol_id": "P1", "tied_by_day": True}, {"patrol_id": None, "tied_by_day": False},
    ]  # fmt: skip
    path = tmp_path / f"incidents.{format}"
    path.write_bytes(writers.write(rows, format))
    assert count_fates(run(lake, path)) == {"duplicates": 2}


def test_records_changed_by_hand_are_named_where_they_are_changed(lake, tmp_path):
    rows = list(csv.DictReader(io.StringIO(export(lake, "incidents", "csv").decode("utf-8-sig"), newline="")))
    assert [row["feed"] for row in rows] == ["curated", "curated", "acled", "acled", "analyst"] or len(rows) == 5
    by_feed = {row["feed"]: row for row in rows}
    by_feed["curated"]["killed_best"] = "3"
    by_feed["acled"]["note"] = "changed"
    by_feed["analyst"]["incident_id"] = "analyst:nothing"
    path = tmp_path / "edited.csv"
    path.write_text(format_csv(*rows) + ",\n", encoding="utf-8", newline="")
    outcome = run(lake, path)
    assert outcome.release is None
    found = count_fates(outcome)
    assert (found.pop("duplicates"), found.pop("rejected")) == (2, 3)
    reasons = {reject.text: (reject.column, reject.reason) for reject in outcome.files[0].rejects}
    assert reasons["3"] == (
        "killed_best", "changed by hand, it differs from R2: a curated record is edited in data/m4 and published by patrolwatch build",
    )  # fmt: skip
    assert reasons["changed"] == (
        "note", "changed by hand, it differs from R2: change it in the file that it came from, and load that",
    )  # fmt: skip
    assert reasons["analyst:nothing"][0] == "incident_id"
    assert "R2 has no such record" in reasons["analyst:nothing"][1]


def test_an_export_beside_other_files_is_counted_and_they_are_loaded(tmp_path):
    lake = publish_case(tmp_path, incidents=[attack("2020-03-15")])
    (tmp_path / "i.csv").write_bytes(export(lake, "incidents", "csv"))
    (tmp_path / "a.csv").write_text(format_csv(acled("XYZ1")), encoding="utf-8")
    outcome = run(lake, tmp_path / "i.csv", tmp_path / "a.csv")
    assert outcome.release.name == "R2"
    assert [count_fates(outcome, number) for number in (0, 1)] == [{"duplicates": 1}, {"loaded": 1}]


def test_an_export_of_another_lake_is_rejected_row_by_row(lake, tmp_path):
    (tmp_path / "i.csv").write_bytes(export(lake, "incidents", "csv"))
    empty = type(lake)(tmp_path / "empty")
    assert count_fates(run(empty, tmp_path / "i.csv")) == {"rejected": 5}


def test_whoever_says_that_it_is_a_table_of_their_own_has_it_read_so(lake, tmp_path):
    (tmp_path / "i.csv").write_bytes(export(lake, "incidents", "csv"))
    outcome = intake.load(lake, [tmp_path / "i.csv"], Options(feed="analyst"), dry_run=True)
    assert outcome.files[0].feed == "analyst"


def test_other_tables_of_a_release_hold_no_events(lake, tmp_path):
    others = {name: table for name, table in TABLES.items() if not table.tracked}
    for name, table in others.items():
        assert any(is_header(set(make_names(tuple(table.column_names)))) for _, is_header in SUMS), name
        row = "2020-01-01," * (len(table.columns) - 1) + "x"
        (tmp_path / f"{name}.csv").write_text(",".join(table.column_names) + f"\n{row}\n")
    outcome = run(lake, *(tmp_path / f"{name}.csv" for name in others))
    for name, report in zip(others, outcome.files, strict=True):
        assert f"the table {name} of a release" in report.refused
