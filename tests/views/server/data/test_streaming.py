"""Tables are sent while they are read, also to clients that disconnect meanwhile."""

import gc
import threading
from contextlib import contextmanager

import anyio
import pyarrow as pa
import pytest

from analysis.export import cited_files, writers
from analysis.questions.holdings import read_choices
from analysis.questions.records import list_records, listing, read_records_in_batches
from etl.errors import QueryStopped
from tests.cases import attack, fill_tables, open_in_memory
from tests.views.api_client import run_async
from views.server import limits
from views.server.data.streaming import TableResponse

TURN = pa.table({"number": range(30_000)})
FORMATS = [*writers.FORMATS, "zip"]


class Client:
    """A client that disconnects, or stops reading, after some bytes."""

    def __init__(self, leaves_after: float = float("inf"), stalls_after: float = float("inf")):
        self.taken, self.messages = 0, []
        self._leaves_after, self._stalls_after, self._gone = leaves_after, stalls_after, anyio.Event()

    async def receive(self) -> dict:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        self.messages.append(message)
        self.taken += len(message.get("body", b""))
        if self.taken >= self._leaves_after:
            self._gone.set()
        if self.taken >= self._stalls_after:
            await anyio.sleep_forever()

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def is_whole(self) -> bool:
        return self.messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def make_writer(format: str, schema: pa.Schema = TURN.schema) -> writers.Writer:
    if format != "zip":
        return writers.make_writer(schema, format)
    from analysis.export.citation import Citation

    cited = cited_files.Cited(schema.empty_table(), "numbers", "Numbers", {}, Citation("R1", "2020", "0", {}, "nobody"))
    return cited_files.make_writer(cited, format, 60_000)


def send_to(client: Client, turns, format: str = "csv", is_gzip: bool = False) -> None:
    async def answer():
        turns_left = iter(turns)
        response = TableResponse(next(turns_left), turns_left, make_writer(format), {}, is_gzip)
        with anyio.fail_after(30):
            await response({"type": "http", "method": "GET"}, client.receive, client.send)

    run_async(answer())


@pytest.mark.parametrize("format", FORMATS)
def test_the_bytes_of_all_turns_are_the_file(format):
    client = Client()
    send_to(client, [TURN, TURN], format)
    assert client.is_whole
    whole = pa.concat_tables([TURN, TURN])
    assert client.body == b"".join(writers.write_pieces(make_writer(format), whole.to_batches()))


@pytest.mark.parametrize("format", FORMATS)
def test_no_turn_is_read_once_the_client_has_gone_and_nothing_of_it_is_left(format):
    asked = []

    def turns():
        for number in range(100):
            asked.append(number)
            yield TURN

    before = set(threading.enumerate())
    client = Client(leaves_after=1)
    send_to(client, turns(), format)
    gc.collect()
    assert len(asked) <= 3
    assert not client.is_whole
    left = set(threading.enumerate()) - before
    assert [thread.name for thread in left if not thread.name.startswith("data")] == []


def test_at_most_two_turns_are_read_beyond_what_a_slow_client_has_taken(monkeypatch):
    monkeypatch.setattr(limits, "DOWNLOAD_SECONDS", 0.5)
    asked = []

    def turns():
        for number in range(100):
            asked.append(number)
            yield TURN

    client = Client(stalls_after=1)
    send_to(client, turns())
    assert len(asked) <= 3
    assert not client.is_whole


def test_a_question_that_is_stopped_midway_ends_the_answer_without_its_last_piece():
    def turns():
        yield TURN
        raise QueryStopped("The question took longer than 5 seconds and was stopped.")

    client = Client()
    send_to(client, turns())
    assert client.taken > 0
    assert not client.is_whole


def test_a_fault_midway_is_a_fault():
    def turns():
        yield TURN
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup):
        send_to(Client(), turns())


def test_pieces_are_small_so_that_a_slow_client_is_distinguished_from_one_that_takes_nothing():
    client = Client()
    send_to(client, [TURN])
    assert max(len(message.get("body", b"")) for message in client.messages) <= limits.SEND_BYTES


class Cursors:
    """Count the open cursors of a release."""

    def __init__(self, release):
        self._cursor, self.open, self.most = release.cursor, 0, 0

    @contextmanager
    def cursor(self):
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            with self._cursor() as cursor:
                yield cursor
        finally:
            self.open -= 1


def test_a_broken_download_of_records_leaves_no_cursor_open(monkeypatch):
    monkeypatch.setattr(listing, "ROWS_IN_A_BATCH", 1)
    release = open_in_memory(fill_tables(incidents=[attack(f"2020-03-{day:02}") for day in range(1, 29)]))
    counted = Cursors(release)
    monkeypatch.setattr(release, "cursor", counted.cursor)
    selection = read_choices(release).make_default()
    rows = list_records(release, "incidents", selection)

    async def answer():
        turns = iter(read_records_in_batches(release, "incidents", selection))
        client = Client(leaves_after=2000)
        response = TableResponse(next(turns), turns, make_writer("csv", rows.schema), {})
        await response({"type": "http", "method": "GET"}, client.receive, client.send)
        assert not client.is_whole

    run_async(answer())
    assert counted.most > 0
    assert counted.open == 0
