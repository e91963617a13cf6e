"""The limits of a connection, tested on a server of one process with short limits."""

import asyncio
import socket

import pytest
import uvicorn

from tests.views.api_client import run_async
from views.server import limits
from views.server.protection.connections import Connections, LimitedProtocol

PIECE = b"x" * limits.SEND_BYTES


async def send_endlessly(scope, receive, send):
    """Answer `/endless` without end, and every other path with one word."""
    if scope["type"] == "lifespan":
        assert (await receive())["type"] == "lifespan.startup"
        await send({"type": "lifespan.startup.complete"})
        await receive()
        return await send({"type": "lifespan.shutdown.complete"})
    await send({"type": "http.response.start", "status": 200, "headers": []})
    ending = asyncio.ensure_future(receive())
    while scope["path"] == "/endless" and not (ending.done() and ending.result()["type"] == "http.disconnect"):
        await send({"type": "http.response.body", "body": PIECE, "more_body": True})
        await asyncio.sleep(0)
        if ending.done() and ending.result()["type"] != "http.disconnect":
            ending = asyncio.ensure_future(receive())
    ending.cancel()
    await send({"type": "http.response.body", "body": b"word"})


def serve(work):
    """Run `work(port, server)` beside a server with our limits."""

    async def run_both():
        config = uvicorn.Config(Connections(send_endlessly), port=0, log_level="error", lifespan="on", ws="none")
        server = uvicorn.Server(config)
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            task = asyncio.create_task(server._serve([listening]))
            while not server.started:
                await asyncio.sleep(0.01)
            assert config.http_protocol_class is LimitedProtocol
            try:
                async with asyncio.timeout(30):
                    await work(listening.getsockname()[1], server)
            finally:
                server.should_exit = server.force_exit = True
                await task

    run_async(run_both())


async def connect(port: int, said: bytes):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(said)
    await writer.drain()
    return reader, writer


async def read_to_the_end(reader) -> bytes:
    try:
        return await reader.read(-1)
    except ConnectionError:
        return b""


def get(path: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "said",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"],
)
def test_a_request_that_never_ends_is_ended_however_its_bytes_drip(monkeypatch, said):
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.3)

    async def work(port, server):
        reader, writer = await connect(port, said)
        reading = asyncio.ensure_future(read_to_the_end(reader))
        while not reading.done():
            if said:
                writer.write(b"x")
            await asyncio.sleep(0.05)
        assert b" 200 " not in reading.result().partition(b"\r\n")[0] or said.startswith(b"POST")
        writer.close()

    serve(work)


def test_a_client_that_takes_nothing_is_ended_and_the_application_hears_of_it(monkeypatch):
    monkeypatch.setattr(limits, "STALLED_SECONDS", 0.3)

    async def work(port, server):
        _, writer = await connect(port, get(b"/endless"))  # nobody reads, so its buffers fill
        while not server.server_state.tasks:
            await asyncio.sleep(0.01)
        while server.server_state.tasks or server.server_state.connections:
            await asyncio.sleep(0.01)
        writer.transport.abort()

    serve(work)


def test_beyond_the_most_connections_the_one_that_waited_longest_makes_room(monkeypatch):
    monkeypatch.setattr(limits, "CONNECTIONS_AT_ONCE", 3)

    async def work(port, server):
        waiting = []
        for number in range(3):
            waiting.append(await connect(port, b"GET / HTTP/1.1\r\n"))
            while len(server.server_state.connections) <= number:
                await asyncio.sleep(0.01)
        reader, writer = await connect(port, get(b"/"))
        assert (await read_to_the_end(reader)).endswith(b"word\r\n0\r\n\r\n")
        assert await read_to_the_end(waiting[0][0]) == b""
        assert not waiting[1][0].at_eof()
        for _, other in [*waiting, (reader, writer)]:
            other.transport.abort()

    serve(work)


def test_a_page_more_than_may_be_open_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "SESSIONS_AT_ONCE", 1)

    async def work():
        sent, leave = [], asyncio.Event()

        async def page(scope, receive, send):
            await leave.wait()

        async def send(message):
            sent.append(message)

        app = Connections(page)
        first = asyncio.ensure_future(app({"type": "websocket"}, None, send))
        await asyncio.sleep(0)
        await app({"type": "websocket"}, None, send)
        assert sent == [{"type": "websocket.close", "code": 1013}]
        leave.set()
        await first
        await app({"type": "websocket"}, None, send)
        assert len(sent) == 1

    run_async(work())
