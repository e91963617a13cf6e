"""Run services on this machine, and ask them."""

from datetime import date

import pytest

from etl.fetch.question import Question
from etl.fetch.run import SERVICES
from etl.fetch.services.service import Asking
from etl.lake import Lake
from tests.etl.fetch.servers import SECRETS, run_server

TODAY = date(2026, 10, 20)


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    for name, key in SECRETS.items():
        monkeypatch.setenv(name, key)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def waits(monkeypatch):
    """Record the seconds that a client waits before it asks again, without waiting."""
    seconds = []
    monkeypatch.setattr("tenacity.nap.time.sleep", seconds.append)
    return seconds


@pytest.fixture
def serve():
    """Run a server until the test ends, and return it."""
    running = []

    def start(answer):
        running.append(run_server(answer))
        return running[-1].__enter__()

    yield start
    for each in running:
        each.__exit__(None, None, None)


@pytest.fixture
def ask(tmp_path, waits):
    """Ask a service at the address of a server, and return its answer."""

    def ask_service(name, server, cursor=None, today=TODAY, oldest_stamp=None, **question):
        client = SERVICES[name].open(server.url)
        folder = tmp_path / f"answer-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        try:
            return SERVICES[name].ask(Asking(client, Question(**question), cursor or {}, folder, today, oldest_stamp))
        finally:
            client.close()

    return ask_service
