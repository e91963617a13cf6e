"""Experiments with malicious and malformed requests.

    python -m bench.reliability requests

A server shows the embedded case from a folder whose name, like a value of its environment, must be in no answer and in no line
of the log, whatever the request. Requests are sent as bytes over sockets.
"""

import contextlib
import http.client
import re
import socket
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from etl import paths
from etl.curated import build as load
from etl.lake import Lake
from tests.reliability import raw_requests
from tests.reliability.findings import Experiment, Finding, count_troubles
from tests.reliability.running_server import RunningServer, run_server

SECRET = "a-value-of-the-environment-5f1c"
SECONDS = 4  # that an answer may take
PATIENCE = 0.5  # seconds; for the rest of a request that the server goes on waiting for
SENT_AT_ONCE = 4


@dataclass(frozen=True)
class Bench:
    server: RunningServer
    lake: Path

    @property
    def canaries(self) -> dict[str, bytes]:
        """The texts that must appear nowhere, by their meaning."""
        words = {
            "the lake": str(self.lake), "the checkout": str(paths.CHECKOUT), "a value of the environment": SECRET,
            "a library": "site-packages", "a traceback": "Traceback (most", "a stack": 'File "',
        }  # fmt: skip
        return {what: word.encode() for what, word in words.items()}

    def list_canaries_in(self, text: bytes) -> list[str]:
        return [what for what, word in self.canaries.items() if word in text]


@contextlib.contextmanager
def open_bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="requests-canary-") as folder:
        lake = Lake(Path(folder) / "lake")
        load.build(lake, paths.M4_CASE)
        with run_server(lake.root, Path(folder), PATROLWATCH_TEST_SECRET=SECRET) as server:
            server.get("/api/v1/releases")  # the first request of all waits for what answers it to be loaded
            yield Bench(server, lake.root)


def fuzz(bench: Bench, requests: int) -> list[Finding]:
    """Send made-up requests. No answer may be an error of the server or reveal anything about the machine."""

    def one(seed: int) -> str | None:
        request = raw_requests.make(seed, bench.server.port)
        answer = _read_answer(bench.server, request)
        wrong = [
            f"answered {status.decode()}" for status in re.findall(rb"^HTTP/1\.[01] (5\d\d)", answer, re.MULTILINE)
        ]
        if answer and not answer.startswith(b"HTTP/1."):
            wrong.append(f"answered {answer[:40]!r}")
        wrong += [f"the answer tells {what}" for what in bench.list_canaries_in(answer)]
        return f"seed {seed}, {request[:80]!r}: {', '.join(wrong)}" if wrong else None

    with ThreadPoolExecutor(SENT_AT_ONCE) as pool:
        troubles = list(pool.map(one, range(requests)))
    return [
        count_troubles("made-up requests are answered without an error of the server, a path or a stack", troubles),
        _log(bench),
        _ask_health(bench),
    ]


def send_messages(bench: Bench, connections: int) -> list[Finding]:
    """Open WebSockets, and send invalid messages and messages that no page sends."""
    frames = [
        b"",
        b"\x00" * 100,
        b"\xff" * 1000,
        "text",
        b"\x08\x01",
        b"\x5a\x02\x08\x01",
        b"\x0a\x7f",
        b"\x00" * 30_000_000,
    ]

    def one(number: int) -> str | None:
        address, origin = f"127.0.0.1:{bench.server.port}", f"http://127.0.0.1:{bench.server.port}"
        try:
            with connect(
                f"ws://{address}/_stcore/stream", origin=origin, subprotocols=["streamlit"], proxy=None
            ) as page:
                page.send(frames[number % len(frames)])
                page.recv(timeout=PATIENCE)
        except (WebSocketException, TimeoutError, OSError):
            return None
        return None

    return [
        count_troubles("WebSockets with what is no message", [one(number) for number in range(connections)]),
        _log(bench),
        _ask_health(bench),
    ]


def compare_head(bench: Bench) -> list[Finding]:
    """Compare the answers to HEAD and GET."""
    # Of an answer that is written as it is read, only GET knows how long it gets.
    only_get = {"date", "transfer-encoding", "content-length", "patrolwatch-rows", "set-cookie"}

    def one(path: str) -> str | None:
        said = {"Accept-Encoding": "gzip"} if "csv" in path else {}
        whole, alone = (bench.server.get(path, method, **said) for method in ("GET", "HEAD"))
        if (whole.status, b"") != (alone.status, alone.body):
            return f"{path}: GET {whole.status}, HEAD {alone.status} with {len(alone.body)} bytes"
        names = (whole.headers.keys() | alone.headers.keys()) - only_get
        other = [name for name in names if whole.headers.get(name) != alone.headers.get(name)]
        return f"{path}: other {', '.join(other)}" if other else None

    return [count_troubles("HEAD is answered as GET, without a body", map(one, raw_requests.ADDRESSES))]


def _read_answer(server: RunningServer, request: bytes) -> bytes:
    """Read the answer until the server closes the connection or waits for more of the request."""
    received = bytearray()
    with contextlib.suppress(OSError), contextlib.closing(server.connect(timeout=SECONDS)) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        # A server that refuses a long request resets the connection after its answer.
        connection.settimeout(SECONDS if b"Connection: close\r\n" in request else PATIENCE)
        with contextlib.suppress(socket.timeout):
            while piece := connection.recv(1 << 20):
                received += piece
    return bytes(received)


def _log(bench: Bench) -> Finding:
    log = bench.server.log.read_bytes()
    return count_troubles(
        "the log holds no traceback, path or secret", [", ".join(bench.list_canaries_in(log)) or None]
    )


def _ask_health(bench: Bench) -> Finding:
    try:
        answer = bench.server.get("/healthz", timeout=5)
        wrong = None if answer.status == 200 else str(answer.status)
    except (OSError, http.client.HTTPException) as error:
        wrong = str(error)
    return count_troubles("the server answers afterwards", [wrong])


EXPERIMENTS = {
    "fuzz": Experiment(fuzz, {"requests": 300}, {"requests": 10_000}),
    "sockets": Experiment(send_messages, {"connections": 16}, {"connections": 400}),
    "head": Experiment(compare_head, {}, {}),
}
