"""The connections of open releases: few stay open, however many releases are in use."""

import threading
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from analysis.connections import MOST_OPEN, Connections
from analysis.release import CONNECTIONS, open_release
from tests.cases import patrol, publish_case


class Connection:
    def __init__(self):
        self.is_closed = False

    def close(self):
        self.is_closed = True


def use(connections, owner):
    with connections.use(owner, Connection) as connection:
        return connection


def test_the_connection_that_was_used_longest_ago_is_closed():
    connections = Connections(most_open=2)
    first, second = use(connections, "a"), use(connections, "b")
    assert use(connections, "a") is first
    third = use(connections, "c")
    assert (first.is_closed, second.is_closed, third.is_closed) == (False, True, False)
    assert use(connections, "b") is not second


def test_a_connection_that_is_used_stays_open():
    connections = Connections(most_open=1)
    with connections.use("a", Connection) as first:
        others = [use(connections, owner) for owner in "bcd"]
        assert not first.is_closed
        assert all(other.is_closed for other in others)
    assert len(connections) == 1


def test_an_often_used_connection_is_closed_by_its_last_user_and_reopened():
    connections = Connections(most_uses=3)
    with connections.use("a", Connection) as first:
        assert [use(connections, "a") for _ in range(2)] == [first, first]
        second = use(connections, "a")
        assert second is not first
        assert not first.is_closed
    assert (first.is_closed, second.is_closed) == (True, False)


def test_a_connection_that_cannot_be_opened_is_tried_again():
    connections = Connections()

    def fail():
        raise duckdb.IOException("gone")

    with pytest.raises(duckdb.IOException), connections.use("a", fail):
        pass
    assert not use(connections, "a").is_closed


def test_many_threads_open_each_connection_once_and_none_is_closed_under_its_user():
    connections, opened, lock = Connections(most_open=2, most_uses=100), [], threading.Lock()

    def connect():
        with lock:
            opened.append(Connection())
        return opened[-1]

    def work(number):
        with connections.use(number % 2, connect) as connection:
            return connection.is_closed

    with ThreadPoolExecutor(16) as pool:
        assert not any(pool.map(work, range(2000)))
    assert len(opened) <= 2000 / 100 + 2
    assert sum(not connection.is_closed for connection in opened) == len(connections) <= 2


@pytest.mark.slow
def test_releases_that_are_held_answer_whenever_they_are_queried(tmp_path):
    lake = publish_case(tmp_path, patrols=[patrol("2020-03-15")])
    releases = [open_release(lake, 1) for _ in range(MOST_OPEN + 2)]
    for _ in range(2):
        for release in releases:
            assert release.query("SELECT count(*) AS n FROM patrols").to_pylist() == [{"n": 1}]
    assert len(CONNECTIONS) <= MOST_OPEN
