"""Start a server for an experiment, as the README describes, and read its threads, memory and files from /proc.

Needs Linux for the figures; the server itself runs anywhere.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from etl import paths

SECONDS = 120  # that an answer may take before the experiment gives up
PIECE = 1 << 20
SERVER = [sys.executable, "-m", "tests.patient_server", "run", "dashboard.py"]


@dataclass(frozen=True)
class Reply:
    """An answer read to its end. `begun` is the time of its first byte, and `seconds` that of its last."""

    status: int
    headers: dict[str, str]
    body: bytes
    begun: float
    seconds: float


class RunningServer:
    """A server that listens only on this machine. `log` is its log file."""

    def __init__(self, process: subprocess.Popen, port: int, log: Path):
        self.process, self.port, self.log = process, port, log

    @property
    def pid(self) -> int:
        return self.process.pid

    def count_threads(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def count_files(self) -> int:
        """Return how many files and sockets the process holds open."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def measure_memory(self) -> float:
        """Return the resident set, in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def get(self, path: str, method: str = "GET", timeout: float = SECONDS, client: int = 1, **headers: str) -> Reply:
        """Send a request and read the whole answer. Raises OSError or http.client.HTTPException if it is incomplete.

        `client` is the last number of the client's address, 127.0.0.1 to 127.0.0.254.
        """
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=timeout, source_address=(f"127.0.0.{client}", 0)
        )
        before = time.perf_counter()
        with contextlib.closing(connection):
            connection.request(method, path, headers={name.replace("_", "-"): said for name, said in headers.items()})
            answer = connection.getresponse()
            begun = time.perf_counter() - before
            body = b"".join(iter(lambda: answer.read(PIECE), b""))
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, named, body, begun, time.perf_counter() - before)

    def connect(self, receive_buffer: int | None = None, timeout: float = SECONDS, client: int = 1) -> socket.socket:
        """Open a connection for raw bytes. A small buffer makes a reader slow at once."""
        connection = socket.socket()
        connection.bind((f"127.0.0.{client}", 0))
        connection.settimeout(timeout)
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def begin(self, path: str, **how) -> socket.socket:
        """Request a path, and return the connection without reading the answer."""
        connection = self.connect(**how)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        return connection

    def wait_until(self, is_so: Callable[[], bool], seconds: float) -> float | None:
        """Return the seconds until a condition holds, or None if it does not in time."""
        waiting, before = threading.Event(), time.monotonic()
        while (passed := time.monotonic() - before) < seconds:
            if is_so():
                return passed
            waiting.wait(0.02)
        return None


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def run_server(lake: Path, folder: Path, *options: str, **environment: str) -> Iterator[RunningServer]:
    """Serve a lake until the block ends. The log goes into `folder`. `options` are those of `streamlit run`."""
    port, log = find_free_port(), folder / f"server-{time.monotonic_ns()}.log"
    words = [*SERVER, "--server.port", str(port), *options]
    with log.open("wb") as out:
        process = subprocess.Popen(
            words, cwd=paths.CHECKOUT, env=os.environ | {"PATROLWATCH_LAKE": str(lake)} | environment, stdout=out,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    server = RunningServer(process, port, log)
    try:
        wait_for_health(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_health(server: RunningServer) -> None:
    """Wait until the server answers. Raises AssertionError with its log if it ends or is not in time."""

    def answers() -> bool:
        assert server.process.poll() is None, server.log.read_text()
        try:
            return server.get("/_stcore/health", timeout=5).body == b"ok"
        # Until the server listens, a connection to its port may by chance meet itself, and hear what it says.
        except (OSError, http.client.HTTPException):
            return False

    assert server.wait_until(answers, 60) is not None, server.log.read_text()
