"""The time limit of a query, alone and together with the others of its request."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
from starlette.concurrency import run_in_threadpool

from analysis import limits
from analysis.limits import limit_of_query, limit_seconds
from etl.errors import QueryStopped
from tests.views.api_client import run_async

ENDLESS = "SELECT count(*) FROM range(1000000) AS a(i), range(1000000) AS b(i) WHERE (a.i * b.i) % 7 = 3"


def ask_endlessly(release):
    with pytest.raises(QueryStopped) as stopped:
        release.query(ENDLESS)
    return str(stopped.value)


def test_a_request_that_takes_too_long_is_stopped_at_its_own_limit(m4):
    with limit_seconds(0.3):
        assert ask_endlessly(m4) == "The question took longer than 0.3 seconds and was stopped. Choose fewer days."


def test_all_queries_of_a_request_have_one_limit_together(m4, monkeypatch):
    begun = []
    with limit_seconds(0.3), monkeypatch.context() as patch:
        ask_endlessly(m4)
        patch.setattr(limits.CLOCK, "start", lambda *query: begun.append(query))
        ask_endlessly(m4)
    assert begun == []  # the second is stopped before it begins
    assert m4.query("SELECT 1 AS one")["one"].to_pylist() == [1]


def test_a_query_of_a_long_request_has_its_own_limit(m4, monkeypatch):
    monkeypatch.setattr(limits, "QUERY_SECONDS", 0.2)
    with limit_seconds(60):
        assert "longer than 0.2 seconds" in ask_endlessly(m4)
        assert m4.query("SELECT 1 AS one").num_rows == 1


@pytest.mark.parametrize(("outer", "inner"), [(1, 3), (3, 1)])
def test_of_two_limits_the_nearer_end_counts_and_the_outer_one_returns(outer, inner):
    with limit_seconds(outer):
        with limit_seconds(inner):
            assert limit_of_query().seconds == 1
        assert limit_of_query().seconds == outer
    assert limit_of_query().seconds == limits.QUERY_SECONDS


def test_a_limit_goes_along_into_the_threads_of_the_server():
    async def ask():
        with limit_seconds(2):
            return await run_in_threadpool(limit_of_query)

    assert run_async(ask()).seconds == 2


def test_a_limit_of_one_thread_is_not_that_of_another():
    with limit_seconds(2), ThreadPoolExecutor(1) as pool:
        assert pool.submit(limit_of_query).result().seconds == limits.QUERY_SECONDS


def test_one_thread_watches_over_all_queries_and_none_is_left_by_a_query(m4):
    m4.query("SELECT 1")
    before = set(threading.enumerate())
    with ThreadPoolExecutor(4) as pool:
        sentences = {question.result() for question in [pool.submit(_ask_for_a_moment, m4) for _ in range(4)]}
    assert sentences == {"The question took longer than 0.3 seconds and was stopped. Choose fewer days."}
    assert set(threading.enumerate()) <= before
    assert limits.CLOCK._running == {}


def _ask_for_a_moment(release):
    with limit_seconds(0.3):
        return ask_endlessly(release)


def test_an_interrupt_that_comes_just_before_a_query_begins_is_not_lost():
    with duckdb.connect() as con, con.cursor() as cursor:
        limits.CLOCK.start(cursor, time.monotonic())
        time.sleep(limits.INTERRUPTED_AGAIN_AFTER / 2)  # the first interrupt finds nothing running
        with pytest.raises(duckdb.InterruptException):
            cursor.execute(ENDLESS)
        limits.CLOCK.stop(cursor)


def test_a_query_that_ended_is_not_interrupted_in_the_next_of_its_cursor():
    with duckdb.connect() as con, con.cursor() as cursor:
        limits.CLOCK.start(cursor, time.monotonic() + 0.05)
        limits.CLOCK.stop(cursor)
        began = time.monotonic()
        cursor.execute("SELECT count(*) FROM range(10000) AS a(i), range(5000) AS b(i) WHERE (a.i * b.i) % 7 = 3")
        assert time.monotonic() - began > 0.1  # it ran past the time
