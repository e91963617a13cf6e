"""An opened release is read-only, locked down, and safe for several threads."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import duckdb
import pytest

from analysis import limits, release
from analysis.questions.rates import days
from etl.errors import QueryStopped
from tests.cases import fill_tables, open_in_memory, patrol


def test_a_query_cannot_reach_files(m4, tmp_path):
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(duckdb.PermissionException):
        m4.query(f"FROM read_csv('{file}')")


def test_a_query_cannot_write_files(m4, tmp_path):
    with pytest.raises(duckdb.PermissionException):
        m4.query(f"COPY patrols TO '{tmp_path / 'out.csv'}'")
    assert list(tmp_path.iterdir()) == []


def test_a_query_cannot_unlock_the_release(m4):
    with pytest.raises(duckdb.PermissionException):
        m4.query("SET enable_external_access = true")
    with m4.cursor() as con, pytest.raises(duckdb.Error, match="locked"):
        con.execute("SET enable_external_access = true")


def test_a_query_does_not_see_variables_of_the_program(m4):
    secret = m4.query("FROM patrols")
    with pytest.raises(duckdb.CatalogException, match="secret does not exist"):
        m4.query("FROM secret")
    assert secret.num_rows > 0


def test_values_are_bound_and_those_that_a_query_does_not_name_are_left_out(m4):
    found = m4.query("SELECT $said AS said", said="'; DROP TABLE patrols", other=1).to_pylist()
    assert found == [{"said": "'; DROP TABLE patrols"}]


def test_several_threads_ask_one_release_at_once(m4):
    sources = m4.query("FROM sources").num_rows
    with ThreadPoolExecutor(8) as pool:
        counts = pool.map(lambda n: m4.query("SELECT count(*) + $n AS n FROM sources", n=n)["n"][0].as_py(), range(50))
    assert list(counts) == [sources + n for n in range(50)]


def test_attacks_are_incidents_of_a_violent_kind():
    from etl.tables.vocabulary import KINDS, VIOLENT_KINDS
    from tests.cases import attack

    opened = open_in_memory(fill_tables(incidents=[attack("2020-03-15", kind=kind) for kind in KINDS]))
    assert sorted(opened.query("SELECT kind FROM attacks")["kind"].to_pylist()) == sorted(VIOLENT_KINDS)


def test_withdrawn_records_are_only_among_those_of_all_releases():
    opened = open_in_memory(fill_tables(patrols=[patrol("2020-03-15"), patrol("2020-03-16", withdrawn_release=1)]))
    assert opened.query("SELECT patrol_id FROM patrols")["patrol_id"].to_pylist() == ["P1"]
    assert opened.query("SELECT patrol_id FROM ever.patrols")["patrol_id"].to_pylist() == ["P1", "P2"]


def test_a_release_without_some_feeds_is_made_once_and_again_after_a_failed_read(m4_lake):
    opened = release.open_release(m4_lake, 1)
    without = opened.withholding(frozenset({"curated"}))
    assert opened.withholding(frozenset({"curated", "acled"})) is without
    without.is_usable = False
    assert opened.withholding(frozenset({"curated"})).is_usable


def test_a_question_that_takes_too_long_is_stopped_with_a_sentence(m4, monkeypatch):
    monkeypatch.setattr(limits, "QUERY_SECONDS", 0.2)
    endless = "SELECT count(*) FROM range(1000000) AS a(i), range(1000000) AS b(i) WHERE (a.i * b.i) % 7 = 3"
    with pytest.raises(QueryStopped, match=r"longer than 0\.2 seconds and was stopped"):
        m4.query(endless)
    assert m4.query("SELECT 1 AS n").to_pylist() == [{"n": 1}]


def test_a_question_of_many_rows_leaves_half_of_the_cores_to_others(m4_lake, monkeypatch):
    monkeypatch.setattr(release, "ROWS_IN_MEMORY", 10)
    [held] = release.open_release(m4_lake, 1).query("SELECT current_setting('threads') AS threads").to_pylist()
    assert held["threads"] == max(1, os.cpu_count() // 2)


def test_a_sum_over_files_does_not_read_what_editors_corrected(m4_lake, monkeypatch):
    # Otherwise the query would read and join the ids of millions of records.
    monkeypatch.setattr(release, "ROWS_IN_MEMORY", -1)
    with release.open_release(m4_lake, 1).cursor() as con:

        def has_join(query):
            return "LEFT" in con.execute(f"EXPLAIN {query} WHERE corridor = 'm4'").fetchall()[0][1]

        assert has_join("SELECT any_value(corrected) FROM incidents")
        assert not has_join("SELECT count(*) FROM incidents")
        assert not has_join("SELECT sum(count) FROM counted_exposure")


def test_the_plan_of_a_sum_leaves_out_the_sources_of_attacks_where_any_source_counts(m4, m4_selection):
    # Otherwise the query would read and join the ids of a million incidents: see incidents_with_source_choices in derived.sql.
    def plan(selection):
        question = f"EXPLAIN {days.QUERIES.read('corridor_attacks_of_days')}"
        asked = release._named_in(question, selection.list_parameters())
        with m4.cursor() as con:  # a reader may not EXPLAIN, since EXPLAIN ANALYZE runs the query
            return con.execute(question, asked).fetchall()[0][1]

    assert ".incident_source_choices " not in plan(m4_selection)
    assert ".incident_source_choices " in plan(replace(m4_selection, sources="official"))
