"""The progress that a long load shows."""

import threading
from types import SimpleNamespace

import duckdb

from etl.load.files.progress import format_progress, report_progress


def test_the_share_the_rate_and_the_time_left_are_report_progress():
    assert format_progress("Reading a.csv", 0.25, 400_000_000, 10) == "Reading a.csv: 25 %, 10 MB/s, 30 s left"
    assert format_progress("Reading a.csv", 0.04, 200_000_000, 16) == "Reading a.csv: 4 %, 0.5 MB/s, 6 min left"
    assert format_progress("Reading a.csv", 0.01, 200_000_000, 16) == "Reading a.csv: 1 %, 0.1 MB/s"


def test_a_short_step_is_reported_once():
    said = []
    with duckdb.connect() as con, report_progress(con, "Reading", 1000, said.append):
        con.execute("SELECT 1")
    assert said == ["Reading"]


def test_a_long_step_is_reported_again():
    said = []
    with duckdb.connect() as con, report_progress(con, "Reading", 1000, said.append, every=0.01):
        while len(said) < 2:
            con.execute("SELECT sum(hash(i)) FROM range(20000000) AS r(i)")
    assert said[0] == "Reading" and " MB/s" in said[1]


def test_a_further_query_of_a_step_shows_the_time_and_no_share_of_the_whole():
    shares, said = iter([80, 90, 2, 95, *[-1] * 1000]), []
    con = SimpleNamespace(execute=lambda query: None, query_progress=lambda: next(shares))
    with report_progress(con, "Reading", 1000, said.append, every=0.001):
        while len(said) < 5:
            threading.Event().wait(0.001)
    assert [" %" in line for line in said[1:5]] == [True, True, False, False]
    assert said[3] == "Reading, 0 s so far"
