"""Every failure of a server becomes one sentence: what, where, what to do. No sentence contains a key."""

import logging
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from etl.errors import FetchFailed, UsageError
from etl.fetch.services.client import ATTEMPTS, PATIENCE_SECONDS
from etl.fetch.services.ucdp import GED
from tests.etl.fetch.rows import ucdp
from tests.etl.fetch.servers import SECRETS, Reply, Server, Ucdp

PAGE = {"Content-Type": "text/html"}
FAILURES = {
    "401": (Reply(SECRETS["UCDP_TOKEN"], 401), "refuses the key (401)", "UCDP_TOKEN"),
    "403": (Reply(SECRETS["UCDP_TOKEN"], 403), "does not let this account read that (403)", "UCDP_TOKEN"),
    "400": (Reply(SECRETS["UCDP_TOKEN"], 400), "refuses the request (400)", "check that the key is right"),
    "429": (Reply("", 429), "received too many requests (429)", "fetch again later"),
    "500": (Reply("", 500), "had an internal error (500)", "fetch again later"),
    "503": (Reply("<html>", 503, PAGE), "had an internal error (503)", "fetch again later"),
    "moved": (Reply("", 302, {"Location": "http://elsewhere.example/"}), "redirects to another address (302)", "check whether"),
    "a web page": (Reply("<!doctype html><p>Log in", 200, PAGE), "answered with a web page instead of data", "log"),
    "half of it": (Reply('{"TotalCount": 3, "Res'), "answered with incomplete JSON", "fetch again later"),
    "another shape": (Reply("[1, 2]"), "has changed the format of its answers", "newer Patrolwatch"),
    "no list": (Reply({"TotalCount": 1, "Result": "none"}), "has changed the format of its answers", "newer Patrolwatch"),
    "other columns": (Reply({"TotalCount": 1, "Result": [{"id": 1, "when": "x"}]}), "has changed its columns (no best,", "newer"),
    "cut off": (Reply('{"TotalCount": 3}', cut=True), "could not be reached, or closed the connection", "check the network"),
    "wrongly packed": (Reply("plain", headers={"Content-Encoding": "gzip"}), "cannot be decompressed", "fetch again later"),
}  # fmt: skip


def fail(ask, server):
    with pytest.raises(FetchFailed) as failed:
        ask("ucdp", server)
    return str(failed.value)


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_is_one_sentence_without_a_key(serve, ask, name, caplog, capsys):
    reply, what, todo = FAILURES[name]
    with caplog.at_level(logging.DEBUG):
        sentence = fail(ask, serve(lambda request: reply))
    assert sentence.startswith("UCDP GED ")
    assert what in sentence
    assert "/api/gedevents/26.1" in sentence
    assert todo in sentence
    assert sentence.count(". ") == 0 and sentence.endswith(".")
    printed = capsys.readouterr()
    for text in (sentence, caplog.text, printed.out, printed.err):
        assert not any(key in text for key in SECRETS.values())


def test_a_server_that_is_not_there_is_one_sentence(ask):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        sentence = fail(ask, Server(f"http://127.0.0.1:{nobody.getsockname()[1]}"))
    assert "could not be reached" in sentence


def test_temporary_failures_are_retried(serve, ask, waits):
    server = serve(Ucdp({"26.1": [ucdp()]}))
    server.failing = [Reply("", 503), Reply("", 429), Reply("{", cut=True)]
    assert ask("ucdp", server).cursor == {"releases": ["26.1"]}
    assert len(waits) == 3


@pytest.mark.parametrize("status", [401, 403, 400])
def test_permanent_failures_are_not_retried(serve, ask, waits, status):
    server = serve(lambda request: Reply("", status))
    fail(ask, server)
    assert waits == []
    assert len(server.asked) <= 2  # a refused token is renewed once


def test_a_service_in_trouble_is_asked_a_few_times_and_then_let_be(serve, ask):
    server = serve(lambda request: Reply("", 500))
    fail(ask, server)
    assert len(server.asked) == ATTEMPTS


def test_retry_after_is_heeded_in_seconds_and_as_a_moment(serve, ask, waits):
    server = serve(Ucdp({"26.1": [ucdp()]}))
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    server.failing = [Reply("", 429, {"Retry-After": "17"}), Reply("", 503, {"Retry-After": moment})]
    ask("ucdp", server)
    assert waits[0] == 17
    assert 50 < waits[1] <= 60


def test_who_asks_to_wait_long_is_asked_by_the_next_fetch(serve, ask, waits):
    server = serve(lambda request: Reply("", 429, {"Retry-After": str(PATIENCE_SECONDS + 3600)}))
    server.failing = [Reply("", 429, {"Retry-After": "7200"})]
    assert " UTC on." in fail(ask, server)
    assert (len(server.asked), waits) == (1, [])


def test_an_answer_without_end_is_broken_off(serve, ask, monkeypatch):
    monkeypatch.setattr("etl.fetch.services.client.MOST_BYTES", 1000)
    assert "sends more than 1,000 bytes" in fail(ask, serve(lambda request: Reply("x" * 5000)))


def test_a_key_goes_to_no_other_computer_without_encryption():
    with pytest.raises(UsageError, match="only over https"):
        GED.open("http://ucdp.example")
    for server in ("https://ucdp.example", "http://localhost:1", "http://[::1]:1"):
        GED.open(server).close()


def test_a_missing_key_is_named_with_the_places_to_store_it(serve, ask, monkeypatch):
    monkeypatch.delenv("UCDP_TOKEN")
    server = serve(Ucdp({}))
    with pytest.raises(
        UsageError, match=r"UCDP_TOKEN is not set\. Set it in the environment, or store it in the keyring"
    ):
        ask("ucdp", server)
    assert server.asked == []


def test_a_key_is_read_from_the_keyring(serve, ask, monkeypatch):
    import sys
    from types import ModuleType, SimpleNamespace

    monkeypatch.delenv("UCDP_TOKEN")
    keyring = ModuleType("keyring")
    keyring.errors = SimpleNamespace(KeyringError=RuntimeError)
    keyring.get_password = lambda service, name: SECRETS[name] if service == "patrolwatch" else None
    monkeypatch.setattr("etl.fetch.keys.find_spec", lambda name: keyring)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert ask("ucdp", serve(Ucdp({"26.1": [ucdp()]}))).files
